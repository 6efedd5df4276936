/* The first step of the prefilter's scan: the places of a text whose gram is that of a literal, or looks like one. */
#ifndef BNC_MATCH_GRAM_H
#define BNC_MATCH_GRAM_H

#include <stddef.h>
#include <stdint.h>

#define BNC_PLACES_SLACK 8 /* entries behind the last place that may be written to */

/* Bit sets of grams' hashes as they lie in prefilter_table.h; NULL: no gram is of that kind. */
typedef struct bnc_gram_places {
    const unsigned char *text; /* 24 bytes behind its last place can be read */
    size_t count;              /* places to look at, below 65536 */
    const uint32_t *bits;
    uint32_t shift;
    const uint32_t *short_bits;
    uint32_t short_shift;
} bnc_gram_places;

/* Writes the places where one of the grams' bits is set, ascending; room for "count" and the slack is the caller's. */
size_t bnc_gram_find_places(const bnc_gram_places *in, uint16_t *ret_places);
/* The same on any processor. */
size_t bnc_gram_find_places_plain(const bnc_gram_places *in, uint16_t *ret_places);

#endif

/* Makes the prefilter's tables (prefilter.h): literals of patterns in, one block of constant data out. */
#ifndef BNC_MATCH_PREFILTER_BUILD_H
#define BNC_MATCH_PREFILTER_BUILD_H

#include "match/prefilter.h"
#include "util/buffer.h"

/* A pattern and its literals (literal.h): lower case; none: it is a candidate for every text. */
typedef struct bnc_filtered {
    uint32_t pattern;
    const bnc_span *literals;
    size_t literal_count;
} bnc_filtered;

/* How often 4-grams occur in typical text, by hash: the rarest one of a literal is looked for. */
#define BNC_GRAM_COUNTS 65536
void bnc_grams_count(uint32_t *counts, bnc_span text);

/*
 * Appends the prefilter for "count" patterns, ascending, whose numbers are below pattern_count (at most BNC_PATTERNS_MAX).
 * gram_counts: BNC_GRAM_COUNTS numbers. The buffer's length must be a multiple of 8.
 */
void bnc_prefilter_build(bnc_arena *arena, const bnc_filtered *patterns, size_t count, uint32_t pattern_count, const uint32_t *gram_counts,
                         bnc_buffer *ret_block);

#endif

/* Between the files that make the prefilter's tables. */
#ifndef BNC_MATCH_PREFILTER_WRITE_H
#define BNC_MATCH_PREFILTER_WRITE_H

#include "match/prefilter_build.h"
#include "match/prefilter_table.h"

/* Different literals, sorted. Their numbers are their indexes, or go from those common in typical texts to those that are rare. */
typedef struct bnc_literals {
    bnc_span *list;
    size_t count;
    uint32_t *numbers, *indexes; /* of each index its number, of each number its index; NULL: the same */
} bnc_literals;

typedef struct bnc_filter_draft {
    const bnc_filtered *patterns; /* the first clause is the one that wakes the pattern */
    size_t count;
    uint32_t pattern_count;
    bnc_literals literals;        /* of all clauses */
    const uint32_t *gram_counts;
    const bnc_span *texts;        /* typical ones */
    size_t text_count;
} bnc_filter_draft;

/* How often 4-grams stand in texts, by hash. */
uint32_t *bnc_grams_count(bnc_arena *arena, const bnc_span *texts, size_t text_count);
/* The number of a literal that is there. */
uint32_t bnc_literals_find(const bnc_literals *all, bnc_span literal);
void bnc_prefilter_write(bnc_arena *arena, const bnc_filter_draft *draft, bnc_buffer *ret_block);

#endif

/* Makes the prefilter's tables (prefilter.h): clauses of patterns in, one block of constant data out. */
#ifndef BNC_MATCH_PREFILTER_BUILD_H
#define BNC_MATCH_PREFILTER_BUILD_H

#include "match/literal.h"
#include "match/prefilter.h"
#include "util/buffer.h"

/* A pattern and its clauses (literal.h), best first; none: it is a candidate for every text. */
typedef struct bnc_filtered {
    uint32_t pattern;
    const bnc_clause *clauses;
    size_t clause_count;
    bool is_asleep; /* no candidate by itself: bnc_sight_window() is asked about it */
} bnc_filtered;

typedef struct bnc_prefilter_input {
    const bnc_filtered *patterns; /* ascending */
    size_t count;
    uint32_t pattern_count;       /* all patterns' numbers are below it; at most BNC_PATTERNS_MAX */
    const bnc_span *texts;        /* typical ones: what is rare in them is looked for */
    size_t text_count;
    bool is_thrifty;              /* for long texts: literals of three bytes, which cost a look of their own at every place, only where there is no other
                                     way; patterns that are asleep are worth only rare literals */
} bnc_prefilter_input;

/* Appends the prefilter. The buffer's length must be a multiple of 8. */
void bnc_prefilter_build(bnc_arena *arena, const bnc_prefilter_input *in, bnc_buffer *ret_block);

#endif

/*
 * The literal prefilter: which patterns can match a text at all, in one pass over it.
 *
 * Table of the rarest 4-gram (3-gram for short ones) of each literal, then a comparison of the whole literal. The tables are plain arrays
 * of uint32_t without pointers, so that the built-in ones are made at build time and need no relocation.
 */
#ifndef BNC_MATCH_PREFILTER_H
#define BNC_MATCH_PREFILTER_H

#include "util/arena.h"

typedef struct bnc_prefilter bnc_prefilter; /* lives in a layer's image */

/* Patterns of one layer: the set of those that were seen is kept on the stack. */
#define BNC_PATTERNS_MAX 16384

/* What is written for each pattern that may match: ascending, each once. */
typedef struct bnc_candidates {
    uint32_t *list; /* capacity entries, given by the caller */
    size_t capacity;
    size_t count;
} bnc_candidates;

/* Adds the patterns with a literal in text (and those without literals) to ret_candidates. Caseless as fold.h is. */
void bnc_prefilter_scan(const bnc_prefilter *prefilter, bnc_span text, bnc_candidates *ret_candidates);
/* All patterns it knows, as if every literal had been found. */
void bnc_prefilter_all(const bnc_prefilter *prefilter, bnc_candidates *ret_candidates);

#endif

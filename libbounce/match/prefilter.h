/*
 * The literal prefilter: which patterns can match a text at all, in one pass over it.
 *
 * Table of the rarest 4-gram (3-gram for short ones) of each literal, then the hash of the whole literal. The tables are plain arrays
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

/* What one pass over a text saw: which literals, and where. Lives in the arena it was made in. */
typedef struct bnc_sight bnc_sight;

/* Where a match may begin: at "first" to "last". */
typedef struct bnc_window {
    size_t first, last;
} bnc_window;

/* Looks for all literals in text. Caseless as fold.h is. */
const bnc_sight *bnc_prefilter_look(const bnc_prefilter *prefilter, bnc_span text, bnc_arena *arena);
/* Adds the patterns that wake up (and those without literals) and may match to ret_candidates. */
void bnc_sight_candidates(const bnc_sight *sight, bnc_candidates *ret_candidates);
/* Where in the text any pattern of the prefilter may begin to match; false: nowhere. A pattern it does not know: everywhere. */
bool bnc_sight_window(const bnc_sight *sight, uint32_t pattern, bnc_window *ret_window);
/* All patterns it knows, as if every literal had been found. */
void bnc_prefilter_all(const bnc_prefilter *prefilter, bnc_candidates *ret_candidates);

#endif

/*
 * Folding to lower case as PCRE2's caseless matching sees it, so that literals can be compared as bytes: ASCII, Latin with accents, Greek,
 * Cyrillic, and the few characters Unicode counts as theirs (U+017F as s, U+212A as k). Scripts without case stay as they are.
 */
#ifndef BNC_MATCH_FOLD_H
#define BNC_MATCH_FOLD_H

#include "util/span.h"

/* Folds up to "room" bytes of in; returns how many came out, *ret_taken how many were taken. Never longer than what was taken. */
size_t bnc_fold(const unsigned char *in, size_t len, unsigned char *out, size_t room, size_t *ret_taken);
/* Whether two texts with that character match caselessly exactly where they are equal when folded. */
bool bnc_fold_is_sure(uint32_t c);

#endif

/*
 * Finds the literals a pattern cannot match without.
 *
 * In:  a regular expression.   Out: one or more literals, lower-cased, of which at least one stands (caseless) in every text it matches; the
 * longest such choice. Non-ASCII letters that have case end a literal, since PCRE2 folds them by Unicode. Fewer than 3 bytes: none.
 */
#ifndef BNC_MATCH_LITERAL_H
#define BNC_MATCH_LITERAL_H

#include "util/arena.h"

#define BNC_LITERALS_MAX 32

/* Returns the number of literals written; 0: the pattern has none (it must then be tried on every text). */
size_t bnc_literal_extract(bnc_arena *arena, bnc_span pattern, bnc_span ret_literals[BNC_LITERALS_MAX]);

#endif

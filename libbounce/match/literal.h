/*
 * Finds the literals a pattern cannot match without.
 *
 * In:  a regular expression.   Out: one or more literals, folded (fold.h), of which at least one stands (caseless) in every text it matches; the
 * longest such choice. Letters whose case fold.h does not know end a literal. Fewer than 3 bytes: none.
 */
#ifndef BNC_MATCH_LITERAL_H
#define BNC_MATCH_LITERAL_H

#include "util/arena.h"

#define BNC_LITERALS_MAX 32

/* Returns the number of literals written; 0: the pattern has none (it must then be tried on every text). */
size_t bnc_literal_extract(bnc_arena *arena, bnc_span pattern, bnc_span ret_literals[BNC_LITERALS_MAX]);

#endif

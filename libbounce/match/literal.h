/*
 * Finds the literals a pattern cannot match without.
 *
 * In:  a regular expression.   Out: clauses. Of each clause, one literal at least stands (caseless) in every text the pattern matches. Literals
 * are folded (fold.h) and of 3 bytes or more; letters whose case fold.h does not know end a literal.
 */
#ifndef BNC_MATCH_LITERAL_H
#define BNC_MATCH_LITERAL_H

#include "util/arena.h"

#define BNC_LITERALS_MAX 64 /* of one clause */
#define BNC_CLAUSES_MAX 11  /* of one pattern: the best ones, and the one nearest to its front */
#define BNC_REACH_MAX 200   /* characters */

typedef struct bnc_clause {
    const bnc_span *literals;
    size_t count;
    uint32_t reach; /* a match begins fewer than that many characters before one of the literals; 0: any number before it */
} bnc_clause;

/*
 * Returns the number of clauses written, the best one (long literals, few of them) first; 0: the pattern must be tried on every text. Among them is
 * one of small reach where the pattern has one, whatever it is worth.
 */
size_t bnc_literal_clauses(bnc_arena *arena, bnc_span pattern, bnc_clause ret_clauses[BNC_CLAUSES_MAX]);
/* The length of the shortest literal of a clause. */
size_t bnc_clause_length(const bnc_clause *clause);

#endif

/* The small parts of literal.c's scanner: atoms, quantifiers and what opens a group. */
#ifndef BNC_MATCH_LITERAL_PARSE_H
#define BNC_MATCH_LITERAL_PARSE_H

#include "match/literal.h"

#define BNC_LITERAL_MIN 3      /* bytes: shorter ones stand everywhere */
#define BNC_LITERAL_LONGEST 48 /* bytes: longer ones are cut into two */
#define BNC_LITERAL_DEPTH 12   /* nested groups: some 2 KB of stack each */
#define BNC_EXACT_MAX 24       /* texts an exact piece may match */
#define BNC_LITERAL_CLAUSES (BNC_CLAUSES_MAX - 1)
#define BNC_LITERAL_ENDLESS 0xFFFFu

/* Texts an exact piece matches. */
typedef struct bnc_literal_set {
    bnc_span list[BNC_EXACT_MAX];
    size_t count;
} bnc_literal_set;

typedef struct bnc_literal_info {
    bool is_exact;
    bnc_literal_set exact; /* where it is exact: all texts it matches, folded */
    bnc_clause clauses[BNC_LITERAL_CLAUSES];
    size_t clause_count;
    bnc_clause front;       /* the clause of the smallest reach; count 0: none */
    uint32_t longest;       /* characters it takes at most; BNC_LITERAL_ENDLESS: no limit */
    uint32_t run_at;        /* of a sequence: the characters at most in front of the run "exact" */
} bnc_literal_info;

typedef struct bnc_literal_parser {
    bnc_arena *arena;
    bnc_span pattern;
    size_t at;
    uint32_t longest; /* characters the last atom takes at most */
    bool is_lost; /* something that is not understood: the pattern has no literal then */
} bnc_literal_parser;

typedef enum bnc_group_form {
    BNC_GROUP_PLAIN,     /* its alternatives follow */
    BNC_GROUP_ASSERTION, /* look-around: the same, but it takes no text */
    BNC_GROUP_NOTHING,   /* flags or a comment, read to its ')' */
    BNC_GROUP_UNKNOWN
} bnc_group_form;

/* At '(': reads what opens the group. */
bnc_group_form bnc_literal_open(bnc_literal_parser *p);
/* Reads one atom that is no group; true where it is exact: its texts. */
bool bnc_literal_atom(bnc_literal_parser *p, bnc_literal_set *ret_exact);
/* Reads a quantifier if there is one; 1 and 1 if there is none, UINT32_MAX for no upper limit. */
void bnc_literal_quantifier(bnc_literal_parser *p, uint32_t *ret_min, uint32_t *ret_max);

#endif

/* What the files of cause/ share: one text that rules are tried on, the hits in it, and the causes found so far. */
#ifndef BNC_CAUSE_FIND_H
#define BNC_CAUSE_FIND_H

#include "cause/cause.h"

#define BNC_COVERED_MAX 32
#define BNC_WEIGHT_FAINT 40 /* rules below speak only where no rule of this weight or more does */
#define BNC_WEIGHT_GAP 30 /* a match that weighs more than this below the first gives no further cause */

/* One text: a reply or a notice's prose. */
typedef struct bnc_saying {
    const bnc_set *set;
    bnc_arena *arena;   /* of what is kept */
    bnc_arena *scratch; /* of candidates and hits */
    const bounce_recipient *recipient;
    const bnc_reply *reply;    /* NULL: prose */
    bnc_span text;             /* one line, valid UTF-8, at most BNC_MAX_MATCH bytes (prose: BNC_MAX_TEXT) */
    uint16_t code;
    bnc_status status;
    bounce_command command;
    bool is_deciding;          /* the reply that is shown as the diagnostic */
    bool is_unfiltered;        /* every pattern is tried (tests) */
    const char *host_provider; /* from the host that answered */
    const char *text_provider; /* from the words; valid once is_provider_known */
    bool is_provider_known;
    uint64_t *effort;          /* bytes that patterns may still be tried on; NULL: any number */
    bool is_any_provider;      /* If-Provider holds whatever the provider is */
    const bnc_candidate *candidates;
    size_t candidate_count;
    const bnc_layer *guards_layer; /* of guards_sight, made when the first rule with a guard matches */
    const bnc_sight *guards_sight;
} bnc_saying;

/* A rule or blocklist whose guards hold and whose pattern may match. */
typedef struct bnc_hit {
    const bnc_layer *layer;
    const char *id;
    const bnc_rule_record *rule;           /* NULL: */
    const bnc_blocklist_record *blocklist; /* a list that is named */
    const bnc_candidate *candidates;       /* its own run */
    uint32_t count;
    uint32_t rank;                         /* weight, then number of guards, then the literal's length */
    uint8_t weight;
} bnc_hit;

/* The hits of one text, and in which order to try them. */
typedef struct bnc_ranking {
    bnc_hit *hits; /* all, in the order of the knowledge */
    size_t count;
    bnc_hit **heap;
    size_t left;
} bnc_ranking;

/* The causes found for one recipient, in order. */
typedef struct bnc_found {
    const bnc_set *set;
    bnc_arena *arena;
    bounce_cause *causes[BNC_MAX_CAUSES];
    size_t count;
    const char *covered[BNC_COVERED_MAX]; /* ids of the causes found and of the more general ones; once said they stay so */
    size_t covered_count;
    const char *provider; /* named by the rule that decided */
} bnc_found;

/* What one call of bnc_cause_classify() does once for all recipients. */
typedef struct bnc_run {
    const bnc_context *context;
    bnc_arena *scratch;  /* the report's arena; with many recipients one of its own, thrown away again and again */
    uint64_t effort;     /* see classify.c */
    bool is_prose_read, is_prose_read_as_reply;
    bnc_found prose, prose_as_reply;
} bnc_run;

/* ---- saying.c ---- */

/* Fills in "candidates". */
void bnc_saying_scan(bnc_saying *saying);
/* Tries a pattern, as long as the effort allows it. */
bool bnc_saying_find(const bnc_saying *saying, const bnc_candidate *candidate, bnc_match *ret_match);
/* The same, but what stands within an address or a host's name is no word: a mailbox may be called "virus", a server "spam.example.com". */
bool bnc_saying_find_words(const bnc_saying *saying, const bnc_candidate *candidate, bnc_match *ret_match);
/* The provider the words give away, or NULL; looked for once. */
const char *bnc_saying_provider(bnc_saying *saying);

/* ---- rank.c ---- */

/* Patterns are not tried yet. */
void bnc_rank(bnc_saying *saying, bnc_ranking *ret_ranking);
/* The best one that is left; NULL at the end. */
const bnc_hit *bnc_ranking_next(bnc_ranking *ranking);
/* Tries a hit's patterns and its Unless. */
bool bnc_hit_match(bnc_saying *saying, const bnc_hit *hit, bnc_match *ret_match);

/* ---- found.c ---- */

/* Is "cause" a more general one of "child" (its Parent, or that one's …)? */
bool bnc_cause_is_above(const bnc_set *set, const char *cause, const char *child);
/* Among those found: the same cause or a closer one? */
bool bnc_found_covers(const bnc_found *found, const char *cause);
/* A new cause at the end; NULL where the list is full, the id is not known or it is there already. */
bounce_cause *bnc_found_add(bnc_found *found, const char *id, const char *rule, bounce_confidence confidence);
/* The same, but a more general one that does not weigh more gives way to it. */
bounce_cause *bnc_found_add_closer(bnc_found *found, const char *id, const char *rule, bounce_confidence confidence, uint8_t weight);
/* A copy of "from" as another cause: the same facts, evidence and rule. */
bounce_cause *bnc_found_add_also(bnc_found *found, const bounce_cause *from, const char *id, bounce_confidence confidence);
/* Those of "other" that are not there yet: the same objects. */
void bnc_found_merge(bnc_found *found, const bnc_found *other);
const char *bnc_cause_id_of(const bounce_cause *cause);
/* routing.expired, routing.suspended and report.delayed say that it took too long: no reason why. */
bool bnc_cause_is_outer(const char *id);
/* Is there a cause that is no outer one? */
bool bnc_found_has_reason(const bnc_found *found);
/* Puts the outer causes behind the reason, or drops them; of a delay they say no more than the report does. */
void bnc_found_order(bnc_found *found, bool is_delay);

/* ---- facts.c ---- */

void bnc_cause_add_fact(bounce_cause *cause, bnc_group name, const char *value);
/* All of another cause's that are not there yet. */
void bnc_cause_add_facts(bounce_cause *cause, const bounce_cause *from);
/* The fact's value for an address (reversed in front of ".in-addr.arpa"); NULL if it is none. behind: the text that follows. */
const char *bnc_fact_address(bnc_arena *arena, bnc_span value, bnc_span behind);
/* From the named groups of a match, then from the rule's Set. */
void bnc_facts_from_match(bounce_cause *cause, const bnc_saying *saying, const bnc_match *match);
void bnc_facts_from_set(bounce_cause *cause, const bnc_layer *layer, const bnc_rule_record *rule);

/* ---- form.c ---- */

/* IP address, URL and token between "from" and "end" that their form gives away, where the rule named none; of a whole reply the domain, too. */
void bnc_facts_from_form(bounce_cause *cause, const bnc_saying *saying, size_t from, size_t end);
/* The answer of a blocklist's zone: 127.x.y.z in the text; an empty span if there is none. */
bnc_span bnc_form_find_code(bnc_span text);
/* A masked address: "113.98.228.***". */
bool bnc_form_is_masked(const char *ip);

/* ---- blocklist.c ---- */

/*
 * Finds the blocklist a cause speaks of, by zone, name, page or pattern, and what its listing means: list name, cause, further causes.
 * rule: NULL if the list's own pattern made the hit.
 */
void bnc_blocklist_resolve(bnc_found *found, bounce_cause *cause, bnc_saying *saying, const bnc_layer *layer, const bnc_rule_record *rule,
                           const bnc_ranking *ranking);

/* ---- evidence.c ---- */

void bnc_evidence_add_match(bounce_cause *cause, const bnc_saying *saying, size_t start, size_t end);
void bnc_evidence_add_code(bounce_cause *cause, const char *in, const char *word, const char *diagnostic);
/* A copy without subscribers' keys; the same span if there is none. */
bnc_span bnc_key_cut(const bnc_set *set, bnc_arena *arena, bnc_span text);
/* Cuts the keys out of a recipient's replies and diagnostic. */
void bnc_key_cut_recipient(const bnc_set *set, bounce_recipient *recipient);

/* ---- fallback.c ---- */

/* What the codes alone say (Status records). */
void bnc_fallback_status(bnc_found *found, const bounce_recipient *recipient, const char *provider);

/* A status that names a reason in the place of a bare "refused". */
void bnc_fallback_refine(bnc_found *found, const bounce_recipient *recipient, const char *provider);
/* What the kind of the report says, for all but failures and delays; true if that is all there is to say. */
bool bnc_fallback_kind(bnc_found *found, const bounce_report *report, const bounce_recipient *recipient);

/* ---- prose.c ---- */

/* One line: runs of white space are one blank, quote marks at the front of lines are dropped. */
bnc_span bnc_prose_flatten(bnc_arena *arena, bnc_span text);
/* Rules for prose over the report's text. */
void bnc_prose_find(bnc_found *found, const bounce_report *report, bounce_recipient *recipient, bnc_run *run);
/* The same for a report of kind none: is it a notice? */
void bnc_prose_find_notice(bnc_found *found, bounce_report *report, bnc_run *run);

/* ---- find.c ---- */

/* All causes a text gives, added to found. limit: no cause is surer than this. */
void bnc_find_causes(bnc_found *found, bnc_saying *saying, bounce_confidence limit);

#endif

/*
 * Causes: replies, texts and codes in, causes with facts and evidence out (rules, blocklists, providers, status codes of the knowledge).
 */
#ifndef BNC_CAUSE_CAUSE_H
#define BNC_CAUSE_CAUSE_H

#include "knowledge/set.h"
#include "report/model.h"
#include <bounce/cause.h>

typedef struct bnc_fact {
    bnc_group name;
    const char *value;
} bnc_fact;

typedef struct bnc_evidence {
    const char *in; /* "reply", "status", "command", "subject", "body", "header:NAME", "log" */
    size_t offset, length;
    const char *text;
} bnc_evidence;

struct bnc_filled; /* hint/text.h */

#define BNC_CAUSE_EVIDENCE_MAX 4

struct bounce_cause {
    const bnc_set *set;
    const bnc_layer *layer;
    const bnc_cause_record *record;
    const char *rule;
    const char *list_id;  /* blocklist record's id, for remedies; NULL: none */
    const char *provider; /* provider's id, for texts; NULL: none */
    const char *sisimai;  /* the rule's or the status' own word for it; NULL: the registry's */
    uint8_t hard;         /* the same; 0: as the registry says, 1: no, 2: yes */
    uint8_t weight;       /* of the rule, for the decision whether prose is a notice */
    bounce_confidence confidence;
    _Atomic(struct bnc_filled *) filled; /* texts with the facts filled in, made when they are asked for */
    bnc_arena *arena; /* of facts and evidence: thousands of causes may have one of each, so there is no room for all that may come */
    bnc_fact *facts;
    bnc_evidence *evidence;
    uint16_t fact_count, evidence_count;
};

/* Finds the causes of every recipient of a report that bnc_report_read() has filled, and its provider; refines report->kind (notice). */
void bnc_cause_classify(bounce_report *report, const bnc_context *context);

typedef struct bnc_probe {
    const char *cause; /* what the rule is for */
    const char *host;  /* of the provider it wants (If-Provider); NULL: any */
} bnc_probe;

/* Does this rule match the text, whatever others say and whoever answered? */
bool bnc_cause_probe(const bnc_set *set, const char *rule, bnc_span text, bool is_prose, bnc_probe *ret_probe);

/* A fact's value, or NULL. */
const char *bnc_cause_find_fact(const bounce_cause *cause, bnc_group name);

#endif

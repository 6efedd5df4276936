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

struct bounce_cause {
    const bnc_set *set;
    bnc_arena *arena;     /* the report's, for filled-in texts; NULL for a registry entry */
    const bnc_layer *layer;
    const bnc_cause_record *record;
    const char *rule;
    const char *list_id;  /* blocklist record's id, for remedies; NULL: none */
    const char *provider; /* provider's id, for texts; NULL: none */
    bounce_confidence confidence;
    bnc_fact facts[BNC_GROUP_FACTS_END];
    size_t fact_count;
    bnc_evidence evidence[4];
    size_t evidence_count;
};

/* Finds the causes of every recipient of a report that bnc_report_read() has filled, and its provider; refines report->kind (notice). */
void bnc_cause_classify(bounce_report *report, const bnc_context *context);

/* A fact's value, or NULL. */
const char *bnc_cause_find_fact(const bounce_cause *cause, bnc_group name);

#endif

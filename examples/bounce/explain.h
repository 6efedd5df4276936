/* Explaining reports to a person; see explain.c. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "paper.h"
#include "words.h"

typedef struct explanation {
    words w;
    paper p;
} explanation;

void explanation_start(explanation *e, const cli_options *options, const bounce_classifier *classifier);
/* A whole report. */
void explain_report(explanation *e, const bounce_report *report);
/* What happened to one recipient: why, who, evidence, steps. */
void explain_story(explanation *e, const bounce_recipient *recipient);
/* The same for a report that names no recipient. */
void explain_whole(explanation *e, const bounce_report *report);

#endif

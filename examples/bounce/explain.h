/* Explaining reports to a person; see explain.c and story.c. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "paper.h"
#include "words.h"

typedef struct explanation {
    words w;
    paper p;
} explanation;

void explanation_start(explanation *e, const cli_options *options, const bounce_classifier *classifier);
/* Who acts first and then, and what it is not. */
void explain_who(explanation *e, const bounce_cause *cause);
/* A whole report. */
void explain_report(explanation *e, const bounce_report *report);
#endif

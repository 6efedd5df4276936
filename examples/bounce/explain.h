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
/* A whole report. */
void explain_report(explanation *e, const bounce_report *report);
#endif

/* Hints: causes and facts in, ordered steps out. */
#ifndef BNC_HINT_HINT_H
#define BNC_HINT_HINT_H

#include "hint/text.h"
#include <bounce/hint.h>

struct bounce_hint {
    const bnc_set *set;
    const bnc_layer *layer;
    const bnc_hint_record *record;
    const bounce_cause *cause; /* whose facts fill the text */
    const struct bounce_hint *after;
    unsigned step;
    bnc_filled_list filled; /* texts made so far */
};

/* Chooses the steps for every recipient. */
void bnc_hint_choose(bounce_report *report, const bnc_context *context);

/* Called for each step that any remedy of a cause has, variants included; a step may come more than once. */
typedef void bnc_hint_fn(const bnc_layer *layer, const bnc_hint_record *record, void *user);
void bnc_hint_each_of_cause(const bnc_set *set, const char *cause, bnc_hint_fn *fn, void *user);

#endif

/* Hints: causes and facts in, ordered steps out; and texts with their placeholders filled in. */
#ifndef BNC_HINT_HINT_H
#define BNC_HINT_HINT_H

#include "cause/cause.h"
#include <bounce/hint.h>

struct bounce_hint {
    const bnc_set *set;
    const bnc_layer *layer;
    const bnc_hint_record *record;
    const bounce_cause *cause; /* whose facts fill the text */
    const struct bounce_hint *after;
    unsigned step;
    _Atomic(struct bnc_filled *) filled; /* texts made so far, by language */
};

/* Chooses the steps for every recipient. */
void bnc_hint_choose(bounce_report *report, const bnc_context *context);

/*
 * A translatable text in a language with its placeholders filled: {ip} … from the cause's facts, else the Placeholder record's words.
 * Facts are cut at 200 bytes and lose control and bidi characters. malloc'ed; NULL for ref 0.
 */
char *bnc_text_fill(const bnc_set *set, const bnc_layer *layer, bnc_ref text, const bounce_cause *cause, const char *language);

#endif

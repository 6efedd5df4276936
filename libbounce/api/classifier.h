/* The classifier and the builders as api/ sees them. */
#ifndef BNC_API_CLASSIFIER_H
#define BNC_API_CLASSIFIER_H

#include "hint/hint.h"
#include "mime/converter.h"
#include <bounce/classifier.h>
#include <stdatomic.h>

struct bounce_options {
    size_t max_input, max_recipients;
    char **own;
    size_t own_count;
    char country[3]; /* "" : not set */
};

struct bounce_knowledge {
    const bnc_set *set;
};

/* All steps a cause of the registry can give. */
typedef struct bnc_registry_hints {
    bounce_hint *list;
    size_t count;
} bnc_registry_hints;

/* The registry's causes as the getters want them; made when first asked for. */
typedef struct bnc_registry {
    size_t count;
    bounce_cause *causes;
    _Atomic(bnc_registry_hints *) *hints; /* one for each cause */
} bnc_registry;

struct bounce_classifier {
    atomic_int references;
    const bnc_set *set;
    bounce_options options;
    bnc_converters *converters;
    bool is_unfiltered; /* tests: see bnc_context */
    _Atomic(bnc_registry *) registry;
};

/* Copies and clears what options hold. */
void bnc_options_copy(bounce_options *to, const bounce_options *from);
void bnc_options_clear(bounce_options *options);
/* registry.c */
void bnc_registry_free(bnc_registry *registry);

#endif

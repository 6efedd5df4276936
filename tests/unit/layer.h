/* A test's own knowledge over the built-in one. */
#ifndef TESTS_UNIT_LAYER_H
#define TESTS_UNIT_LAYER_H

#include "knowledge/set.h"
#include <stdio.h>
#include <stdlib.h>

/* Ends the program where the layer is broken: none of its tests would mean anything. */
static inline bnc_set *layer_over_builtin(const char *layer)
{
    bounce_error *error = NULL;
    bnc_set *set = bnc_set_add(bnc_set_builtin(), "test", bnc_span_of(layer), &error);

    if (!set) {
        fprintf(stderr, "%u: %s\n", bounce_error_line(error), bounce_error_message(error));
        exit(EXIT_FAILURE);
    }
    return set;
}

#endif

/* What unit tests ask of spans and notes. */
#ifndef TESTS_UNIT_EXPECT_H
#define TESTS_UNIT_EXPECT_H

#include "util/note.h"

static inline bool equals(bnc_span got, const char *expected)
{
    return bnc_span_equal(got, bnc_span_of(expected));
}

static inline bool has_note(const bnc_notes *notes, const char *id)
{
    for (size_t i = 0; i < notes->count; i++)
        if (strcmp(notes->list[i].id, id) == 0)
            return true;
    return false;
}

#endif

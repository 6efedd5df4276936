/* Notes: odd things about one input. Collected while it is read, shown by the report. */
#ifndef BNC_UTIL_NOTE_H
#define BNC_UTIL_NOTE_H

#include "util/arena.h"

typedef struct bnc_note {
    const char *id;     /* static: "input_cut", "charset_guessed" …; the message "note.ID" explains it */
    const char *detail; /* in the arena, valid UTF-8, or NULL */
} bnc_note;

#define BNC_NOTES_MAX 32

typedef struct bnc_notes {
    bnc_note list[BNC_NOTES_MAX];
    size_t count;
} bnc_notes;

/* Adds a note once per id (the first detail stays). id must be a static string. */
void bnc_notes_add(bnc_notes *notes, const char *id, const char *detail);

#endif

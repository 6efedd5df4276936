/* Notes: each id once; the first detail stays. What does not fit is dropped: notes are for people, not for counting. */
#include "util/note.h"

void bnc_notes_add(bnc_notes *notes, const char *id, const char *detail)
{
    if (!notes)
        return;
    for (size_t i = 0; i < notes->count; i++)
        if (strcmp(notes->list[i].id, id) == 0)
            return;
    if (notes->count < BNC_NOTES_MAX)
        notes->list[notes->count++] = (bnc_note){ id, detail };
}

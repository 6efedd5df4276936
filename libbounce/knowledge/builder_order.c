/*
 * The order of the layouts.
 *
 * In:  layouts that were read, in the order of their files.   Out: the same by rank (bnc_layout_rank), equal ones as they stood; their patterns know the new place.
 */
#include "knowledge/builder.h"

#include <stdlib.h>

typedef struct ranked {
    const bnc_layout_record *layout;
    uint32_t record; /* where it stood */
} ranked;

static int compare_ranks(const void *one, const void *other)
{
    const ranked *a = one, *b = other;
    const unsigned first = bnc_layout_rank(a->layout), second = bnc_layout_rank(b->layout);

    if (first != second)
        return first > second ? -1 : 1;
    return (a->record > b->record) - (a->record < b->record);
}

void bnc_builder_order_layouts(bnc_builder *b)
{
    bnc_built_kind *kind = &b->kinds[BNC_KIND_LAYOUT];
    ranked *list = bnc_arena_array(b->arena, kind->count + 1, sizeof(*list));
    bnc_layout_record *records = bnc_arena_array(b->arena, kind->count + 1, sizeof(*records));
    bnc_source_record *sources = bnc_arena_array(b->arena, kind->count + 1, sizeof(*sources));
    uint32_t *places = bnc_arena_array(b->arena, kind->count + 1, sizeof(*places));

    for (uint32_t i = 0; i < kind->count; i++)
        list[i] = (ranked){ bnc_builder_record(b, BNC_KIND_LAYOUT, i), i };
    qsort(list, kind->count, sizeof(*list), compare_ranks);
    for (uint32_t i = 0; i < kind->count; i++) {
        records[i] = *list[i].layout;
        sources[i] = kind->sources[list[i].record];
        places[list[i].record] = i;
    }
    kind->records = (char *)records;
    kind->sources = sources;
    for (size_t i = 0; i < b->pattern_count; i++)
        if (b->patterns[i].owner == BNC_OWNER_LAYOUT)
            b->patterns[i].record = places[b->patterns[i].record];
}

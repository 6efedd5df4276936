/*
 * The prefilters of an image, one for each bnc_scan.
 *
 * In:  a builder's patterns and examples.   Out: blocks of match/prefilter_table.h; the order in which the patterns' texts are kept.
 */
#include "knowledge/builder_filters.h"

#include "match/prefilter_build.h"
#include "match/prefilter_table.h"
#include "util/ranked.h"
#include <stdlib.h>

/* Gives the patterns in a record's lists their new numbers; of a list of pairs every second entry is a pattern. */
static void renumber(bnc_builder *b, bnc_kind kind, const char *record, const uint32_t *numbers)
{
    const bnc_kind_spec *spec = bnc_kind_spec_of(kind);

    for (size_t i = 0; i < spec->count; i++) {
        const bool has_pairs = spec->fields[i].form == BNC_FORM_HEADER;

        if (spec->fields[i].form != BNC_FORM_PATTERN && !has_pairs)
            continue; /* no list: it would not be aligned for one */
        const bnc_list *list = (const bnc_list *)(const void *)(record + spec->fields[i].offset);
        for (uint32_t k = has_pairs; k < list->count; k += 1 + has_pairs)
            b->lists[list->first + k] = numbers[b->lists[list->first + k]];
    }
}

/* Those that are candidates come first, so that what is asked about these is small; then those that are asked about in one place. */
static unsigned group_of(const bnc_built_pattern *p)
{
    return p->is_scanned ? 0 : p->is_guard ? 1 : p->is_asleep ? 2 : 3;
}

/* By group, then in the order of the records; within one as they stand there. */
static int compare_patterns(const void *one, const void *other)
{
    const bnc_built_pattern *a = *(const bnc_built_pattern *const *)one, *b = *(const bnc_built_pattern *const *)other;
    const uint32_t first[] = { group_of(a), a->owner, a->record }, second[] = { group_of(b), b->owner, b->record };

    for (size_t i = 0; i < BNC_COUNT_OF(first); i++)
        if (first[i] != second[i])
            return first[i] > second[i] ? 1 : -1;
    return (a > b) - (a < b);
}

void bnc_filters_number(bnc_builder *b)
{
    const bnc_built_pattern **order = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*order));
    bnc_built_pattern *ordered = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*ordered));
    uint32_t *numbers = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*numbers));

    for (size_t i = 0; i < b->pattern_count; i++)
        order[i] = &b->patterns[i];
    qsort(order, b->pattern_count, sizeof(*order), compare_patterns);
    for (uint32_t i = 0; i < b->pattern_count; i++) {
        ordered[i] = *order[i];
        numbers[order[i] - b->patterns] = i;
    }
    b->patterns = ordered;
    for (bnc_kind kind = 0; kind < BNC_KIND_COUNT; kind++)
        for (size_t i = 0; i < b->kinds[kind].count; i++)
            renumber(b, kind, bnc_builder_record(b, kind, i), numbers);
}

/* Which texts a pattern is looked for in. */
static bool is_for(const bnc_builder *b, const bnc_built_pattern *p, bnc_scan scan)
{
    if (p->is_guard)
        return scan == BNC_SCAN_GUARD;
    if (p->is_field)
        return scan == BNC_SCAN_FIELD;
    if (!p->is_scanned && !p->is_asleep)
        return false;
    switch (p->owner) {
    case BNC_OWNER_RULE: {
        const bnc_rule_record *rule = bnc_builder_record(b, BNC_KIND_RULE, p->record);

        return scan == BNC_SCAN_REPLY ? (rule->in & 1) != 0 : scan == BNC_SCAN_TEXT && (rule->in & 2) != 0;
    }
    case BNC_OWNER_BLOCKLIST:
        return scan == BNC_SCAN_REPLY || scan == BNC_SCAN_TEXT;
    case BNC_OWNER_PROVIDER:
        return scan == BNC_SCAN_REPLY;
    case BNC_OWNER_LOG:
        return scan == BNC_SCAN_LOG;
    default:
        return scan == BNC_SCAN_LAYOUT;
    }
}

void bnc_filters_build(bnc_builder *b, bnc_filters *ret_filters)
{
    bnc_filtered *list = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*list));
    bnc_span *texts = bnc_arena_array(b->arena, b->example_count + 1, sizeof(*texts));

    for (size_t i = 0; i < b->example_count; i++)
        texts[i] = b->examples[i].text;
    for (bnc_scan scan = 0; scan < BNC_SCAN_COUNT; scan++) {
        bnc_prefilter_input in = { .patterns = list, .pattern_count = (uint32_t)b->pattern_count, .texts = texts, .text_count = b->example_count,
                                   .is_thrifty = scan == BNC_SCAN_LAYOUT };

        for (size_t i = 0; i < b->pattern_count; i++)
            if (is_for(b, &b->patterns[i], scan))
                list[in.count++] = (bnc_filtered){ (uint32_t)i, b->patterns[i].clauses, b->patterns[i].clause_count, !b->patterns[i].is_scanned };
        ret_filters->blocks[scan] = (bnc_buffer)BNC_BUFFER_INIT;
        ret_filters->counts[scan] = (uint32_t)in.count;
        bnc_prefilter_build(b->arena, &in, &ret_filters->blocks[scan]);
    }
}

/* Counts the texts that each pattern is tried on. */
static void count_tries(const bnc_builder *b, const bnc_prefilter *filter, bnc_ranked *list)
{
    for (size_t i = 0; i < b->example_count; i++) {
        bnc_arena *scratch = bnc_arena_new(sizeof(bnc_sight));
        const bnc_sight *sight = bnc_prefilter_look(filter, b->examples[i].text, scratch);
        bnc_window window;

        for (uint32_t k = 0; k < filter->way_count; k++)
            if (bnc_prefilter_way(filter, filter->way_first + k) && bnc_sight_window(sight, filter->way_first + k, &window))
                list[filter->way_first + k].count++;
        bnc_arena_free(scratch);
    }
}

/* Who tries one pattern of a layout tries most of them. One without Body is asked of every mail. */
static void gather_layouts(const bnc_builder *b, bnc_ranked *list)
{
    uint32_t *tries = bnc_arena_array(b->arena, b->kinds[BNC_KIND_LAYOUT].count + 1, sizeof(*tries));

    for (size_t i = 0; i < b->kinds[BNC_KIND_LAYOUT].count; i++)
        tries[i] = ((const bnc_layout_record *)bnc_builder_record(b, BNC_KIND_LAYOUT, i))->body.count ? 0 : UINT32_MAX;
    for (size_t i = 0; i < b->pattern_count; i++)
        if (b->patterns[i].owner == BNC_OWNER_LAYOUT && b->patterns[i].is_scanned && list[i].count > tries[b->patterns[i].record])
            tries[b->patterns[i].record] = list[i].count;
    for (size_t i = 0; i < b->pattern_count; i++)
        if (b->patterns[i].owner == BNC_OWNER_LAYOUT)
            list[i].count = tries[b->patterns[i].record];
}

const uint32_t *bnc_filters_order(const bnc_builder *b, const bnc_filters *filters)
{
    bnc_ranked *list = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*list));
    uint32_t *order = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*order));

    for (uint32_t i = 0; i < b->pattern_count; i++)
        list[i] = (bnc_ranked){ b->patterns[i].clause_count ? 0 : (uint32_t)b->example_count, i }; /* without a literal it is always tried */
    for (bnc_scan scan = 0; scan < BNC_SCAN_COUNT; scan++)
        count_tries(b, (const bnc_prefilter *)(const void *)filters->blocks[scan].at, list);
    gather_layouts(b, list);
    bnc_ranked_sort(list, b->pattern_count);
    for (size_t i = 0; i < b->pattern_count; i++)
        order[i] = list[i].index;
    return order;
}

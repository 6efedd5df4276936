/*
 * The prefilters of an image, one for each bnc_scan.
 *
 * In:  a builder's patterns and examples.   Out: blocks of match/prefilter_table.h; the order in which the patterns' texts are kept.
 */
#include "knowledge/builder_filters.h"

#include "match/prefilter_build.h"
#include "match/prefilter_table.h"
#include <stdlib.h>

/* Which texts a pattern is looked for in. */
static bool is_for(const bnc_builder *b, const bnc_built_pattern *p, bnc_scan scan)
{
    if (p->is_guard)
        return scan == BNC_SCAN_GUARD;
    if (p->is_subject)
        return scan == BNC_SCAN_SUBJECT;
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

typedef struct ranked {
    double place; /* among the blocks of its prefilter, in which those of common literals stand first: 0 to 1 */
    uint32_t pattern;
} ranked;

static int compare_ranked(const void *one, const void *other)
{
    const ranked *a = one, *b = other;

    if (a->place < b->place || a->place > b->place)
        return a->place < b->place ? -1 : 1;
    return (a->pattern > b->pattern) - (a->pattern < b->pattern);
}

static void place_by_filter(const bnc_builder *b, const bnc_buffer *block, ranked *list)
{
    const bnc_prefilter *filter = (const bnc_prefilter *)(const void *)block->at;
    const uint32_t *ways = (const uint32_t *)(const void *)(block->at + filter->ways);
    uint32_t last = 1;

    for (size_t i = 0; i < b->pattern_count; i++)
        last = ways[i] > last ? ways[i] : last;
    for (size_t i = 0; i < b->pattern_count; i++)
        if (ways[i] && (double)ways[i] / last < list[i].place)
            list[i].place = (double)ways[i] / last;
}

/* Who tries one pattern of a layout tries most of them. One without Body is asked of every mail. */
static void gather_layouts(const bnc_builder *b, ranked *list)
{
    double *places = bnc_arena_array(b->arena, b->kinds[BNC_KIND_LAYOUT].count + 1, sizeof(*places));

    for (size_t i = 0; i < b->kinds[BNC_KIND_LAYOUT].count; i++)
        places[i] = ((const bnc_layout_record *)bnc_builder_record(b, BNC_KIND_LAYOUT, i))->body.count ? 1 : 0;
    for (size_t i = 0; i < b->pattern_count; i++)
        if (b->patterns[i].owner == BNC_OWNER_LAYOUT && list[i].place < places[b->patterns[i].record])
            places[b->patterns[i].record] = list[i].place;
    for (size_t i = 0; i < b->pattern_count; i++)
        if (b->patterns[i].owner == BNC_OWNER_LAYOUT)
            list[i].place = places[b->patterns[i].record];
}

const uint32_t *bnc_filters_order(const bnc_builder *b, const bnc_filters *filters)
{
    ranked *list = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*list));
    uint32_t *order = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*order));

    for (uint32_t i = 0; i < b->pattern_count; i++)
        list[i] = (ranked){ 1, i };
    for (bnc_scan scan = 0; scan < BNC_SCAN_COUNT; scan++)
        place_by_filter(b, &filters->blocks[scan], list);
    gather_layouts(b, list);
    if (b->pattern_count)
        qsort(list, b->pattern_count, sizeof(*list), compare_ranked);
    for (size_t i = 0; i < b->pattern_count; i++)
        order[i] = list[i].pattern;
    return order;
}

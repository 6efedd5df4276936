/*
 * Which patterns may match a text, and matching one.
 *
 * In:  a set, a text (valid UTF-8).   Out: candidates in the arena, sorted by layer, owner, record; layouts by rank first.
 */
#include "knowledge/set_types.h"

#define FEW 512 /* candidates a usual text has no more than */

typedef struct found {
    const bnc_set *set;
    bnc_candidate *list;
    size_t count;
    const bnc_sight *sight; /* of the layer that is being added */
} found;

static const bnc_prefilter *filter_of(const bnc_layer *layer, bnc_scan scan)
{
    return bnc_image_table(layer->image, BNC_TABLE_FILTERS + (unsigned)scan);
}

static size_t bare_count(const bnc_layer *layer, bnc_scan scan)
{
    return scan == BNC_SCAN_LAYOUT ? layer->image->tables[BNC_TABLE_BARE].count : 0;
}

/* Adds the layouts without Body that come before "end", from number *next of their list on. */
static void add_layouts(found *f, size_t layer, size_t *next, uint32_t end)
{
    const bnc_layer *l = f->set->layers[layer].layer;
    const uint32_t *bare = bnc_image_table(l->image, BNC_TABLE_BARE);

    for (; *next < l->image->tables[BNC_TABLE_BARE].count && bare[*next] < end; ++*next)
        if (bnc_set_is_live(f->set, layer, BNC_KIND_LAYOUT, bare[*next]))
            f->list[f->count++] = (bnc_candidate){ l, UINT32_MAX, BNC_OWNER_LAYOUT, bare[*next], f->sight };
}

static void add_layer(found *f, size_t layer, bnc_scan scan, const bnc_candidates *candidates)
{
    const bnc_layer *l = f->set->layers[layer].layer;
    const uint32_t layouts = scan == BNC_SCAN_LAYOUT ? (uint32_t)bnc_layer_count(l, BNC_KIND_LAYOUT) : 0;
    size_t next = 0;

    for (size_t i = 0; i < candidates->count; i++) {
        const bnc_pattern_record *pattern = &l->patterns[candidates->list[i]];

        if (!bnc_set_is_live(f->set, layer, (bnc_kind)pattern->owner, pattern->record))
            continue;
        if (pattern->owner == BNC_OWNER_LAYOUT && pattern->record < layouts)
            add_layouts(f, layer, &next, pattern->record);
        else if (pattern->owner > BNC_OWNER_LAYOUT)
            add_layouts(f, layer, &next, layouts);
        f->list[f->count++] = (bnc_candidate){ l, candidates->list[i], (bnc_owner)pattern->owner, pattern->record, f->sight };
    }
    add_layouts(f, layer, &next, layouts);
}

/* Scans one layer; into "few" where that is enough, else into the arena. */
static bnc_candidates scan_layer(const bnc_layer *layer, bnc_scan scan, const bnc_sight *sight, bnc_arena *arena, uint32_t few[FEW])
{
    size_t all = layer->image->tables[BNC_TABLE_PATTERNS].count;
    bnc_candidates candidates = { few, FEW, 0 };

    if (sight)
        bnc_sight_candidates(sight, &candidates);
    if (sight && (candidates.count < FEW || all <= FEW))
        return candidates;
    candidates = (bnc_candidates){ bnc_arena_array(arena, all, sizeof(*few)), all, 0 };
    if (sight)
        bnc_sight_candidates(sight, &candidates);
    else
        bnc_prefilter_all(filter_of(layer, scan), &candidates);
    return candidates;
}

static unsigned rank_of(const bnc_candidate *candidate)
{
    return candidate->owner == BNC_OWNER_LAYOUT ? 1 + bnc_layout_rank(bnc_layer_layout(candidate->layer, candidate->record)) : 0;
}

/* Each layer's layouts come by rank (builder_order.c); those of several are put in between. What is in order costs one look. */
static void order_layouts(bnc_candidate *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const bnc_candidate moved = list[i];
        const unsigned rank = rank_of(&moved);
        size_t at = i;

        for (; at > 0 && rank_of(&list[at - 1]) < rank; at--)
            list[at] = list[at - 1];
        list[at] = moved;
    }
}

static size_t collect(const bnc_set *set, bnc_scan scan, const bnc_span *text, bnc_arena *arena, const bnc_candidate **ret_list)
{
    found f = { .set = set };
    bnc_candidate *all = NULL;
    size_t total = 0;

    for (size_t i = 0; i < set->layer_count; i++) {
        const bnc_layer *layer = set->layers[i].layer;
        size_t layouts = bare_count(layer, scan);
        uint32_t few[FEW];

        f.sight = text ? bnc_prefilter_look(filter_of(layer, scan), *text, arena) : NULL;
        bnc_candidates candidates = scan_layer(layer, scan, f.sight, arena, few);

        if (candidates.count + layouts == 0)
            continue;
        f.list = bnc_arena_alloc_raw(arena, (total + candidates.count + layouts) * sizeof(*f.list));
        if (total)
            memcpy(f.list, all, total * sizeof(*all));
        f.count = total;
        add_layer(&f, i, scan, &candidates);
        all = f.list;
        total = f.count;
    }
    if (scan == BNC_SCAN_LAYOUT && set->layer_count > 1)
        order_layouts(all, total);
    *ret_list = all;
    return total;
}

size_t bnc_set_candidates(const bnc_set *set, bnc_scan scan, bnc_span text, bnc_arena *arena, const bnc_candidate **ret_list)
{
    return collect(set, scan, &text, arena, ret_list);
}

size_t bnc_set_all_patterns(const bnc_set *set, bnc_scan scan, bnc_arena *arena, const bnc_candidate **ret_list)
{
    return collect(set, scan, NULL, arena, ret_list);
}

const bnc_sight *bnc_layer_look(const bnc_layer *layer, bnc_scan scan, bnc_span text, bnc_arena *arena)
{
    return bnc_prefilter_look(filter_of(layer, scan), text, arena);
}

/* A pattern's text, where it is still needed. */
static bnc_span text_of(const bnc_layer *layer, uint32_t pattern)
{
    if (bnc_regex_is_compiled(layer->slots, pattern))
        return (bnc_span){ NULL, 0 };
    return bnc_span_of(bnc_layer_pattern(layer, pattern));
}

bool bnc_pattern_find(const bnc_layer *layer, uint32_t pattern, bnc_span text, size_t start, bnc_match *ret_match)
{
    return bnc_regex_find(layer->slots, pattern, text_of(layer, pattern), text, start, BNC_NOT_FOUND, ret_match);
}

bool bnc_pattern_find_seen(const bnc_layer *layer, uint32_t pattern, const bnc_sight *sight, bnc_span text, size_t start, bnc_match *ret_match)
{
    bnc_window window;

    if (!sight)
        return bnc_pattern_find(layer, pattern, text, start, ret_match);
    if (!bnc_sight_window(sight, pattern, &window) || window.last < start)
        return false;
    while (window.first > 0 && window.first < text.len && ((unsigned char)text.at[window.first] & 0xC0) == 0x80)
        window.first--;
    return bnc_regex_find(layer->slots, pattern, text_of(layer, pattern), text, window.first > start ? window.first : start, window.last, ret_match);
}

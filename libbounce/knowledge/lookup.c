/*
 * Records by id, by host or zone suffix, by name; lists and strings of a layer.
 *
 * In:  a set and a key.   Out: the live record of the last layer that has one, or NULL. Nothing is allocated.
 */
#include "knowledge/set_types.h"

#include "knowledge/fields.h"

const char *bnc_layer_text(const bnc_layer *layer, bnc_ref ref)
{
    return ref ? layer->pool + ref : NULL;
}

const uint32_t *bnc_layer_list(const bnc_layer *layer, bnc_list list)
{
    return layer->lists + list.first;
}

bool bnc_layer_list_has(const bnc_layer *layer, bnc_list list, const char *text)
{
    const uint32_t *refs = bnc_layer_list(layer, list);
    const uintptr_t offset = (uintptr_t)text - (uintptr_t)layer->pool;

    /* Most are of this very pool, in which each string is kept once. */
    for (uint32_t i = 0; i < list.count; i++)
        if (refs[i] == offset)
            return true;
    if (offset < layer->image->tables[BNC_TABLE_POOL].count)
        return false;
    for (uint32_t i = 0; i < list.count; i++)
        if (bnc_span_equal_nocase(bnc_span_of(bnc_layer_text(layer, refs[i])), bnc_span_of(text)))
            return true;
    return false;
}

static const uint16_t sizes[BNC_KIND_COUNT] = {
    [BNC_KIND_RULE] = sizeof(bnc_rule_record),     [BNC_KIND_BLOCKLIST] = sizeof(bnc_blocklist_record),
    [BNC_KIND_PROVIDER] = sizeof(bnc_provider_record), [BNC_KIND_LAYOUT] = sizeof(bnc_layout_record),
    [BNC_KIND_LOG] = sizeof(bnc_log_record),       [BNC_KIND_FORWARD] = sizeof(bnc_forward_record),
    [BNC_KIND_CAUSE] = sizeof(bnc_cause_record),   [BNC_KIND_STATUS] = sizeof(bnc_status_record),
    [BNC_KIND_HINT] = sizeof(bnc_hint_record),     [BNC_KIND_REMEDY] = sizeof(bnc_remedy_record),
    [BNC_KIND_PLACEHOLDER] = sizeof(bnc_text_record), [BNC_KIND_MESSAGE] = sizeof(bnc_text_record),
};

const void *bnc_layer_record(const bnc_layer *layer, bnc_kind kind, uint32_t index)
{
    return (const char *)bnc_image_table(layer->image, BNC_TABLE_RECORDS + kind) + (size_t)index * sizes[kind];
}

#define RECORD_OF(type, name, kind)                                                           \
    const type *bnc_layer_##name(const bnc_layer *layer, uint32_t index)                      \
    {                                                                                         \
        return bnc_layer_record(layer, kind, index);                                          \
    }
RECORD_OF(bnc_rule_record, rule, BNC_KIND_RULE)
RECORD_OF(bnc_blocklist_record, blocklist, BNC_KIND_BLOCKLIST)
RECORD_OF(bnc_provider_record, provider, BNC_KIND_PROVIDER)
RECORD_OF(bnc_layout_record, layout, BNC_KIND_LAYOUT)
RECORD_OF(bnc_log_record, log, BNC_KIND_LOG)
RECORD_OF(bnc_forward_record, forward, BNC_KIND_FORWARD)

/* Keys are lower case wherever case does not count, and ids are anyway. */
static bool is_key(const char *key, bnc_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (key[i] != bnc_to_lower(text.at[i]))
            return false;
    return key[text.len] == '\0';
}

uint32_t bnc_layer_next(const bnc_layer *layer, unsigned table, bnc_span key, uint32_t hash, size_t *cursor)
{
    const bnc_key_slot *slots = bnc_image_table(layer->image, table);
    size_t count = layer->image->tables[table].count, mask = count - 1;
    bool has_case = table == BNC_TABLE_IDS + BNC_KIND_STATUS;

    for (; *cursor < count; ++*cursor) {
        const bnc_key_slot *slot = &slots[(hash + *cursor) & mask];
        const char *text = layer->pool + slot->key;

        if (!slot->key)
            return UINT32_MAX;
        /* Strings of one pool are kept once: most ids that are asked for are the very key. */
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a layer's pool is never NULL */
        if (text == key.at ? text[key.len] == '\0'
                           : has_case ? strncmp(text, key.at, key.len) == 0 && text[key.len] == '\0' : is_key(text, key)) {
            ++*cursor;
            return slot->value;
        }
    }
    return UINT32_MAX;
}

const void *bnc_set_find(const bnc_set *set, bnc_kind kind, bnc_span id, bnc_span provider, const bnc_layer **ret_layer)
{
    uint32_t hash = bnc_key_hash(id);

    for (size_t i = set->layer_count; i > 0 && id.len > 0; i--) {
        const bnc_layer *layer = set->layers[i - 1].layer;
        size_t cursor = 0;
        uint32_t record;

        while ((record = bnc_layer_next(layer, BNC_TABLE_IDS + kind, id, hash, &cursor)) != UINT32_MAX) {
            const void *found = bnc_layer_record(layer, kind, record);

            if (!bnc_set_is_live(set, i - 1, kind, record))
                continue;
            if (kind == BNC_KIND_STATUS &&
                !bnc_span_equal(provider, bnc_span_of(bnc_layer_text(layer, ((const bnc_status_record *)found)->provider))))
                continue;
            if (ret_layer)
                *ret_layer = layer;
            return found;
        }
    }
    return NULL;
}

/* ---- the memo: ids that are strings of the built-in pool ---- */

#define MEMO_NONE 0xFFFFFFFFu
#define MEMO_LAYER_SHIFT 24 /* of the answer: the layer, then the record */
#define MEMO_OFFSET_BITS 27
#define MEMO_OFFSET_MASK ((1u << MEMO_OFFSET_BITS) - 1)
#define MEMO_KEYS BNC_KIND_COUNT /* numbers of the tables of keys, behind those of ids */

_Static_assert(MEMO_KEYS + BNC_KEY_COUNT <= 1u << (32 - MEMO_OFFSET_BITS), "a table's number must fit beside the offset");

/* The question's number, or 0 where the id is none of the built-in layer's strings. */
static uint32_t memo_question(const bnc_set *set, unsigned table, const char *id)
{
    const bnc_layer *layer = set->layers[0].layer;
    uintptr_t offset = (uintptr_t)id - (uintptr_t)layer->pool;

    if (offset == 0 || offset >= layer->image->tables[BNC_TABLE_POOL].count || offset >> MEMO_OFFSET_BITS)
        return 0;
    return (uint32_t)offset | table << MEMO_OFFSET_BITS;
}

static _Atomic(uint64_t) *memo_entry(const bnc_set *set, uint32_t question)
{
    return &set->memo->entries[question * 0x9E3779B1u / (UINT32_MAX / BNC_MEMO_ENTRIES + 1u)];
}

static const void *memo_answer(const bnc_set *set, bnc_kind kind, uint32_t answer, const bnc_layer **ret_layer)
{
    const bnc_layer *layer;

    if (answer == MEMO_NONE)
        return NULL;
    layer = set->layers[answer >> MEMO_LAYER_SHIFT].layer;
    if (ret_layer)
        *ret_layer = layer;
    return bnc_layer_record(layer, kind, answer & ((1u << MEMO_LAYER_SHIFT) - 1));
}

/* The live record of an id and the number of its layer and place; MEMO_NONE where there is none. */
static uint32_t place_of(const bnc_set *set, bnc_kind kind, bnc_span id)
{
    uint32_t hash = bnc_key_hash(id);

    for (size_t i = set->layer_count; i > 0; i--) {
        size_t cursor = 0;
        uint32_t record;

        while ((record = bnc_layer_next(set->layers[i - 1].layer, BNC_TABLE_IDS + kind, id, hash, &cursor)) != UINT32_MAX)
            if (bnc_set_is_live(set, i - 1, kind, record))
                return (uint32_t)(i - 1) << MEMO_LAYER_SHIFT | record;
    }
    return MEMO_NONE;
}

static const void *find_id(const bnc_set *set, bnc_kind kind, const char *id, const bnc_layer **ret_layer)
{
    uint32_t question = set->layer_count < 256 ? memo_question(set, kind, id) : 0;
    _Atomic(uint64_t) *entry = question ? memo_entry(set, question) : NULL;
    uint64_t held = entry ? atomic_load_explicit(entry, memory_order_relaxed) : 0;
    uint32_t answer;

    if (!question)
        return bnc_set_find(set, kind, bnc_span_of(id), (bnc_span){ NULL, 0 }, ret_layer);
    if (held >> 32 == question)
        return memo_answer(set, kind, (uint32_t)held, ret_layer);
    answer = place_of(set, kind, bnc_span_of(id));
    atomic_store_explicit(entry, (uint64_t)question << 32 | answer, memory_order_relaxed);
    return memo_answer(set, kind, answer, ret_layer);
}

#define SET_FIND(type, name, kind)                                                                     \
    const type *bnc_set_##name(const bnc_set *set, const char *id, const bnc_layer **ret_layer)        \
    {                                                                                                  \
        return find_id(set, kind, id, ret_layer);                                                      \
    }
SET_FIND(bnc_cause_record, cause, BNC_KIND_CAUSE)
SET_FIND(bnc_provider_record, provider, BNC_KIND_PROVIDER)
SET_FIND(bnc_blocklist_record, blocklist, BNC_KIND_BLOCKLIST)
SET_FIND(bnc_hint_record, hint, BNC_KIND_HINT)
SET_FIND(bnc_text_record, message, BNC_KIND_MESSAGE)
SET_FIND(bnc_text_record, placeholder, BNC_KIND_PLACEHOLDER)

const bnc_status_record *bnc_set_status(const bnc_set *set, const char *key, const bnc_layer **ret_layer)
{
    return bnc_set_find(set, BNC_KIND_STATUS, bnc_span_of(key), (bnc_span){ NULL, 0 }, ret_layer);
}

const bnc_status_record *bnc_set_provider_status(const bnc_set *set, const char *provider, const char *key, const bnc_layer **ret_layer)
{
    return bnc_set_find(set, BNC_KIND_STATUS, bnc_span_of(key), bnc_span_of(provider), ret_layer);
}

const bnc_status_record *bnc_set_private_status(const bnc_set *set, const char *key, size_t index, const bnc_layer **ret_layer)
{
    for (size_t i = 0; i < set->layer_count; i++) {
        const bnc_layer *layer = set->layers[i].layer;
        for (uint32_t k = 0; k < bnc_layer_count(layer, BNC_KIND_STATUS); k++) {
            const bnc_status_record *record = bnc_layer_record(layer, BNC_KIND_STATUS, k);
            if (record->provider == 0 || !bnc_set_is_live(set, i, BNC_KIND_STATUS, k) || strcmp(bnc_layer_text(layer, record->key), key) != 0)
                continue;
            if (index-- > 0)
                continue;
            if (ret_layer)
                *ret_layer = layer;
            return record;
        }
    }
    return NULL;
}

size_t bnc_set_cause_count(const bnc_set *set)
{
    return set->cause_count;
}

const bnc_cause_record *bnc_set_cause_at(const bnc_set *set, size_t index, const bnc_layer **ret_layer)
{
    const bnc_layer *layer;

    if (index >= set->cause_count)
        return NULL;
    layer = set->layers[set->causes[index].layer].layer;
    if (ret_layer)
        *ret_layer = layer;
    return bnc_layer_record(layer, BNC_KIND_CAUSE, set->causes[index].record);
}

static bnc_walk start_walk(const bnc_set *set, bnc_key key, const char *id)
{
    const uint32_t question = memo_question(set, MEMO_KEYS + key, id);
    bnc_walk walk = { .key = bnc_span_of(id), .question = question };

    if (question && atomic_load_explicit(memo_entry(set, question), memory_order_relaxed) == ((uint64_t)question << 32 | MEMO_NONE))
        walk.layer = set->layer_count;
    else
        walk.hash = bnc_key_hash(walk.key);
    return walk;
}

/* bnc_layer_next() where the key is a string of the layer's own pool, in which each is kept once. */
static uint32_t next_of_ref(const bnc_layer *layer, bnc_key key, bnc_ref ref, uint32_t hash, size_t *cursor)
{
    const bnc_key_slot *slots = bnc_image_table(layer->image, BNC_TABLE_KEYS + key);
    const size_t count = layer->image->tables[BNC_TABLE_KEYS + key].count;

    while (*cursor < count) {
        const bnc_key_slot *slot = &slots[(hash + (*cursor)++) & (count - 1)];

        if (slot->key == ref)
            return slot->value;
        if (slot->key == 0)
            break;
    }
    return UINT32_MAX;
}

/* The next live record that has the walk's key; lower layers first. */
static const void *next_of_walk(const bnc_set *set, bnc_walk *walk, bnc_key key, bnc_kind kind, const bnc_layer **ret_layer)
{
    for (; walk->layer < set->layer_count; walk->layer++, walk->slot = 0) {
        const bnc_layer *layer = set->layers[walk->layer].layer;
        const bnc_ref ref = walk->layer == 0 ? walk->question & MEMO_OFFSET_MASK : 0;

        for (;;) {
            const uint32_t record = ref ? next_of_ref(layer, key, ref, walk->hash, &walk->slot)
                                        : bnc_layer_next(layer, BNC_TABLE_KEYS + key, walk->key, walk->hash, &walk->slot);

            if (record == UINT32_MAX)
                break;
            walk->is_any = true;
            if (!bnc_set_is_live(set, walk->layer, kind, record))
                continue;
            *ret_layer = layer;
            return bnc_layer_record(layer, kind, record);
        }
    }
    if (walk->question && walk->hash && !walk->is_any)
        atomic_store_explicit(memo_entry(set, walk->question), (uint64_t)walk->question << 32 | MEMO_NONE, memory_order_relaxed);
    return NULL;
}

bnc_walk bnc_set_remedies_of(const bnc_set *set, const char *cause)
{
    return start_walk(set, BNC_KEY_CAUSE, cause);
}

const bnc_remedy_record *bnc_set_next_remedy(const bnc_set *set, bnc_walk *walk, const bnc_layer **ret_layer)
{
    return next_of_walk(set, walk, BNC_KEY_CAUSE, BNC_KIND_REMEDY, ret_layer);
}

bnc_walk bnc_set_variants_of(const bnc_set *set, const char *hint)
{
    return start_walk(set, BNC_KEY_VARIANT, hint);
}

const bnc_hint_record *bnc_set_next_variant(const bnc_set *set, bnc_walk *walk, const bnc_layer **ret_layer)
{
    return next_of_walk(set, walk, BNC_KEY_VARIANT, BNC_KIND_HINT, ret_layer);
}

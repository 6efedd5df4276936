/*
 * Sets of knowledge: layers and which of their records are live.
 *
 * In:  the built-in image, texts of a user's files.   Out: immutable sets; an error with file and line where a text is broken.
 */
#include "knowledge/set_types.h"

#include "knowledge/builder.h"
#include <stdlib.h>

#define SCRATCH_FIRST (256u * 1024)

static void open_image(bnc_layer *layer, const bnc_image *image)
{
    layer->image = image;
    layer->pool = bnc_image_table(image, BNC_TABLE_POOL);
    layer->lists = bnc_image_table(image, BNC_TABLE_LISTS);
    layer->patterns = bnc_image_table(image, BNC_TABLE_PATTERNS);
    layer->texts = bnc_image_table(image, BNC_TABLE_TEXTS);
    layer->slots = bnc_regex_slots_new(image->tables[BNC_TABLE_PATTERNS].count);
}

static void layer_unref(bnc_layer *layer)
{
    if (!layer->arena || atomic_fetch_sub(&layer->refs, 1) != 1)
        return; /* the built-in layer stays */
    bnc_regex_slots_free(layer->slots, layer->image->tables[BNC_TABLE_PATTERNS].count);
    free(layer->block);
    bnc_arena_free(layer->arena);
}

static bnc_set *set_new(size_t layer_count)
{
    bnc_arena *arena = bnc_arena_new(sizeof(bnc_memo) + 4096);
    bnc_set *set = bnc_arena_alloc(arena, sizeof(*set));

    set->arena = arena;
    set->layers = bnc_arena_array(arena, layer_count, sizeof(*set->layers));
    set->layer_count = layer_count;
    atomic_init(&set->refs, 1);
    return set;
}

static void mark_dead(bnc_set *set, size_t layer, bnc_kind kind, uint32_t record)
{
    bnc_set_layer *l = &set->layers[layer];

    if (!l->dead[kind])
        l->dead[kind] = bnc_arena_array(set->arena, bnc_layer_count(l->layer, kind), 1);
    l->dead[kind][record] = 1;
}

/* Marks the records of that id in all layers below "top"; provider: only a Status of the same one, NULL: any. */
static void bury(bnc_set *set, size_t top, bnc_kind kind, const char *id, const char *provider)
{
    bnc_span key = bnc_span_of(id);

    for (size_t i = 0; i < top; i++) {
        bnc_layer *layer = set->layers[i].layer;
        size_t cursor = 0;
        uint32_t record;

        while ((record = bnc_layer_next(layer, BNC_TABLE_IDS + kind, key, bnc_key_hash(key), &cursor)) != UINT32_MAX) {
            if (kind == BNC_KIND_STATUS && provider) {
                const bnc_status_record *status = bnc_layer_record(layer, kind, record);
                const char *whose = bnc_layer_text(layer, status->provider);

                if (strcmp(whose ? whose : "", provider) != 0)
                    continue;
            }
            mark_dead(set, i, kind, record);
        }
    }
}

static void apply_layer(bnc_set *set, size_t top)
{
    const bnc_layer *layer = set->layers[top].layer;
    const bnc_ref *disabled = bnc_image_table(layer->image, BNC_TABLE_DISABLED);

    for (bnc_kind kind = 0; kind < BNC_KIND_COUNT; kind++) {
        for (uint32_t i = 0; i < bnc_layer_count(layer, kind); i++) {
            const bnc_ref *id = bnc_layer_record(layer, kind, i);
            const char *provider = "";

            if (kind == BNC_KIND_STATUS && ((const bnc_status_record *)(const void *)id)->provider)
                provider = bnc_layer_text(layer, ((const bnc_status_record *)(const void *)id)->provider);
            bury(set, top, kind, bnc_layer_text(layer, *id), provider);
        }
        for (uint32_t i = 0; i < layer->image->tables[BNC_TABLE_DISABLED].count; i++)
            bury(set, top, kind, bnc_layer_text(layer, disabled[i]), NULL);
    }
}

static void list_causes(bnc_set *set)
{
    size_t all = 0;

    for (size_t i = 0; i < set->layer_count; i++)
        all += bnc_layer_count(set->layers[i].layer, BNC_KIND_CAUSE);
    set->causes = bnc_arena_array(set->arena, all, sizeof(*set->causes));
    for (uint32_t i = 0; i < set->layer_count; i++)
        for (uint32_t k = 0; k < bnc_layer_count(set->layers[i].layer, BNC_KIND_CAUSE); k++)
            if (bnc_set_is_live(set, i, BNC_KIND_CAUSE, k))
                set->causes[set->cause_count++] = (bnc_cause_place){ i, k };
}

static void list_keyed_zones(bnc_set *set)
{
    size_t count = 0, capacity = 0;

    for (size_t i = 0; i < set->layer_count; i++) {
        const bnc_layer *layer = set->layers[i].layer;
        const bnc_key_slot *slots = bnc_image_table(layer->image, BNC_TABLE_KEYS + BNC_KEY_ZONE);

        for (uint32_t k = 0; k < layer->image->tables[BNC_TABLE_KEYS + BNC_KEY_ZONE].count; k++) {
            if (!slots[k].key || !(slots[k].value & BNC_ZONE_KEYED))
                continue;
            set->keyed = bnc_arena_grow(set->arena, set->keyed, count, &capacity, sizeof(*set->keyed));
            const char *zone = layer->pool + slots[k].key;
            set->keyed[count++] = bnc_span_of(zone);
            set->keyed_fronts |= (uint64_t)1 << bnc_key_front(zone);
        }
    }
    set->keyed_count = count;
}

/* What look-ups need beside the layers. */
static void finish_set(bnc_set *set)
{
    set->memo = bnc_arena_alloc(set->arena, sizeof(*set->memo));
    list_causes(set);
    list_keyed_zones(set);
}

static bnc_set *make_builtin(void)
{
    bnc_set *set = set_new(1);
    bnc_layer *layer = bnc_arena_alloc(set->arena, sizeof(*layer));

    open_image(layer, bnc_builtin_image);
    set->layers[0].layer = layer;
    set->is_builtin = true;
    finish_set(set);
    return set;
}

const bnc_set *bnc_set_builtin(void)
{
    static _Atomic(bnc_set *) builtin;
    bnc_set *set = atomic_load_explicit(&builtin, memory_order_acquire), *expected = NULL;

    if (set)
        return set;
    set = make_builtin();
    if (atomic_compare_exchange_strong(&builtin, &expected, set))
        return set;
    bnc_regex_slots_free(set->layers[0].layer->slots, bnc_builtin_image->tables[BNC_TABLE_PATTERNS].count);
    bnc_arena_free(set->arena);
    return expected;
}

static bool base_has(const void *user, bnc_kind kind, const char *id)
{
    return bnc_set_find(user, kind, bnc_span_of(id), (bnc_span){ NULL, 0 }, NULL) != NULL;
}

static uint32_t base_number(const void *user, const char *id)
{
    const bnc_cause_record *cause = bnc_set_cause(user, id, NULL);

    return cause ? cause->number : 0;
}

static void keep_first(void *user, const char *file, unsigned line, unsigned column, const char *message)
{
    bounce_error **error = user;

    if (!*error)
        *error = bnc_error_new(file, line, column, "%s", message);
}

/* The examples outlive the builder: what they point at is copied, apart from the file's text. */
static void copy_examples(bnc_layer *layer, const bnc_builder *builder)
{
    layer->example_count = builder->example_count;
    layer->examples = bnc_arena_array(layer->arena, builder->example_count, sizeof(*layer->examples));
    for (size_t i = 0; i < builder->example_count; i++) {
        bnc_example *example = &layer->examples[i];
        size_t bytes = builder->examples[i].expect_count * sizeof(bnc_span);
        bnc_span *names = bnc_arena_alloc(layer->arena, bytes), *values = bnc_arena_alloc(layer->arena, bytes);

        *example = builder->examples[i];
        example->id = bnc_arena_dup(layer->arena, bnc_span_of(example->id));
        example->text.at = bnc_arena_dup(layer->arena, example->text);
        if (bytes) {
            memcpy(names, example->expect_names, bytes);
            memcpy(values, example->expect_values, bytes);
        }
        example->expect_names = names;
        example->expect_values = values;
    }
}

static bnc_layer *read_layer(const bnc_set *base, const char *name, bnc_span text, bounce_error **ret_error)
{
    bnc_arena *arena = bnc_arena_new(text.len + 4096), *scratch = bnc_arena_new(SCRATCH_FIRST);
    bnc_layer *layer = bnc_arena_alloc(arena, sizeof(*layer));
    bnc_complaints complaints = { keep_first, ret_error, 0 };
    bnc_build_options options = { .complaints = &complaints, .known = base_has, .cause_number = base_number, .user = base };
    bnc_builder *builder = bnc_builder_new(scratch, &options);
    bnc_buffer image = BNC_BUFFER_INIT;

    layer->arena = arena;
    atomic_init(&layer->refs, 1);
    text.at = bnc_arena_dup(arena, text);
    bnc_builder_add(builder, bnc_arena_dup(arena, bnc_span_of(name)), text);
    if (complaints.count == 0)
        bnc_builder_read(builder);
    if (complaints.count == 0) {
        bnc_builder_write(builder, &image);
        layer->block = image.at;
        open_image(layer, (const bnc_image *)(const void *)image.at);
        copy_examples(layer, builder);
    } else {
        bnc_arena_free(arena);
        layer = NULL;
    }
    bnc_builder_clear(builder);
    bnc_arena_free(scratch);
    return layer;
}

bnc_set *bnc_set_add(const bnc_set *base, const char *name, bnc_span text, bounce_error **reterr_error)
{
    bounce_error *error = NULL;
    bnc_layer *layer = read_layer(base, name, text, &error);
    bnc_set *set;

    if (!layer) {
        if (reterr_error)
            *reterr_error = error;
        else
            bnc_error_free(error);
        return NULL;
    }
    set = set_new(base->layer_count + 1);
    for (size_t i = 0; i < base->layer_count; i++) {
        set->layers[i].layer = base->layers[i].layer;
        if (set->layers[i].layer->arena)
            atomic_fetch_add(&set->layers[i].layer->refs, 1);
    }
    set->layers[base->layer_count].layer = layer;
    for (size_t i = 1; i < set->layer_count; i++)
        apply_layer(set, i);
    finish_set(set);
    return set;
}

const bnc_set *bnc_set_ref(const bnc_set *set)
{
    if (!set->is_builtin)
        atomic_fetch_add(&((bnc_set *)set)->refs, 1);
    return set;
}

void bnc_set_unref(const bnc_set *set)
{
    if (!set || set->is_builtin || atomic_fetch_sub(&((bnc_set *)set)->refs, 1) != 1)
        return;
    for (size_t i = 0; i < set->layer_count; i++)
        layer_unref(set->layers[i].layer);
    bnc_arena_free(set->arena);
}

size_t bnc_set_example_count(const bnc_set *set)
{
    size_t count = 0;

    for (size_t i = 0; i < set->layer_count; i++)
        count += set->layers[i].layer->example_count;
    return count;
}

const bnc_example *bnc_set_example(const bnc_set *set, size_t index)
{
    for (size_t i = 0; i < set->layer_count; i++) {
        const bnc_layer *layer = set->layers[i].layer;

        if (index < layer->example_count)
            return &layer->examples[index];
        index -= layer->example_count;
    }
    return NULL;
}

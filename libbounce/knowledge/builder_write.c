/*
 * Writes the image (image.h).
 *
 * In:  a builder that has read and checked its records.   Out: head and tables, one block of bytes. What most texts need stands in front, so that a
 * process that reads one mail touches few pages of it.
 */
#include "knowledge/builder_filters.h"
#include "knowledge/builder_texts.h"

#include "match/prefilter_table.h"
#include <stdlib.h>

#define ALIGNMENT 16u

static void align(bnc_buffer *out)
{
    while (out->len % ALIGNMENT)
        bnc_buffer_add_char(out, '\0');
}

/* What is being written. */
typedef struct writer {
    bnc_builder *builder;
    bnc_texts texts;
    bnc_filters filters;
    bnc_image head;
    bnc_buffer out;
} writer;

static void add_table(writer *w, unsigned table, const void *data, size_t count, size_t size)
{
    align(&w->out);
    w->head.tables[table].offset = (uint32_t)w->out.len;
    w->head.tables[table].count = (uint32_t)count;
    if (count > 0)
        bnc_buffer_add(&w->out, data, count * size);
}

/* A hash table that is being filled. */
typedef struct keys {
    bnc_key_slot *entries;
    size_t count, capacity;
} keys;

static void add_key(bnc_builder *b, keys *table, bnc_ref key, uint32_t value)
{
    if (!key)
        return;
    table->entries = bnc_arena_grow(b->arena, table->entries, table->count, &table->capacity, sizeof(*table->entries));
    table->entries[table->count++] = (bnc_key_slot){ key, value };
}

static void write_keys(writer *w, const keys *table, unsigned number)
{
    size_t slots = 4;
    bnc_key_slot *hashed;

    while (slots < table->count * 2)
        slots *= 2;
    hashed = bnc_arena_array(w->builder->arena, slots, sizeof(*hashed));
    for (size_t i = 0; i < table->count; i++) {
        const bnc_ref key = table->entries[i].key;
        size_t at = bnc_key_hash(bnc_span_of(bnc_builder_text(w->builder, key))) & (slots - 1);

        while (hashed[at].key)
            at = (at + 1) & (slots - 1);
        hashed[at] = (bnc_key_slot){ bnc_texts_take(&w->texts, key), table->entries[i].value };
    }
    add_table(w, number, hashed, slots, sizeof(*hashed));
}

static void add_list(bnc_builder *b, keys *table, bnc_list list, uint32_t value)
{
    for (uint32_t i = 0; i < list.count; i++)
        add_key(b, table, b->lists[list.first + i], value);
}

static bnc_ref lower(bnc_builder *b, bnc_ref ref)
{
    char *copy;

    if (!ref)
        return 0;
    copy = bnc_arena_dup(b->arena, bnc_span_of(bnc_builder_text(b, ref)));
    for (char *c = copy; *c; c++)
        *c = bnc_to_lower(*c);
    return bnc_builder_intern(b, bnc_span_of(copy));
}

static void collect_keys(bnc_builder *b, keys tables[BNC_KEY_COUNT])
{
    for (uint32_t i = 0; i < b->kinds[BNC_KIND_PROVIDER].count; i++) {
        const bnc_provider_record *provider = bnc_builder_record(b, BNC_KIND_PROVIDER, i);

        add_list(b, &tables[BNC_KEY_HOST], provider->host, i);
        add_list(b, &tables[BNC_KEY_DOMAIN], provider->domain, i);
    }
    for (uint32_t i = 0; i < b->kinds[BNC_KIND_BLOCKLIST].count; i++) {
        const bnc_blocklist_record *list = bnc_builder_record(b, BNC_KIND_BLOCKLIST, i);

        add_list(b, &tables[BNC_KEY_ZONE], list->zone, i);
        add_list(b, &tables[BNC_KEY_ZONE], list->keyed_zone, i | BNC_ZONE_KEYED);
        add_key(b, &tables[BNC_KEY_NAME], lower(b, list->name), i);
        for (uint32_t k = 0; k < list->alias.count; k++)
            add_key(b, &tables[BNC_KEY_NAME], lower(b, b->lists[list->alias.first + k]), i);
    }
    for (uint32_t i = 0; i < b->kinds[BNC_KIND_REMEDY].count; i++)
        add_list(b, &tables[BNC_KEY_CAUSE], ((bnc_remedy_record *)bnc_builder_record(b, BNC_KIND_REMEDY, i))->cause, i);
    for (uint32_t i = 0; i < b->kinds[BNC_KIND_HINT].count; i++)
        add_key(b, &tables[BNC_KEY_VARIANT], ((bnc_hint_record *)bnc_builder_record(b, BNC_KIND_HINT, i))->variant_of, i);
}

/* The refs of the patterns' texts in the builder's pool. */
static const bnc_ref *intern_patterns(bnc_builder *b)
{
    bnc_ref *refs = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*refs));

    for (size_t i = 0; i < b->pattern_count; i++)
        refs[i] = bnc_builder_intern(b, b->patterns[i].text);
    return refs;
}

static void write_patterns(writer *w, const bnc_ref *refs)
{
    const bnc_builder *b = w->builder;
    bnc_pattern_record *list = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*list));
    bnc_ref *texts = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*texts));

    for (size_t i = 0; i < b->pattern_count; i++) {
        list[i] = (bnc_pattern_record){ b->patterns[i].owner & 7u, b->patterns[i].record & 0x1FFFFFFFu };
        texts[i] = bnc_texts_take(&w->texts, refs[i]);
    }
    add_table(w, BNC_TABLE_PATTERNS, list, b->pattern_count, sizeof(*list));
    add_table(w, BNC_TABLE_TEXTS, texts, b->pattern_count, sizeof(*texts));
}

static void write_bare(writer *w)
{
    const size_t count = w->builder->kinds[BNC_KIND_LAYOUT].count;
    uint32_t *list = bnc_arena_array(w->builder->arena, count + 1, sizeof(*list));
    size_t bare = 0;

    for (size_t i = 0; i < count; i++)
        if (((const bnc_layout_record *)bnc_builder_record(w->builder, BNC_KIND_LAYOUT, i))->body.count == 0)
            list[bare++] = (uint32_t)i;
    add_table(w, BNC_TABLE_BARE, list, bare, sizeof(*list));
}

/* Sorts pairs of refs by the first one's text. */
static int compare_pairs(const void *one, const void *other, void *pool)
{
    return strcmp((char *)pool + *(const bnc_ref *)one, (char *)pool + *(const bnc_ref *)other);
}

/* The image's pool must hold all texts that are translated, so that the translations come last. */
static const bnc_ref *write_languages(writer *w, size_t *ret_count)
{
    bnc_language_record list[BNC_LANGUAGES_MAX];
    const bnc_builder *b = w->builder;
    bnc_ref *pairs;
    size_t all = 0, done = 0;

    for (size_t i = 0; i < b->language_count; i++)
        all += b->languages[i].count;
    pairs = bnc_arena_array(b->arena, all + 1, 2 * sizeof(*pairs));
    for (size_t i = 0; i < b->language_count; i++) {
        const bnc_built_language *language = &b->languages[i];
        bnc_ref *own = pairs + 2 * done;

        for (size_t k = 0; k < 2 * language->count; k++)
            own[k] = bnc_texts_take(&w->texts, language->pairs[k]);
        qsort_r(own, language->count, 2 * sizeof(*own), compare_pairs, w->texts.pool.at);
        list[i] = (bnc_language_record){ bnc_texts_take(&w->texts, language->tag), (uint32_t)done, (uint32_t)language->count };
        done += language->count;
    }
    add_table(w, BNC_TABLE_LANGUAGES, list, b->language_count, sizeof(*list));
    *ret_count = 2 * all;
    return pairs;
}

static void write_records(writer *w, bnc_kind kind)
{
    add_table(w, BNC_TABLE_RECORDS + kind, bnc_texts_records(&w->texts, kind), w->builder->kinds[kind].count, bnc_kind_spec_of(kind)->size);
}

static void write_ids(writer *w, bnc_kind kind)
{
    keys ids = { NULL, 0, 0 };

    for (uint32_t i = 0; i < w->builder->kinds[kind].count; i++)
        add_key(w->builder, &ids, *(bnc_ref *)bnc_builder_record(w->builder, kind, i), i);
    write_keys(w, &ids, BNC_TABLE_IDS + kind);
}

static void write_disabled(writer *w)
{
    const bnc_builder *b = w->builder;
    bnc_ref *list = bnc_arena_array(b->arena, b->disabled_count + 1, sizeof(*list));

    for (size_t i = 0; i < b->disabled_count; i++)
        list[i] = bnc_texts_take(&w->texts, b->disabled[i]);
    add_table(w, BNC_TABLE_DISABLED, list, b->disabled_count, sizeof(*list));
}

static void write_filters(writer *w)
{
    static const bnc_scan order[BNC_SCAN_COUNT] = { BNC_SCAN_REPLY, BNC_SCAN_GUARD, BNC_SCAN_LAYOUT, BNC_SCAN_FIELD, BNC_SCAN_LOG, BNC_SCAN_TEXT };

    for (unsigned i = 0; i < BNC_SCAN_COUNT; i++) {
        const bnc_scan scan = order[i];

        add_table(w, BNC_TABLE_FILTERS + scan, w->filters.blocks[scan].at, w->filters.blocks[scan].len, 1);
        w->head.tables[BNC_TABLE_FILTERS + scan].count = w->filters.counts[scan];
        bnc_buffer_clear(&w->filters.blocks[scan]);
    }
}

/* In the order of their use. */
static void take_texts(writer *w, const keys tables[BNC_KEY_COUNT], const bnc_ref *patterns)
{
    const uint32_t *order = bnc_filters_order(w->builder, &w->filters);

    for (size_t i = 0; i < w->builder->language_count; i++)
        bnc_texts_take(&w->texts, w->builder->languages[i].tag);
    bnc_texts_take_common(&w->texts);
    for (unsigned key = 0; key < BNC_KEY_COUNT; key++)
        for (size_t i = 0; i < tables[key].count; i++)
            bnc_texts_take(&w->texts, tables[key].entries[i].key);
    bnc_texts_take_rare(&w->texts);
    for (size_t i = 0; i < w->builder->pattern_count; i++)
        bnc_texts_take(&w->texts, patterns[order[i]]);
}

void bnc_builder_write(bnc_builder *b, bnc_buffer *ret_image)
{
    writer w = { .builder = b, .head = { .magic = BNC_IMAGE_MAGIC }, .out = BNC_BUFFER_INIT };
    keys tables[BNC_KEY_COUNT] = { { NULL, 0, 0 } };
    const bnc_ref *patterns, *pairs;
    size_t pair_count;

    bnc_filters_number(b);
    patterns = intern_patterns(b);
    collect_keys(b, tables);
    bnc_filters_build(b, &w.filters);
    bnc_texts_init(&w.texts, b);
    take_texts(&w, tables, patterns);
    bnc_buffer_add(&w.out, (const char *)&w.head, sizeof(w.head));
    write_bare(&w);
    for (unsigned key = 0; key < BNC_KEY_COUNT; key++)
        write_keys(&w, &tables[key], BNC_TABLE_KEYS + key);
    for (bnc_kind kind = BNC_KIND_COUNT; kind-- > BNC_KIND_CAUSE;)
        write_ids(&w, kind);
    for (bnc_kind kind = BNC_KIND_COUNT; kind-- > 0;)
        write_records(&w, kind);
    write_disabled(&w);
    write_filters(&w);
    write_patterns(&w, patterns);
    pairs = write_languages(&w, &pair_count);
    add_table(&w, BNC_TABLE_LISTS, w.texts.lists, w.texts.list_count, sizeof(*w.texts.lists));
    add_table(&w, BNC_TABLE_POOL, w.texts.pool.at, w.texts.pool.len, 1);
    add_table(&w, BNC_TABLE_PAIRS, pairs, pair_count, sizeof(*pairs));
    for (bnc_kind kind = 0; kind < BNC_KIND_CAUSE; kind++) /* of the owners of patterns ids are rarely looked up */
        write_ids(&w, kind);
    align(&w.out);
    w.head.size = (uint32_t)w.out.len;
    memcpy(w.out.at, &w.head, sizeof(w.head));
    bnc_buffer_add(ret_image, w.out.at, w.out.len);
    bnc_buffer_clear(&w.out);
    bnc_buffer_clear(&w.texts.pool);
}

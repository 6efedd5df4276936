/*
 * Writes the image (image.h).
 *
 * In:  a builder that has read and checked its records.   Out: head and tables, one block of bytes.
 */
#include "knowledge/builder.h"

#include "match/prefilter_build.h"
#include <stdlib.h>

#define ALIGNMENT 16u

static void align(bnc_buffer *out)
{
    while (out->len % ALIGNMENT)
        bnc_buffer_add_char(out, '\0');
}

static void add_table(bnc_buffer *out, bnc_image *head, unsigned table, const void *data, size_t count, size_t size)
{
    align(out);
    head->tables[table].offset = (uint32_t)out->len;
    head->tables[table].count = (uint32_t)count;
    if (count > 0)
        bnc_buffer_add(out, data, count * size);
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

static void write_keys(bnc_builder *b, const keys *table, bnc_buffer *out, bnc_image *head, unsigned number)
{
    size_t slots = 4;
    bnc_key_slot *hashed;

    while (slots < table->count * 2)
        slots *= 2;
    hashed = bnc_arena_array(b->arena, slots, sizeof(*hashed));
    for (size_t i = 0; i < table->count; i++) {
        size_t at = bnc_key_hash(bnc_span_of(bnc_builder_text(b, table->entries[i].key))) & (slots - 1);

        while (hashed[at].key)
            at = (at + 1) & (slots - 1);
        hashed[at] = table->entries[i];
    }
    add_table(out, head, number, hashed, slots, sizeof(*hashed));
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

static void write_filters(bnc_builder *b, bnc_buffer *out, bnc_image *head)
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
        align(out);
        head->tables[BNC_TABLE_FILTERS + scan].offset = (uint32_t)out->len;
        head->tables[BNC_TABLE_FILTERS + scan].count = (uint32_t)in.count;
        bnc_prefilter_build(b->arena, &in, out);
    }
}

static void write_patterns(bnc_builder *b, bnc_buffer *out, bnc_image *head)
{
    bnc_pattern_record *list = bnc_arena_array(b->arena, b->pattern_count + 1, sizeof(*list));

    for (size_t i = 0; i < b->pattern_count; i++)
        list[i] = (bnc_pattern_record){ bnc_builder_intern(b, b->patterns[i].text), (uint32_t)b->patterns[i].text.len, b->patterns[i].owner,
                                        b->patterns[i].record };
    add_table(out, head, BNC_TABLE_PATTERNS, list, b->pattern_count, sizeof(*list));
}

/* Sorts pairs of refs by the first one's text. */
static int compare_pairs(const void *one, const void *other, void *pool)
{
    return strcmp((char *)pool + *(const bnc_ref *)one, (char *)pool + *(const bnc_ref *)other);
}

static void write_bare(bnc_builder *b, bnc_buffer *out, bnc_image *head)
{
    const size_t count = b->kinds[BNC_KIND_LAYOUT].count;
    uint32_t *list = bnc_arena_array(b->arena, count + 1, sizeof(*list));
    size_t bare = 0;

    for (size_t i = 0; i < count; i++)
        if (((const bnc_layout_record *)bnc_builder_record(b, BNC_KIND_LAYOUT, i))->body.count == 0)
            list[bare++] = (uint32_t)i;
    add_table(out, head, BNC_TABLE_BARE, list, bare, sizeof(*list));
}

static void write_languages(bnc_builder *b, bnc_buffer *out, bnc_image *head)
{
    bnc_language_record list[BNC_LANGUAGES_MAX];

    for (size_t i = 0; i < b->language_count; i++) {
        const bnc_built_language *language = &b->languages[i];

        qsort_r(language->pairs, language->count, 2 * sizeof(bnc_ref), compare_pairs, b->pool.at);
        for (size_t k = 0; k < 2 * language->count; k++)
            bnc_builder_push(b, language->pairs[k]);
        list[i].tag = bnc_builder_intern(b, bnc_span_of(language->tag));
        list[i].pairs = bnc_builder_commit(b);
    }
    add_table(out, head, BNC_TABLE_LANGUAGES, list, b->language_count, sizeof(*list));
}

void bnc_builder_write(bnc_builder *b, bnc_buffer *ret_image)
{
    bnc_image head = { .magic = BNC_IMAGE_MAGIC };
    bnc_buffer out = BNC_BUFFER_INIT;
    keys tables[BNC_KEY_COUNT] = { { NULL, 0, 0 } };

    collect_keys(b, tables);
    bnc_buffer_add(&out, (const char *)&head, sizeof(head));
    for (unsigned kind = 0; kind < BNC_KIND_COUNT; kind++) {
        const bnc_built_kind *built = &b->kinds[kind];
        keys ids = { NULL, 0, 0 };

        for (uint32_t i = 0; i < built->count; i++)
            add_key(b, &ids, *(bnc_ref *)bnc_builder_record(b, kind, i), i);
        add_table(&out, &head, BNC_TABLE_RECORDS + kind, built->records, built->count, bnc_kind_spec_of(kind)->size);
        write_keys(b, &ids, &out, &head, BNC_TABLE_IDS + kind);
    }
    for (unsigned key = 0; key < BNC_KEY_COUNT; key++)
        write_keys(b, &tables[key], &out, &head, BNC_TABLE_KEYS + key);
    write_patterns(b, &out, &head);
    write_bare(b, &out, &head);
    write_languages(b, &out, &head);
    write_filters(b, &out, &head);
    add_table(&out, &head, BNC_TABLE_DISABLED, b->disabled, b->disabled_count, sizeof(*b->disabled));
    add_table(&out, &head, BNC_TABLE_LISTS, b->lists, b->list_count, sizeof(*b->lists));
    add_table(&out, &head, BNC_TABLE_POOL, b->pool.at, b->pool.len, 1);
    align(&out);
    head.size = (uint32_t)out.len;
    memcpy(out.at, &head, sizeof(head));
    bnc_buffer_add(ret_image, out.at, out.len);
    bnc_buffer_clear(&out);
}

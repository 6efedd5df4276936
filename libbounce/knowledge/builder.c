/*
 * The builder's frame: takes files in, interprets their records by the tables of fields.h, kind by kind.
 *
 * In:  parsed records.   Out: the kinds' structs, their strings and lists, patterns in the order of their owners.
 */
#include "knowledge/builder.h"

static const bnc_kind_spec *const specs[BNC_KIND_COUNT] = {
    [BNC_KIND_RULE] = &bnc_spec_rule,       [BNC_KIND_BLOCKLIST] = &bnc_spec_blocklist,
    [BNC_KIND_PROVIDER] = &bnc_spec_provider, [BNC_KIND_LAYOUT] = &bnc_spec_layout,
    [BNC_KIND_LOG] = &bnc_spec_log,         [BNC_KIND_FORWARD] = &bnc_spec_forward,
    [BNC_KIND_CAUSE] = &bnc_spec_cause,     [BNC_KIND_STATUS] = &bnc_spec_status,
    [BNC_KIND_HINT] = &bnc_spec_hint,       [BNC_KIND_REMEDY] = &bnc_spec_remedy,
    [BNC_KIND_PLACEHOLDER] = &bnc_spec_placeholder, [BNC_KIND_MESSAGE] = &bnc_spec_message,
};

const bnc_kind_spec *bnc_kind_spec_of(bnc_kind kind)
{
    return specs[kind];
}

bnc_kind bnc_kind_find(bnc_span name)
{
    for (bnc_kind kind = 0; kind < BNC_KIND_COUNT; kind++)
        if (bnc_span_equal(name, bnc_span_of(specs[kind]->name)))
            return kind;
    return BNC_KIND_COUNT;
}

bnc_builder *bnc_builder_new(bnc_arena *arena, const bnc_build_options *options)
{
    bnc_builder *b = bnc_arena_alloc(arena, sizeof(*b));

    b->arena = arena;
    b->options = *options;
    bnc_buffer_add_char(&b->pool, '\0'); /* ref 0 means none */
    return b;
}

void bnc_builder_clear(bnc_builder *b)
{
    bnc_buffer_clear(&b->pool);
}

static void grow_interned(bnc_builder *b)
{
    size_t slots = b->interned_slots ? b->interned_slots * 2 : 1024;
    bnc_ref *table = bnc_arena_array(b->arena, slots, sizeof(*table));

    for (size_t i = 0; i < b->interned_slots; i++) {
        bnc_ref ref = b->interned[i];
        size_t at;

        if (!ref)
            continue;
        at = bnc_key_hash(bnc_span_of(b->pool.at + ref)) & (slots - 1);
        while (table[at])
            at = (at + 1) & (slots - 1);
        table[at] = ref;
    }
    b->interned = table;
    b->interned_slots = slots;
}

bnc_ref bnc_builder_intern(bnc_builder *b, bnc_span text)
{
    size_t at;

    if (text.len == 0)
        return 0;
    if (b->interned_count * 2 >= b->interned_slots)
        grow_interned(b);
    at = bnc_key_hash(text) & (b->interned_slots - 1);
    for (; b->interned[at]; at = (at + 1) & (b->interned_slots - 1))
        if (bnc_span_equal(bnc_span_of(b->pool.at + b->interned[at]), text))
            return b->interned[at];
    b->interned[at] = (bnc_ref)b->pool.len;
    b->interned_count++;
    bnc_buffer_add_span(&b->pool, text);
    bnc_buffer_add_char(&b->pool, '\0');
    return b->interned[at];
}

const char *bnc_builder_text(const bnc_builder *b, bnc_ref ref)
{
    return ref ? b->pool.at + ref : NULL;
}

void bnc_builder_push(bnc_builder *b, uint32_t value)
{
    b->values = bnc_arena_grow(b->arena, b->values, b->value_count, &b->value_capacity, sizeof(*b->values));
    b->values[b->value_count++] = value;
}

bnc_list bnc_builder_commit(bnc_builder *b)
{
    bnc_list list = { (uint32_t)b->list_count, (uint32_t)b->value_count };

    for (size_t i = 0; i < b->value_count; i++) {
        b->lists = bnc_arena_grow(b->arena, b->lists, b->list_count, &b->list_capacity, sizeof(*b->lists));
        b->lists[b->list_count++] = b->values[i];
    }
    b->value_count = 0;
    return list;
}

/* Lower case letters, digits, '.', '_', '-'; the first a letter or digit. */
bool bnc_builder_is_id(bnc_span id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.at[i];

        if (!((c >= 'a' && c <= 'z') || bnc_is_digit(c) || (i > 0 && (c == '.' || c == '_' || c == '-'))))
            return false;
    }
    return id.len > 0;
}

static void add_disabled(bnc_builder *b, const char *file, const bnc_record *record)
{
    const bnc_field *field = &record->fields[0];

    if (!bnc_builder_is_id(field->value)) {
        bnc_complain(b->options.complaints, file, field->line, field->column, "\"%.*s\" is no id", (int)field->value.len, field->value.at);
        return;
    }
    if (record->count > 1)
        bnc_complain(b->options.complaints, file, record->fields[1].line, 1, "Disable stands alone in its record");
    b->disabled = bnc_arena_grow(b->arena, b->disabled, b->disabled_count, &b->disabled_capacity, sizeof(*b->disabled));
    b->disabled[b->disabled_count++] = bnc_builder_intern(b, field->value);
}

void bnc_builder_add(bnc_builder *b, const char *name, bnc_span text)
{
    bnc_records records;

    bnc_records_parse(b->arena, name, text, b->options.complaints, &records);
    for (size_t i = 0; i < records.count; i++) {
        const bnc_field *first = &records.list[i].fields[0];
        bnc_kind kind = bnc_kind_find(first->name);
        bnc_built_kind *built;

        if (bnc_span_equal(first->name, BNC_SPAN("Disable"))) {
            add_disabled(b, name, &records.list[i]);
            continue;
        }
        if (kind == BNC_KIND_COUNT) {
            bnc_complain(b->options.complaints, name, first->line, 1, "a record cannot begin with \"%.*s\"", (int)first->name.len, first->name.at);
            continue;
        }
        built = &b->kinds[kind];
        built->sources = bnc_arena_grow(b->arena, built->sources, built->source_count, &built->source_capacity, sizeof(*built->sources));
        built->sources[built->source_count++] = (bnc_source_record){ &records.list[i], name };
    }
}

static const bnc_field_spec *find_spec(const bnc_kind_spec *spec, bnc_span name)
{
    for (size_t i = 0; i < spec->count; i++)
        if (bnc_span_equal(name, bnc_span_of(spec->fields[i].name)))
            return &spec->fields[i];
    return NULL;
}

/* Complains about fields that the kind does not have, that stand twice or are empty. */
static void check_names(bnc_builder *b, const bnc_kind_spec *spec, const bnc_source_record *source)
{
    const bnc_record *record = source->record;

    for (size_t i = 1; i < record->count; i++) {
        const bnc_field *field = &record->fields[i];
        const bnc_field_spec *known = find_spec(spec, field->name);

        if (!known)
            bnc_complain(b->options.complaints, source->file, field->line, 1, "%s has no field \"%.*s\"", spec->name, (int)field->name.len, field->name.at);
        else if (field->value.len == 0 && field->more_count == 0 && !(known->flags & BNC_FIELD_EMPTY))
            bnc_complain(b->options.complaints, source->file, field->line, field->column, "%s is empty", known->name);
        for (size_t k = 1; known && !(known->flags & BNC_FIELD_REPEATED) && k < i; k++)
            if (bnc_span_equal(record->fields[k].name, field->name)) {
                bnc_complain(b->options.complaints, source->file, field->line, 1, "%s stands twice", known->name);
                break;
            }
    }
}

static void read_id(bnc_builder *b, bnc_kind kind, const bnc_source_record *source, void *out)
{
    const bnc_field *first = &source->record->fields[0];

    if (first->more_count > 0)
        bnc_complain(b->options.complaints, source->file, first->more[0].line, 1, "an id stands on one line");
    if (kind != BNC_KIND_STATUS && !bnc_builder_is_id(first->value))
        bnc_complain(b->options.complaints, source->file, first->line, first->column, "\"%.*s\" is no id", (int)first->value.len, first->value.at);
    *(bnc_ref *)out = bnc_builder_intern(b, first->value);
}

static void read_record(bnc_builder *b, bnc_kind kind, uint32_t index)
{
    const bnc_kind_spec *spec = specs[kind];
    const bnc_source_record *source = &b->kinds[kind].sources[index];
    const bnc_record *record = source->record;
    const bnc_field **fields = bnc_arena_array(b->arena, record->count, sizeof(*fields));
    char *out = bnc_builder_record(b, kind, index);

    if (spec->preset)
        memcpy(out, spec->preset, spec->size);
    read_id(b, kind, source, out);
    check_names(b, spec, source);
    for (size_t i = 0; i < spec->count; i++) {
        bnc_form_input in = { .builder = b, .spec = &spec->fields[i], .fields = fields, .file = source->file, .kind = kind,
                              .record = index, .id = bnc_arena_dup(b->arena, record->fields[0].value),
                              .out = out + spec->fields[i].offset };

        for (size_t k = 1; k < record->count; k++)
            if (bnc_span_equal(record->fields[k].name, bnc_span_of(in.spec->name)) &&
                (record->fields[k].value.len > 0 || record->fields[k].more_count > 0))
                fields[in.count++] = &record->fields[k];
        if (in.count > 0)
            bnc_builder_form(&in);
        else if (in.spec->flags & BNC_FIELD_REQUIRED)
            bnc_complain(b->options.complaints, source->file, record->fields[0].line, 1, "%s %s has no %s", spec->name, in.id, in.spec->name);
    }
}

void bnc_builder_read(bnc_builder *b)
{
    for (bnc_kind kind = 0; kind < BNC_KIND_COUNT; kind++) {
        bnc_built_kind *built = &b->kinds[kind];

        built->records = bnc_arena_array(b->arena, built->source_count ? built->source_count : 1, specs[kind]->size);
        built->count = built->source_count;
        for (uint32_t i = 0; i < built->count; i++) {
            read_record(b, kind, i);
            bnc_builder_finish_record(b, kind, i);
        }
    }
    bnc_builder_order_layouts(b);
    bnc_builder_check_set(b);
}

void bnc_builder_add_language(bnc_builder *b, const char *tag, bnc_span english, bnc_span translation)
{
    bnc_built_language *language = NULL;

    for (size_t i = 0; i < b->language_count; i++)
        if (strcmp(bnc_builder_text(b, b->languages[i].tag), tag) == 0)
            language = &b->languages[i];
    if (!language) {
        if (b->language_count == BNC_LANGUAGES_MAX)
            return;
        language = &b->languages[b->language_count++];
        language->tag = bnc_builder_intern(b, bnc_span_of(tag));
    }
    language->pairs = bnc_arena_grow(b->arena, language->pairs, language->count, &language->capacity, 2 * sizeof(bnc_ref));
    language->pairs[2 * language->count] = bnc_builder_intern(b, english);
    language->pairs[2 * language->count + 1] = bnc_builder_intern(b, translation);
    language->count++;
}

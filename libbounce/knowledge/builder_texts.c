/*
 * Strings and lists of an image (builder_texts.h).
 *
 * In:  a builder that has read its records.   Out: strings in the order of their use, lists without those that stand twice, records that refer to
 * them.
 */
#include "knowledge/builder_texts.h"

/* What of a kind is taken: fields of these forms. */
#define FORM(name) (1u << BNC_FORM_##name)
#define OWN_ID (1u << 30)
#define IN_WORDS (1u << 31) /* fields that are translated, not those that are not */
_Static_assert(BNC_FORM_COUNT <= 30, "a form's bit must not be one of those");

/* Which values of a form's list are strings: bit 0 the even ones, bit 1 the odd ones. */
static unsigned strings_of(bnc_form form)
{
    switch (form) {
    case BNC_FORM_TEXTS:
    case BNC_FORM_LOWER:
    case BNC_FORM_IDS:
    case BNC_FORM_CODE:
    case BNC_FORM_STATUS:
    case BNC_FORM_ANSWER:
        return 3;
    case BNC_FORM_HEADER:
    case BNC_FORM_CAUSE:
        return 1;
    case BNC_FORM_SET:
        return 2;
    default:
        return 0;
    }
}

static bool is_list(bnc_form form)
{
    return strings_of(form) || form == BNC_FORM_WORDS || form == BNC_FORM_PATTERN || form == BNC_FORM_FACTS;
}

bnc_ref bnc_texts_take(bnc_texts *t, bnc_ref ref)
{
    if (!ref || t->places[ref])
        return t->places[ref];
    t->places[ref] = (bnc_ref)t->pool.len;
    bnc_buffer_add_text(&t->pool, bnc_builder_text(t->builder, ref));
    bnc_buffer_add_char(&t->pool, '\0');
    return t->places[ref];
}

static void take_field(bnc_texts *t, const bnc_field_spec *spec, const char *member)
{
    const unsigned strings = strings_of(spec->form);

    if (spec->form == BNC_FORM_TEXT || spec->form == BNC_FORM_ID)
        bnc_texts_take(t, *(const bnc_ref *)(const void *)member);
    for (uint32_t i = 0; strings && i < ((const bnc_list *)(const void *)member)->count; i++)
        if (strings >> (i & 1) & 1)
            bnc_texts_take(t, t->builder->lists[((const bnc_list *)(const void *)member)->first + i]);
}

static void take_record(bnc_texts *t, bnc_kind kind, size_t index, uint32_t what)
{
    const bnc_kind_spec *spec = bnc_kind_spec_of(kind);
    const char *record = bnc_builder_record(t->builder, kind, index);

    if (what & OWN_ID)
        bnc_texts_take(t, *(const bnc_ref *)(const void *)record);
    for (size_t i = 0; i < spec->count; i++) {
        const bnc_field_spec *field = &spec->fields[i];

        if ((what >> field->form & 1) && !(field->flags & BNC_FIELD_UNREAD) && !(field->flags & BNC_FIELD_TRANSLATED) == !(what & IN_WORDS))
            take_field(t, field, record + field->offset);
    }
}

/* A hint is written out as a whole. */
static void take_hint(bnc_texts *t, size_t index)
{
    take_record(t, BNC_KIND_HINT, index, OWN_ID | FORM(TEXT));
    take_record(t, BNC_KIND_HINT, index, FORM(TEXT) | IN_WORDS);
}

/* Hints in the order in which they are written out. */
static void take_hints(bnc_texts *t)
{
    const bnc_builder *b = t->builder;

    for (size_t i = 0; i < b->kinds[BNC_KIND_REMEDY].count; i++) {
        const bnc_list steps = ((const bnc_remedy_record *)bnc_builder_record(b, BNC_KIND_REMEDY, i))->steps;

        for (uint32_t k = 0; k < steps.count; k++) {
            size_t hint = bnc_builder_find(b, BNC_KIND_HINT, b->lists[steps.first + k]);

            if (hint != BNC_NOT_FOUND)
                take_hint(t, hint);
            bnc_texts_take(t, b->lists[steps.first + k]); /* a lower layer's */
        }
    }
    for (size_t i = 0; i < b->kinds[BNC_KIND_HINT].count; i++)
        take_hint(t, i);
}

/* What is taken of a kind. */
typedef struct share {
    bnc_kind kind;
    uint32_t what;
} share;

static void take_shares(bnc_texts *t, const share *shares, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < t->builder->kinds[shares[i].kind].count; k++)
            take_record(t, shares[i].kind, k, shares[i].what);
}

#define IDS (FORM(ID) | FORM(IDS) | FORM(CAUSE))

/* Guards, ids of causes and providers, names of header fields. */
void bnc_texts_take_common(bnc_texts *t)
{
    static const share shares[] = {
        { BNC_KIND_RULE, FORM(CODE) | FORM(STATUS) }, { BNC_KIND_RULE, IDS },
        { BNC_KIND_LAYOUT, FORM(HEADER) | IDS },      { BNC_KIND_LOG, FORM(TEXTS) },
        { BNC_KIND_CAUSE, OWN_ID | IDS },             { BNC_KIND_STATUS, OWN_ID | IDS },
        { BNC_KIND_REMEDY, FORM(TEXTS) },             { BNC_KIND_HINT, FORM(TEXTS) | IDS },
        { BNC_KIND_CAUSE, FORM(TEXT) },               { BNC_KIND_MESSAGE, OWN_ID },
        { BNC_KIND_PLACEHOLDER, OWN_ID },             { BNC_KIND_PROVIDER, OWN_ID | FORM(LOWER) },
        { BNC_KIND_BLOCKLIST, OWN_ID },
    };

    take_shares(t, shares, BNC_COUNT_OF(shares));
}

void bnc_texts_take_rare(bnc_texts *t)
{
    static const share shares[] = {
        { BNC_KIND_LAYOUT, OWN_ID | FORM(TEXT) },        { BNC_KIND_RULE, OWN_ID | FORM(SET) },
        { BNC_KIND_PROVIDER, FORM(TEXT) },               { BNC_KIND_BLOCKLIST, FORM(TEXT) | FORM(ANSWER) | IDS },
        { BNC_KIND_LOG, OWN_ID | FORM(TEXT) },           { BNC_KIND_FORWARD, OWN_ID | FORM(TEXT) },
        { BNC_KIND_PLACEHOLDER, FORM(TEXT) | IN_WORDS }, { BNC_KIND_CAUSE, FORM(TEXT) | IN_WORDS },
        { BNC_KIND_MESSAGE, FORM(TEXT) | IN_WORDS },     { BNC_KIND_STATUS, FORM(TEXT) },
        { BNC_KIND_REMEDY, OWN_ID | IDS },
    };

    take_hints(t);
    take_shares(t, shares, BNC_COUNT_OF(shares));
}

void bnc_texts_init(bnc_texts *t, const bnc_builder *builder)
{
    *t = (bnc_texts){ .builder = builder, .places = bnc_arena_array(builder->arena, builder->pool.len, sizeof(*t->places)) };
    bnc_buffer_add_char(&t->pool, '\0'); /* ref 0 means none */
}

static size_t list_slot(const bnc_texts *t, const uint32_t *values, size_t count)
{
    const size_t bytes = count * sizeof(*values);
    size_t at = bnc_key_hash((bnc_span){ (const char *)values, bytes }) & (t->slot_count - 1);

    while (t->slots[at].count && (t->slots[at].count != count || memcmp(t->lists + t->slots[at].first, values, bytes) != 0))
        at = (at + 1) & (t->slot_count - 1);
    return at;
}

static void grow_slots(bnc_texts *t)
{
    const bnc_list *before = t->slots;
    const size_t count = t->slot_count;

    t->slot_count = count ? count * 2 : 1024;
    t->slots = bnc_arena_array(t->builder->arena, t->slot_count, sizeof(*t->slots));
    for (size_t i = 0; i < count; i++)
        if (before[i].count)
            t->slots[list_slot(t, t->lists + before[i].first, before[i].count)] = before[i];
}

bnc_list bnc_texts_list(bnc_texts *t, const uint32_t *values, size_t count)
{
    bnc_list *slot;

    if (count == 0)
        return (bnc_list){ 0, 0 };
    if (t->slot_used * 2 >= t->slot_count)
        grow_slots(t);
    slot = &t->slots[list_slot(t, values, count)];
    if (slot->count)
        return *slot;
    *slot = (bnc_list){ (uint32_t)t->list_count, (uint32_t)count };
    t->slot_used++;
    for (size_t i = 0; i < count; i++) {
        t->lists = bnc_arena_grow(t->builder->arena, t->lists, t->list_count, &t->list_capacity, sizeof(*t->lists));
        t->lists[t->list_count++] = values[i];
    }
    return *slot;
}

static bnc_list copy_list(bnc_texts *t, bnc_form form, bnc_list list)
{
    uint32_t *values = bnc_arena_array(t->builder->arena, list.count, sizeof(*values));

    for (uint32_t i = 0; i < list.count; i++) {
        const uint32_t value = t->builder->lists[list.first + i];

        values[i] = strings_of(form) >> (i & 1) & 1 ? bnc_texts_take(t, value) : value;
    }
    return bnc_texts_list(t, values, list.count);
}

const char *bnc_texts_records(bnc_texts *t, bnc_kind kind)
{
    const bnc_kind_spec *spec = bnc_kind_spec_of(kind);
    const size_t count = t->builder->kinds[kind].count;
    char *records = bnc_arena_array(t->builder->arena, count + 1, spec->size);

    if (count)
        memcpy(records, t->builder->kinds[kind].records, count * spec->size);
    for (char *record = records; record < records + count * spec->size; record += spec->size) {
        *(bnc_ref *)(void *)record = bnc_texts_take(t, *(bnc_ref *)(void *)record);
        for (size_t i = 0; i < spec->count; i++) {
            const bnc_field_spec *field = &spec->fields[i];
            char *member = record + field->offset;
            const bool is_unread = (field->flags & BNC_FIELD_UNREAD) != 0;

            if (field->form == BNC_FORM_TEXT || field->form == BNC_FORM_ID)
                *(bnc_ref *)(void *)member = is_unread ? 0 : bnc_texts_take(t, *(bnc_ref *)(void *)member);
            else if (is_list(field->form))
                *(bnc_list *)(void *)member = is_unread ? (bnc_list){ 0, 0 } : copy_list(t, field->form, *(bnc_list *)(void *)member);
        }
    }
    return records;
}

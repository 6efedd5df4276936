/*
 * Reads the values of fields into the records' structs, one function for each form (fields.h).
 *
 * In:  all fields of one name of a record.   Out: a ref, a number or a list in the struct; complaints with file, line and column.
 */
#include "knowledge/builder.h"

#include "match/group.h"
#include "match/regex.h"

static void complain_value(const bnc_form_input *in, const bnc_field *field, bnc_span value, const char *why)
{
    unsigned column = value.at >= field->value.at && value.at <= field->value.at + field->value.len
                          ? field->column + (unsigned)(value.at - field->value.at) : field->column;

    bnc_complain(in->builder->options.complaints, in->file, field->line, column, "%s: \"%.*s\" %s", in->spec->name, (int)value.len, value.at, why);
}

static void read_text(const bnc_form_input *in)
{
    bnc_builder *b = in->builder;
    bnc_buffer all = BNC_BUFFER_INIT;

    for (size_t i = 0; i < in->count; i++) {
        bnc_span text = bnc_field_text(b->arena, in->fields[i]), part;

        if (in->spec->words && bnc_words_find(in->spec->words, text) < 0)
            complain_value(in, in->fields[i], text, "is not one of the words for it");
        bnc_builder_check_text(in, in->fields[i], text);
        if (i > 0)
            bnc_buffer_add_char(&all, ' ');
        if (!(in->spec->flags & BNC_FIELD_VOCABULARY)) {
            bnc_buffer_add_span(&all, text);
            continue;
        }
        for (size_t n = 0; bnc_next_value(&text, ',', &part); n++) {
            if (n > 0)
                bnc_buffer_add_char(&all, ' ');
            bnc_buffer_add_span(&all, part);
        }
    }
    *(bnc_ref *)in->out = bnc_builder_intern(b, bnc_buffer_span(&all));
    if ((in->spec->flags & BNC_FIELD_TRANSLATED) && !((in->spec->flags & BNC_FIELD_COMMAND) && bnc_builder_is_command(bnc_buffer_span(&all)))) {
        bnc_place place = { in->file, in->fields[0]->line, 1 };

        b->texts = bnc_arena_grow(b->arena, b->texts, b->text_count, &b->text_capacity, sizeof(*b->texts));
        b->texts[b->text_count++] = (bnc_translatable){ *(bnc_ref *)in->out, place, in->id, in->spec->name };
    }
    bnc_buffer_clear(&all);
}

static bnc_span lower(bnc_arena *arena, bnc_span text)
{
    char *copy = bnc_arena_dup(arena, text);

    for (size_t i = 0; i < text.len; i++)
        copy[i] = bnc_to_lower(copy[i]);
    return (bnc_span){ copy, text.len };
}

static void want(const bnc_form_input *in, const bnc_field *field, bnc_span id)
{
    bnc_builder *b = in->builder;

    if (!bnc_builder_is_id(id)) {
        complain_value(in, field, id, "is no id");
        return;
    }
    b->wanted = bnc_arena_grow(b->arena, b->wanted, b->wanted_count, &b->wanted_capacity, sizeof(*b->wanted));
    b->wanted[b->wanted_count++] =
        (bnc_wanted_id){ bnc_builder_intern(b, id), in->spec->kinds, { in->file, field->line, field->column } };
}

/* True for "x", "5" or "10": a digit of a reply code, a number of an enhanced status. */
static bool is_code(bnc_span text)
{
    if (text.len != 3)
        return false;
    for (size_t i = 0; i < 3; i++)
        if (!bnc_is_digit(text.at[i]) && text.at[i] != 'x')
            return false;
    return true;
}

static bool is_status(bnc_span text)
{
    bnc_span part;
    size_t count = 0;

    while (bnc_next_value(&text, '.', &part)) {
        uint32_t number;

        count++;
        if (part.len > 0 && part.at[part.len - 1] == '*')
            part.len--; /* "*" and "5*" */
        else if (part.len == 0)
            return false;
        if (part.len > 3 || bnc_span_number(part, &number) != part.len)
            return false;
    }
    return count == 3;
}

static void read_value(const bnc_form_input *in, const bnc_field *field, bnc_span value)
{
    bnc_builder *b = in->builder;
    int word;

    if (value.len == 0) {
        complain_value(in, field, value, "is empty between commas");
        return;
    }
    switch (in->spec->form) {
    case BNC_FORM_LOWER:
        if (value.at[0] == '.')
            complain_value(in, field, value, "must not begin with a dot");
        bnc_builder_push(b, bnc_builder_intern(b, lower(b->arena, value)));
        break;
    case BNC_FORM_IDS:
        want(in, field, value);
        bnc_builder_push(b, bnc_builder_intern(b, value));
        break;
    case BNC_FORM_WORDS:
    case BNC_FORM_WORD_MASK:
        word = bnc_words_find(in->spec->words, value);
        if (word < 0)
            complain_value(in, field, value, "is not one of the words for it");
        bnc_builder_push(b, (uint32_t)word);
        break;
    case BNC_FORM_FACTS:
        if (bnc_group_find(value) == BNC_GROUP_NONE || bnc_group_find(value) >= BNC_GROUP_FACTS_END)
            complain_value(in, field, value, "is no fact");
        bnc_builder_push(b, bnc_group_find(value));
        break;
    case BNC_FORM_CODE:
        if (!is_code(value))
            complain_value(in, field, value, "is no reply code (550, 55x)");
        bnc_builder_push(b, bnc_builder_intern(b, lower(b->arena, value)));
        break;
    case BNC_FORM_STATUS:
        if (!is_status(value))
            complain_value(in, field, value, "is no enhanced status (5.7.1, 5.7.*, 4.7.5*)");
        bnc_builder_push(b, bnc_builder_intern(b, value));
        break;
    default:
        if ((in->spec->flags & BNC_FIELD_COUNTRY) &&
            (value.len != 2 || value.at[0] < 'A' || value.at[0] > 'Z' || value.at[1] < 'A' || value.at[1] > 'Z'))
            complain_value(in, field, value, "is no country (two capitals, ISO 3166)");
        bnc_builder_push(b, bnc_builder_intern(b, value));
    }
}

static void read_values(const bnc_form_input *in)
{
    for (size_t i = 0; i < in->count; i++) {
        bnc_span rest = bnc_field_text(in->builder->arena, in->fields[i]), value;

        while (bnc_next_value(&rest, ',', &value))
            read_value(in, in->fields[i], value);
    }
    if (in->spec->form == BNC_FORM_WORD_MASK) {
        uint32_t mask = 0;

        for (size_t i = 0; i < in->builder->value_count; i++)
            mask |= 1u << (in->builder->values[i] & 31);
        in->builder->value_count = 0;
        *(uint32_t *)in->out = mask;
        return;
    }
    *(bnc_list *)in->out = bnc_builder_commit(in->builder);
}

static void read_id(const bnc_form_input *in)
{
    bnc_span id = bnc_field_text(in->builder->arena, in->fields[0]);

    want(in, in->fields[0], id);
    *(bnc_ref *)in->out = bnc_builder_intern(in->builder, id);
}

static void read_word(const bnc_form_input *in)
{
    bnc_span text = bnc_field_text(in->builder->arena, in->fields[0]);
    int word = bnc_words_find(in->spec->words, text);
    char words[256], why[300] = "is not one of: ";

    if (word < 0) {
        bnc_words_text(in->spec->words, words, sizeof(words));
        memcpy(why + 15, words, sizeof(words));
        complain_value(in, in->fields[0], text, why);
        return;
    }
    *(uint8_t *)in->out = (uint8_t)word;
}

static void read_number(const bnc_form_input *in)
{
    bnc_span text = in->fields[0]->value;
    uint32_t number = 0;

    if (bnc_span_number(text, &number) != text.len || text.len == 0 || number > 100)
        complain_value(in, in->fields[0], text, "is no number from 0 to 100");
    else
        *(uint8_t *)in->out = (uint8_t)number;
}

/* Adds a pattern; text is a part of the field's value. */
static uint32_t add_pattern(const bnc_form_input *in, const bnc_field *field, bnc_span text)
{
    bnc_builder *b = in->builder;
    bnc_complaints *complaints = b->options.complaints;
    unsigned column = field->column + (unsigned)(text.at - field->value.at);
    bnc_built_pattern *p;
    bnc_clause clauses[BNC_CLAUSES_MAX], *kept;
    char buf[256];
    const char *why;
    size_t offset = 0;

    if (field->more_count > 0)
        bnc_complain(complaints, in->file, field->more[0].line, 1, "a pattern stands on one line");
    why = bnc_regex_check(text, buf, sizeof(buf), &offset);
    if (why)
        bnc_complain(complaints, in->file, field->line, column + (unsigned)offset, "%s: %s", in->spec->name, why);
    b->patterns = bnc_arena_grow(b->arena, b->patterns, b->pattern_count, &b->pattern_capacity, sizeof(*b->patterns));
    p = &b->patterns[b->pattern_count];
    *p = (bnc_built_pattern){ .text = text, .place = { in->file, field->line, column }, .owner = in->kind, .record = in->record,
                              .is_scanned = (in->spec->flags & BNC_FIELD_SCANNED) != 0, .is_asleep = (in->spec->flags & BNC_FIELD_ASLEEP) != 0,
                              .is_guard = (in->spec->flags & BNC_FIELD_GUARD) != 0,
                              .is_field = (in->spec->flags & BNC_FIELD_HEADER) != 0 };
    p->clause_count = bnc_literal_clauses(b->arena, text, clauses);
    kept = bnc_arena_array(b->arena, p->clause_count, sizeof(*kept));
    memcpy(kept, clauses, p->clause_count * sizeof(*kept));
    p->clauses = kept;
    if (p->is_scanned && p->clause_count == 0 && b->options.is_strict && !why)
        bnc_complain(complaints, in->file, field->line, column, "%s: no literal of 3 bytes or more that every match must hold", in->spec->name);
    return (uint32_t)b->pattern_count++;
}

/* The alternatives of a guard; those that another rule has too are there already. */
static void add_guard(const bnc_form_input *in, const bnc_field *field, bnc_span text)
{
    bnc_span parts[BNC_GUARD_PARTS];
    size_t count = bnc_guard_split(text, parts, BNC_GUARD_PARTS), offset;
    char buf[256];

    for (size_t i = 0; i < count && count > 1; i++)
        if (bnc_regex_check(parts[i], buf, sizeof(buf), &offset)) {
            parts[0] = text;
            count = 1;
        }
    for (size_t i = 0; i < count; i++) {
        uint32_t *place = bnc_guard_place(in->builder, parts[i]);

        if (*place == UINT32_MAX)
            *place = add_pattern(in, field, parts[i]);
        bnc_builder_push(in->builder, *place);
    }
}

static void read_patterns(const bnc_form_input *in)
{
    for (size_t i = 0; i < in->count; i++) {
        bnc_span text = in->fields[i]->value;

        if (in->spec->form == BNC_FORM_HEADER) {
            size_t colon = bnc_span_find_char(text, ':', 0);

            if (colon == BNC_NOT_FOUND || colon == 0) {
                complain_value(in, in->fields[i], text, "is not \"Name: pattern\"");
                continue;
            }
            bnc_builder_push(in->builder, bnc_builder_intern(in->builder, bnc_span_trim((bnc_span){ text.at, colon })));
            text = bnc_span_trim(bnc_span_from(text, colon + 1));
        }
        if (in->spec->flags & BNC_FIELD_GUARD)
            add_guard(in, in->fields[i], text);
        else
            bnc_builder_push(in->builder, add_pattern(in, in->fields[i], text));
    }
    *(bnc_list *)in->out = bnc_builder_commit(in->builder);
}

/* "ip.dynamic_range medium", "127.0.0.2 spamhaus.sbl" */
static void read_pairs(const bnc_form_input *in)
{
    bnc_builder *b = in->builder;

    for (size_t i = 0; i < in->count; i++) {
        bnc_span rest = bnc_field_text(b->arena, in->fields[i]), pair;

        while (bnc_next_value(&rest, ',', &pair)) {
            size_t blank = bnc_span_find_char(pair, ' ', 0);
            bnc_span first = bnc_span_cut(pair, 0, blank), second = bnc_span_trim(bnc_span_from(pair, blank == BNC_NOT_FOUND ? pair.len : blank));
            int word = bnc_words_find(&bnc_words_confidence, second);

            bnc_builder_push(b, bnc_builder_intern(b, first));
            if (in->spec->form == BNC_FORM_ANSWER) {
                if (!bnc_span_starts(first, BNC_SPAN("127.")))
                    complain_value(in, in->fields[i], pair, "is not \"127.0.0.x id\"");
                want(in, in->fields[i], second);
                bnc_builder_push(b, bnc_builder_intern(b, second));
                continue;
            }
            want(in, in->fields[i], first);
            if (second.len > 0 && word < 0)
                complain_value(in, in->fields[i], second, "is no confidence");
            bnc_builder_push(b, word < 0 ? 1 : (uint32_t)word);
        }
    }
    *(bnc_list *)in->out = bnc_builder_commit(b);
}

/* "list=Trend Micro RBL+" */
static void read_set(const bnc_form_input *in)
{
    for (size_t i = 0; i < in->count; i++) {
        bnc_span text = bnc_field_text(in->builder->arena, in->fields[i]);
        size_t sign = bnc_span_find_char(text, '=', 0);
        bnc_group group = sign == BNC_NOT_FOUND ? BNC_GROUP_NONE : bnc_group_find(bnc_span_trim((bnc_span){ text.at, sign }));

        if (group == BNC_GROUP_NONE || group >= BNC_GROUP_FACTS_END) {
            complain_value(in, in->fields[i], text, "is not \"fact=value\"");
            continue;
        }
        bnc_builder_push(in->builder, group);
        bnc_builder_push(in->builder, bnc_builder_intern(in->builder, bnc_span_trim(bnc_span_from(text, sign + 1))));
    }
    *(bnc_list *)in->out = bnc_builder_commit(in->builder);
}

static void read_note(const bnc_form_input *in)
{
    for (size_t i = 0; i < in->count; i++)
        bnc_builder_check_text(in, in->fields[i], bnc_field_text(in->builder->arena, in->fields[i]));
}

static void read_example(const bnc_form_input *in)
{
    bnc_builder_example(in, in->spec->form == BNC_FORM_COUNTEREXAMPLE);
}

void bnc_builder_form(const bnc_form_input *in)
{
    static void (*const readers[BNC_FORM_COUNT])(const bnc_form_input *) = {
        [BNC_FORM_TEXT] = read_text,          [BNC_FORM_TEXTS] = read_values,     [BNC_FORM_LOWER] = read_values,
        [BNC_FORM_ID] = read_id,              [BNC_FORM_IDS] = read_values,       [BNC_FORM_WORD] = read_word,
        [BNC_FORM_WORDS] = read_values,       [BNC_FORM_WORD_MASK] = read_values, [BNC_FORM_NUMBER] = read_number,
        [BNC_FORM_PATTERN] = read_patterns,   [BNC_FORM_HEADER] = read_patterns,  [BNC_FORM_CAUSE] = read_pairs,
        [BNC_FORM_SET] = read_set,            [BNC_FORM_FACTS] = read_values,     [BNC_FORM_CODE] = read_values,
        [BNC_FORM_STATUS] = read_values,      [BNC_FORM_ANSWER] = read_pairs,     [BNC_FORM_EXAMPLE] = read_example,
        [BNC_FORM_COUNTEREXAMPLE] = read_example, [BNC_FORM_NOTE] = read_note,
    };

    readers[in->spec->form](in);
}

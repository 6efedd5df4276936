/*
 * Examples: what stands after Example and No-Example.
 *
 * In:  the field's value and its lines "| text" and "name=value".   Out: bnc_example with the text's lines joined by LF.
 */
#include "knowledge/builder.h"

#include "match/group.h"

/* What an example may give apart from facts and groups. */
static const char *const more_names[] = { "kind", "recipient", "cause", "also", "format", "provider", "software", "language",
                                          "confidence", "list", "rule", "step" };

static bool is_name(bnc_span name)
{
    if (bnc_group_find(name) != BNC_GROUP_NONE)
        return true;
    for (size_t i = 0; i < BNC_COUNT_OF(more_names); i++)
        if (bnc_span_equal(name, bnc_span_of(more_names[i])))
            return true;
    return false;
}

static bool is_expectation(bnc_span line, bnc_span *ret_name, bnc_span *ret_value)
{
    size_t sign = bnc_span_find_char(line, '=', 0);

    if (sign == BNC_NOT_FOUND)
        return false;
    *ret_name = bnc_span_trim((bnc_span){ line.at, sign });
    *ret_value = bnc_span_trim(bnc_span_from(line, sign + 1));
    return is_name(*ret_name);
}

static void read_one(const bnc_form_input *in, const bnc_field *field, bool is_negative)
{
    bnc_builder *b = in->builder;
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_span *names = bnc_arena_array(b->arena, field->more_count, sizeof(*names));
    bnc_span *values = bnc_arena_array(b->arena, field->more_count, sizeof(*values));
    size_t count = 0, lines = field->value.len > 0 ? 1 : 0;

    bnc_buffer_add_span(&text, field->value);
    for (size_t i = 0; i < field->more_count; i++) {
        bnc_span line = field->more[i].text;

        if (line.at[0] == '|') {
            line = bnc_span_from(line, 1);
            if (lines++ > 0)
                bnc_buffer_add_char(&text, '\n');
            bnc_buffer_add_span(&text, line.len > 0 && line.at[0] == ' ' ? bnc_span_from(line, 1) : line);
        } else if (is_expectation(line, &names[count], &values[count])) {
            count++;
        } else {
            bnc_complain(b->options.complaints, in->file, field->more[i].line, field->more[i].column,
                         "%s: expected \"| text\" or \"name=value\" with a known name", in->spec->name);
        }
    }
    if (lines == 0)
        bnc_complain(b->options.complaints, in->file, field->line, field->column, "%s is empty", in->spec->name);
    b->examples = bnc_arena_grow(b->arena, b->examples, b->example_count, &b->example_capacity, sizeof(*b->examples));
    b->examples[b->example_count++] = (bnc_example){
        .file = in->file, .line = field->line, .owner = (bnc_owner)in->kind, .id = in->id, .is_negative = is_negative,
        .text = { bnc_arena_dup(b->arena, bnc_buffer_span(&text)), text.len },
        .expect_names = names, .expect_values = values, .expect_count = count };
    bnc_buffer_clear(&text);
}

void bnc_builder_example(const bnc_form_input *in, bool is_negative)
{
    for (size_t i = 0; i < in->count; i++)
        read_one(in, in->fields[i], is_negative);
}

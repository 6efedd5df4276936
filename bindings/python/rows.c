/*
 * Rows of reports as Arrow arrays.
 *
 * In: reports, or values one by one.   Out: a schema, and arrays in the layout of the Arrow columnar format: per column
 * a bitmap of what is not null, 32-bit offsets where values vary in length, and the values themselves; the first row's
 * bit is the lowest, offsets are in the machine's order of bytes.
 */
#include "rows.h"
#include <glib.h>
#include <string.h>

static const struct {
    const char *name;
    bnc_rows_type type;
} columns[] = {
    {"key", BNC_ROWS_TEXT},
    {"kind", BNC_ROWS_TEXT},
    {"format", BNC_ROWS_TEXT},
    {"software", BNC_ROWS_TEXT},
    {"generator_host", BNC_ROWS_TEXT},
    {"ours", BNC_ROWS_TEXT},
    {"date", BNC_ROWS_TEXT},
    {"message_id", BNC_ROWS_TEXT},
    {"recipient", BNC_ROWS_TEXT},
    {"action", BNC_ROWS_TEXT},
    {"status", BNC_ROWS_TEXT},
    {"reply", BNC_ROWS_TEXT},
    {"command", BNC_ROWS_TEXT},
    {"diagnostic", BNC_ROWS_TEXT},
    {"local_host", BNC_ROWS_TEXT},
    {"local_ip", BNC_ROWS_TEXT},
    {"remote_host", BNC_ROWS_TEXT},
    {"remote_ip", BNC_ROWS_TEXT},
    {"provider", BNC_ROWS_TEXT},
    {"hard", BNC_ROWS_BOOLEAN},
    {"cause", BNC_ROWS_TEXT},
    {"confidence", BNC_ROWS_TEXT},
    {"rule", BNC_ROWS_TEXT},
    {"party", BNC_ROWS_TEXT},
    {"persistence", BNC_ROWS_TEXT},
    {"address_verdict", BNC_ROWS_TEXT},
    {"fact_ip", BNC_ROWS_TEXT},
    {"fact_list", BNC_ROWS_TEXT},
    {"causes", BNC_ROWS_LISTS},
    {"hints", BNC_ROWS_LISTS},
    {"libbounce", BNC_ROWS_TEXT},
    {"knowledge", BNC_ROWS_TEXT},
};
#define COLUMNS G_N_ELEMENTS(columns)

typedef struct column {
    int64_t count, nulls;
    GByteArray *valid, *offsets, *data;
    struct column *items; /* of a column of lists */
} column;

struct bnc_rows {
    column columns[COLUMNS], items[COLUMNS];
    int64_t count;
};

size_t bnc_rows_column_count(void)
{
    return COLUMNS;
}

bnc_rows_type bnc_rows_column_type(size_t column)
{
    return columns[column].type;
}

/* ---- growing ---- */

static void push_offset(column *c, size_t end)
{
    const int32_t offset = (int32_t)end;
    g_byte_array_append(c->offsets, (const guint8 *)&offset, sizeof offset);
}

static void column_init(column *c, bnc_rows_type type, column *items)
{
    *c = (column){.valid = g_byte_array_sized_new(8),
                  .data = g_byte_array_sized_new(64)}; /* no buffer is null, also of no rows */
    if (type != BNC_ROWS_BOOLEAN) {
        c->offsets = g_byte_array_new();
        push_offset(c, 0);
    }
    if (type == BNC_ROWS_LISTS)
        column_init(c->items = items, BNC_ROWS_TEXT, NULL);
}

static void push_bit(GByteArray *bits, int64_t at, bool value)
{
    if (at % 8 == 0)
        g_byte_array_append(bits, &(guint8){0}, 1);
    if (value)
        bits->data[at / 8] |= (guint8)(1 << at % 8);
}

static void push_valid(column *c, bool is_valid)
{
    push_bit(c->valid, c->count, is_valid);
    c->nulls += !is_valid;
}

static void push_text(column *c, const char *text, size_t length)
{
    push_valid(c, text != NULL);
    if (text)
        g_byte_array_append(c->data, (const guint8 *)text, (guint)length);
    push_offset(c, c->data->len);
    c->count++;
}

static void push_boolean(column *c, int number)
{
    push_valid(c, number >= 0);
    push_bit(c->data, c->count, number > 0);
    c->count++;
}

static void push_item(column *c, const char *text)
{
    push_text(c->items, text, text ? strlen(text) : 0);
}

static void push_list_end(column *c)
{
    push_valid(c, true);
    push_offset(c, (size_t)c->items->count);
    c->count++;
}

bnc_rows *bnc_rows_new(void)
{
    bnc_rows *rows = g_new0(bnc_rows, 1);
    for (size_t i = 0; i < COLUMNS; i++)
        column_init(&rows->columns[i], columns[i].type, &rows->items[i]);
    return rows;
}

static void column_clear(column *c)
{
    GByteArray *const arrays[] = {c->valid, c->offsets, c->data};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        if (arrays[i])
            g_byte_array_free(arrays[i], TRUE);
    if (c->items)
        column_clear(c->items);
}

void bnc_rows_free(bnc_rows *rows)
{
    if (!rows)
        return;
    for (size_t i = 0; i < COLUMNS; i++)
        column_clear(&rows->columns[i]);
    g_free(rows);
}

bool bnc_rows_is_full(const bnc_rows *rows)
{
    const size_t limit = (size_t)1 << 30;
    for (size_t i = 0; i < COLUMNS; i++)
        if (rows->columns[i].data->len >= limit ||
            (rows->columns[i].items && rows->columns[i].items->data->len >= limit))
            return true;
    return false;
}

/* ---- rows ---- */

void bnc_rows_add_values(bnc_rows *rows, const bnc_value *values)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        column *c = &rows->columns[i];
        if (columns[i].type == BNC_ROWS_TEXT)
            push_text(c, values[i].text, values[i].length);
        else if (columns[i].type == BNC_ROWS_BOOLEAN)
            push_boolean(c, values[i].number);
        else {
            for (size_t k = 0; k < values[i].count; k++)
                push_item(c, values[i].texts[k]);
            push_list_end(c);
        }
    }
    rows->count++;
}

static const char *first_party(const bounce_cause *cause)
{
    return bounce_cause_party_count(cause) ? bounce_party_name(bounce_cause_party(cause, 0)) : NULL;
}

void bnc_rows_add(bnc_rows *rows, const char *key, size_t key_length, const bounce_report *report, size_t index)
{
    const bounce_recipient *r = bounce_report_recipient(report, index);
    if (!r)
        r = bounce_report_whole(report);
    const bounce_cause *cause = bounce_recipient_cause(r, 0);
    const char *const before[] = {
        bounce_kind_name(bounce_report_kind(report)),
        bounce_report_format(report),
        bounce_report_software(report),
        bounce_report_generator_host(report),
        bounce_report_ours(report),
        bounce_report_date(report),
        bounce_report_original_message_id(report),
        bounce_recipient_address(r),
        bounce_action_name(bounce_recipient_action(r)),
        bounce_recipient_status(r),
        bounce_recipient_reply(r),
        bounce_command_name(bounce_recipient_command(r)),
        bounce_recipient_diagnostic(r),
        bounce_recipient_local_host(r),
        bounce_recipient_local_ip(r),
        bounce_recipient_remote_host(r),
        bounce_recipient_remote_ip(r),
        bounce_recipient_provider(r),
    };
    const char *const of_cause[] = {
        bounce_cause_id(cause),
        bounce_confidence_name(bounce_cause_confidence(cause)),
        bounce_cause_rule(cause),
        first_party(cause),
        bounce_persistence_name(bounce_cause_persistence(cause)),
        bounce_address_verdict_name(bounce_cause_address_verdict(cause)),
        bounce_cause_fact(cause, "ip"),
        bounce_cause_fact(cause, "list"),
    };
    const char *const versions[] = {bounce_version(), bounce_knowledge_version()};
    column *c = rows->columns;
    push_text(c++, key, key_length);
    for (size_t i = 0; i < G_N_ELEMENTS(before); i++)
        push_text(c++, before[i], before[i] ? strlen(before[i]) : 0);
    push_boolean(c++, bounce_recipient_hard(r));
    for (size_t i = 0; i < G_N_ELEMENTS(of_cause); i++) {
        const char *text = cause ? of_cause[i] : NULL;
        push_text(c++, text, text ? strlen(text) : 0);
    }
    for (size_t i = 0; i < bounce_recipient_cause_count(r); i++)
        push_item(c, bounce_cause_id(bounce_recipient_cause(r, i)));
    push_list_end(c++);
    for (size_t i = 0; i < bounce_recipient_hint_count(r); i++)
        push_item(c, bounce_hint_id(bounce_recipient_hint(r, i)));
    push_list_end(c++);
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++)
        push_text(c++, versions[i], strlen(versions[i]));
    rows->count++;
}

/* ---- giving out ---- */

static void array_release(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++) {
        /* A child that was moved away has no release any more. */
        if (array->children[i]->release)
            array->children[i]->release(array->children[i]);
        g_free(array->children[i]);
    }
    for (int64_t i = 0; i < array->n_buffers; i++)
        g_free((void *)array->buffers[i]);
    g_free(array->children);
    g_free(array->buffers);
    array->release = NULL;
}

static void array_init(struct ArrowArray *array, int64_t length, int64_t buffers, int64_t children)
{
    *array =
        (struct ArrowArray){.length = length, .n_buffers = buffers, .n_children = children, .release = array_release};
    array->buffers = g_new0(const void *, (gsize)buffers);
    array->children = g_new0(struct ArrowArray *, (gsize)children);
    for (int64_t i = 0; i < children; i++)
        array->children[i] = g_new0(struct ArrowArray, 1);
}

/* Moves a column's memory into an array; the column is left without any. */
static void column_finish(column *c, struct ArrowArray *array)
{
    int64_t at = 0;
    array_init(array, c->count, c->items || !c->offsets ? 2 : 3, c->items ? 1 : 0);
    array->null_count = c->nulls;
    array->buffers[at++] = g_byte_array_free(c->valid, FALSE);
    if (c->offsets)
        array->buffers[at++] = g_byte_array_free(c->offsets, FALSE);
    if (c->items) {
        g_byte_array_free(c->data, TRUE);
        column_finish(c->items, array->children[0]);
    } else {
        array->buffers[at++] = g_byte_array_free(c->data, FALSE);
    }
}

void bnc_rows_finish(bnc_rows *rows, struct ArrowArray *ret_array)
{
    array_init(ret_array, rows->count, 1, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        column_finish(&rows->columns[i], ret_array->children[i]);
        column_init(&rows->columns[i], columns[i].type, &rows->items[i]);
    }
    rows->count = 0;
}

static void schema_release(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release)
            schema->children[i]->release(schema->children[i]);
        g_free(schema->children[i]);
    }
    g_free(schema->children);
    schema->release = NULL;
}

static void schema_init(struct ArrowSchema *schema, const char *name, const char *format, int64_t children)
{
    *schema = (struct ArrowSchema){.format = format, .name = name, .n_children = children, .release = schema_release};
    schema->flags = *name ? ARROW_FLAG_NULLABLE : 0;
    schema->children = g_new0(struct ArrowSchema *, (gsize)children);
    for (int64_t i = 0; i < children; i++)
        schema->children[i] = g_new0(struct ArrowSchema, 1);
}

void bnc_rows_schema(struct ArrowSchema *ret_schema)
{
    static const char *const formats[] = {[BNC_ROWS_TEXT] = "u", [BNC_ROWS_BOOLEAN] = "b", [BNC_ROWS_LISTS] = "+l"};
    schema_init(ret_schema, "", "+s", COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        const bool is_list = columns[i].type == BNC_ROWS_LISTS;
        schema_init(ret_schema->children[i], columns[i].name, formats[columns[i].type], is_list);
        if (is_list)
            schema_init(ret_schema->children[i]->children[0], "item", "u", 0);
    }
}

/*
 * The record format of doc/knowledge.md.
 *
 * In:  the text of a file.   Out: records of fields, each with its line and column; complaints with file, line and column.
 */
#include "knowledge/records.h"

#include "util/utf8.h"
#include <stdarg.h>
#include <stdio.h>

#define MESSAGE_MAX 400

typedef struct parser {
    bnc_arena *arena;
    const char *file;
    bnc_complaints *complaints;
    bnc_records *records;
    bnc_record *record; /* the one that is open, or NULL */
    bool is_lost;       /* the field above was broken: its continuation lines are skipped */
    unsigned line;
} parser;

void bnc_complain(bnc_complaints *complaints, const char *file, unsigned line, unsigned column, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    complaints->count++;
    if (complaints->fn)
        complaints->fn(complaints->user, file, line, column, message);
}

static void add_field(parser *p, bnc_span name, bnc_span value, unsigned column)
{
    bnc_record *record = p->record;

    if (!record) {
        bnc_records *records = p->records;

        records->list = bnc_arena_grow(p->arena, records->list, records->count, &records->capacity, sizeof(*records->list));
        record = p->record = &records->list[records->count++];
        memset(record, 0, sizeof(*record));
    }
    record->fields = bnc_arena_grow(p->arena, record->fields, record->count, &record->capacity, sizeof(*record->fields));
    record->fields[record->count++] =
        (bnc_field){ .name = name, .value = value, .line = p->line, .column = column };
}

static void read_continuation(parser *p, bnc_span line)
{
    bnc_field *field;
    bnc_span text = bnc_span_trim(line);

    if (p->is_lost)
        return;
    if (!p->record) {
        bnc_complain(p->complaints, p->file, p->line, 1, "a line that starts with a blank continues a field, but there is none above it");
        return;
    }
    field = &p->record->fields[p->record->count - 1];
    field->more = bnc_arena_grow(p->arena, field->more, field->more_count, &field->more_capacity, sizeof(*field->more));
    field->more[field->more_count++] = (bnc_more){ text, p->line, (unsigned)(text.at - line.at) + 1 };
}

static void read_field(parser *p, bnc_span line)
{
    size_t len = 0;
    bnc_span value;

    while (len < line.len && (bnc_is_alpha(line.at[len]) || (len > 0 && line.at[len] == '-')))
        len++;
    if (len == 0 || len == line.len || line.at[len] != ':') {
        bnc_complain(p->complaints, p->file, p->line, (unsigned)len + 1, "expected \"Field: value\"");
        p->is_lost = true;
        return;
    }
    p->is_lost = false;
    value = bnc_span_trim(bnc_span_from(line, len + 1));
    add_field(p, (bnc_span){ line.at, len }, value, (unsigned)(value.at - line.at) + 1);
}

void bnc_records_parse(bnc_arena *arena, const char *file, bnc_span text, bnc_complaints *complaints, bnc_records *ret_records)
{
    parser p = { .arena = arena, .file = file, .complaints = complaints, .records = ret_records };
    bnc_span line;

    *ret_records = (bnc_records){ NULL, 0, 0 };
    if (bnc_span_starts(text, BNC_SPAN("\xEF\xBB\xBF")))
        text = bnc_span_from(text, 3);
    while (bnc_span_next_line(&text, &line)) {
        size_t valid = bnc_utf8_valid_prefix(line);

        p.line++;
        if (valid < line.len) {
            bnc_complain(complaints, file, p.line, (unsigned)valid + 1, "not valid UTF-8");
            p.is_lost = true;
        } else if (line.len > 0 && line.at[0] == '#') {
            continue;
        } else if (bnc_span_trim(line).len == 0) {
            p.record = NULL;
            p.is_lost = false;
        } else if (bnc_is_blank(line.at[0])) {
            read_continuation(&p, line);
        } else {
            read_field(&p, line);
        }
    }
}

bnc_span bnc_field_text(bnc_arena *arena, const bnc_field *field)
{
    size_t len = field->value.len;
    char *at, *to;

    if (field->more_count == 0)
        return field->value;
    for (size_t i = 0; i < field->more_count; i++)
        len += 1 + field->more[i].text.len;
    to = at = bnc_arena_alloc_raw(arena, len + 1);
    memcpy(to, field->value.at, field->value.len);
    to += field->value.len;
    for (size_t i = 0; i < field->more_count; i++) {
        if (to > at)
            *to++ = ' ';
        memcpy(to, field->more[i].text.at, field->more[i].text.len);
        to += field->more[i].text.len;
    }
    *to = '\0';
    return (bnc_span){ at, (size_t)(to - at) };
}

bool bnc_next_value(bnc_span *rest, char separator, bnc_span *ret_value)
{
    size_t end;

    if (!rest->at)
        return false;
    end = bnc_span_find_char(*rest, separator, 0);
    if (end == BNC_NOT_FOUND) {
        *ret_value = bnc_span_trim(*rest);
        *rest = (bnc_span){ NULL, 0 };
    } else {
        *ret_value = bnc_span_trim((bnc_span){ rest->at, end });
        *rest = bnc_span_from(*rest, end + 1);
    }
    return true;
}

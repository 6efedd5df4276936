/*
 * The returned message.
 *
 * In:  the parts below the report, or the header that stands behind a layout's end.   Out: report->original. Its body is not decoded: of its parts
 * only names and types are read.
 */
#include "report/reader.h"
#include "util/utf8.h"

static bool has_header_of_message(bnc_span header)
{
    static const bnc_span names[] = { { "Received", 8 }, { "From", 4 }, { "To", 2 }, { "Subject", 7 }, { "Message-ID", 10 }, { "Return-Path", 11 } };
    bnc_field field;
    for (size_t i = 0; i < BNC_MAX_HEADERS && bnc_header_next(&header, &field); i++) {
        for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
            if (names[n].len == field.name.len && bnc_span_equal_nocase(names[n], field.name))
                return true;
        }
    }
    return false;
}

size_t bnc_original_part(const bnc_reader *reader)
{
    for (size_t i = reader->root + 1; i < reader->mime.count; i++) {
        const bnc_part *part = &reader->mime.parts[i];
        if (!bnc_part_is_below(&reader->mime, i, reader->root))
            continue;
        if (part->is_message && has_header_of_message(part->header))
            return i;
        if (bnc_part_is(part, "text", "rfc822-headers") || bnc_part_is(part, "message", "rfc822-headers") ||
            bnc_part_is(part, "message", "global-headers"))
            return i;
        if (bnc_part_is(part, "message", "rfc822") && !part->is_container && part->body.len)
            return i;
    }
    return BNC_NOT_FOUND;
}

static void take(bnc_reader *reader, const char **slot, bnc_span value, bool is_decoded)
{
    if (*slot)
        return;
    value = is_decoded ? bnc_header_decode(reader->arena, value, &reader->report->notes) : bnc_header_unfold(reader->arena, value);
    *slot = bnc_arena_dup_or_null(reader->arena, bnc_utf8_repair(reader->arena, bnc_span_trim(value)));
}

static void read_header(bnc_reader *reader, bnc_span header)
{
    bounce_report *report = reader->report;
    bnc_field field;
    for (size_t i = 0; i < BNC_MAX_HEADERS && bnc_header_next(&header, &field); i++) {
        if (field.name.len == 2 && bnc_span_equal_nocase(field.name, BNC_SPAN("To")))
            take(reader, &report->original.to, field.value, true);
        else if (field.name.len == 4 && bnc_span_equal_nocase(field.name, BNC_SPAN("From")))
            take(reader, &report->original.from, field.value, true);
        else if (field.name.len == 4 && bnc_span_equal_nocase(field.name, BNC_SPAN("Date")))
            take(reader, &report->original.date, field.value, false);
        else if (field.name.len == 7 && bnc_span_equal_nocase(field.name, BNC_SPAN("Subject")))
            take(reader, &report->original.subject, field.value, true);
        else if (field.name.len == 10 && bnc_span_equal_nocase(field.name, BNC_SPAN("Message-ID")))
            take(reader, &report->original.message_id, field.value, false);
    }
}

static void add_attachment(bnc_reader *reader, const bnc_part *part)
{
    bounce_report *report = reader->report;
    bnc_span disposition = { "", 0 }, name;
    bool has_disposition = bnc_header_find(part->header, "Content-Disposition", &disposition);
    name = has_disposition ? bnc_header_parameter(reader->arena, disposition, "filename", &report->notes) : disposition;
    if (name.len == 0)
        name = bnc_header_parameter(reader->arena, part->parameters, "name", &report->notes);
    bool is_attached = has_disposition && bnc_span_starts_nocase(bnc_span_trim(disposition), BNC_SPAN("attachment"));
    if (name.len == 0 && !is_attached)
        return;
    if (report->original.attachment_count >= BNC_MAX_ATTACHMENTS) {
        bnc_notes_add(&report->notes, "too_many_attachments", NULL);
        return;
    }
    if (!report->original.attachments)
        report->original.attachments = bnc_arena_array(reader->arena, BNC_MAX_ATTACHMENTS, sizeof *report->original.attachments);
    size_t len = part->type.len + 1 + part->subtype.len;
    char *type = bnc_arena_alloc(reader->arena, len + 1);
    for (size_t i = 0; i < len; i++) {
        char c = i < part->type.len ? part->type.at[i] : i == part->type.len ? '/' : part->subtype.at[i - part->type.len - 1];
        type[i] = bnc_to_lower(c);
    }
    report->original.attachments[report->original.attachment_count++] =
        (bnc_attachment){ bnc_report_string(report, name), bnc_report_string(report, (bnc_span){ type, len }) };
}

/* The header block at the front of text, behind blank lines and lines that introduce it. */
static bnc_span find_header(bnc_span text)
{
    bnc_span line, rest = text, start = { text.at, 0 };
    size_t skipped = 0;
    while (skipped < 12 && bnc_span_next_line(&rest, &line)) {
        size_t colon = bnc_span_find_char(bnc_span_cut(line, 0, 40), ':', 0);
        bool is_field = colon != BNC_NOT_FOUND && colon > 1 && bnc_span_find_char(bnc_span_cut(line, 0, colon), ' ', 0) == BNC_NOT_FOUND;
        if (is_field) {
            start = bnc_span_from(text, (size_t)(line.at - text.at));
            break;
        }
        skipped++;
    }
    if (start.len == 0)
        return start;
    rest = start;
    while (bnc_span_next_line(&rest, &line)) {
        if (line.len == 0)
            return bnc_span_cut(start, 0, (size_t)(line.at - start.at));
    }
    return start;
}

void bnc_original_read(bnc_reader *reader)
{
    size_t part = reader->mime.count ? bnc_original_part(reader) : BNC_NOT_FOUND;
    if (part == BNC_NOT_FOUND) {
        if (reader->returned.len)
            read_header(reader, find_header(reader->returned));
        return;
    }
    const bnc_part *found = &reader->mime.parts[part];
    if (!found->is_message) {
        bnc_span header = found->body;
        size_t start = 0;
        while (start < header.len && bnc_is_space(header.at[start]))
            start++;
        read_header(reader, find_header(bnc_span_from(header, start)));
        return;
    }
    read_header(reader, found->header);
    for (size_t i = part; i < reader->mime.count; i++) {
        if ((i == part || bnc_part_is_below(&reader->mime, i, part)) && !reader->mime.parts[i].is_container)
            add_attachment(reader, &reader->mime.parts[i]);
    }
}

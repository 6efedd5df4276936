/*
 * Reads any input into a report.
 *
 * In:  the caller's bytes.   Out: kind, format, recipients with replies, the returned message. No causes yet.
 * Order of belief: a report part (RFC 3464, 5965, 8098), then the prose beside it, then layouts, then a report attached to the mail, then one that was
 * quoted or forwarded in its text, then signs of an automatic answer.
 */
#include "report/report.h"

#include "input/sanitise.h"
#include "input/sniff.h"
#include "mime/charset.h"
#include "mime/decode.h"
#include "report/reader.h"

#define ATTACHED_MAX 8 /* attached messages that are looked into */

static bool was_sent_on(bnc_reader *reader)
{
    static const char *const prefixes[] = { "fw:", "fwd:", "wg:", "tr:", "rv:", "re:" };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (!reader->is_bulk && bnc_span_starts_nocase(reader->subject, bnc_span_of(prefixes[i])))
            return true;
    }
    return bnc_paste_quotes_another(reader);
}

/* A message that was attached as a file (application/octet-stream, "bounce.eml"). */
static bool read_attached_file(bnc_reader *reader)
{
    for (size_t i = 1; i < reader->mime.count; i++) {
        const bnc_part *part = &reader->mime.parts[i];
        bnc_span disposition;
        if (part->is_container || part->body.len < 100 || !bnc_header_find(part->header, "Content-Disposition", &disposition) ||
            bnc_span_find_nocase(disposition, BNC_SPAN(".eml"), 0) == BNC_NOT_FOUND)
            continue;
        bnc_span message = bnc_decode_transfer(reader->arena, part->body, part->encoding, BNC_MAX_INPUT);
        if (bnc_input_sniff(message) != BNC_INPUT_MESSAGE)
            continue;
        bnc_mime outer = reader->mime;
        bnc_mime_walk(reader->arena, message, &reader->report->notes, &reader->mime);
        bnc_reader_use_header(reader, 0);
        if (reader->is_machine && bnc_parts_read(reader))
            return true;
        reader->mime = outer;
        bnc_reader_use_header(reader, 0);
        return false;
    }
    return false;
}

/* A report that was attached to the mail, or that a report returns. */
static bool read_attached(bnc_reader *reader)
{
    size_t seen = 0;
    for (size_t i = 1; i < reader->mime.count && seen < ATTACHED_MAX; i++) {
        if (!reader->mime.parts[i].is_message)
            continue;
        seen++;
        bnc_reader_use_header(reader, i);
        if (reader->is_machine && bnc_parts_read(reader))
            return true;
    }
    if (seen)
        bnc_reader_use_header(reader, 0);
    return read_attached_file(reader);
}

/* A source that was pasted with its header fields: read as the message it is. */
static bool read_embedded(bnc_reader *reader)
{
    bnc_span text = reader->text, line, rest = text;
    size_t at = bnc_span_find_nocase(text, BNC_SPAN("\nContent-Type: multipart/report"), 0);
    if (at == BNC_NOT_FOUND || reader->mime.count > BNC_MAX_PARTS / 2)
        return false;
    size_t start = 0;
    while (bnc_span_next_line(&rest, &line) && (size_t)(line.at - text.at) <= at) {
        if (bnc_span_trim(line).len == 0)
            start = (size_t)(rest.at - text.at);
    }
    bnc_mime_walk(reader->arena, bnc_span_from(text, start), &reader->report->notes, &reader->mime);
    bnc_reader_use_header(reader, 0);
    reader->is_machine = true;
    return bnc_parts_read(reader);
}

/* Prose that somebody pasted, quoted or forwarded. */
static bool read_sent_on(bnc_reader *reader)
{
    reader->is_forwarded = true;
    if (read_embedded(reader))
        return true;
    reader->text = bnc_paste_restore_lines(reader->arena, reader->text);
    bool has_fields = bnc_parts_read_loose(reader);
    return bnc_layout_read(reader, has_fields) || has_fields;
}

/* A forwarded notice of a system that no layout knows: its heading says that a daemon wrote it. */
static bool read_forwarded_generic(bnc_reader *reader)
{
    bnc_span whole = reader->text, notice = bnc_paste_forwarded_notice(reader, whole);
    if (notice.len == 0)
        return false;
    bool was_daemon = reader->is_daemon;
    reader->text = notice;
    reader->takes_generic = reader->is_daemon = true;
    reader->is_forwarded = false;
    bool is_read = bnc_layout_read(reader, false);
    reader->takes_generic = false;
    reader->is_daemon = was_daemon;
    reader->is_forwarded = is_read;
    if (!is_read)
        reader->text = whole;
    return is_read;
}

static void read_message(bnc_reader *reader, bnc_span message)
{
    bnc_mime_walk(reader->arena, message, &reader->report->notes, &reader->mime);
    bnc_reader_use_header(reader, 0);
    if (bnc_parts_read(reader))
        return;
    bnc_span prose = reader->report->text, text = reader->text;
    bnc_span trimmed = bnc_span_trim(text);
    if (trimmed.len && trimmed.at[0] == '{' && bnc_event_read(reader, trimmed))
        return;
    if (read_attached(reader))
        return;
    reader->report->text = prose;
    reader->text = text;
    if (was_sent_on(reader) && (read_sent_on(reader) || read_forwarded_generic(reader)))
        return;
    reader->is_forwarded = false;
    if (reader->is_quoting && bnc_layout_read(reader, false))
        return;
    bool is_question = bnc_header_is_person(reader) && bnc_loose_is_question(reader, text, prose);
    if (bnc_autoreply_read(reader) || (is_question && bnc_loose_reply_read(reader)) ||
        (!reader->is_daemon && !reader->has_null_path))
        return;
    /* Only now the words that any notice may use: what was attached or quoted says more. */
    reader->takes_generic = true;
    reader->is_generic = bnc_layout_read(reader, false);
    if (reader->is_generic)
        return;
    bnc_span type;
    bool is_report = bnc_reader_field(reader, "Content-Type", &type) && bnc_span_starts_nocase(bnc_span_trim(type), BNC_SPAN("multipart/report")) &&
                     bnc_span_find_nocase(type, BNC_SPAN("delivery-status"), 0) != BNC_NOT_FOUND;
    if (!bnc_loose_reply_read(reader) && (is_report || bnc_reader_field(reader, "X-Failed-Recipients", &text)))
        reader->report->kind = BOUNCE_KIND_FAILURE;
}

static bool read_text(bnc_reader *reader, bnc_span text)
{
    bnc_prose_use(reader, bnc_decode_charset(reader->arena, bnc_span_cut(text, 0, 4 * BNC_MAX_TEXT), (bnc_span){ "", 0 },
                                             &reader->report->notes));
    return read_sent_on(reader) || bnc_log_read(reader, reader->text) || bnc_loose_reply_read(reader);
}

/* Who pastes a text without a header says by it that it is about a mail that came back. */
static void read_pasted(bnc_reader *reader, bnc_span text)
{
    if (read_text(reader, text) || bnc_loose_is_list(reader))
        return;
    reader->is_forwarded = false;
    reader->takes_generic = true;
    if (!bnc_layout_read(reader, false))
        bnc_loose_guess_read(reader);
}

/* Lines with different codes are several replies: a list that explains them, or a dialogue. */
static bool is_one_reply(bnc_span text)
{
    bnc_span line, rest = text;
    uint16_t code = 0;
    while (bnc_span_next_line(&rest, &line)) {
        uint16_t now = bnc_reply_code(bnc_span_trim(line));
        if (now && code && now != code)
            return false;
        code = now ? now : code;
    }
    return true;
}

/* Returns the input as the rest may read it. */
static bnc_span start(bnc_reader *reader, bounce_report *report, const bnc_context *context, const void *data, size_t len)
{
    memset(reader, 0, sizeof *reader);
    reader->report = report;
    reader->context = context;
    reader->arena = report->arena;
    bnc_charset_use_pool(reader->arena, context->converters);
    reader->text = reader->subject = report->text = (bnc_span){ "", 0 };
    report->input_length = len;
    return bnc_input_sanitise(report->arena, data, len, context->max_input, &report->notes);
}

static void finish(bnc_reader *reader)
{
    bnc_autoreply_read(reader);
    bnc_kind_decide(reader);
    bnc_charset_close(reader->arena);
}

void bnc_report_read(bounce_report *report, const bnc_context *context, const void *data, size_t len)
{
    bnc_reader reader;
    bnc_span input = start(&reader, report, context, data, len);
    switch (bnc_input_sniff(input)) {
    case BNC_INPUT_EMPTY:
        report->source = BOUNCE_SOURCE_TEXT;
        bnc_notes_add(&report->notes, "empty", NULL);
        break;
    case BNC_INPUT_LOG:
        report->source = BOUNCE_SOURCE_LOG;
        if (bnc_log_read(&reader, input))
            break;
        report->source = BOUNCE_SOURCE_TEXT;
        read_pasted(&reader, input);
        break;
    case BNC_INPUT_REPLY:
        report->source = is_one_reply(input) ? BOUNCE_SOURCE_REPLY : BOUNCE_SOURCE_TEXT;
        if (report->source == BOUNCE_SOURCE_REPLY)
            bnc_reply_read(&reader, input);
        else
            read_pasted(&reader, input);
        break;
    case BNC_INPUT_JSON:
        report->source = BOUNCE_SOURCE_TEXT;
        if (!bnc_event_read(&reader, input))
            read_text(&reader, input);
        break;
    case BNC_INPUT_TEXT:
        report->source = BOUNCE_SOURCE_TEXT;
        read_pasted(&reader, input);
        break;
    case BNC_INPUT_MESSAGE:
        report->source = BOUNCE_SOURCE_MESSAGE;
        read_message(&reader, input);
        break;
    }
    finish(&reader);
}

void bnc_report_read_reply(bounce_report *report, const bnc_context *context, const void *data, size_t len)
{
    bnc_reader reader;
    bnc_span input = start(&reader, report, context, data, len);
    report->source = BOUNCE_SOURCE_REPLY;
    bnc_reply_read(&reader, input);
    if (report->recipient_count) {
        report->kind = BOUNCE_KIND_FAILURE;
        report->recipients[0].action = BOUNCE_ACTION_FAILED;
    }
    finish(&reader);
}

void bnc_report_read_log_line(bounce_report *report, const bnc_context *context, const void *data, size_t len)
{
    bnc_reader reader;
    bnc_span input = start(&reader, report, context, data, len);
    report->source = BOUNCE_SOURCE_LOG;
    reader.skips_delivered = true;
    if (input.len && input.at[0] == '{')
        bnc_event_read(&reader, input);
    else
        bnc_log_read(&reader, input);
    if (report->kind == BOUNCE_KIND_DELIVERED) {
        report->kind = BOUNCE_KIND_NONE;
        report->recipient_count = 0;
    }
    finish(&reader);
}

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
#include "util/utf8.h"

#define ATTACHED_MAX 8   /* attached messages that are looked into */
#define UNTYPED_MAX 65536 /* bytes of an attachment that may be a report part */

typedef enum part_kind { PART_NONE, PART_STATUS, PART_FEEDBACK, PART_DISPOSITION } part_kind;

static part_kind kind_of_part(const bnc_part *part)
{
    if (!bnc_span_equal_nocase(part->type, BNC_SPAN("message")))
        return PART_NONE;
    if (bnc_part_is(part, "message", "delivery-status") || bnc_part_is(part, "message", "global-delivery-status"))
        return PART_STATUS;
    if (bnc_part_is(part, "message", "feedback-report"))
        return PART_FEEDBACK;
    if (bnc_part_is(part, "message", "disposition-notification") || bnc_part_is(part, "message", "global-disposition-notification"))
        return PART_DISPOSITION;
    return PART_NONE;
}

/* Does the part belong to the root's own message, not to one it returns? */
static bool is_own_part(const bnc_reader *reader, size_t part)
{
    const bnc_mime *mime = &reader->mime;
    for (size_t steps = 0; part != reader->root && steps <= 2 * BNC_MAX_DEPTH; steps++) {
        if (mime->parts[part].is_message || mime->parts[part].parent == part)
            return false;
        part = mime->parts[part].parent;
    }
    return part == reader->root;
}

static bool read_part(bnc_reader *reader, const bnc_part *part)
{
    bounce_report *report = reader->report;
    part_kind kind = kind_of_part(part);
    if (kind == PART_NONE)
        return false;
    bnc_span text = bnc_decode_part(reader->arena, part, BNC_MAX_INPUT, &report->notes);
    if (kind == PART_FEEDBACK)
        return bnc_arf_read(reader, text);
    if (kind == PART_DISPOSITION)
        return bnc_mdn_read(reader, text);
    if (!bnc_dsn_read(reader, text))
        return false;
    bool is_global = bnc_span_equal_nocase(part->subtype, BNC_SPAN("global-delivery-status"));
    report->format = is_global ? "rfc6533" : "rfc3464";
    return true;
}

/* Field blocks in the prose: the part lost its type, or only text is left of the mail. */
static bool read_loose_fields(bnc_reader *reader)
{
    size_t at = bnc_dsn_find(reader->text);
    if (at == BNC_NOT_FOUND)
        return false;
    size_t head = bnc_span_find_nocase(reader->text, BNC_SPAN("Reporting-MTA:"), 0);
    at = head < at ? head : at;
    if (!bnc_dsn_read(reader, bnc_span_from(reader->text, at)))
        return false;
    if (reader->text.at == reader->report->text.at)
        reader->report->text.len = at; /* "dns;" in a field is no word of the notice */
    reader->report->format = "rfc3464";
    return true;
}

/* Does the text quote another, or stand one behind a forward heading? */
static bool quotes_another(bnc_reader *reader)
{
    return !reader->is_bulk && (reader->text.at != reader->report->text.at || bnc_paste_find_forward(reader, reader->text) != BNC_NOT_FOUND);
}

static bool was_sent_on(bnc_reader *reader)
{
    static const char *const prefixes[] = { "fw:", "fwd:", "wg:", "tr:", "rv:", "re:" };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (!reader->is_bulk && bnc_span_starts_nocase(reader->subject, bnc_span_of(prefixes[i])))
            return true;
    }
    return quotes_another(reader);
}

/* An automatic answer (RFC 3834) that no daemon wrote: what it quotes is the mail it answers. */
static void cut_quote(bnc_reader *reader)
{
    bnc_span value, own = reader->report->text, text = reader->text;
    if (reader->is_daemon || !bnc_reader_field(reader, "Auto-Submitted", &value) ||
        !bnc_span_starts_nocase(bnc_span_trim(value), BNC_SPAN("auto-replied")))
        return;
    size_t quote = 0, heading = bnc_paste_find_forward(reader, text);
    while (quote < text.len && quote < own.len && text.at[quote] == own.at[quote])
        quote++;
    reader->text = bnc_span_cut(text, 0, heading < quote ? heading : quote);
}

/* A report part that lost its type on the way: mail clients make "details.txt" or "ATT00001.dat" of it. */
static bool read_untyped(bnc_reader *reader)
{
    for (size_t i = reader->root; i < reader->mime.count; i++) {
        const bnc_part *part = &reader->mime.parts[i];
        if (!bnc_part_is(part, "application", "octet-stream") || part->body.len > UNTYPED_MAX || !is_own_part(reader, i))
            continue;
        bnc_span text = bnc_decode_transfer(reader->arena, part->body, part->encoding, UNTYPED_MAX);
        if (bnc_dsn_find(text) == BNC_NOT_FOUND || !bnc_dsn_read(reader, bnc_utf8_repair(reader->arena, text)))
            continue;
        reader->report->format = "rfc3464";
        return true;
    }
    return false;
}

/* A report in the root's own parts. */
static bool read_report(bnc_reader *reader)
{
    bool has_part = false;
    for (size_t i = reader->root; i < reader->mime.count; i++) {
        if (kind_of_part(&reader->mime.parts[i]) != PART_NONE && is_own_part(reader, i))
            has_part = read_part(reader, &reader->mime.parts[i]) || has_part;
    }
    if (!has_part && reader->is_machine)
        has_part = read_untyped(reader);
    bnc_prose_read(reader);
    if (!has_part && reader->is_machine)
        has_part = read_loose_fields(reader);
    /* What a person quotes is read as what it is (read_sent_on), not as his own words; what a machine answers stands above it. */
    if (!has_part && quotes_another(reader)) {
        if (!reader->is_machine) {
            reader->is_quoting = true;
            return false;
        }
        cut_quote(reader);
    }
    /* Feedback fields as plain text in front of the message. */
    if (!has_part && bnc_span_starts_nocase(bnc_span_trim(reader->text), BNC_SPAN("Feedback-Type:")) && reader->mime.count > 1)
        has_part = bnc_arf_read(reader, bnc_span_trim(reader->text));
    bool has_layout = bnc_layout_read(reader, has_part);
    return has_part || has_layout;
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
        if (reader->is_machine && read_report(reader))
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
        if (reader->is_machine && read_report(reader))
            return true;
    }
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
    return read_report(reader);
}

/* Prose that somebody pasted, quoted or forwarded. */
static bool read_sent_on(bnc_reader *reader)
{
    reader->is_forwarded = true;
    if (read_embedded(reader))
        return true;
    reader->text = bnc_paste_restore_lines(reader->arena, reader->text);
    bool has_fields = read_loose_fields(reader);
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
    if (read_report(reader))
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

static void start(bnc_reader *reader, bounce_report *report, const bnc_context *context)
{
    memset(reader, 0, sizeof *reader);
    reader->report = report;
    reader->context = context;
    reader->arena = report->arena;
    bnc_charset_use_pool(reader->arena, context->converters);
    reader->text = reader->subject = report->text = (bnc_span){ "", 0 };
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
    start(&reader, report, context);
    report->input_length = len;
    bnc_span input = bnc_input_sanitise(report->arena, data, len, context->max_input, &report->notes);
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
    start(&reader, report, context);
    report->input_length = len;
    report->source = BOUNCE_SOURCE_REPLY;
    bnc_span input = bnc_input_sanitise(report->arena, data, len, context->max_input, &report->notes);
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
    start(&reader, report, context);
    report->input_length = len;
    report->source = BOUNCE_SOURCE_LOG;
    reader.skips_delivered = true;
    bnc_span input = bnc_input_sanitise(report->arena, data, len, context->max_input, &report->notes);
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

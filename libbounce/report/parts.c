/*
 * A report in a message's own parts.
 *
 * In:  the reader with the message's parts, the root's header in use.   Out: what its report part says (RFC 3464, 5965, 6533, 8098), or field blocks that
 * have lost their part's type on the way, and what the prose beside them says.
 */
#include "mime/decode.h"
#include "report/reader.h"
#include "util/utf8.h"

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

bool bnc_parts_is_own(const bnc_reader *reader, size_t part)
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

bool bnc_parts_read_loose(bnc_reader *reader)
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
        if (!bnc_part_is(part, "application", "octet-stream") || part->body.len > UNTYPED_MAX || !bnc_parts_is_own(reader, i))
            continue;
        bnc_span text = bnc_decode_transfer(reader->arena, part->body, part->encoding, UNTYPED_MAX);
        if (bnc_dsn_find(text) == BNC_NOT_FOUND || !bnc_dsn_read(reader, bnc_utf8_repair(reader->arena, text)))
            continue;
        reader->report->format = "rfc3464";
        return true;
    }
    return false;
}

bool bnc_parts_read(bnc_reader *reader)
{
    bool has_part = false;
    for (size_t i = reader->root; i < reader->mime.count; i++) {
        if (kind_of_part(&reader->mime.parts[i]) != PART_NONE && bnc_parts_is_own(reader, i))
            has_part = read_part(reader, &reader->mime.parts[i]) || has_part;
    }
    if (!has_part && reader->is_machine)
        has_part = read_untyped(reader);
    bnc_prose_read(reader);
    if (!has_part && reader->is_machine)
        has_part = bnc_parts_read_loose(reader);
    /* What a person quotes is read as what it is (read.c), not as his own words; what a machine answers stands above it. */
    if (!has_part && bnc_paste_quotes_another(reader)) {
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

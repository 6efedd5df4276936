/*
 * Feedback reports (RFC 5965; authentication failures, RFC 6591; RFC 6650).
 *
 * In:  the decoded text of message/feedback-report.   Out: kind complaint, subtype, the recipients who complained, source IP, reporting host.
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "util/utf8.h"

static void add_address(bnc_reader *reader, bnc_span raw)
{
    bnc_span value = bnc_blocks_untype(bnc_header_unfold(reader->arena, raw), NULL);
    bnc_address address = bnc_address_clean(reader->arena, value);
    if (address.text.len == 0 || bnc_report_find_recipient(reader->report, address.text))
        return;
    bounce_recipient *recipient = bnc_report_add_recipient(reader->report, reader->context);
    if (recipient)
        bnc_recipient_set_address(recipient, value);
}

/* A redacted recipient: our own return path may name it (VERP). */
static void add_hidden(bnc_reader *reader, bnc_span redacted, bnc_span sender)
{
    bnc_address address = bnc_address_clean(reader->arena, sender);
    bnc_span inside = address.text.len ? bnc_address_unwrap(reader->arena, address.text) : address.text;
    if (inside.len)
        add_address(reader, inside);
    else if (redacted.len)
        add_address(reader, redacted);
}

static void lower(bnc_reader *reader, const char **slot, bnc_span value)
{
    char *text = bnc_arena_dup(reader->arena, bnc_utf8_repair(reader->arena, bnc_span_cut(bnc_span_trim(value), 0, 100)));
    for (char *c = text; *c; c++)
        *c = bnc_to_lower(*c);
    *slot = text;
}

bool bnc_arf_read(bnc_reader *reader, bnc_span text)
{
    bounce_report *report = reader->report;
    bnc_blocks blocks = { text, false };
    bnc_block_field field;
    bnc_span redacted = { "", 0 }, sender = { "", 0 };
    const char *source_ip = NULL;
    while (bnc_blocks_next(&blocks, &field)) {
        bnc_span host, ip;
        if (bnc_span_equal_nocase(field.name, BNC_SPAN("Feedback-Type"))) {
            lower(reader, &report->subtype, field.value);
        } else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Original-Rcpt-To")) ||
                   bnc_span_equal_nocase(field.name, BNC_SPAN("Removal-Recipient"))) {
            if (bnc_span_find_char(field.value, '@', 0) != BNC_NOT_FOUND)
                add_address(reader, field.value);
            else
                redacted = field.value;
        } else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Original-Mail-From"))) {
            sender = field.value;
        } else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Source-IP"))) {
            source_ip = bnc_report_string(report, field.value);
        } else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Reporting-MTA"))) {
            bnc_blocks_host(bnc_blocks_untype(field.value, NULL), &host, &ip);
            report->generator_host = bnc_report_string(report, host.len ? host : ip);
        } else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Arrival-Date")) ||
                   bnc_span_equal_nocase(field.name, BNC_SPAN("Received-Date"))) {
            report->arrival_date = bnc_report_string(report, bnc_header_unfold(reader->arena, field.value));
        } else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Original-Envelope-Id"))) {
            report->envelope_id = bnc_report_string(report, bnc_header_unfold(reader->arena, field.value));
        }
    }
    if (!report->subtype)
        return false;
    if (redacted.len || report->recipient_count == 0)
        add_hidden(reader, redacted, sender);
    report->kind = BOUNCE_KIND_COMPLAINT;
    report->format = "arf";
    report->whole.local_ip = source_ip;
    for (size_t i = 0; i < report->recipient_count; i++)
        report->recipients[i].local_ip = source_ip;
    return true;
}

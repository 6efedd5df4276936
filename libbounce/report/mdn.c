/*
 * Message disposition notifications (RFC 8098).
 *
 * In:  the decoded text of message/disposition-notification.   Out: kind receipt and what happened (displayed, deleted …). A disposition "failed" or
 * one that says "deleted" automatically with an error is no failure of delivery: the message had arrived. Sieve's "reject" and Dovecot use this form
 * for refusals ("automatic-action/MDN-sent-automatically; deleted" with prose): layouts tell them.
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "util/utf8.h"

bool bnc_mdn_read(bnc_reader *reader, bnc_span text)
{
    bounce_report *report = reader->report;
    bnc_blocks blocks = { text, false };
    bnc_block_field field;
    bnc_span final = { "", 0 }, original = { "", 0 }, disposition = { "", 0 };
    while (bnc_blocks_next(&blocks, &field)) {
        if (bnc_span_equal_nocase(field.name, BNC_SPAN("Final-Recipient")))
            final = bnc_blocks_untype(field.value, NULL);
        else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Original-Recipient")))
            original = bnc_blocks_untype(field.value, NULL);
        else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Disposition")))
            disposition = field.value;
        else if (bnc_span_equal_nocase(field.name, BNC_SPAN("Original-Message-ID")))
            report->original.message_id = bnc_report_string(report, field.value);
    }
    if (disposition.len == 0)
        return false;
    size_t semicolon = bnc_span_find_char(disposition, ';', 0);
    bnc_span type = bnc_span_trim(bnc_span_from(disposition, semicolon == BNC_NOT_FOUND ? 0 : semicolon + 1));
    size_t end = 0;
    while (end < type.len && (bnc_is_alpha(type.at[end]) || type.at[end] == '-'))
        end++;
    char *subtype = bnc_arena_dup(reader->arena, bnc_span_cut(type, 0, end));
    for (char *c = subtype; *c; c++)
        *c = bnc_to_lower(*c);
    report->subtype = subtype;
    report->kind = BOUNCE_KIND_RECEIPT;
    report->format = "mdn";
    if (final.len == 0)
        final = original;
    bounce_recipient *recipient = final.len ? bnc_report_add_recipient(report, reader->context) : NULL;
    if (recipient && !bnc_recipient_set_address(recipient, final))
        report->recipient_count--;
    return true;
}

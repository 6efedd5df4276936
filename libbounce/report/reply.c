/*
 * A bare SMTP reply.
 *
 * In:  one reply, of one or several lines, with or without the words a client puts around it.   Out: a report of kind failure (4xx: delay) with one
 * recipient, named where the reply names one in a place of its own. RFC 5321, section 4.2.
 */
#include "report/reader.h"
#include "util/utf8.h"

/* "550 5.1.1 <kim@partner.example>: …", "<kim@partner.example>: host …": an address that begins the text is the recipient's. */
static bnc_span find_address(bnc_span text)
{
    size_t start = bnc_reply_code(text) ? 4 : 0;
    while (start < text.len && (bnc_is_digit(text.at[start]) || text.at[start] == '.' || text.at[start] == ' ' || text.at[start] == '#'))
        start++;
    bnc_span rest = bnc_span_from(text, start);
    size_t end = rest.len && rest.at[0] == '<' ? bnc_span_find_char(rest, '>', 0) : BNC_NOT_FOUND;
    if (end == BNC_NOT_FOUND || bnc_span_find_char(bnc_span_cut(rest, 0, end), '@', 0) == BNC_NOT_FOUND)
        return (bnc_span){ text.at, 0 };
    return bnc_span_cut(rest, 0, end + 1);
}

void bnc_reply_read(bnc_reader *reader, bnc_span text)
{
    bounce_report *report = reader->report;
    text = bnc_span_trim(bnc_utf8_repair(reader->arena, text));
    report->format = "reply";
    report->text = bnc_utf8_cut(text, BNC_MAX_TEXT);
    if (text.len == 0)
        return;
    bounce_recipient *recipient = bnc_report_add_recipient(report, reader->context);
    if (!recipient || !bnc_recipient_add_reply(recipient, text))
        return;
    bnc_span address = find_address(text);
    recipient->is_from_reply = address.len && bnc_recipient_set_address(recipient, address);
    const bnc_reply *reply = &recipient->replies[0];
    unsigned class = reply->code ? reply->code / 100u : reply->status.class;
    report->kind = class == 4 ? BOUNCE_KIND_DELAY : class == 2 ? BOUNCE_KIND_DELIVERED : BOUNCE_KIND_FAILURE;
    recipient->action = class == 4 ? BOUNCE_ACTION_DELAYED : class == 2 ? BOUNCE_ACTION_DELIVERED : BOUNCE_ACTION_FAILED;
}

/*
 * A reply within prose that no layout knows.
 *
 * In:  a pasted text or a machine's notice.   Out: a nameless recipient (or the one that stands in front of the reply) with the one reply it shows.
 * A text that shows several different ones explains them; it reports none.
 */
#include "report/reader.h"
#include "smtp/address.h"

/* "550 5.1.1 ", "550-5.1.1", "#550 5.1.1", "552 #5.2.2": the place of a code with a status behind it. */
static size_t find_coded(bnc_span text, size_t start, uint16_t *ret_code)
{
    for (size_t i = start; i + 9 < text.len; i++) {
        char c = text.at[i];
        if ((c != '4' && c != '5') || (i > 0 && (bnc_is_alnum(text.at[i - 1]) || text.at[i - 1] == '.' || text.at[i - 1] == '-')))
            continue;
        uint16_t code = bnc_reply_code(bnc_span_from(text, i));
        bnc_status status;
        if (!code || !bnc_status_parse(bnc_span_from(text, i + 4), &status) || status.class != code / 100)
            continue;
        *ret_code = code;
        return i;
    }
    return BNC_NOT_FOUND;
}

static bool shows_another(bnc_span text, size_t start, uint16_t code)
{
    uint16_t next;
    for (size_t at = find_coded(text, start, &next); at != BNC_NOT_FOUND; at = find_coded(text, at + 4, &next)) {
        if (next != code)
            return true;
    }
    return false;
}

/* The last address within the 200 bytes before a place. */
static bnc_span nearest_address(bnc_span text, size_t end)
{
    size_t start = end > 200 ? end - 200 : 0, len;
    bnc_span near = { text.at, end }, found = { text.at, 0 };
    for (size_t at = bnc_address_find(near, start, &len); at != BNC_NOT_FOUND; at = bnc_address_find(near, at + len, &len))
        found = bnc_span_cut(near, at, len);
    return found;
}

bool bnc_loose_reply_read(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    uint16_t code;
    size_t at = find_coded(reader->text, 0, &code);
    if (at == BNC_NOT_FOUND || shows_another(reader->text, at + 4, code))
        return false;
    bnc_span reply = bnc_span_from(reader->text, at);
    size_t end = bnc_span_find(reply, BNC_SPAN("\n\n"), 0), crlf = bnc_span_find(reply, BNC_SPAN("\r\n\r\n"), 0);
    end = crlf < end ? crlf : end;
    if (end != BNC_NOT_FOUND)
        reply.len = end;
    if (bnc_span_find(reply, BNC_SPAN("%s"), 0) != BNC_NOT_FOUND)
        return false; /* a program's text */
    bounce_recipient *recipient = bnc_report_add_recipient(report, reader->context);
    if (!recipient || !bnc_recipient_add_reply(recipient, bnc_blocks_join(reader->arena, reply)))
        return false;
    bnc_span address = nearest_address(reader->text, at);
    if (address.len == 0)
        address = nearest_address(reply, reply.len);
    bnc_recipient_set_address(recipient, address);
    report->kind = BOUNCE_KIND_FAILURE;
    report->format = "text";
    return true;
}

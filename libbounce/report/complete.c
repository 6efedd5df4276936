/*
 * What a notice says once for all: the one reply that no layout's pattern took, and the domain of users who are named without one.
 *
 * In:  a report that was read.   Out: a recipient's reply and address made whole. Old and small servers print what the other side said on a line of
 * its own ("RCPT TO:<kim@example.com>", "550 unknown user"), and name users of their own by the local part only ("jlo (user not found)").
 */
#include "mime/address.h"
#include "report/reader.h"
#include "smtp/address.h"

#define NOTICE_MAX 6000 /* bytes of a notice's own words that are looked at */
#define LABEL_MAX 80    /* bytes in front of a reply on its line */
#define LOCAL_MAX 16    /* recipients without a domain that are looked up */
#define TO_MAX 4000     /* bytes of the returned message's To */

/* Where in a line a reply may begin: behind blanks and arrows, a label ("Reason: ") or the address it is about ("<kim@example.com>  "). */
static bool may_begin(bnc_span line, size_t at)
{
    size_t before = at;
    while (before > 0 && bnc_is_space(line.at[before - 1]))
        before--;
    if (before == 0)
        return true;
    char c = line.at[before - 1];
    return c == '<' || c == '|' || c == '*' || (before < at && strchr(":>-)", c));
}

/* A line that shows a refusal: a code where one may stand, words behind it. */
static uint16_t refusal_of(bnc_span line, bnc_span *ret_reply)
{
    size_t at = 0;
    uint16_t code = 0;
    bnc_span reply = line;
    for (; at + 8 <= line.len && at < LABEL_MAX; at++) {
        reply = bnc_span_from(line, at);
        if ((line.at[at] == '4' || line.at[at] == '5') && may_begin(line, at) && (code = bnc_reply_code(reply)) != 0)
            break;
    }
    if (code < 400 || code == 503)
        return 0;
    for (size_t i = 4; i < reply.len; i++) {
        if (bnc_is_alpha(reply.at[i]) || (unsigned char)reply.at[i] >= 0x80) {
            *ret_reply = reply;
            return code;
        }
    }
    return 0;
}

/* The header of a returned message begins: what stands below is not the notice's. */
static bool begins_returned(bnc_span line)
{
    static const bnc_span names[] = { { "Received: ", 10 }, { "Return-Path: ", 13 }, { "Message-ID: ", 12 }, { "MIME-Version: ", 14 } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (bnc_span_starts_nocase(line, names[i]))
            return true;
    }
    return false;
}

/* The refusal that a text shows, with the lines that go on with it; empty if it shows none, or several. */
static bnc_span find_refusal(bnc_span text)
{
    bnc_span found = { text.at, 0 }, line, reply, rest = text;
    uint16_t code = 0;
    bool goes_on = false;
    while (bnc_span_next_line(&rest, &line) && !begins_returned(line)) {
        uint16_t now = refusal_of(line, &reply);
        if (now == 0) {
            goes_on = false;
        } else if (code == 0) {
            code = now;
            found = reply;
            goes_on = true;
        } else if (now != code) {
            return (bnc_span){ text.at, 0 };
        } else if (goes_on) {
            found.len = (size_t)(reply.at + reply.len - found.at);
        }
    }
    return found;
}

void bnc_complete_reply(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    bool is_refused = report->kind == BOUNCE_KIND_FAILURE || report->kind == BOUNCE_KIND_DELAY;
    if (!is_refused || !reader->is_machine || reader->is_forwarded || !report->layout || report->recipient_count != 1)
        return;
    bounce_recipient *recipient = &report->recipients[0];
    if (recipient->code)
        return;
    for (size_t i = 0; i < recipient->reply_count; i++) {
        if (recipient->replies[i].code)
            return;
    }
    bnc_span reply = find_refusal(bnc_prose_own_words(reader, NOTICE_MAX));
    if (reply.len && bnc_recipient_add_reply(recipient, bnc_blocks_join(reader->arena, reply)))
        bnc_recipient_decide(recipient, recipient->reply_count - 1);
}

static bool is_local_part(bnc_span name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!bnc_is_alnum(name.at[i]) && !strchr("._+-", name.at[i]))
            return false;
    }
    return name.len != 0;
}

/* The address in a field's value that has this local part. */
static bnc_span find_named(bnc_span value, bnc_span local)
{
    size_t len;
    for (size_t at = bnc_address_find(value, 0, &len); at != BNC_NOT_FOUND; at = bnc_address_find(value, at + len, &len)) {
        bnc_span address = bnc_span_cut(value, at, len);
        if (address.len > local.len && bnc_span_starts_nocase(address, local) && address.at[local.len] == '@')
            return address;
    }
    return (bnc_span){ value.at, 0 };
}

/* A user of the daemon's own system. */
static bnc_span join_domain(bnc_reader *reader, bnc_span local)
{
    bnc_span none = { local.at, 0 };
    bnc_span from = bnc_reader_field_text(reader, "From");
    size_t len, at = reader->is_daemon ? bnc_address_find(from, 0, &len) : BNC_NOT_FOUND;
    if (at == BNC_NOT_FOUND)
        return none;
    bnc_span address = bnc_span_cut(from, at, len);
    size_t sign = bnc_span_find_char(address, '@', 0);
    bnc_span domain = bnc_span_from(address, sign == BNC_NOT_FOUND ? address.len : sign);
    if (bnc_span_find_char(domain, '.', 0) == BNC_NOT_FOUND)
        return none;
    char *text = bnc_arena_alloc(reader->arena, local.len + domain.len + 1);
    memcpy(text, local.at, local.len);
    memcpy(text + local.len, domain.at, domain.len);
    return (bnc_span){ text, local.len + domain.len };
}

void bnc_complete_addresses(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    if (!report->layout || !bnc_kind_is_delivery(report->kind))
        return;
    for (size_t i = 0, tried = 0; i < report->recipient_count && tried < LOCAL_MAX; i++) {
        bounce_recipient *recipient = &report->recipients[i];
        bnc_span local = bnc_span_of(recipient->address);
        if (!is_local_part(local))
            continue;
        tried++;
        bnc_span whole = find_named(bnc_span_cut(bnc_span_of(report->original.to), 0, TO_MAX), local);
        if (whole.len == 0)
            whole = join_domain(reader, local);
        if (whole.len && !bnc_report_find_recipient(report, whole))
            bnc_recipient_set_address(recipient, whole);
    }
}

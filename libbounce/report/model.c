/*
 * The report's lists and the reply that decides.
 *
 * In:  recipients and replies as the readers find them.   Out: a recipient with code, status, command, host and diagnostic.
 * RFC 3463 (status), RFC 5321 (reply codes).
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "util/utf8.h"

#include <stdlib.h>

const char *bnc_report_string(bounce_report *report, bnc_span text)
{
    text = bnc_utf8_cut(bnc_utf8_repair(report->arena, bnc_span_trim(text)), BNC_MAX_ADDRESS);
    return bnc_arena_dup_or_null(report->arena, text);
}

bounce_recipient *bnc_report_add_recipient(bounce_report *report, const bnc_context *context)
{
    if (report->recipient_count >= context->max_recipients) {
        bnc_notes_add(&report->notes, "recipients_cut", NULL);
        return NULL;
    }
    report->recipients = bnc_arena_grow(report->arena, report->recipients, report->recipient_count,
                                        &report->recipient_capacity, sizeof *report->recipients);
    bounce_recipient *recipient = &report->recipients[report->recipient_count++];
    recipient->report = report;
    return recipient;
}

/*
 * "\"kim\"@example.com" without quotes that it does not need, and qmail's virtual user "example.com-kim@example.com" as the address it stands for.
 */
static bnc_span plain_local_part(bnc_arena *arena, bnc_span address)
{
    size_t at = address.len;
    while (at > 0 && address.at[at - 1] != '@')
        at--;
    if (at < 2)
        return address;
    bnc_span local = { address.at, at - 1 }, domain = bnc_span_from(address, at);
    size_t skip = 0, cut = 0;
    if (local.len > 2 && local.at[0] == '"' && local.at[local.len - 1] == '"') {
        for (size_t i = 1; i + 1 < local.len; i++) {
            if (!bnc_is_alnum(local.at[i]) && !strchr(".-_+=", local.at[i]))
                return address;
        }
        skip = cut = 1;
    } else if (domain.len > 3 && local.len > domain.len + 1 && local.at[domain.len] == '-' && bnc_span_starts_nocase(local, domain)) {
        skip = domain.len + 1;
    }
    if (skip == 0)
        return address;
    char *text = bnc_arena_dup(arena, bnc_span_from(address, skip));
    size_t len = address.len - skip;
    if (cut) {
        memmove(text + local.len - 2, text + local.len - 1, len - local.len + 2);
        len--;
    }
    return (bnc_span){ text, len };
}

bool bnc_recipient_set_address(bounce_recipient *recipient, bnc_span raw)
{
    bounce_report *report = recipient->report;
    bnc_address address = bnc_address_clean(report->arena, raw);
    if (address.text.len == 0)
        return false;
    recipient->address = bnc_arena_dup(report->arena, plain_local_part(report->arena, address.text));
    bnc_addressee_add(recipient, recipient->address);
    recipient->is_masked = address.is_masked;
    if (address.is_masked)
        bnc_notes_add(&report->notes, "address_masked", NULL);
    return true;
}

static bnc_reply *next_reply(bounce_recipient *recipient)
{
    if (recipient->reply_count >= BNC_MAX_REPLIES)
        return NULL;
    /* Grows by powers of two: one reply is the rule, many are rare. */
    size_t n = recipient->reply_count;
    if ((n & (n - 1)) == 0) {
        bnc_reply *list = bnc_arena_array(recipient->report->arena, n ? n * 2 : 1, sizeof *list);
        if (n)
            memcpy(list, recipient->replies, n * sizeof *list);
        recipient->replies = list;
    }
    return &recipient->replies[recipient->reply_count++];
}

bnc_reply *bnc_recipient_share_reply(bounce_recipient *recipient, const bnc_reply *other)
{
    bnc_reply *reply = next_reply(recipient);
    if (reply)
        *reply = *other;
    return reply;
}

bnc_reply *bnc_recipient_add_reply(bounce_recipient *recipient, bnc_span diagnostic)
{
    bounce_report *report = recipient->report;
    diagnostic = bnc_span_trim(diagnostic);
    if (diagnostic.len && diagnostic.at == report->shared.diagnostic.at && diagnostic.len == report->shared.diagnostic.len)
        return bnc_recipient_share_reply(recipient, &report->shared.reply);
    bnc_reply *reply = diagnostic.len ? next_reply(recipient) : NULL;
    if (!reply)
        return NULL;
    if (diagnostic.len > BNC_MAX_DIAGNOSTIC)
        bnc_notes_add(&report->notes, "reply_cut", NULL);
    bnc_span kept = bnc_utf8_repair(report->arena, bnc_utf8_cut(diagnostic, BNC_MAX_DIAGNOSTIC));
    bnc_reply_parse(report->arena, (bnc_span){ bnc_arena_dup(report->arena, kept), kept.len }, reply);
    report->shared.diagnostic = diagnostic;
    report->shared.reply = *reply;
    return reply;
}

bnc_span bnc_report_join(bounce_report *report, bnc_span raw)
{
    if (raw.len == 0 || raw.at != report->shared.raw.at || raw.len != report->shared.raw.len) {
        report->shared.raw = raw;
        report->shared.joined = bnc_blocks_join(report->arena, raw);
    }
    return report->shared.joined;
}

void bnc_recipient_decide(bounce_recipient *recipient, size_t index)
{
    if (index >= recipient->reply_count)
        return;
    bnc_reply decided = recipient->replies[index];
    memmove(recipient->replies + 1, recipient->replies, index * sizeof decided);
    recipient->replies[0] = decided;
}

bool bnc_status_is_placeholder(const char *status)
{
    if (!status)
        return true;
    bnc_status parsed;
    return bnc_status_parse(bnc_span_of(status), &parsed) == 0 || (parsed.subject == 0 && parsed.detail == 0);
}

/* "5.1.1" where the reply says "5.1.0" only. */
static bool is_finer(const char *reported, bnc_status said)
{
    bnc_status status;
    return reported && said.detail == 0 && bnc_status_parse(bnc_span_of(reported), &status) && status.class == said.class &&
           status.subject == said.subject && status.detail != 0;
}

/* Where none was named as deciding: the first that refuses, else the first with a code. */
static void choose_reply(bounce_recipient *recipient)
{
    size_t coded = BNC_NOT_FOUND;
    for (size_t i = 0; i < recipient->reply_count; i++) {
        if (recipient->replies[i].code >= 400) {
            bnc_recipient_decide(recipient, i);
            return;
        }
        if (coded == BNC_NOT_FOUND && recipient->replies[i].code)
            coded = i;
    }
    if (coded != BNC_NOT_FOUND)
        bnc_recipient_decide(recipient, coded);
}

void bnc_recipient_settle(bounce_recipient *recipient)
{
    if (recipient->reply_count == 0)
        return;
    bnc_arena *arena = recipient->report->arena;
    choose_reply(recipient);
    bnc_shared_cut_reply(recipient);
    const bnc_reply *reply = &recipient->replies[0];
    recipient->diagnostic = reply->diagnostic.at; /* ends with a NUL: bnc_recipient_add_reply() */
    if (reply->code) {
        char code[4] = { (char)('0' + reply->code / 100 % 10), (char)('0' + reply->code / 10 % 10),
                         (char)('0' + reply->code % 10), 0 };
        recipient->code = bnc_arena_dup(arena, bnc_span_of(code));
    }
    /* What the server said is nearer to the cause than what the reporting side made of it (4.4.7 for "kept too long", 5.0.0 for anything). */
    if (bnc_status_is_set(reply->status) && !is_finer(recipient->status, reply->status)) {
        char status[12];
        bnc_status_write(reply->status, status);
        if (!recipient->status || !bnc_status_is_placeholder(status))
            recipient->status = bnc_arena_dup(arena, bnc_span_of(status));
    }
    if (recipient->command == BOUNCE_COMMAND_NONE)
        recipient->command = reply->command;
    if (!recipient->remote_host)
        recipient->remote_host = bnc_report_string(recipient->report, reply->host);
    if (!recipient->remote_ip)
        recipient->remote_ip = bnc_report_string(recipient->report, reply->ip);
}

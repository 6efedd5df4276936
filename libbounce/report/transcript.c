/*
 * SMTP dialogues in notices: which reply decided.
 *
 * In:  text with ">>> command" and "<<< reply" lines, as sendmail and Courier print them.   Out: the exchanges that were refused, each with the
 * recipient it was about, and for a recipient the one that decided. RFC 5321, section 4.2; RFC 2920 (pipelining).
 *
 * The client's own lines ("550 5.1.1 <a@example.com>... User unknown", "501 5.6.0 Data format error", "451 4.4.1 reply: read error") only say what
 * became of a refusal: they name the recipient of the reply above them and never decide. Under pipelining ">>> DATA" is printed before the replies
 * to RCPT are read: where DATA has two replies, the first ones answered RCPT and the last is a mere consequence ("503 Need RCPT").
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "smtp/command.h"

typedef struct dialogue {
    bnc_arena *arena;
    bnc_transcript *out;
    bounce_command command;
    bnc_span recipient, host;
    size_t replies;    /* to the command printed last */
    bnc_exchange open; /* the reply that is being read */
    bool is_open;
    bool expects_more; /* its last line was "NNN-" */
    char *owned;       /* the open reply's copy, once it has several lines */
    size_t capacity;
} dialogue;

static void close_reply(dialogue *d)
{
    if (!d->is_open)
        return;
    d->is_open = false;
    bnc_exchange now = d->open;
    if (now.command == BOUNCE_COMMAND_DATA && d->replies > 1) {
        for (size_t i = d->out->count; i-- > 0 && (d->out->list[i].is_client || d->out->list[i].command == BOUNCE_COMMAND_DATA);)
            d->out->list[i].command = BOUNCE_COMMAND_RCPT;
        if (now.code == 503 || now.code == 554)
            return;
    }
    if (d->out->count < BNC_MAX_REPLIES && (now.code >= 400 || now.code == 0))
        d->out->list[d->out->count++] = now;
}

/* One more line of a reply: copied behind what is there. */
static void append_line(dialogue *d, bnc_span line)
{
    bnc_span *reply = &d->open.reply;
    if (reply->len + line.len + 1 > BNC_MAX_DIAGNOSTIC)
        return;
    if (!d->owned || d->capacity < reply->len + line.len + 2) {
        d->capacity = 2 * (reply->len + line.len) + 256;
        char *text = bnc_arena_alloc_raw(d->arena, d->capacity);
        memcpy(text, reply->at, reply->len);
        d->owned = text;
        reply->at = text;
    }
    d->owned[reply->len] = '\n';
    memcpy(d->owned + reply->len + 1, line.at, line.len);
    reply->len += line.len + 1;
}

static void server_line(dialogue *d, bnc_span line)
{
    uint16_t code = bnc_reply_code(line);
    bool is_next = d->is_open && d->expects_more && (code == 0 || code == d->open.code);
    if (is_next) {
        append_line(d, line);
    } else {
        close_reply(d);
        d->replies++;
        d->open = (bnc_exchange){ .command = d->command, .recipient = d->recipient, .host = d->host, .reply = line, .code = code };
        d->owned = NULL;
        d->is_open = true;
    }
    if (code || !is_next)
        d->expects_more = code && line.len > 3 && line.at[3] == '-';
}

static void client_line(dialogue *d, bnc_span line)
{
    close_reply(d);
    d->replies = 0;
    d->command = bnc_command_parse(line);
    d->recipient = (bnc_span){ line.at, 0 };
    if (d->command == BOUNCE_COMMAND_RCPT) {
        size_t colon = bnc_span_find_char(line, ':', 0);
        if (colon != BNC_NOT_FOUND) {
            bnc_span address = bnc_span_trim(bnc_span_from(line, colon + 1));
            size_t end = address.len && address.at[0] == '<' ? bnc_span_find_char(address, '>', 0) : bnc_span_find_char(address, ' ', 0);
            if (end != BNC_NOT_FOUND)
                address.len = end + (address.at[0] == '<');
            d->recipient = bnc_address_clean(d->arena, address).text;
        }
    }
}

/* "... while talking to mx.example.com.:" */
static bool talking_line(dialogue *d, bnc_span line)
{
    bnc_span words = BNC_SPAN("while talking to ");
    size_t at = bnc_span_find_nocase(bnc_span_cut(line, 0, 30), words, 0);
    if (at == BNC_NOT_FOUND || at > 4)
        return false;
    close_reply(d);
    bnc_span host = bnc_span_from(line, at + words.len), ip;
    size_t end = bnc_span_find_char(host, ' ', 0);
    if (end != BNC_NOT_FOUND)
        host.len = end;
    while (host.len && (host.at[host.len - 1] == ':' || host.at[host.len - 1] == '.'))
        host.len--;
    bnc_blocks_host(host, &d->host, &ip);
    if (d->host.len == 0)
        d->host = ip;
    d->command = BOUNCE_COMMAND_CONN;
    d->recipient = (bnc_span){ line.at, 0 };
    d->replies = 0;
    return true;
}

/* "550 5.1.1 <a@example.com>... User unknown": the refusal above was about this one, where it is one only. */
static void closing_line(dialogue *d, bnc_span line)
{
    size_t dots = bnc_span_find(line, BNC_SPAN("... "), 0);
    if (dots == BNC_NOT_FOUND || dots == 0)
        return;
    bnc_span head = bnc_span_cut(line, 0, dots);
    close_reply(d);
    size_t space = head.len;
    while (space > 0 && head.at[space - 1] != ' ')
        space--;
    bnc_span word = bnc_span_from(head, space);
    if (bnc_span_find_char(word, ',', 0) != BNC_NOT_FOUND || bnc_span_find_char(word, '@', 0) == BNC_NOT_FOUND)
        return;
    word = bnc_address_clean(d->arena, word).text;
    bnc_exchange *last = d->out->count ? &d->out->list[d->out->count - 1] : NULL;
    if (last && !last->is_client && last->recipient.len == 0)
        last->recipient = word;
    bnc_span inner = bnc_span_trim(bnc_span_from(line, dots + 4)), said = bnc_reply_code(inner) ? inner : line;
    if (bnc_reply_code(said) >= 400 && d->out->count < BNC_MAX_REPLIES)
        d->out->list[d->out->count++] =
            (bnc_exchange){ .recipient = word, .host = { line.at, 0 }, .reply = said, .code = bnc_reply_code(said), .is_client = true };
}

void bnc_transcript_read(bnc_arena *arena, bnc_span text, bnc_transcript *ret_transcript)
{
    ret_transcript->count = 0;
    if (bnc_span_find(text, BNC_SPAN("<<<"), 0) == BNC_NOT_FOUND && bnc_span_find(text, BNC_SPAN("... "), 0) == BNC_NOT_FOUND)
        return;
    dialogue d = { .arena = arena, .out = ret_transcript };
    bnc_span line, rest = text;
    while (bnc_span_next_line(&rest, &line)) {
        line = bnc_span_trim(line);
        if (bnc_span_starts(line, BNC_SPAN("<<<")))
            server_line(&d, bnc_span_trim(bnc_span_from(line, 3)));
        else if (bnc_span_starts(line, BNC_SPAN(">>>")))
            client_line(&d, bnc_span_trim(bnc_span_from(line, 3)));
        else if (line.len && !talking_line(&d, line))
            closing_line(&d, line);
    }
    close_reply(&d);
}

bnc_exchange *bnc_transcript_find(bnc_transcript *transcript, bnc_span address)
{
    bnc_exchange *shared = NULL, *closing = NULL;
    for (size_t i = 0; i < transcript->count; i++) {
        bnc_exchange *now = &transcript->list[i];
        if (now->is_client) {
            if (!closing && bnc_span_equal_nocase(now->recipient, address))
                closing = now;
        } else if (now->recipient.len) {
            if (now->code >= 400 && bnc_span_equal_nocase(now->recipient, address))
                return now;
        } else if (now->code >= 400 && now->code != 503 && (!shared || (shared->code < 500 && now->code >= 500))) {
            shared = now;
        }
    }
    if (!shared && !closing && transcript->count == 1 && transcript->list[0].recipient.len == 0)
        return &transcript->list[0];
    return shared ? shared : closing;
}

/* The exchange may be that of thousands: it is read once. */
static bool add_reply(bounce_recipient *recipient, bnc_exchange *said)
{
    if (said->parsed)
        return bnc_recipient_share_reply(recipient, said->parsed) != NULL;
    const bnc_reply *added = bnc_recipient_add_reply(recipient, said->reply);
    if (!added)
        return false;
    bnc_reply *kept = bnc_arena_alloc_raw(recipient->report->arena, sizeof *kept);
    *kept = *added;
    said->parsed = kept;
    return true;
}

static const char *host_of(bounce_report *report, bnc_exchange *said)
{
    if (!said->host_name)
        said->host_name = bnc_report_string(report, said->host);
    return said->host_name;
}

/* What a delivery program said is the reason; the client's own line below it says only that it failed. Its exit status ("77") is no word. */
static bool is_program(const bnc_reply *known, const bnc_exchange *found)
{
    uint32_t number;
    return !known->code && found->is_client && known->text.len && bnc_span_number(known->text, &number) != known->text.len &&
           bnc_span_find_nocase(found->reply, known->text, 0) == BNC_NOT_FOUND;
}

void bnc_transcript_apply(bnc_reader *reader, bnc_transcript *transcript)
{
    bounce_report *report = reader->report;
    for (size_t i = 0; i < report->recipient_count && transcript->count; i++) {
        bounce_recipient *recipient = &report->recipients[i];
        bnc_exchange *found = bnc_transcript_find(transcript, bnc_span_of(recipient->address));
        if (!found && recipient->original)
            found = bnc_transcript_find(transcript, bnc_span_of(recipient->original));
        if (!found)
            continue;
        const bnc_reply *known = recipient->reply_count ? &recipient->replies[0] : NULL;
        if (known && known->code && (known->code != found->code || found->is_client))
            continue;
        if (known && is_program(known, found)) {
            if (!recipient->code && found->code)
                recipient->code = bnc_report_string(report, bnc_span_cut(found->reply, 0, 3));
            continue;
        }
        if ((!known || !known->code || known->text.len < found->reply.len) && add_reply(recipient, found))
            bnc_recipient_decide(recipient, recipient->reply_count - 1);
        if (!found->is_client)
            recipient->command = found->command;
        if (found->host.len && !recipient->remote_host)
            recipient->remote_host = host_of(report, found);
    }
}

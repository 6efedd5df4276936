/*
 * Finds the server's own words in a diagnostic (RFC 3464, section 2.3.6; the forms of Postfix, Exim, qmail, sendmail, Exchange, Courier
 * and of command-line clients).
 *
 * In:  "host mx.example.com[192.0.2.25] said: 550 5.1.1 no (in reply to RCPT TO command)".   Out: start, end, holes, host, command.
 * Every search is bounded by LOOK bytes in front and by the diagnostic's end behind.
 */
#include "smtp/framing.h"

#include "smtp/address.h"
#include "smtp/command.h"
#include "smtp/pairs.h"
#include "smtp/reply.h"

#define LOOK 2048u /* framing further in is text */

/* What announces a reply. "until_colon": more words follow, up to a colon and white space. "host": only behind "host". */
static const struct {
    bnc_span words;
    bool until_colon;
    bool needs_host;
} introducers[] = {
    { BNC_SPAN(" said:"), false, true },
    { BNC_SPAN("refused to talk to me:"), false, false },
    { BNC_SPAN("error from remote mail server after "), true, false },
    { BNC_SPAN("error from remote mailer after "), true, false },
    { BNC_SPAN("lmtp error after "), true, false },
    { BNC_SPAN("<<< "), false, false },
    { BNC_SPAN("server message:"), false, false },
    { BNC_SPAN("smtp server:"), false, false },
    { BNC_SPAN(" smtp;"), false, false },
};

/* What stands in front of the other side's name. */
static const bnc_span host_leads[] = {
    BNC_SPAN("host"), BNC_SPAN("connect to"), BNC_SPAN("connection with"), BNC_SPAN("conversation with"), BNC_SPAN("server"),
    BNC_SPAN("connected to"), BNC_SPAN("giving up on"), BNC_SPAN("talking to"), BNC_SPAN("<"),
};

static size_t skip_space(bnc_span text, size_t at)
{
    while (at < text.len && bnc_is_space(text.at[at]))
        at++;
    return at;
}

/* "smtp;", "X-Postfix;", "x-unix;", "unknown;" at the front: the type of RFC 3464, section 2.1.2. Returns where the text goes on. */
static size_t skip_type(bnc_span text, size_t at)
{
    static const bnc_span types[] = { BNC_SPAN("smtp"), BNC_SPAN("lmtp"), BNC_SPAN("unknown"), BNC_SPAN("dns"), BNC_SPAN("unix"), BNC_SPAN("local") };

    const size_t start = at;

    for (int round = 0; round < 3; round++) {
        size_t end = at = skip_space(text, at);
        bnc_span type;
        bool is_type;

        while (end < text.len && end - at < 40 && (bnc_is_alnum(text.at[end]) || text.at[end] == '-'))
            end++;
        type = bnc_span_cut(text, at, end - at);
        is_type = bnc_span_starts_nocase(type, BNC_SPAN("x-"));
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
            is_type = is_type || bnc_span_equal_nocase(type, types[i]);
        end += end < text.len && text.at[end] == ' '; /* "smtp ;550" */
        if (!is_type || end >= text.len || text.at[end] != ';')
            return at;
        for (at = end + 1; end + 1 < text.len && (bnc_is_space(text.at[end + 1]) || bnc_is_digit(text.at[end + 1])); end++)
            ;
        if (end + 1 == text.len && bnc_span_starts_nocase(type, BNC_SPAN("x-unix")))
            return start; /* "X-Unix; 69" is an exit code, and says so only with its type */
    }
    return at;
}

/* The end of "after RCPT TO:<a@example.org>:" and of "after end of data:": behind the colon that white space follows. */
static size_t find_colon(bnc_span text, size_t at)
{
    size_t colon = bnc_span_find_char(bnc_span_cut(text, 0, at + LOOK), ':', at);

    while (colon != BNC_NOT_FOUND && colon + 1 < text.len && !bnc_is_space(text.at[colon + 1]))
        colon = bnc_span_find_char(bnc_span_cut(text, 0, at + LOOK), ':', colon + 1);
    return colon == BNC_NOT_FOUND ? at : colon + 1;
}

/* Behind the first introducer at or after "at", or BNC_NOT_FOUND. */
static size_t find_introducer(bnc_span text, size_t at)
{
    bnc_span area = bnc_span_cut(text, 0, at + LOOK);
    size_t first = BNC_NOT_FOUND;
    size_t end = BNC_NOT_FOUND;
    bnc_pairs pairs;

    bnc_pairs_read(area, &pairs);
    for (size_t i = 0; i < sizeof introducers / sizeof introducers[0]; i++) {
        size_t found = bnc_pairs_find(&pairs, area, introducers[i].words, at);

        if (found == BNC_NOT_FOUND || found >= first)
            continue;
        if (introducers[i].needs_host && bnc_span_find_nocase(bnc_span_cut(text, 0, found), BNC_SPAN("host"), at) == BNC_NOT_FOUND)
            continue;
        first = found;
        end = found + introducers[i].words.len;
        if (introducers[i].until_colon)
            end = find_colon(text, end);
    }
    return end;
}

/* "host mx.example.com [192.0.2.25]: 550 …": Exim's second introducer. */
static size_t skip_host_colon(bnc_span text, size_t at)
{
    size_t start = skip_space(text, at);
    size_t end;

    if (!bnc_span_starts_nocase(bnc_span_from(text, start), BNC_SPAN("host ")))
        return at;
    end = find_colon(bnc_span_cut(text, 0, start + 350), start);
    return end > start && bnc_reply_code(bnc_span_from(text, skip_space(text, end))) ? end : at;
}

/* Is the reply that begins at "at" one a sentence may not begin with by accident? */
static bool is_sure_reply(bnc_span text, size_t at)
{
    bnc_span rest = bnc_span_from(text, at);
    uint16_t code = bnc_reply_code(rest);
    bnc_status status;

    if (code < 400 || rest.len < 5)
        return false;
    if (rest.at[3] == '-' && (rest.at[4] == '\'' || bnc_is_alpha(rest.at[4])))
        return true;
    return bnc_status_parse(bnc_span_from(rest, skip_space(rest, 4)), &status) && status.class == code / 100;
}

/* A reply within other words: at a line's begin, behind "#", behind a colon or a quote where the code is a usual one. */
static size_t find_embedded(bnc_span text, size_t at)
{
    size_t end = at + LOOK < text.len ? at + LOOK : text.len;

    for (size_t i = at + 1; i + 4 < end; i++) {
        char before = text.at[i - 1];
        uint16_t code;

        if ((text.at[i] != '4' && text.at[i] != '5') || bnc_is_alnum(before) || before == '.')
            continue;
        code = bnc_reply_code(bnc_span_from(text, i));
        if (code < 400 || code > 599)
            continue;
        if (before == '\n' || before == '#' || before == '\'' || before == '"' || is_sure_reply(text, i))
            return i;
        if (i >= 2 && before == ' ' && text.at[i - 2] == ':' && code % 100 != 0 && (code < 456 || code >= 501) && code < 560)
            return i;
    }
    return BNC_NOT_FOUND;
}

/* "220-banner 421 4.2.1 go away": a greeting with the refusal behind it. */
static size_t skip_greeting(bnc_span text, size_t at)
{
    size_t refusal;

    if (bnc_reply_code(bnc_span_from(text, at)) >= 300)
        return at;
    for (refusal = at + 4; refusal + 5 < text.len && refusal < at + LOOK; refusal++)
        if (bnc_is_space(text.at[refusal - 1]) && bnc_reply_code(bnc_span_from(text, refusal)) >= 400 && is_sure_reply(text, refusal))
            return refusal;
    return at;
}

static void find_start(bnc_span text, bnc_framing *framing)
{
    size_t at = skip_type(text, 0);
    size_t next;

    framing->start = at;
    for (int round = 0; round < 4 && !bnc_reply_code(bnc_span_from(text, at)); round++) {
        next = find_introducer(text, at);
        if (next == BNC_NOT_FOUND)
            break;
        framing->is_quoted = true;
        at = skip_type(text, skip_host_colon(text, next));
        framing->start = at;
    }
    if (!bnc_reply_code(bnc_span_from(text, at))) {
        next = find_embedded(text, at);
        if (next == BNC_NOT_FOUND)
            return;
        framing->start = next;
    }
    framing->is_quoted = true;
    framing->start = skip_greeting(text, framing->start);
}

/* "mx.example.com[192.0.2.25]:25", "mx.example.com [192.0.2.25]", "192.0.2.25." */
static bool parse_host(bnc_span text, bnc_framing *framing)
{
    size_t len = 0;
    size_t at;
    bnc_span host;
    bool is_ip;

    while (len < text.len && len < 256 && (bnc_is_alnum(text.at[len]) || strchr(".-_:", text.at[len])) && text.at[len])
        len++;
    host = bnc_span_cut(text, 0, len);
    while (host.len && (host.at[host.len - 1] == '.' || host.at[host.len - 1] == ':'))
        host.len--;
    is_ip = bnc_is_ip(host, NULL);
    at = len + (len < text.len && text.at[len] == ' ');
    if (at < text.len && text.at[at] == '[') {
        size_t close = bnc_span_find_char(bnc_span_cut(text, 0, at + 60), ']', at);

        if (close != BNC_NOT_FOUND && bnc_is_ip(bnc_span_cut(text, at + 1, close - at - 1), NULL))
            framing->ip = bnc_span_cut(text, at + 1, close - at - 1);
    }
    if (is_ip) {
        framing->ip = host;
        return true;
    }
    if (framing->ip.len == 0 && (bnc_span_find_char(host, '.', 0) == BNC_NOT_FOUND || bnc_span_find_char(text, '@', 0) == len))
        return false;
    if (host.len && bnc_span_find_char(host, ':', 0) == BNC_NOT_FOUND)
        framing->host = host;
    return framing->host.len || framing->ip.len;
}

static void find_host(bnc_span words, bnc_framing *framing)
{
    size_t at = skip_type(words, 0);
    size_t blank = bnc_span_find_char(words, ' ', at);
    bnc_pairs pairs;

    if (blank != BNC_NOT_FOUND && bnc_is_ip(bnc_span_cut(words, at, blank - at), NULL)) {
        framing->ip = bnc_span_cut(words, at, blank - at); /* qmail: "192.0.2.1 does not like recipient." */
        return;
    }
    bnc_pairs_read(words, &pairs);
    for (size_t i = 0; i < sizeof host_leads / sizeof host_leads[0]; i++) {
        size_t found = bnc_pairs_find(&pairs, words, host_leads[i], 0);

        for (; found != BNC_NOT_FOUND; found = bnc_span_find_nocase(words, host_leads[i], found + host_leads[i].len)) {
            size_t end = found + host_leads[i].len;
            size_t name = skip_space(words, end);

            if ((name > end || words.at[found] == '<') && parse_host(bnc_span_cut(words, name, 400), framing))
                return;
        }
    }
}

static void add_hole(bnc_framing *framing, size_t at, size_t len)
{
    size_t i = framing->hole_count;

    if (i == BNC_FRAMING_HOLES)
        return;
    for (; i > 0 && framing->holes[i - 1].at > at; i--)
        framing->holes[i] = framing->holes[i - 1];
    framing->holes[i] = (bnc_range){ at, len };
    framing->hole_count++;
}

/* Words of the client behind or within the reply: cut out, and read for the command and the host. */
static void find_holes(bnc_span text, bnc_framing *framing)
{
    static const struct {
        bnc_span begin;
        char end;
    } forms[] = {
        { BNC_SPAN("(in reply to "), ')' },
        { BNC_SPAN("(state 1"), ')' },
        { BNC_SPAN("(delivery attempts: "), ')' },
        { BNC_SPAN("giving up on "), '\n' },
    };

    const bool has_parenthesis = bnc_span_find_char(text, '(', framing->start) != BNC_NOT_FOUND;

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        bool is_worth = has_parenthesis || forms[i].begin.at[0] != '(';
        size_t at = is_worth ? bnc_span_find_nocase(text, forms[i].begin, framing->start) : BNC_NOT_FOUND;
        size_t end;
        bnc_framing said = { 0 };

        if (at == BNC_NOT_FOUND)
            continue;
        end = bnc_span_find_char(text, forms[i].end, at);
        if (end == BNC_NOT_FOUND)
            end = text.len - 1;
        add_hole(framing, at, end + 1 - at);
        if (framing->command == BOUNCE_COMMAND_NONE)
            framing->command = bnc_command_find(bnc_span_cut(text, at, end + 1 - at));
        find_host(bnc_span_cut(text, at, end + 1 - at), &said);
        if (framing->host.len == 0)
            framing->host = said.host;
        if (framing->ip.len == 0)
            framing->ip = said.ip;
    }
}

/* The end: without the sign that closes what opened in front of the reply ("#550 … ##", "<… smtp;550 …>", "550-'…'"). */
static void find_end(bnc_span text, bnc_framing *framing)
{
    bnc_span reply = bnc_span_trim(bnc_span_cut(text, 0, text.len));
    size_t end = (size_t)(reply.at + reply.len - text.at);
    char before = framing->start ? text.at[framing->start - 1] : ' ';
    size_t last = framing->hole_count ? framing->hole_count - 1 : 0;

    if (framing->hole_count && framing->holes[last].at + framing->holes[last].len >= end)
        end = framing->holes[last].at;
    while (end > framing->start && bnc_is_space(text.at[end - 1]))
        end--;
    if (before == '#' && end >= 2 && text.at[end - 1] == '#' && text.at[end - 2] == '#')
        end -= 2;
    if (end > framing->start && text.at[end - 1] == '>' && text.at[0] == '<' && framing->start > 0)
        end--;
    if (end > framing->start + 5 && text.at[end - 1] == '\'' && (text.at[framing->start + 4] == '\'' || before == '\''))
        end--;
    if (end > framing->start && text.at[end - 1] == '"' && before == '"')
        end--;
    framing->end = end < framing->start ? framing->start : end;
}

void bnc_framing_find(bnc_span diagnostic, bnc_framing *ret_framing)
{
    bnc_framing framing = { 0 };
    bnc_span words;
    size_t len = 0;

    if (diagnostic.len) {
        find_start(diagnostic, &framing);
        words = framing.is_quoted ? bnc_span_cut(diagnostic, 0, framing.start) : bnc_span_cut(diagnostic, 0, LOOK);
        if (words.len)
            find_host(words, &framing);
        framing.command = bnc_command_find(words);
        bnc_status_find(words, 0, &framing.status, &len);
        find_holes(diagnostic, &framing);
        find_end(diagnostic, &framing);
    }
    *ret_framing = framing;
}

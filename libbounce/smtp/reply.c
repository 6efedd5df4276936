/*
 * SMTP replies (RFC 5321, section 4.2; RFC 2034): from a diagnostic to the normalised reply that rules see.
 *
 * In:  "smtp; 550-5.7.1 Our system has\n 550 5.7.1 detected".   Out: 550, 5.7.1, "550 5.7.1 Our system has detected", and for each byte
 * of it where it stood. framing.c has found where the reply begins and ends.
 */
#include "smtp/reply.h"

#include "smtp/framing.h"
#include "util/limits.h"
#include "util/utf8.h"

/* What is being written. */
typedef struct writer {
    bnc_span from;  /* the diagnostic up to the reply's end */
    const bnc_framing *framing;
    char *text;
    uint16_t *map;
    size_t len;
    size_t max;
    uint16_t code;
    bnc_status status;
    bool is_multi_line;    /* "550-" was seen: codes in mid-text may be continuation codes that a fold displaced */
    bool has_underscores;  /* "550_5.1.1_no_such_user": blanks as qmail logs them */
    bnc_span line_prefix;  /* what stands before the code on its line, and so before the others: "<<< " */
} writer;

static void emit(writer *w, char c, size_t at)
{
    if (w->len < w->max) {
        w->text[w->len] = c;
        w->map[w->len] = (uint16_t)at;
        w->len++;
    }
}

uint16_t bnc_reply_code(bnc_span line)
{
    uint16_t code;

    if (line.len < 3 || line.at[0] < '2' || line.at[0] > '6' || !bnc_is_digit(line.at[1]) || !bnc_is_digit(line.at[2]))
        return 0;
    if (line.len > 3 && !bnc_is_space(line.at[3]) && !strchr("-:_", line.at[3]))
        return 0;
    code = (uint16_t)((line.at[0] - '0') * 100 + (line.at[1] - '0') * 10 + (line.at[2] - '0'));
    return line.at[0] == '6' && line.at[1] != '0' ? 0 : code; /* 605 has been seen; 650 is a number of something */
}

static bool is_gap(const writer *w, size_t at)
{
    return bnc_is_space(w->from.at[at]) || (w->has_underscores && w->from.at[at] == '_');
}

static size_t skip_gap(const writer *w, size_t at)
{
    while (at < w->from.len && is_gap(w, at))
        at++;
    return at;
}

/* Skips what people put between code, status and text: ":", " - ", and the quote of "550-'…'". */
static size_t skip_joint(const writer *w, size_t at, bool after_dash)
{
    at = skip_gap(w, at);
    if (after_dash && at < w->from.len && w->from.at[at] == '\'')
        at++;
    if (at < w->from.len && (w->from.at[at] == ':' || w->from.at[at] == '-') && (at + 1 == w->from.len || is_gap(w, at + 1)))
        at = skip_gap(w, at + 1);
    return at;
}

/* "5.7.1", "#5.7.1", "(#5.7.1)", "[5.7.1]" with its end marked by a gap or sign; returns the offset behind it, 0 if there is none. */
static size_t skip_status(const writer *w, size_t at, bnc_status *ret_status, size_t *ret_digits)
{
    bnc_span rest = bnc_span_from(w->from, at);
    char open = rest.len ? rest.at[0] : ' ';
    size_t skip = open == '(' || open == '[';
    size_t len = bnc_status_parse(bnc_span_from(rest, skip), ret_status);
    size_t end = skip + len;

    if (len == 0)
        return 0;
    *ret_digits = at + skip + (rest.at[skip] == '#');
    if (skip) {
        if (end >= rest.len || rest.at[end] != (open == '(' ? ')' : ']'))
            return 0;
        end++;
    } else if (end < rest.len && rest.at[end] == ':') {
        end++;
    }
    return at + end;
}

static bool is_same_status(bnc_status a, bnc_status b)
{
    return a.class == b.class && a.subject == b.subject && a.detail == b.detail;
}

/* Code and status at the front, written as "550 5.1.1 "; repetitions ("550 550 5.1.1", "550 5.1.1 550 5.1.1") are dropped. */
static size_t write_head(writer *w, size_t at)
{
    bnc_span rest = bnc_span_from(w->from, at);
    size_t end;
    size_t digits;
    bnc_status status;

    w->code = bnc_reply_code(rest);
    if (w->code) {
        char sep = rest.len > 3 ? rest.at[3] : ' ';

        for (size_t i = 0; i < 3; i++)
            emit(w, rest.at[i], at + i);
        w->is_multi_line = sep == '-' && rest.len > 4 && rest.at[4] != '\'';
        w->has_underscores = sep == '_';
        at = skip_joint(w, at + (rest.len > 3 ? 4u : 3u), sep == '-');
        while (bnc_reply_code(bnc_span_from(w->from, at)) == w->code)
            at = skip_joint(w, at + (at + 3 < w->from.len ? 4u : 3u), false);
    }
    end = skip_status(w, at, &status, &digits);
    if (end) {
        char text[12];

        w->status = status;
        bnc_status_write(status, text);
        if (w->len)
            emit(w, ' ', digits - 1);
        for (size_t i = 0; text[i]; i++)
            emit(w, text[i], digits + i);
        at = skip_joint(w, end, false);
    }
    return at;
}

/*
 * A continuation's code or status at the begin of a word: "550-5.7.1 ", "550-", "550 5.7.1 ", "5.7.1 ".
 * Returns the offset behind it, or the same offset if the word is a word.
 */
static size_t skip_continuation(writer *w, size_t at, bool is_line_start)
{
    bnc_span rest = bnc_span_from(w->from, at);
    bnc_status status = { 0 };
    size_t digits;
    size_t end;
    bool is_code;
    bool is_dash;

    if (rest.len < 4 || rest.at[0] < '2' || rest.at[0] > '6')
        return at;
    is_code = w->code && bnc_reply_code(rest) == w->code;
    if (!is_code) {
        end = skip_status(w, at, &status, &digits);
        return end && (end == w->from.len || is_gap(w, end)) && is_same_status(status, w->status) ? skip_gap(w, end) : at;
    }
    is_dash = rest.at[3] == '-';
    end = skip_status(w, skip_gap(w, at + 4), &status, &digits);
    if (end && status.class == w->code / 100 && (is_line_start || w->is_multi_line || is_dash || is_same_status(status, w->status))) {
        if (!bnc_status_is_set(w->status))
            w->status = status;
        w->is_multi_line |= is_dash;
        return skip_gap(w, end);
    }
    if (is_dash && (is_line_start || w->is_multi_line)) {
        w->is_multi_line = true;
        return skip_gap(w, at + 4);
    }
    return w->is_multi_line ? skip_gap(w, at + 4) : at;
}

static size_t skip_line_prefix(const writer *w, size_t at)
{
    if (w->line_prefix.len && bnc_span_starts(bnc_span_from(w->from, at), w->line_prefix))
        return skip_gap(w, at + w->line_prefix.len);
    return at;
}

/* Is the byte at a place in front of "end" one of a word, or a lone blank in front of a word that is no continuation's code or status? */
static inline bool is_plain(const writer *w, size_t at, size_t end)
{
    const unsigned char c = (unsigned char)w->from.at[at];
    unsigned char next;

    if (c > ' ' && c != '_')
        return true;
    if (c != ' ')
        return !is_gap(w, at);
    next = at + 1 < end ? (unsigned char)w->from.at[at + 1] : ' ';
    return next > ' ' && next != '_' && (next < '2' || next > '6');
}

/* Writes a word and those behind it that need no thought, up to "stop"; returns the offset behind them, or behind one byte that has no room. */
static size_t write_words(writer *w, size_t at, size_t stop)
{
    const size_t room = at + (w->max - w->len);
    size_t limit = stop < w->from.len ? stop : w->from.len;
    uint16_t *map = w->map + w->len;
    size_t end = at + 1;

    limit = limit < room ? limit : room;
    if (at >= limit)
        return end;
    while (end < limit && is_plain(w, end, limit))
        end++;
    memcpy(w->text + w->len, w->from.at + at, end - at);
    for (size_t i = at; i < end; i++)
        map[i - at] = (uint16_t)i;
    w->len += end - at;
    return end;
}

static void write_body(writer *w, size_t at)
{
    bool is_word_start = true;
    bool is_line_start = true;
    size_t hole = 0;

    while (at < w->from.len && w->len < w->max) {
        size_t next;

        while (hole < w->framing->hole_count && w->framing->holes[hole].at < at)
            hole++;
        if (hole < w->framing->hole_count && w->framing->holes[hole].at == at) {
            at += w->framing->holes[hole].len;
            is_word_start = true;
            continue;
        }
        if (is_gap(w, at)) {
            is_line_start |= w->from.at[at] == '\n';
            is_word_start = true;
            at++;
            continue;
        }
        if (is_word_start) {
            next = is_line_start ? skip_line_prefix(w, at) : at;
            next = skip_continuation(w, next, is_line_start);
            is_line_start = false;
            if (next != at) {
                at = next;
                continue;
            }
            if (w->len)
                emit(w, ' ', at ? at - 1 : 0);
            is_word_start = false;
        }
        at = write_words(w, at, hole < w->framing->hole_count ? w->framing->holes[hole].at : w->from.len);
    }
}

/* What stands before the reply on its line, where that is short and the reply's line is not the first word of all. */
static bnc_span find_line_prefix(bnc_span diagnostic, size_t start)
{
    size_t line = start;

    while (line > 0 && start - line < 60 && diagnostic.at[line - 1] != '\n')
        line--;
    return start - line < 60 ? bnc_span_trim(bnc_span_cut(diagnostic, line, start - line)) : (bnc_span){ 0 };
}

void bnc_reply_parse(bnc_arena *arena, bnc_span diagnostic, bnc_reply *ret_reply)
{
    bnc_framing framing;
    bnc_reply reply = { 0 };
    writer w = { .framing = &framing };
    size_t size;

    diagnostic = bnc_utf8_cut(diagnostic, BNC_MAX_DIAGNOSTIC);
    bnc_framing_find(diagnostic, &framing);
    size = framing.end - framing.start + 2; /* the head may gain a blank: "550" "-5.1.1" never more */
    w.max = size < BNC_MAX_MATCH ? size : BNC_MAX_MATCH;
    w.text = bnc_arena_alloc_raw(arena, w.max + 1);
    w.map = bnc_arena_alloc_raw(arena, (w.max + 1) * sizeof *w.map);
    w.from = bnc_span_cut(diagnostic, 0, framing.end);
    w.line_prefix = find_line_prefix(diagnostic, framing.start);
    write_body(&w, write_head(&w, framing.start));

    reply.text = (bnc_span){ w.text, w.len };
    if (w.len == w.max && w.len && bnc_utf8_valid_prefix(reply.text) < w.len)
        reply.text.len = bnc_utf8_valid_prefix(reply.text); /* cut within a character */
    w.text[reply.text.len] = '\0';
    w.map[reply.text.len] = (uint16_t)(reply.text.len ? w.map[reply.text.len - 1] + 1u : framing.start);
    if (!bnc_status_is_set(w.status))
        bnc_status_find(reply.text, 0, &w.status, &size);
    reply.diagnostic = diagnostic;
    reply.code = w.code;
    reply.status = bnc_status_is_set(w.status) ? w.status : framing.status;
    reply.command = framing.command;
    reply.host = framing.host;
    reply.ip = framing.ip;
    reply.map = w.map;
    reply.is_smtp = framing.is_quoted;
    *ret_reply = reply;
}

/*
 * Parameters of Content-Type and Content-Disposition (RFC 2045, section 5.1; RFC 2231, sections 3 and 4).
 *
 * In:  "; charset=utf-8; name*0*=utf-8''%EA%B9%80; name*1=.pdf".   Out: one parameter's value, decoded.
 * GMime's parser makes an object for every parameter; this one makes none and copies only what must change.
 * Tolerates: missing semicolons' blanks, unquoted blanks, quotes that never end, RFC 2047 words within quotes.
 */
#include "mime/decode.h"
#include "mime/header.h"
#include "mime/scan.h"
#include "util/buffer.h"
#include "util/utf8.h"

#define SEGMENTS_MAX 64 /* of a continued parameter: name*0, name*1 … */

typedef struct parameter {
    bnc_span name;
    bnc_span value; /* raw */
    bool is_quoted; /* backslashes count */
} parameter;

static size_t skip_comment(bnc_span text, size_t at)
{
    size_t end = bnc_span_find_char(text, ')', at);

    return end == BNC_NOT_FOUND ? text.len : end + 1;
}

static size_t skip_separators(bnc_span text, size_t at)
{
    while (at < text.len && (bnc_is_space(text.at[at]) || text.at[at] == ';' || text.at[at] == '('))
        at = text.at[at] == '(' ? skip_comment(text, at) : at + 1;
    return at;
}

/* Takes the parameter at *inout_at; false at the end. */
static bool next_parameter(bnc_span text, size_t *inout_at, parameter *ret)
{
    size_t at = skip_separators(text, *inout_at);
    size_t start = at;

    if (at >= text.len)
        return false;
    while (at < text.len && text.at[at] != '=' && text.at[at] != ';' && !bnc_is_space(text.at[at]))
        at++;
    *ret = (parameter){ .name = bnc_span_cut(text, start, at - start) };
    while (at < text.len && bnc_is_space(text.at[at]))
        at++;
    if (at < text.len && text.at[at] == '=') {
        at++;
        while (at < text.len && bnc_is_space(text.at[at]))
            at++;
        start = at;
        if (at < text.len && text.at[at] == '"') {
            start = ++at;
            while (at < text.len && text.at[at] != '"')
                at += text.at[at] == '\\' && at + 1 < text.len ? 2 : 1;
            ret->is_quoted = true;
            ret->value = bnc_span_cut(text, start, at - start);
            at++;
        } else {
            while (at < text.len && text.at[at] != ';' && text.at[at] != '\n')
                at++;
            ret->value = bnc_span_trim(bnc_span_cut(text, start, at - start));
        }
    }
    *inout_at = at < text.len ? at : text.len;
    return true;
}

/* The value without its quoting. */
static bnc_span unquote(bnc_arena *arena, parameter p)
{
    bnc_span value = bnc_header_unfold(arena, p.value);
    char *copy;
    size_t len = 0;

    if (!p.is_quoted || bnc_span_find_char(value, '\\', 0) == BNC_NOT_FOUND)
        return value;
    copy = bnc_arena_alloc_raw(arena, value.len + 1);
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == '\\' && i + 1 < value.len)
            i++;
        copy[len++] = value.at[i];
    }
    return (bnc_span){ copy, len };
}

static int hex_value(char c)
{
    if (bnc_is_digit(c))
        return c - '0';
    c = bnc_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void add_percent(bnc_buffer *to, bnc_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '%' && i + 2 < text.len && hex_value(text.at[i + 1]) >= 0 && hex_value(text.at[i + 2]) >= 0) {
            c = (char)(hex_value(text.at[i + 1]) * 16 + hex_value(text.at[i + 2]));
            i += 2;
        }
        bnc_buffer_add_char(to, c);
    }
}

/* "utf-8'ko'" in front of an extended value. */
static bnc_span take_charset(bnc_span *inout_value)
{
    size_t first = bnc_span_find_char(*inout_value, '\'', 0);
    size_t second = first == BNC_NOT_FOUND ? BNC_NOT_FOUND : bnc_span_find_char(*inout_value, '\'', first + 1);
    bnc_span charset;

    if (second == BNC_NOT_FOUND)
        return (bnc_span){ 0 };
    charset = bnc_span_cut(*inout_value, 0, first);
    *inout_value = bnc_span_from(*inout_value, second + 1);
    return charset;
}

/* "*", "*0", "*0*" behind the name: which segment it is, and whether it is percent-encoded. -1: another parameter. */
static int segment_number(bnc_span rest, bool *ret_is_encoded)
{
    uint32_t number = 0;
    size_t len;

    *ret_is_encoded = rest.len && rest.at[rest.len - 1] == '*';
    if (rest.len == 1)
        return 0;
    len = bnc_span_number(bnc_span_from(rest, 1), &number);
    if (len == 0 || number >= SEGMENTS_MAX || len + 1 + *ret_is_encoded != rest.len)
        return -1;
    return (int)number;
}

/* Joins name*0, name*1 … in their order, undoes the percent signs and the charset. */
static bnc_span join_segments(bnc_arena *arena, const parameter *segments, const bool *is_encoded, bnc_notes *notes)
{
    bnc_buffer joined = BNC_BUFFER_INIT;
    bnc_span charset = { 0 };
    bnc_span text;

    for (size_t i = 0; i < SEGMENTS_MAX && segments[i].name.len; i++) {
        bnc_span value = unquote(arena, segments[i]);

        if (i == 0 && is_encoded[0])
            charset = take_charset(&value);
        if (is_encoded[i])
            add_percent(&joined, value);
        else
            bnc_buffer_add_span(&joined, value);
    }
    text = (bnc_span){ bnc_arena_dup(arena, bnc_buffer_span(&joined)), joined.len };
    bnc_buffer_clear(&joined);
    return bnc_decode_charset(arena, text, charset, notes);
}

bnc_span bnc_header_parameter(bnc_arena *arena, bnc_span parameters, const char *name, bnc_notes *notes)
{
    parameter segments[SEGMENTS_MAX];
    bool is_encoded[SEGMENTS_MAX] = { false };
    bool has_segments = false;
    bnc_span wanted = bnc_span_of(name);
    parameter p;
    size_t at = 0;

    parameters = bnc_span_cut(parameters, 0, BNC_MAX_LINE);
    while (next_parameter(parameters, &at, &p)) {
        bool encoded;
        int number;

        if (!bnc_span_starts_nocase(p.name, wanted))
            continue;
        if (p.name.len == wanted.len && !has_segments)
            return bnc_header_decode(arena, unquote(arena, p), notes);
        if (p.name.len == wanted.len || p.name.at[wanted.len] != '*')
            continue;
        number = segment_number(bnc_span_from(p.name, wanted.len), &encoded);
        if (number < 0)
            continue;
        if (!has_segments)
            memset(segments, 0, sizeof segments);
        has_segments = true;
        segments[number] = p;
        is_encoded[number] = encoded;
    }
    return has_segments ? join_segments(arena, segments, is_encoded, notes) : (bnc_span){ 0 };
}

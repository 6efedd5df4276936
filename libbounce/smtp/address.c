/*
 * Addresses as reports write them (RFC 5321, section 4.1.2; RFC 3464, section 2.3.2; RFC 6533, section 3).
 *
 * In:  "rfc822;<kim@partner.example>", "IMCEASMTP-kim+40partner+2Eexample@gw.example".   Out: the address in it.
 * Addresses in sentences are found by address_find.c; what hides one within another's local part (VERP, SRS, BATV) is in unwrap.c.
 */
#include "smtp/address.h"

#include "util/limits.h"
#include "util/utf8.h"

static int hex_value(char c)
{
    if (bnc_is_digit(c))
        return c - '0';
    c = bnc_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "rfc822;", "utf-8;", "LOCAL;", "mailto:", "smtp:" at the front (RFC 3464, section 2.1.2). */
static bnc_span skip_type(bnc_span text)
{
    for (int round = 0; round < 3; round++) {
        size_t len = 0;

        while (len < text.len && len < 24 && (bnc_is_alnum(text.at[len]) || text.at[len] == '-' || text.at[len] == '_'))
            len++;
        if (len == 0 || len == text.len)
            break;
        if (text.at[len] == ';' || (text.at[len] == ':' && (bnc_span_equal_nocase(bnc_span_cut(text, 0, len), BNC_SPAN("mailto"))
                || bnc_span_equal_nocase(bnc_span_cut(text, 0, len), BNC_SPAN("smtp")))))
            text = bnc_span_trim(bnc_span_from(text, len + 1));
        else
            break;
    }
    return text;
}

/* The text between the last '<' and the '>' behind it, if there is such a pair. */
static bnc_span strip_brackets(bnc_span text)
{
    const char *open = text.len ? memrchr(text.at, '<', text.len) : NULL;
    size_t start;
    size_t close;

    if (!open)
        return text;
    start = (size_t)(open - text.at) + 1;
    close = bnc_span_find_char(text, '>', start);
    return bnc_span_trim(bnc_span_cut(text, start, close == BNC_NOT_FOUND ? text.len - start : close - start));
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* Punctuation and quotes of the sentence around; a quoted local part ("a b"@example.org) stays. */
static bnc_span strip_punctuation(bnc_span text)
{
    for (;;) {
        size_t before = text.len;

        text = bnc_span_trim(text);
        while (text.len && text.at[text.len - 1] && strchr(".,;:>", text.at[text.len - 1]))
            text.len--;
        if (text.len > 1 && is_quote(text.at[0]) && (text.at[text.len - 1] == text.at[0] || text.at[text.len - 1] == '\''))
            text = bnc_span_cut(text, 1, text.len - 2);
        if (text.len > 1 && text.at[0] == '(' && text.at[text.len - 1] == ')')
            text = bnc_span_cut(text, 1, text.len - 2);
        while (text.len && strchr("<([,;", text.at[0]) && text.at[0])
            text = bnc_span_from(text, 1);
        if (text.len && ((text.at[text.len - 1] == ']' && bnc_span_find_char(text, '[', 0) == BNC_NOT_FOUND)
                || (text.at[text.len - 1] == ')' && bnc_span_find_char(text, '(', 0) == BNC_NOT_FOUND)))
            text.len--;
        if (text.len == before)
            return text;
    }
}

/* "+40" to '@' (RFC 3461, section 4), with '_' to '/' for IMCEAEX; "\x{20AC}" to UTF-8 (RFC 6533) by the caller's repair. */
static bnc_span decode_plus(bnc_arena *arena, bnc_span text, bool is_dn)
{
    char *copy = bnc_arena_alloc_raw(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '+' && i + 2 < text.len && hex_value(text.at[i + 1]) >= 0 && hex_value(text.at[i + 2]) >= 0) {
            c = (char)(hex_value(text.at[i + 1]) * 16 + hex_value(text.at[i + 2]));
            i += 2;
        } else if (c == '_' && is_dn) {
            c = '/';
        }
        copy[len++] = c;
    }
    copy[len] = '\0';
    return (bnc_span){ copy, len };
}

/* "IMCEAEX-_O=…+20…@gw", "IMCEASMTP-kim+40partner+2Eexample@gw", "IMCEAINVALID-…": what was encapsulated. */
static bnc_span decode_imcea(bnc_arena *arena, bnc_span text)
{
    size_t dash = bnc_span_find_char(bnc_span_cut(text, 0, 30), '-', 0);
    bool is_dn = bnc_span_starts_nocase(text, BNC_SPAN("IMCEAEX"));
    const char *at;
    bnc_span inner;

    if (dash == BNC_NOT_FOUND)
        return text;
    at = memrchr(text.at, '@', text.len);
    inner = bnc_span_from(text, dash + 1);
    if (at && at > inner.at)
        inner.len = (size_t)(at - inner.at);
    inner = decode_plus(arena, inner, is_dn);
    if (is_dn) {
        size_t len;
        size_t found = bnc_address_find(inner, 0, &len);
        if (found != BNC_NOT_FOUND)
            return bnc_span_cut(inner, found, len);
    }
    return skip_type(inner);
}

/* "/DD.RFC-822=kim(a)partner.example/" in an X.400 name (RFC 2156, section 4.1.1). */
static bnc_span decode_x400(bnc_arena *arena, bnc_span text)
{
    size_t at = bnc_span_find_nocase(text, BNC_SPAN("RFC-822="), 0);
    size_t end;
    bnc_span inner;
    char *copy;
    size_t mark;

    if (at == BNC_NOT_FOUND)
        return text;
    inner = bnc_span_from(text, at + 8);
    end = bnc_span_find_char(inner, '/', 0);
    if (end == BNC_NOT_FOUND)
        end = bnc_span_find_char(inner, ';', 0);
    if (end != BNC_NOT_FOUND)
        inner.len = end;
    mark = bnc_span_find_nocase(inner, BNC_SPAN("(a)"), 0);
    if (mark == BNC_NOT_FOUND)
        return inner;
    copy = bnc_arena_dup(arena, inner);
    copy[mark] = '@';
    memmove(copy + mark + 1, copy + mark + 3, inner.len - mark - 3);
    return (bnc_span){ copy, inner.len - 2 };
}

/* "\x{20AC}" to the character (RFC 6533, section 3). */
static bnc_span decode_utf8_xtext(bnc_arena *arena, bnc_span text)
{
    char *copy = bnc_arena_alloc_raw(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint32_t point = 0;
        size_t digits = 0;

        if (bnc_span_starts(bnc_span_from(text, i), BNC_SPAN("\\x{"))) {
            while (digits < 6 && i + 3 + digits < text.len && hex_value(text.at[i + 3 + digits]) >= 0)
                point = point * 16 + (uint32_t)hex_value(text.at[i + 3 + digits++]);
        }
        if (digits == 0 || i + 3 + digits >= text.len || text.at[i + 3 + digits] != '}' || point < 0x20 || point > 0x10FFFF) {
            copy[len++] = text.at[i];
            continue;
        }
        len += bnc_utf8_write(copy + len, point);
        i += digits + 3;
    }
    return (bnc_span){ copy, len };
}

/* A source route "@a,@b:kim@partner.example" (RFC 5321, appendix C). */
static bnc_span skip_route(bnc_span text)
{
    size_t colon = text.len && text.at[0] == '@' ? bnc_span_find_char(text, ':', 0) : BNC_NOT_FOUND;

    return colon == BNC_NOT_FOUND ? text : bnc_span_from(text, colon + 1);
}

/* Nothing but letters, digits and ".-_@", as most addresses are: there is nothing to take off or to decode. */
static bool is_plain(bnc_span text)
{
    if (!text.len || !bnc_is_alnum(text.at[0]) || !bnc_is_alnum(text.at[text.len - 1]) || bnc_span_starts_nocase(text, BNC_SPAN("IMCEA")))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (!bnc_is_alnum(c) && c != '.' && c != '@' && c != '-' && c != '_')
            return false;
    }
    return true;
}

bnc_address bnc_address_clean(bnc_arena *arena, bnc_span raw)
{
    bnc_address address = { 0 };
    bnc_span text = bnc_span_trim(bnc_span_cut(raw, 0, BNC_MAX_ADDRESS));
    size_t found;
    size_t len;

    if (is_plain(text))
        return (bnc_address){ .text = text, .is_local = bnc_span_find_char(text, '@', 0) == BNC_NOT_FOUND };
    text = skip_type(text);
    text = skip_type(strip_punctuation(skip_route(strip_brackets(text))));
    if (bnc_span_find_char(text, ' ', 0) != BNC_NOT_FOUND && text.at[0] != '"' && text.at[0] != '/') {
        found = bnc_address_find(text, 0, &len); /* "kim@partner.example (expanded from: team)" */
        if (found != BNC_NOT_FOUND)
            text = bnc_span_cut(text, found, len);
    }
    if (bnc_span_starts_nocase(text, BNC_SPAN("IMCEA")))
        text = decode_imcea(arena, text);
    else if (bnc_span_find_nocase(text, BNC_SPAN("RFC-822="), 0) != BNC_NOT_FOUND)
        text = decode_x400(arena, text);
    if (bnc_span_find(text, BNC_SPAN("\\x{"), 0) != BNC_NOT_FOUND)
        text = decode_utf8_xtext(arena, text);
    if (bnc_span_find_char(text, '@', 0) == BNC_NOT_FOUND && bnc_span_find(text, BNC_SPAN("+40"), 0) != BNC_NOT_FOUND)
        text = decode_plus(arena, text, false);
    text = bnc_utf8_repair(arena, bnc_span_trim(text));
    address.text = text;
    address.is_local = text.len && bnc_span_find_char(text, '@', 0) == BNC_NOT_FOUND;
    address.is_masked = bnc_span_find_char(text, '*', 0) != BNC_NOT_FOUND
        || (address.is_local && bnc_span_find_char(text, '#', 0) != BNC_NOT_FOUND);
    if (address.is_masked && bnc_span_find_char(text, '#', 0) != BNC_NOT_FOUND)
        address.is_local = false; /* "kim#partner.example": the domain is there */
    return address;
}

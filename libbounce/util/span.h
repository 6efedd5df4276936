/*
 * Spans: pointer and length into text somebody else owns. Nothing here allocates.
 * Bytes are compared as ASCII, never by locale (RFC 5321, section 2.4: keywords are case-insensitive ASCII).
 */
#ifndef BNC_UTIL_SPAN_H
#define BNC_UTIL_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct bnc_span {
    const char *at; /* may be NULL where len is 0 */
    size_t len;
} bnc_span;

#define BNC_SPAN(literal) ((bnc_span){ "" literal, sizeof(literal) - 1 })

static inline bnc_span bnc_span_of(const char *text)
{
    return (bnc_span){ text, text ? strlen(text) : 0 };
}

static inline bnc_span bnc_span_from(bnc_span s, size_t start)
{
    return start < s.len ? (bnc_span){ s.at + start, s.len - start } : (bnc_span){ s.len ? s.at + s.len : s.at, 0 };
}

static inline bnc_span bnc_span_cut(bnc_span s, size_t start, size_t len)
{
    s = bnc_span_from(s, start);
    if (len < s.len)
        s.len = len;
    return s;
}

static inline bool bnc_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool bnc_is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static inline bool bnc_is_alnum(char c) { return bnc_is_digit(c) || bnc_is_alpha(c); }
static inline bool bnc_is_blank(char c) { return c == ' ' || c == '\t'; }
static inline bool bnc_is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static inline char bnc_to_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

#define BNC_NOT_FOUND ((size_t)-1)

/* Ends a changed copy of a text: behind the len bytes written at "out" go the rest, as it is, and a NUL, for which there is room. */
static inline bnc_span bnc_span_end_copy(char *out, size_t len, bnc_span rest)
{
    if (rest.len)
        memcpy(out + len, rest.at, rest.len);
    out[len + rest.len] = '\0';
    return (bnc_span){ out, len + rest.len };
}

bool bnc_span_equal(bnc_span a, bnc_span b);
bool bnc_span_same_nocase(const char *a, const char *b, size_t len);
/* Inline: most comparisons end at the length or the first byte. */
static inline bool bnc_span_equal_nocase(bnc_span a, bnc_span b)
{
    return a.len == b.len && (a.len == 0 || (bnc_to_lower(a.at[0]) == bnc_to_lower(b.at[0]) && bnc_span_same_nocase(a.at, b.at, a.len)));
}
bool bnc_span_starts(bnc_span s, bnc_span prefix);
bool bnc_span_starts_nocase(bnc_span s, bnc_span prefix);
bool bnc_span_ends_nocase(bnc_span s, bnc_span suffix);
/* Offset of the first occurrence at or after start, or BNC_NOT_FOUND. */
size_t bnc_span_find(bnc_span s, bnc_span what, size_t start);
size_t bnc_span_find_nocase(bnc_span s, bnc_span what, size_t start);
size_t bnc_span_find_char(bnc_span s, char c, size_t start);
/* Without white space (blank, tab, CR, LF) at both ends. */
bnc_span bnc_span_trim(bnc_span s);
/*
 * Takes the next line off *rest: without its LF or CRLF. Returns false at the end. A last line without a line end counts.
 */
bool bnc_span_next_line(bnc_span *rest, bnc_span *ret_line);
/* Decimal number of at most 9 digits at the front; returns the number of digits read, 0 if none. */
size_t bnc_span_number(bnc_span s, uint32_t *ret_number);

#endif

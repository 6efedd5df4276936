/*
 * Comparing and searching spans.
 *
 * In:  slices of text.   Out: offsets and slices of the same text. Every function is linear in its input but
 * bnc_span_find_nocase(), which is bounded by text times needle; needles are short literals.
 */
#include "util/span.h"

bool bnc_span_same_nocase(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bnc_to_lower(a[i]) != bnc_to_lower(b[i]))
            return false;
    return true;
}

bool bnc_span_equal(bnc_span a, bnc_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool bnc_span_starts(bnc_span s, bnc_span prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.at, prefix.at, prefix.len) == 0);
}

bool bnc_span_starts_nocase(bnc_span s, bnc_span prefix)
{
    return s.len >= prefix.len && bnc_span_same_nocase(s.at, prefix.at, prefix.len);
}

bool bnc_span_ends_nocase(bnc_span s, bnc_span suffix)
{
    return s.len >= suffix.len && bnc_span_same_nocase(s.at + s.len - suffix.len, suffix.at, suffix.len);
}

size_t bnc_span_find(bnc_span s, bnc_span what, size_t start)
{
    const char *found;

    if (start > s.len || what.len > s.len - start)
        return BNC_NOT_FOUND;
    if (what.len == 0)
        return start;
    found = memmem(s.at + start, s.len - start, what.at, what.len);
    return found ? (size_t)(found - s.at) : BNC_NOT_FOUND;
}

size_t bnc_span_find_char(bnc_span s, char c, size_t start)
{
    const char *found;

    if (start >= s.len)
        return BNC_NOT_FOUND;
    found = memchr(s.at + start, c, s.len - start);
    return found ? (size_t)(found - s.at) : BNC_NOT_FOUND;
}

/*
 * Looks for both cases of the needle's first byte with memchr, each candidate being kept until the scan has passed it, so
 * that a text without the one case is not searched for it again and again.
 */
size_t bnc_span_find_nocase(bnc_span s, bnc_span what, size_t start)
{
    char lower;
    char upper;
    size_t last;
    size_t next_lower;
    size_t next_upper;

    if (start > s.len || what.len > s.len - start)
        return BNC_NOT_FOUND;
    if (what.len == 0)
        return start;
    lower = bnc_to_lower(what.at[0]);
    upper = bnc_is_alpha(lower) ? (char)(lower & ~0x20) : lower;
    last = s.len - what.len;
    s.len = last + 1; /* candidates start here at the latest; the comparison below stays within the old length */
    next_lower = bnc_span_find_char(s, lower, start);
    next_upper = upper == lower ? BNC_NOT_FOUND : bnc_span_find_char(s, upper, start);
    while (next_lower != BNC_NOT_FOUND || next_upper != BNC_NOT_FOUND) {
        size_t at = next_lower < next_upper ? next_lower : next_upper;

        if (bnc_span_same_nocase(s.at + at, what.at, what.len))
            return at;
        if (at == next_lower)
            next_lower = bnc_span_find_char(s, lower, at + 1);
        else
            next_upper = bnc_span_find_char(s, upper, at + 1);
    }
    return BNC_NOT_FOUND;
}

bnc_span bnc_span_trim(bnc_span s)
{
    while (s.len && bnc_is_space(s.at[s.len - 1]))
        s.len--;
    while (s.len && bnc_is_space(s.at[0])) {
        s.at++;
        s.len--;
    }
    return s;
}

bool bnc_span_next_line(bnc_span *rest, bnc_span *ret_line)
{
    size_t end;
    bnc_span line = *rest;

    if (rest->len == 0)
        return false;
    end = bnc_span_find_char(*rest, '\n', 0);
    if (end == BNC_NOT_FOUND) {
        *rest = bnc_span_from(*rest, rest->len);
    } else {
        line.len = end;
        *rest = bnc_span_from(*rest, end + 1);
    }
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    *ret_line = line;
    return true;
}

size_t bnc_span_number(bnc_span s, uint32_t *ret_number)
{
    uint32_t number = 0;
    size_t i = 0;

    while (i < s.len && i < 9 && bnc_is_digit(s.at[i])) {
        number = number * 10 + (uint32_t)(s.at[i] - '0');
        i++;
    }
    if (i)
        *ret_number = number;
    return i;
}

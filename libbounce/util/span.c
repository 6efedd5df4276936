/*
 * Comparing and searching spans.
 *
 * In:  slices of text.   Out: offsets and slices of the same text. Every function is linear in its input but
 * bnc_span_find_nocase(), which is bounded by text times needle; needles are short literals.
 */
#include "util/span.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Eight bytes in lower case. */
static inline uint64_t lower_word(const char *at)
{
    const uint64_t ones = 0x0101010101010101u, high = ones << 7;
    uint64_t word, rest;

    memcpy(&word, at, 8);
    rest = word & ~high; /* so that no sum carries into the next byte */
    return word | (((rest + ones * (0x80 - 'A')) & ~(rest + ones * (0x80 - 'Z' - 1)) & ~word & high) >> 2);
}

bool bnc_span_same_nocase(const char *a, const char *b, size_t len)
{
    for (; len >= 8; a += 8, b += 8, len -= 8)
        if (lower_word(a) != lower_word(b))
            return false;
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

#ifdef __SSE2__
/* A byte sixteen times, and 0x20 in each where it is a letter: what a block has to be or-ed with before both cases of it are one. */
static __m128i spread(char c, __m128i *ret_case)
{
    *ret_case = _mm_set1_epi8(bnc_is_alpha(c) ? 0x20 : 0);
    return _mm_set1_epi8(bnc_to_lower(c));
}

/* Looks at blocks of sixteen places for the needle's first and last byte at once. Returns where it stands, or where the last block ends. */
static size_t find_by_blocks(const char *text, size_t start, size_t end, bnc_span what, bool *ret_is_found)
{
    __m128i first_case, last_case, first = spread(what.at[0], &first_case), last = spread(what.at[what.len - 1], &last_case);
    size_t at = start;

    *ret_is_found = false;
    for (; end - at >= 16; at += 16) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(text + at));
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(text + at + what.len - 1));
        __m128i both = _mm_and_si128(_mm_cmpeq_epi8(_mm_or_si128(a, first_case), first), _mm_cmpeq_epi8(_mm_or_si128(b, last_case), last));

        for (unsigned mask = (unsigned)_mm_movemask_epi8(both); mask; mask &= mask - 1) {
            size_t place = at + (size_t)__builtin_ctz(mask);

            if (bnc_span_same_nocase(text + place, what.at, what.len)) {
                *ret_is_found = true;
                return place;
            }
        }
    }
    return at;
}
#endif

size_t bnc_span_find_nocase(bnc_span s, bnc_span what, size_t start)
{
    size_t end;
    char lower;

    if (start > s.len || what.len > s.len - start)
        return BNC_NOT_FOUND;
    if (what.len == 0)
        return start;
    end = s.len - what.len + 1; /* behind the last place */
#ifdef __SSE2__
    bool is_found;

    start = find_by_blocks(s.at, start, end, what, &is_found);
    if (is_found)
        return start;
#endif
    lower = bnc_to_lower(what.at[0]);
    for (; start < end; start++)
        if (bnc_to_lower(s.at[start]) == lower && bnc_span_same_nocase(s.at + start, what.at, what.len))
            return start;
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

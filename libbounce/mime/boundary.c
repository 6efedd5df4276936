/*
 * Boundary lines (RFC 2046, section 5.1.1). Searching for LF and two dashes at once is faster than looking at every line: in a
 * big returned message there are many lines and few boundaries.
 *
 * In:  text.   Out: offsets.
 */
#include "mime/boundary.h"

#include "mime/scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define GUESS_LOOK 65536u /* a preamble longer than this is no preamble */
#define BOUNDARY_MAX 200u /* RFC 2046 allows 70 */

size_t bnc_boundary_candidate(bnc_span text, size_t at)
{
#ifdef __SSE2__
    const __m128i line_end = _mm_set1_epi8('\n');
    const __m128i dash = _mm_set1_epi8('-');

    while (text.len >= 18 && at <= text.len - 18) {
        const char *p = text.at + at;
        __m128i first = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), line_end);
        __m128i second = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + 1)), dash);
        __m128i third = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + 2)), dash);
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_and_si128(_mm_and_si128(first, second), third));

        if (mask)
            return at + (size_t)__builtin_ctz(mask);
        at += 16;
    }
#endif
    while (at + 2 < text.len) {
        const char *found = memchr(text.at + at, '\n', text.len - at - 2);

        if (!found)
            break;
        if (found[1] == '-' && found[2] == '-')
            return (size_t)(found - text.at);
        at = (size_t)(found - text.at) + 1;
    }
    return BNC_NOT_FOUND;
}

bool bnc_boundary_match(bnc_span text, size_t at, bnc_span boundary, size_t *ret_next, bool *ret_is_close)
{
    size_t end;
    bool is_close;

    if (text.len - at < boundary.len || memcmp(text.at + at, boundary.at, boundary.len) != 0)
        return false;
    at += boundary.len;
    is_close = text.len - at >= 2 && text.at[at] == '-' && text.at[at + 1] == '-';
    if (is_close)
        at += 2;
    end = at;
    while (end < text.len && text.at[end] != '\n') {
        if (!is_close && !bnc_is_space(text.at[end]))
            return false; /* a longer boundary */
        end++;
    }
    *ret_next = end < text.len ? end + 1 : text.len;
    *ret_is_close = is_close;
    return true;
}

bnc_span bnc_boundary_guess(bnc_span body, bool is_declared)
{
    size_t at = 0;

    body = bnc_span_cut(body, 0, GUESS_LOOK);
    while (at < body.len) {
        size_t end = bnc_scan_line_end(body, at);
        bnc_span line = bnc_span_trim(bnc_span_cut(body, at, end - at));
        bnc_span next = bnc_span_cut(body, end + 1, 200);
        bool is_blank = next.len && (next.at[0] == '\n' || next.at[0] == '\r');

        if (line.len > 4 && line.len < BOUNDARY_MAX && bnc_span_starts(line, BNC_SPAN("--")) && !bnc_is_space(line.at[2])
            && bnc_span_find_char(line, ' ', 0) == BNC_NOT_FOUND
            && (bnc_span_starts_nocase(next, BNC_SPAN("Content-")) || (is_blank && !is_declared)))
            return bnc_span_from(line, 2);
        at = end + 1;
    }
    return (bnc_span){ 0 };
}

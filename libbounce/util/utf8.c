/*
 * UTF-8 (RFC 3629): checking and repairing.
 *
 * In:  any bytes.   Out: how much of them is valid, or a valid copy.
 * Runs of ASCII are skipped eight or sixteen bytes at a time: mail is mostly ASCII, and GLib's check goes byte by byte.
 */
#include "util/utf8.h"

#include <glib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define LOW_BITS UINT64_C(0x0101010101010101)

/* The number of bytes at the front that are ASCII and not NUL. */
static size_t ascii_prefix(const char *text, size_t len)
{
    size_t i = 0;

#ifdef __SSE2__
    while (len - i >= 16) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(text + i));

        if (_mm_movemask_epi8(_mm_cmpgt_epi8(block, _mm_setzero_si128())) != 0xFFFF)
            break;
        i += 16;
    }
#endif
    while (len - i >= 8) {
        uint64_t word;

        memcpy(&word, text + i, sizeof word);
        /* (word - LOW_BITS) borrows into a high bit where a byte is 0; bytes are < 0x80 where no high bit is set. */
        if ((word | (word - LOW_BITS)) & HIGH_BITS)
            break;
        i += 8;
    }
    while (i < len && (signed char)text[i] > 0)
        i++;
    return i;
}

/* Length of the valid sequence of two to four bytes at the front, or 0 (RFC 3629, section 4). */
static size_t sequence(const unsigned char *s, size_t len)
{
    size_t size;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;

    if (len < 2)
        return 0;
    if (s[0] >= 0xC2 && s[0] <= 0xDF) {
        size = 2;
    } else if (s[0] >= 0xE0 && s[0] <= 0xEF) {
        size = 3;
        if (s[0] == 0xE0)
            low = 0xA0; /* no overlong forms */
        else if (s[0] == 0xED)
            high = 0x9F; /* no surrogates */
    } else if (s[0] >= 0xF0 && s[0] <= 0xF4) {
        size = 4;
        if (s[0] == 0xF0)
            low = 0x90;
        else if (s[0] == 0xF4)
            high = 0x8F; /* nothing above U+10FFFF */
    } else {
        return 0;
    }
    if (len < size || s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if (s[i] < 0x80 || s[i] > 0xBF)
            return 0;
    return size;
}

size_t bnc_utf8_valid_prefix(bnc_span text)
{
    size_t i = 0;

    for (;;) {
        size_t size;

        i += ascii_prefix(text.at + i, text.len - i);
        if (i == text.len)
            return i;
        size = sequence((const unsigned char *)text.at + i, text.len - i);
        if (size == 0)
            return i;
        i += size;
    }
}

bool bnc_is_ascii(bnc_span text)
{
    return text.len == 0 || ascii_prefix(text.at, text.len) == text.len;
}

bnc_span bnc_utf8_repair(bnc_arena *arena, bnc_span text)
{
    size_t bad = 0;
    size_t len = 0;
    bnc_span rest = text;
    char *copy;

    if (text.len == 0)
        return text;
    for (size_t good; (good = bnc_utf8_valid_prefix(rest)) < rest.len; rest = bnc_span_from(rest, good + 1))
        bad++;
    if (bad == 0)
        return text;
    copy = bnc_arena_alloc_raw(arena, text.len + bad * 2);
    for (rest = text; rest.len;) {
        size_t good = bnc_utf8_valid_prefix(rest);

        memcpy(copy + len, rest.at, good);
        len += good;
        if (good < rest.len) {
            memcpy(copy + len, "\xEF\xBF\xBD", 3);
            len += 3;
            good++;
        }
        rest = bnc_span_from(rest, good);
    }
    return (bnc_span){ copy, len };
}

bnc_span bnc_utf8_cut(bnc_span text, size_t max)
{
    if (text.len <= max)
        return text;
    text.len = max;
    while (text.len && ((unsigned char)text.at[text.len] & 0xC0) == 0x80)
        text.len--;
    return text;
}

size_t bnc_utf8_write(char *out, uint32_t point)
{
    return (size_t)g_unichar_to_utf8(g_unichar_validate(point) ? point : 0xFFFD, out);
}

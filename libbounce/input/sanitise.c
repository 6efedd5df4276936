/*
 * The first thing that happens to the caller's bytes.
 *
 * In:  any bytes.   Out: a bounded span with usable line ends. Most mail needs nothing and is not copied.
 */
#include "input/sanitise.h"

#include "input/mbox.h"
#include "util/utf8.h"

#define UTF16_LOOK 256u

static uint32_t unit_at(bnc_span text, size_t at, bool is_big)
{
    const unsigned char *s = (const unsigned char *)text.at + at;

    return is_big ? (uint32_t)(s[0] << 8 | s[1]) : (uint32_t)(s[1] << 8 | s[0]);
}

/* UTF-16 (RFC 2781), as Windows programs save text. Two bytes become at most three. */
static bnc_span from_utf16(bnc_arena *arena, bnc_span text, bool is_big)
{
    char *copy = bnc_arena_alloc_raw(arena, text.len / 2 * 3 + 4);
    size_t len = 0;

    for (size_t at = 0; at + 1 < text.len; at += 2) {
        uint32_t point = unit_at(text, at, is_big);

        if (point >= 0xD800 && point < 0xDC00 && at + 3 < text.len) {
            uint32_t low = unit_at(text, at + 2, is_big);
            if (low >= 0xDC00 && low < 0xE000) {
                point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        len += bnc_utf8_write(copy + len, point);
    }
    return (bnc_span){ copy, len };
}

/* Without a mark: ASCII in UTF-16 has a NUL in every second byte. 'L', 'B' or 0. */
static char utf16_order(bnc_span text)
{
    size_t even = 0;
    size_t odd = 0;
    size_t len = text.len < UTF16_LOOK ? text.len & ~(size_t)1 : UTF16_LOOK;

    if (text.len < 8 || !memchr(text.at, 0, 8))
        return 0;
    for (size_t i = 0; i < len; i += 2) {
        even += text.at[i] == 0;
        odd += text.at[i + 1] == 0;
    }
    if (odd * 4 > len && even * 16 < len)
        return 'L';
    return even * 4 > len && odd * 16 < len ? 'B' : 0;
}

static bnc_span decode_marks(bnc_arena *arena, bnc_span text)
{
    bool is_marked = false;
    char order;

    if (bnc_span_starts(text, BNC_SPAN("\xEF\xBB\xBF")))
        return bnc_span_from(text, 3);
    if (bnc_span_starts(text, BNC_SPAN("\xFF\xFE"))) {
        order = 'L';
        is_marked = true;
    } else if (bnc_span_starts(text, BNC_SPAN("\xFE\xFF"))) {
        order = 'B';
        is_marked = true;
    } else {
        order = utf16_order(text);
    }
    if (!order)
        return text;
    return from_utf16(arena, bnc_span_from(text, is_marked ? 2 : 0), order == 'B');
}

/* Offset of the first CR at or after "at" that no LF follows directly, or text.len. */
static size_t find_lone_cr(bnc_span text, size_t at)
{
    while (at < text.len) {
        const char *cr = memchr(text.at + at, '\r', text.len - at);

        if (!cr)
            break;
        at = (size_t)(cr - text.at);
        if (at + 1 == text.len || text.at[at + 1] != '\n')
            return at;
        at += 2;
    }
    return text.len;
}

/* Lone CRs become LFs: old programs end lines so. Some CRs in front of one LF are one line end: gateways double them. */
static bnc_span normalise_lines(bnc_arena *arena, bnc_span text)
{
    size_t at = find_lone_cr(text, 0);
    size_t len = at;
    char *copy;

    if (at + 1 >= text.len)
        return text; /* none, or the very last byte */
    copy = bnc_arena_alloc_raw(arena, text.len);
    memcpy(copy, text.at, at);
    while (at < text.len) {
        size_t end = at;

        if (text.at[at] != '\r') {
            copy[len++] = text.at[at++];
            continue;
        }
        while (end < text.len && text.at[end] == '\r')
            end++;
        if (end < text.len && text.at[end] == '\n') {
            copy[len++] = '\n';
            end++;
        } else {
            memset(copy + len, '\n', end - at);
            len += end - at;
        }
        at = end;
    }
    return (bnc_span){ copy, len };
}

/* Blank lines, then an mbox "From " line: what mail programs put in front of a message that they save. */
static bnc_span skip_front(bnc_span text)
{
    for (;;) {
        bnc_span rest = text;
        bnc_span line;

        if (!bnc_span_next_line(&rest, &line))
            return text;
        if (bnc_span_trim(line).len == 0 || bnc_mbox_is(line)) {
            text = rest;
            continue;
        }
        return text;
    }
}

bnc_span bnc_input_sanitise(bnc_arena *arena, const void *data, size_t len, size_t max_input, bnc_notes *notes)
{
    bnc_span text = { data, data ? len : 0 };

    if (text.len > max_input) {
        text.len = max_input;
        bnc_notes_add(notes, "input_cut", NULL);
    }
    if (text.len == 0)
        return text;
    text = decode_marks(arena, text);
    text = normalise_lines(arena, text);
    if (text.len && memchr(text.at, 0, text.len))
        bnc_notes_add(notes, "binary", NULL);
    return skip_front(text);
}

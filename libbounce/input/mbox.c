/*
 * Message limits in an mbox (RFC 4155; mboxo, mboxrd, and mboxcl with Content-Length).
 *
 * In:  the whole file and an offset.   Out: one message after the other. No state but the offset; linear over all calls.
 */
#include "input/mbox.h"

#define HEADER_LOOK 65536u /* a Content-Length further down is not looked for */

/* "From kim@partner.example Tue Mar  3 10:00:00 2020": a time and a year must be there, since sentences begin with "From " too. */
static bool is_from_line(bnc_span text, size_t at)
{
    bnc_span line = bnc_span_cut(text, at, 300);
    size_t end = bnc_span_find_char(line, '\n', 0);
    bool has_time = false;
    bool has_year = false;

    if (!bnc_span_starts(line, BNC_SPAN("From ")))
        return false;
    if (end != BNC_NOT_FOUND)
        line.len = end;
    for (size_t i = 5; i + 3 < line.len; i++) {
        const char *s = line.at + i;

        if (!bnc_is_digit(s[0]) || !bnc_is_digit(s[1]))
            continue;
        has_time |= i + 4 < line.len && s[2] == ':' && bnc_is_digit(s[3]) && bnc_is_digit(s[4]);
        has_year |= (bnc_span_starts(bnc_span_from(line, i), BNC_SPAN("19")) || bnc_span_starts(bnc_span_from(line, i), BNC_SPAN("20")))
            && bnc_is_digit(s[2]) && bnc_is_digit(s[3]) && bnc_is_space(s[-1]);
    }
    return has_time && has_year;
}

bool bnc_mbox_is(bnc_span data)
{
    return is_from_line(data, 0);
}

static size_t next_line(bnc_span data, size_t at)
{
    size_t end = bnc_span_find_char(data, '\n', at);

    return end == BNC_NOT_FOUND ? data.len : end + 1;
}

static bool is_blank_line(bnc_span data, size_t at)
{
    return at < data.len && (data.at[at] == '\n' || (data.at[at] == '\r' && at + 1 < data.len && data.at[at + 1] == '\n'));
}

/* Where the Content-Length of the message at "start" says that it ends, if the file agrees; else 0. */
static size_t declared_end(bnc_span data, size_t start)
{
    uint32_t length = 0;
    bool is_declared = false;
    size_t at = start;
    size_t end;

    while (at < data.len && at - start < HEADER_LOOK && !is_blank_line(data, at)) {
        bnc_span line = bnc_span_from(data, at);

        if (is_from_line(data, at))
            return 0; /* the next message already */
        if (bnc_span_starts_nocase(line, BNC_SPAN("Content-Length:")))
            is_declared = bnc_span_number(bnc_span_trim(bnc_span_cut(line, 15, 20)), &length) > 0;
        at = next_line(data, at);
    }
    if (!is_declared || !is_blank_line(data, at))
        return 0;
    at = next_line(data, at);
    if (length > data.len - at)
        return 0;
    end = at + length;
    for (at = end; is_blank_line(data, at) && at - end < 4;)
        at = next_line(data, at);
    return at == data.len || is_from_line(data, at) ? end : 0;
}

/* The next "From " line behind a blank line; the end of the file if there is none. */
static size_t scanned_end(bnc_span data, size_t start)
{
    size_t at = bnc_span_find(data, BNC_SPAN("\nFrom "), start ? start - 1 : 0);

    for (; at != BNC_NOT_FOUND; at = bnc_span_find(data, BNC_SPAN("\nFrom "), at + 1)) {
        bool after_blank = at < start || (at > 0 && data.at[at - 1] == '\n') || (at > 1 && data.at[at - 1] == '\r' && data.at[at - 2] == '\n');

        if (after_blank && is_from_line(data, at + 1))
            return at + 1;
    }
    return data.len;
}

bool bnc_mbox_next(bnc_span data, size_t *inout_offset, bnc_span *ret_message)
{
    size_t start = *inout_offset;
    size_t end;

    while (is_blank_line(data, start))
        start = next_line(data, start);
    if (start >= data.len)
        return false;
    if (is_from_line(data, start))
        start = next_line(data, start);
    end = declared_end(data, start);
    if (!end)
        end = scanned_end(data, start);
    *inout_offset = end;
    if (end > start + 1 && data.at[end - 1] == '\n' && data.at[end - 2] == '\n')
        end--; /* the blank line that parts messages */
    else if (end > start + 3 && bnc_span_equal(bnc_span_cut(data, end - 4, 4), BNC_SPAN("\r\n\r\n")))
        end -= 2;
    *ret_message = bnc_span_cut(data, start, end - start);
    return true;
}

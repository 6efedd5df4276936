/*
 * Enhanced status codes (RFC 3463; syntax RFC 2034, section 4).
 *
 * In:  text with "5.7.1", "#5.1.1", "(#5.1.1)", "5.1.1:" somewhere.   Out: class, subject, detail, and where it stood.
 * IP addresses (192.0.2.5, 4.16.55.1) and versions (v4.2.1, 4.2.1/5) look alike and are passed over.
 */
#include "smtp/status.h"

/* Subjects are 0 to 7 (RFC 3463, section 3). Above this it is a date or a version. */
#define SUBJECT_MAX_FOUND 9

/* One to three digits; returns how many, 0 for none or more than three. */
static size_t parse_number(bnc_span text, uint16_t *ret_number)
{
    uint32_t number = 0;
    size_t len = bnc_span_number(text, &number);

    if (len < 1 || len > 3)
        return 0;
    *ret_number = (uint16_t)number;
    return len;
}

size_t bnc_status_parse(bnc_span text, bnc_status *ret_status)
{
    bnc_status status = { 0 };
    size_t at = 0;
    size_t len;

    if (text.len && text.at[0] == '#')
        at++;
    if (text.len - at < 5)
        return 0;
    if (text.at[at] != '2' && text.at[at] != '4' && text.at[at] != '5')
        return 0;
    status.class = (uint8_t)(text.at[at] - '0');
    if (text.at[at + 1] != '.')
        return 0;
    at += 2;
    len = parse_number(bnc_span_from(text, at), &status.subject);
    if (len == 0 || at + len >= text.len || text.at[at + len] != '.')
        return 0;
    at += len + 1;
    len = parse_number(bnc_span_from(text, at), &status.detail);
    if (len == 0)
        return 0;
    at += len;
    if (at + 1 < text.len && text.at[at] == '.' && bnc_is_digit(text.at[at + 1]))
        return 0; /* four numbers: an IP address */
    *ret_status = status;
    return at;
}

/* Does what stands around text[at, at + len) allow a status code there? */
static bool stands_alone(bnc_span text, size_t at, size_t len)
{
    char before = at ? text.at[at - 1] : ' ';
    char after = at + len < text.len ? text.at[at + len] : ' ';

    if (bnc_is_alnum(before) || before == '.' || before == '/' || before == '=' || before == ',')
        return false;
    if (after == '/' || after == '=' || after == '@')
        return false;
    /* "version 4.2.1" */
    return !(at >= 8 && bnc_span_equal_nocase(bnc_span_cut(text, at - 8, 8), BNC_SPAN("version ")));
}

size_t bnc_status_find(bnc_span text, size_t start, bnc_status *ret_status, size_t *ret_len)
{
    /* The shortest is "5.7.1": a digit with a dot behind it. Dots are rarer than digits, so look for them. */
    size_t dot = bnc_span_find_char(text, '.', start + 1);

    for (; dot != BNC_NOT_FOUND; dot = bnc_span_find_char(text, '.', dot + 1)) {
        bnc_status status;
        size_t len = bnc_status_parse(bnc_span_from(text, dot - 1), &status);

        bool is_marked = dot >= 2 && text.at[dot - 2] == '#';

        if (len && (status.subject <= SUBJECT_MAX_FOUND || is_marked) && stands_alone(text, dot - 1, len)) {
            *ret_status = status;
            *ret_len = len;
            return dot - 1;
        }
    }
    return BNC_NOT_FOUND;
}

static char *write_number(char *to, unsigned number)
{
    if (number >= 100)
        *to++ = (char)('0' + number / 100 % 10);
    if (number >= 10)
        *to++ = (char)('0' + number / 10 % 10);
    *to++ = (char)('0' + number % 10);
    return to;
}

void bnc_status_write(bnc_status status, char ret_text[12])
{
    char *to = ret_text;

    to = write_number(to, status.class);
    *to++ = '.';
    to = write_number(to, status.subject);
    *to++ = '.';
    to = write_number(to, status.detail);
    *to = '\0';
}

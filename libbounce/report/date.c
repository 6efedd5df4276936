/*
 * The date of a report.
 *
 * In:  a Date field (RFC 5322, section 3.3).   Out: ISO 8601 with its own zone. The usual form is read here; all others go to GMime, whose way
 * through GDateTime costs as much as the rest of the header.
 */
#include "report/reader.h"

static bool read_two(bnc_span text, size_t at, unsigned max, unsigned *ret)
{
    if (at + 2 > text.len || !bnc_is_digit(text.at[at]) || !bnc_is_digit(text.at[at + 1]))
        return false;
    *ret = (unsigned)(text.at[at] - '0') * 10 + (unsigned)(text.at[at + 1] - '0');
    return *ret <= max;
}

static unsigned month_of(bnc_span text, size_t at)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (unsigned m = 0; m < 12 && at + 3 <= text.len; m++) {
        if (memcmp(text.at + at, months + 3 * m, 3) == 0)
            return m + 1;
    }
    return 0;
}

static void write_two(char *out, unsigned value)
{
    out[0] = (char)('0' + value / 10 % 10);
    out[1] = (char)('0' + value % 10);
}

/* "Tue, 17 Jan 2017 16:38:40 +0900 (KST)" */
static bool read_usual(bnc_span text, char out[26])
{
    unsigned day, century, year, hour, minute, second, zone_hour, zone_minute;
    size_t at = text.len > 5 && text.at[3] == ',' && text.at[4] == ' ' ? 5 : 0;
    if (at + 2 < text.len && text.at[at + 1] == ' ' && bnc_is_digit(text.at[at])) {
        day = (unsigned)(text.at[at] - '0');
        at += 2;
    } else {
        if (!read_two(text, at, 31, &day) || at + 2 >= text.len || text.at[at + 2] != ' ')
            return false;
        at += 3;
    }
    unsigned month = month_of(text, at);
    if (month == 0 || day == 0 || at + 23 > text.len || text.at[at + 3] != ' ' || text.at[at + 8] != ' ' || text.at[at + 11] != ':' ||
        text.at[at + 14] != ':' || text.at[at + 17] != ' ' || (text.at[at + 18] != '+' && text.at[at + 18] != '-'))
        return false;
    if (!read_two(text, at + 4, 99, &century) || !read_two(text, at + 6, 99, &year) || !read_two(text, at + 9, 23, &hour) ||
        !read_two(text, at + 12, 59, &minute) || !read_two(text, at + 15, 60, &second) || !read_two(text, at + 19, 14, &zone_hour) ||
        !read_two(text, at + 21, 59, &zone_minute) || century < 10)
        return false;
    memcpy(out, "0000-00-00T00:00:00+00:00", 26);
    write_two(out, century);
    write_two(out + 2, year);
    write_two(out + 5, month);
    write_two(out + 8, day);
    write_two(out + 11, hour);
    write_two(out + 14, minute);
    write_two(out + 17, second);
    out[19] = text.at[at + 18];
    write_two(out + 20, zone_hour);
    write_two(out + 23, zone_minute);
    return true;
}

const char *bnc_report_iso_date(bnc_reader *reader, bnc_span value)
{
    char text[26];
    if (read_usual(bnc_span_trim(value), text))
        return bnc_arena_dup(reader->arena, (bnc_span){ text, 25 });
    return bnc_report_string(reader->report, bnc_header_iso_date(reader->arena, value));
}

/*
 * Header fields (RFC 5322, section 2.2): finding and unfolding. Decoding is in encoded_word.c, parameters are in parameter.c.
 *
 * In:  a header block, or a block of fields of a delivery report.   Out: slices of it.
 * Tolerates: lines that are no field, blanks before the colon, LF and CRLF, blank lines within the block.
 */
#include "mime/header.h"

#include "mime/init.h"
#include "mime/scan.h"
#include "util/utf8.h"

#include <gmime/gmime.h>

#define DATE_MAX 200u

bool bnc_header_next(bnc_span *rest, bnc_field *ret_field)
{
    bnc_span text = *rest;
    size_t at = 0;

    while (at < text.len) {
        size_t end = bnc_scan_line_end(text, at);
        size_t name_end;
        size_t colon = bnc_scan_field(text, at, end, &name_end);

        if (colon) {
            end = bnc_scan_field_end(text, end);
            ret_field->name = bnc_span_cut(text, at, name_end - at);
            ret_field->value = bnc_span_cut(text, colon + 1, end - colon - 1);
            *rest = bnc_span_from(text, end + 1);
            return true;
        }
        at = end + 1;
    }
    *rest = bnc_span_from(text, text.len);
    return false;
}

bool bnc_header_find(bnc_span header, const char *name, bnc_span *ret_value)
{
    bnc_span wanted = bnc_span_of(name);
    size_t at = 0;

    while (at + wanted.len < header.len) {
        size_t end;
        size_t name_end;
        size_t colon;

        if (bnc_to_lower(header.at[at]) == bnc_to_lower(wanted.at[0]) && bnc_span_starts_nocase(bnc_span_from(header, at), wanted)) {
            end = bnc_scan_line_end(header, at);
            colon = bnc_scan_field(header, at, end, &name_end);
            if (colon && name_end == at + wanted.len) {
                end = bnc_scan_field_end(header, end);
                *ret_value = bnc_span_cut(header, colon + 1, end - colon - 1);
                return true;
            }
        }
        at = bnc_scan_line_end(header, at) + 1;
    }
    return false;
}

bnc_span bnc_header_unfold(bnc_arena *arena, bnc_span value)
{
    char *copy;
    size_t len = 0;
    size_t at = 0;

    value = bnc_span_trim(value);
    if (value.len == 0 || !memchr(value.at, '\n', value.len))
        return value;
    value = bnc_span_cut(value, 0, BNC_MAX_LINE);
    copy = bnc_arena_alloc_raw(arena, value.len + 1);
    while (at < value.len) {
        size_t end = bnc_scan_line_end(value, at);
        bnc_span line = bnc_span_trim(bnc_span_cut(value, at, end - at));

        if (len && line.len)
            copy[len++] = ' ';
        memcpy(copy + len, line.at, line.len);
        len += line.len;
        at = end + 1;
    }
    copy[len] = '\0';
    return (bnc_span){ copy, len };
}

bnc_span bnc_header_text(bnc_arena *arena, bnc_span header, const char *name, bnc_notes *notes)
{
    bnc_span value;

    return bnc_header_find(header, name, &value) ? bnc_header_decode(arena, value, notes) : (bnc_span){ 0 };
}

bnc_span bnc_header_iso_date(bnc_arena *arena, bnc_span value)
{
    bnc_span text = bnc_header_unfold(arena, bnc_span_cut(bnc_span_trim(value), 0, DATE_MAX));
    GDateTime *date;
    char *iso = NULL;
    bnc_span result = { 0 };

    if (text.len == 0 || !bnc_is_ascii(text))
        return result;
    bnc_mime_init_once();
    date = g_mime_utils_header_decode_date(bnc_arena_dup(arena, text));
    if (!date)
        return result;
    iso = g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z");
    if (iso) {
        result.len = strlen(iso);
        result.at = bnc_arena_dup(arena, bnc_span_of(iso));
    }
    g_free(iso);
    g_date_time_unref(date);
    return result;
}

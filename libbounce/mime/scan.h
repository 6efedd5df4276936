/* What the walk and the header functions share: lines and field names (RFC 5322, section 2.2). */
#ifndef BNC_MIME_SCAN_H
#define BNC_MIME_SCAN_H

#include "util/limits.h"
#include "util/span.h"

/* Offset of the LF that ends the line at "at", or text.len. */
static inline size_t bnc_scan_line_end(bnc_span text, size_t at)
{
    const char *end = at < text.len ? memchr(text.at + at, '\n', text.len - at) : NULL;

    return end ? (size_t)(end - text.at) : text.len;
}

/*
 * Is the line text[at, end) a field? Returns the offset of its colon, 0 if it is none.
 * Blanks between name and colon are taken (RFC 5322, section 4.5); *ret_name_end is where the name ends.
 */
static inline size_t bnc_scan_field(bnc_span text, size_t at, size_t end, size_t *ret_name_end)
{
    size_t i = at;

    while (i < end && text.at[i] > ' ' && text.at[i] < 127 && text.at[i] != ':')
        i++;
    *ret_name_end = i;
    while (i < end && bnc_is_blank(text.at[i]))
        i++;
    return i < end && text.at[i] == ':' && *ret_name_end > at ? i : 0;
}

/* Does the line at "at" (not the end) continue the one before? */
static inline bool bnc_scan_is_folded(bnc_span text, size_t at)
{
    return at < text.len && bnc_is_blank(text.at[at]);
}

/* Offset behind the field whose first line ends at "line_end": behind its last continuation line. */
static inline size_t bnc_scan_field_end(bnc_span text, size_t line_end)
{
    while (line_end < text.len && bnc_scan_is_folded(text, line_end + 1))
        line_end = bnc_scan_line_end(text, line_end + 1);
    return line_end;
}

#endif

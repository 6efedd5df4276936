/*
 * Reads the head of an entity (RFC 5322, section 2.2; RFC 2045, sections 5 and 6).
 *
 * In:  the text and where the entity begins.   Out: header block, type, encoding, and where the body begins.
 * Tolerates: no header at all, no blank line behind it, lines that are no field, "From " lines, blank lines in front of a message.
 */
#include "mime/entity.h"

#include "mime/boundary.h"
#include "mime/scan.h"

#define STRAY_LINES 4 /* lines in a row that a broken header may have */

/* Is the line text[at, end) blank? CRs count ("\r\r\n" occurs), blanks do not: they are a folded empty line. */
static bool is_empty(bnc_span text, size_t at, size_t end)
{
    while (at < end && text.at[at] == '\r')
        at++;
    return at == end;
}

static bool is_field(bnc_span text, size_t at)
{
    size_t name_end;

    return at < text.len && bnc_scan_field(text, at, bnc_scan_line_end(text, at), &name_end) != 0;
}

static bool is_boundary_line(bnc_span text, size_t at, const bnc_entity_context *context)
{
    size_t next;
    bool is_close;

    if (text.len - at < 3 || text.at[at] != '-' || text.at[at + 1] != '-')
        return false;
    for (size_t i = 0; i < context->boundary_count; i++)
        if (context->boundaries[i].len && bnc_boundary_match(text, at + 2, context->boundaries[i], &next, &is_close))
            return true;
    return false;
}

static bool is_from_line(bnc_span text, size_t at)
{
    bnc_span rest = bnc_span_from(text, at);

    return bnc_span_starts(rest, BNC_SPAN("From ")) || bnc_span_starts(rest, BNC_SPAN(">From "));
}

/* "text/plain; charset=…" (RFC 2045, section 5.1). A type without a slash keeps its default subtype. */
static void read_type(bnc_span value, bnc_part *part)
{
    size_t slash = 0;
    size_t end;

    value = bnc_span_trim(bnc_span_cut(value, 0, BNC_MAX_LINE));
    while (slash < value.len && value.at[slash] != '/' && value.at[slash] != ';' && !bnc_is_space(value.at[slash]))
        slash++;
    if (slash == 0 || slash + 1 >= value.len || value.at[slash] != '/') {
        part->parameters = bnc_span_from(value, slash);
        if (bnc_span_equal_nocase(bnc_span_cut(value, 0, slash), BNC_SPAN("multipart"))) {
            part->type = bnc_span_cut(value, 0, slash);
            part->subtype = BNC_SPAN("mixed");
        }
        return;
    }
    for (end = slash + 1; end < value.len && value.at[end] != ';' && value.at[end] != '('; end++)
        if (bnc_is_space(value.at[end]))
            break;
    part->type = bnc_span_cut(value, 0, slash);
    part->subtype = bnc_span_cut(value, slash + 1, end - slash - 1);
    part->parameters = bnc_span_from(value, end);
}

static bnc_encoding read_encoding(bnc_span value)
{
    static const struct {
        bnc_span name;
        bnc_encoding encoding;
    } names[] = {
        { BNC_SPAN("base64"), BNC_ENCODING_BASE64 },
        { BNC_SPAN("quoted-printable"), BNC_ENCODING_QUOTED_PRINTABLE },
        { BNC_SPAN("x-uuencode"), BNC_ENCODING_UUENCODE },
        { BNC_SPAN("uuencode"), BNC_ENCODING_UUENCODE },
        { BNC_SPAN("x-uue"), BNC_ENCODING_UUENCODE },
    };
    size_t len = 0;

    value = bnc_span_trim(bnc_span_cut(value, 0, BNC_MAX_LINE));
    if (value.len && value.at[0] == '"')
        value = bnc_span_from(value, 1);
    while (len < value.len && (bnc_is_alnum(value.at[len]) || value.at[len] == '-'))
        len++;
    value.len = len;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (bnc_span_equal_nocase(value, names[i].name))
            return names[i].encoding;
    return BNC_ENCODING_IDENTITY;
}

/* Keeps Content-Type and Content-Transfer-Encoding; the first of each counts, but a multipart type is never lost to another. */
static void read_field(bnc_span name, bnc_span value, bnc_part *part, bool *inout_has_type, bool *inout_has_encoding)
{
    if (name.len < 12 || (name.at[0] != 'C' && name.at[0] != 'c'))
        return;
    if (bnc_span_equal_nocase(name, BNC_SPAN("Content-Type"))) {
        if (!*inout_has_type || bnc_span_starts_nocase(bnc_span_trim(value), BNC_SPAN("multipart/")))
            read_type(value, part);
        *inout_has_type = true;
    } else if (!*inout_has_encoding && bnc_span_equal_nocase(name, BNC_SPAN("Content-Transfer-Encoding"))) {
        part->encoding = read_encoding(value);
        *inout_has_encoding = true;
    }
}

/* Blank lines, a "From " line, and folds of a field that is lost, in front of a message's header. */
static size_t skip_front(bnc_span text, size_t at)
{
    size_t start = at;

    for (int lines = 0; lines < 8 && start < text.len; lines++) {
        size_t end = bnc_scan_line_end(text, start);

        if (!is_empty(text, start, end) && !bnc_scan_is_folded(text, start) && !(is_from_line(text, start) && !is_field(text, start)))
            break;
        start = end + 1;
    }
    return is_field(text, start) ? start : at;
}

/*
 * Does the header go on at a line that is neither field nor fold nor blank? Yes, if it is a "From " line, or if a field follows within
 * STRAY_LINES: then a fold lost its blanks. No, if it is text: then the blank line is missing.
 */
static bool is_stray_line(bnc_span text, size_t at, size_t end, const bnc_entity_context *context)
{
    if (is_boundary_line(text, at, context))
        return false;
    if (is_from_line(text, at))
        return true;
    for (int lines = 0; lines < STRAY_LINES; lines++) {
        at = bnc_scan_field_end(text, end) + 1;
        if (at >= text.len || is_boundary_line(text, at, context))
            return false;
        if (is_field(text, at))
            return true;
        end = bnc_scan_line_end(text, at);
        if (is_empty(text, at, end))
            return false;
    }
    return false;
}

size_t bnc_entity_read(bnc_span text, size_t at, const bnc_entity_context *context, bnc_part *ret_part)
{
    bool has_type = false;
    bool has_encoding = false;
    size_t count = 0;
    size_t start = context->is_message ? skip_front(text, at) : at;
    size_t header_end = start;
    /* A line that is no field begins the body, unless a field stood before. */
    bool is_known = is_field(text, start) && !is_boundary_line(text, start, context);

    ret_part->type = context->is_digest ? BNC_SPAN("message") : BNC_SPAN("text");
    ret_part->subtype = context->is_digest ? BNC_SPAN("rfc822") : BNC_SPAN("plain");
    ret_part->is_message = context->is_message;
    at = start;
    while (at < text.len) {
        size_t end = bnc_scan_line_end(text, at);
        size_t name_end;
        size_t colon = is_boundary_line(text, at, context) ? 0 : bnc_scan_field(text, at, end, &name_end);

        if (colon && is_known) {
            end = bnc_scan_field_end(text, end);
            if (++count <= BNC_MAX_HEADERS) {
                read_field(bnc_span_cut(text, at, name_end - at), bnc_span_cut(text, colon + 1, end - colon - 1), ret_part, &has_type,
                           &has_encoding);
                header_end = end;
            }
            if (end - at > BNC_MAX_LINE)
                bnc_notes_add(context->notes, "line_too_long", NULL);
        } else if (is_empty(text, at, end)) {
            at = end + 1;
            break;
        } else if (!is_known || !is_stray_line(text, at, end, context)) {
            break;
        }
        at = end + 1;
    }
    if (at > text.len)
        at = text.len;
    if (count > BNC_MAX_HEADERS)
        bnc_notes_add(context->notes, "headers_limit", NULL);
    if (header_end > start && text.at[header_end - 1] == '\r')
        header_end--;
    ret_part->header = bnc_span_cut(text, start, header_end - start);
    ret_part->body = bnc_span_from(text, at);
    return at;
}

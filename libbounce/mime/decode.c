/*
 * Bodies: transfer encodings (RFC 2045, section 6; GMime's decoders) and charsets to valid UTF-8.
 *
 * In:  a part's body.   Out: text. Nothing is copied where nothing changes. No GObject is made: the decoders are plain functions.
 */
#include "mime/decode.h"

#include "mime/charset.h"
#include "mime/header.h"
#include "mime/scan.h"
#include "util/utf8.h"

#include <gmime/gmime.h>

#define META_LOOK 1024u /* HTML says its charset early */

/* Gateways turn base64 into text and leave the field: is the first line no base64? */
static bool is_plain_after_all(bnc_span body)
{
    bnc_span line;

    body = bnc_span_trim(bnc_span_cut(body, 0, 2000));
    if (!bnc_span_next_line(&body, &line))
        return false;
    line = bnc_span_trim(line);
    for (size_t i = 0; i < line.len; i++)
        if (!bnc_is_alnum(line.at[i]) && line.at[i] != '+' && line.at[i] != '/' && line.at[i] != '=')
            return true;
    return false;
}

/* Behind the line "begin 644 name"; nothing if there is none. GMime's decoder wants to be told that it has been seen. */
static bnc_span skip_uu_begin(bnc_span body)
{
    size_t at = bnc_span_starts(body, BNC_SPAN("begin ")) ? 0 : bnc_span_find(body, BNC_SPAN("\nbegin "), 0);

    return at == BNC_NOT_FOUND ? (bnc_span){ 0 } : bnc_span_from(body, bnc_scan_line_end(body, at + 1) + 1);
}

bnc_span bnc_decode_transfer(bnc_arena *arena, bnc_span body, bnc_encoding encoding, size_t max)
{
    GMimeEncoding state;
    bnc_span result;
    char *out;

    switch (encoding) {
    case BNC_ENCODING_BASE64:
        if (is_plain_after_all(body))
            return bnc_span_cut(body, 0, max);
        g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_BASE64);
        body = bnc_span_cut(body, 0, max > SIZE_MAX / 4 ? max : max * 3 / 2 + 64);
        break;
    case BNC_ENCODING_QUOTED_PRINTABLE:
        g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
        body = bnc_span_cut(body, 0, max > SIZE_MAX / 4 ? max : max * 4);
        break;
    case BNC_ENCODING_UUENCODE:
        g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_UUENCODE);
        state.state |= GMIME_UUDECODE_STATE_BEGIN;
        body = skip_uu_begin(body);
        body = bnc_span_cut(body, 0, max > SIZE_MAX / 4 ? max : max * 2 + 512);
        break;
    default:
        return bnc_span_cut(body, 0, max);
    }
    if (body.len == 0)
        return body;
    out = bnc_arena_alloc_raw(arena, g_mime_encoding_outlen(&state, body.len) + 1);
    result = (bnc_span){ out, g_mime_encoding_flush(&state, body.at, body.len, out) };
    return bnc_span_cut(result, 0, max);
}

/* Is text UTF-8 but for a few bytes (cut off, or spoilt on the way)? */
static bool is_nearly_utf8(bnc_span text)
{
    size_t characters = 0;
    size_t bad = 0;
    bnc_span rest = bnc_span_cut(text, 0, 4096);

    while (rest.len) {
        size_t good = bnc_utf8_valid_prefix(rest);

        for (size_t i = 0; i < good; i++)
            characters += ((unsigned char)rest.at[i] & 0xC0) == 0xC0;
        bad += good < rest.len;
        rest = bnc_span_from(rest, good + 1);
    }
    return characters > bad * 2;
}

static bnc_span convert_guessed(bnc_arena *arena, bnc_span bytes, bnc_notes *notes)
{
    const char *name = bnc_charset_guess(bytes);
    bnc_span text;
    size_t bad;

    if (!bnc_charset_convert(arena, bytes, name, &text, &bad))
        return bnc_utf8_repair(arena, bytes);
    bnc_notes_add(notes, "charset_guessed", name);
    return bnc_utf8_repair(arena, text);
}

/* ASCII bytes: only a charset that hides text behind ASCII matters. */
static bool is_hidden(bnc_span bytes, bnc_span charset)
{
    return bnc_span_starts_nocase(charset, BNC_SPAN("utf-7")) || bnc_span_starts_nocase(charset, BNC_SPAN("unicode-1-1-utf-7"))
        || bnc_span_starts_nocase(charset, BNC_SPAN("hz")) || bnc_span_starts_nocase(charset, BNC_SPAN("iso-2022"))
        || bnc_span_starts_nocase(charset, BNC_SPAN("csiso2022"));
}

bnc_span bnc_decode_charset(bnc_arena *arena, bnc_span bytes, bnc_span charset, bnc_notes *notes)
{
    bool is_ascii = bnc_is_ascii(bytes);
    const char *escaped = bytes.len && memchr(bytes.at, 0x1B, bytes.len) ? bnc_charset_escaped(bytes) : NULL;
    bool is_wide = bnc_span_starts_nocase(charset, BNC_SPAN("utf-16")) || bnc_span_starts_nocase(charset, BNC_SPAN("utf-32"));
    const char *name = NULL;
    bnc_span text;
    size_t bad;

    if (bytes.len == 0 || (is_ascii && !escaped && !is_hidden(bytes, charset)))
        return bytes;
    if (!is_ascii && !is_wide && bnc_utf8_valid_prefix(bytes) == bytes.len && !escaped)
        return bytes; /* whatever the label says: other text is hardly ever valid UTF-8 by chance */
    name = bnc_charset_name(arena, charset);
    if (is_ascii && escaped && (!name || !is_hidden(bytes, charset)))
        name = escaped;
    if (charset.len > BNC_MAX_CHARSET)
        bnc_notes_add(notes, "charset_unknown", NULL);
    if (!name || bnc_span_equal_nocase(bnc_span_of(name), BNC_SPAN("UTF-8")))
        return is_ascii || is_nearly_utf8(bytes) ? bnc_utf8_repair(arena, bytes) : convert_guessed(arena, bytes, notes);
    if (!bnc_charset_convert(arena, bytes, name, &text, &bad)) {
        bnc_notes_add(notes, "charset_unknown", NULL);
        return is_ascii ? bytes : convert_guessed(arena, bytes, notes);
    }
    if (bad > 0 && bad * 20 > bytes.len) /* not what the label says */
        return is_nearly_utf8(bytes) ? bnc_utf8_repair(arena, bytes) : convert_guessed(arena, bytes, notes);
    return bnc_utf8_repair(arena, text); /* NULs out of UTF-16 and the like */
}

/* <meta charset="…"> of an HTML part without a label. */
static bnc_span find_meta_charset(bnc_span html)
{
    bnc_span head = bnc_span_cut(html, 0, META_LOOK);
    size_t at = bnc_span_find_nocase(head, BNC_SPAN("charset="), 0);
    size_t len = 0;

    if (at == BNC_NOT_FOUND)
        return (bnc_span){ 0 };
    head = bnc_span_from(head, at + 8);
    if (head.len && (head.at[0] == '"' || head.at[0] == '\''))
        head = bnc_span_from(head, 1);
    while (len < head.len && (bnc_is_alnum(head.at[len]) || head.at[len] == '-' || head.at[len] == '_'))
        len++;
    return bnc_span_cut(head, 0, len);
}

bnc_span bnc_decode_part(bnc_arena *arena, const bnc_part *part, size_t max, bnc_notes *notes)
{
    bnc_span bytes = bnc_decode_transfer(arena, part->body, part->encoding, max);
    bnc_span charset = bnc_header_parameter(arena, part->parameters, "charset", NULL);

    if (charset.len == 0 && bnc_span_equal_nocase(part->subtype, BNC_SPAN("html")) && !bnc_is_ascii(bytes))
        charset = find_meta_charset(bytes);
    if (bytes.len == max && max) /* the cut may be within a character */
        bytes = bnc_utf8_valid_prefix(bytes) + 4 > bytes.len ? bnc_span_cut(bytes, 0, bnc_utf8_valid_prefix(bytes)) : bytes;
    return bnc_utf8_cut(bnc_decode_charset(arena, bytes, charset, notes), max);
}

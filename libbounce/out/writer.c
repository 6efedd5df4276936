/*
 * The JSON writer (RFC 8259; UTF-8 as RFC 3629 has it).
 *
 * In:  calls for keys and values.   Out: JSON in a buffer. U+2028 and U+2029 are escaped too, since some readers take them for line ends.
 */
#include "out/writer.h"
#include "util/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static void separate(bnc_json *json)
{
    if (json->needs_comma)
        bnc_buffer_add_char(&json->buffer, ',');
    json->needs_comma = true;
}

void bnc_json_open(bnc_json *json, char bracket)
{
    separate(json);
    bnc_buffer_add_char(&json->buffer, bracket);
    json->needs_comma = false;
}

void bnc_json_close(bnc_json *json, char bracket)
{
    bnc_buffer_add_char(&json->buffer, bracket);
    json->needs_comma = true;
}

void bnc_json_key(bnc_json *json, const char *key)
{
    const size_t len = strlen(key);
    char *to = bnc_buffer_reserve(&json->buffer, len + 4), *at = to;
    if (json->needs_comma)
        *at++ = ',';
    *at++ = '"';
    memcpy(at, key, len);
    at += len;
    *at++ = '"';
    *at++ = ':';
    json->buffer.len += (size_t)(at - to);
    json->buffer.at[json->buffer.len] = '\0';
    json->needs_comma = false;
}

static void add_escape(bnc_buffer *buffer, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char *const named = "\b\t\n\f\r", *const letters = "btnfr";
    const char *at = c ? strchr(named, c) : NULL;
    bnc_buffer_add_char(buffer, '\\');
    if (c == '"' || c == '\\') {
        bnc_buffer_add_char(buffer, (char)c);
    } else if (at) {
        bnc_buffer_add_char(buffer, letters[at - named]);
    } else {
        bnc_buffer_add_text(buffer, "u00");
        bnc_buffer_add_char(buffer, digits[c >> 4]);
        bnc_buffer_add_char(buffer, digits[c & 15]);
    }
}

static bool is_line_separator(bnc_span text)
{
    return text.len >= 3 && (unsigned char)text.at[0] == 0xe2 && (unsigned char)text.at[1] == 0x80
        && ((unsigned char)text.at[2] & 0xfe) == 0xa8;
}

/* Must a byte be looked at? 0xe2 may begin a separator. */
static bool is_special(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == 0x7f || c == 0xe2;
}

/* The offset of the next special byte, or the length. */
static size_t find_special(bnc_span text, size_t at)
{
#ifdef __SSE2__
    for (; text.len - at >= 16; at += 16) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(text.at + at));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1f)), block);
        const __m128i quoted = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')), _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));
        const __m128i rare = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f)), _mm_cmpeq_epi8(block, _mm_set1_epi8((char)0xe2)));
        const unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quoted, rare)));

        if (mask)
            return at + (size_t)__builtin_ctz(mask);
    }
#endif
    while (at < text.len && !is_special((unsigned char)text.at[at]))
        at++;
    return at;
}

/* Valid UTF-8. */
static void add_valid(bnc_buffer *buffer, bnc_span text)
{
    size_t plain = 0;
    for (size_t i = find_special(text, 0); i < text.len; i = find_special(text, i)) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_separator = c == 0xe2 && is_line_separator(bnc_span_from(text, i));
        if (c == 0xe2 && !is_separator) {
            i += 3;
            continue;
        }
        bnc_buffer_add(buffer, text.at + plain, i - plain);
        if (is_separator)
            bnc_buffer_add_text(buffer, (unsigned char)text.at[i + 2] == 0xa8 ? "\\u2028" : "\\u2029");
        else
            add_escape(buffer, c);
        i += is_separator ? 3 : 1;
        plain = i;
    }
    bnc_buffer_add(buffer, text.at + plain, text.len - plain);
}

void bnc_json_span(bnc_json *json, bnc_span text)
{
    separate(json);
    bnc_buffer_add_char(&json->buffer, '"');
    while (text.len) {
        size_t valid = bnc_utf8_valid_prefix(text);
        add_valid(&json->buffer, bnc_span_cut(text, 0, valid));
        if (valid < text.len)
            bnc_buffer_add_text(&json->buffer, "\xef\xbf\xbd");
        text = bnc_span_from(text, valid + 1);
    }
    bnc_buffer_add_char(&json->buffer, '"');
}

void bnc_json_text(bnc_json *json, const char *text)
{
    if (text)
        bnc_json_span(json, bnc_span_of(text));
    else
        bnc_json_null(json);
}

void bnc_json_number(bnc_json *json, uint64_t number)
{
    separate(json);
    bnc_buffer_add_number(&json->buffer, number);
}

void bnc_json_bool(bnc_json *json, bool value)
{
    separate(json);
    bnc_buffer_add_text(&json->buffer, value ? "true" : "false");
}

void bnc_json_null(bnc_json *json)
{
    separate(json);
    bnc_buffer_add(&json->buffer, "null", 4);
}

void bnc_json_field(bnc_json *json, const char *key, const char *text)
{
    bnc_json_key(json, key);
    bnc_json_text(json, text);
}

void bnc_json_line_end(bnc_json *json)
{
    bnc_buffer_add_char(&json->buffer, '\n');
    json->needs_comma = false;
}

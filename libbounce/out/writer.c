/*
 * The JSON writer (RFC 8259; UTF-8 as RFC 3629 has it).
 *
 * In:  calls for keys and values.   Out: JSON in a buffer. U+2028 and U+2029 are escaped too, since some readers take them for line ends.
 */
#include "out/writer.h"
#include "util/utf8.h"

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
    separate(json);
    bnc_buffer_add_char(&json->buffer, '"');
    bnc_buffer_add_text(&json->buffer, key);
    bnc_buffer_add(&json->buffer, "\":", 2);
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

/* Valid UTF-8. */
static void add_valid(bnc_buffer *buffer, bnc_span text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_separator = c == 0xe2 && is_line_separator(bnc_span_from(text, i));
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f && !is_separator)
            continue;
        bnc_buffer_add(buffer, text.at + plain, i - plain);
        if (is_separator) {
            bnc_buffer_add_text(buffer, (unsigned char)text.at[i + 2] == 0xa8 ? "\\u2028" : "\\u2029");
            i += 2;
        } else {
            add_escape(buffer, c);
        }
        plain = i + 1;
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

/*
 * Encodings of mail: base64 and quoted-printable (RFC 2045), encoded words (RFC 2047), charsets.
 *
 * In:  encoded bytes.   Out: bytes, UTF-8 where the charset is known; and back.
 */
#include "redact.h"
#include <string.h>

GString *redact_decoded(const char *data, size_t length, const char *encoding)
{
    if (encoding && !g_ascii_strcasecmp(encoding, "base64")) {
        char *text = g_strndup(data, length);
        gsize n = 0;
        guchar *bytes = g_base64_decode(text, &n);
        GString *out = g_string_new_len((char *)bytes, (gssize)n);
        g_free(bytes);
        g_free(text);
        return out;
    }
    GString *out = g_string_new(NULL);
    bool is_quoted = encoding && !g_ascii_strcasecmp(encoding, "quoted-printable");
    for (size_t i = 0; i < length; i++) {
        if (!is_quoted || data[i] != '=') {
            g_string_append_c(out, data[i]);
        } else if (i + 2 < length && g_ascii_isxdigit(data[i + 1]) && g_ascii_isxdigit(data[i + 2])) {
            g_string_append_c(out, (char)(g_ascii_xdigit_value(data[i + 1]) * 16 + g_ascii_xdigit_value(data[i + 2])));
            i += 2;
        } else if (i + 1 < length && data[i + 1] == '\n') {
            i++;
        } else if (i + 2 < length && data[i + 1] == '\r' && data[i + 2] == '\n') {
            i += 2;
        }
    }
    return out;
}

void redact_append_encoded(GString *out, const GString *text, const char *encoding)
{
    if (encoding && !g_ascii_strcasecmp(encoding, "base64")) {
        char *line = g_base64_encode((const guchar *)text->str, text->len);
        for (size_t i = 0, n = strlen(line); i < n; i += 76)
            g_string_append_printf(out, "%.76s\n", line + i);
        g_free(line);
        return;
    }
    if (!encoding || g_ascii_strcasecmp(encoding, "quoted-printable")) {
        g_string_append_len(out, text->str, (gssize)text->len);
        return;
    }
    size_t column = 0;
    for (size_t i = 0; i < text->len; i++) {
        unsigned char c = (unsigned char)text->str[i];
        bool at_end = i + 1 == text->len || text->str[i + 1] == '\n';
        if (c == '\n' || (c >= 0x20 && c < 0x7f && c != '=' && !(c == ' ' && at_end))) {
            g_string_append_c(out, (char)c);
            column = c == '\n' ? 0 : column + 1;
        } else {
            g_string_append_printf(out, "=%02X", c);
            column += 3;
        }
        if (column > 72 && !at_end) {
            g_string_append(out, "=\n");
            column = 0;
        }
    }
}

/* To UTF-8 where the charset says how; otherwise, and where it fails, as it stands. Returns whether it is UTF-8 now. */
bool redact_to_utf8(GString *text, const char *charset)
{
    gsize length = 0;
    char *utf8 = charset && strlen(charset) <= 40 ? g_convert(text->str, (gssize)text->len, "UTF-8", charset, NULL, &length, NULL) : NULL;
    if (!utf8)
        return g_utf8_validate(text->str, (gssize)text->len, NULL);
    g_string_truncate(text, 0);
    g_string_append_len(text, utf8, (gssize)length);
    g_free(utf8);
    return true;
}

/* One encoded word. */
static gboolean decode_word(const GMatchInfo *match, GString *out, gpointer user_data)
{
    char *charset = g_match_info_fetch(match, 1), *kind = g_match_info_fetch(match, 2), *text = g_match_info_fetch(match, 3);
    bool is_quoted = g_ascii_tolower(*kind) == 'q';
    if (is_quoted)
        g_strdelimit(text, "_", ' ');
    GString *bytes = redact_decoded(text, strlen(text), is_quoted ? "quoted-printable" : "base64");
    redact_to_utf8(bytes, charset);
    g_string_append_len(out, bytes->str, (gssize)bytes->len);
    g_string_free(bytes, TRUE);
    g_free(text);
    g_free(kind);
    g_free(charset);
    return FALSE;
}

char *redact_words_decoded(const char *value)
{
    GRegex *regex = g_regex_new("=\\?([^?\\s*]{1,40})(?:\\*[^?]*)?\\?([bBqQ])\\?([^?]*)\\?=(?:\\s+(?==\\?))?", G_REGEX_RAW, 0, NULL);
    char *text = g_regex_replace_eval(regex, value, -1, 0, 0, decode_word, NULL, NULL);
    g_regex_unref(regex);
    return text ? text : g_strdup("");
}

/* As one field's value: pure ASCII as it is, else one encoded word after the other. */
void redact_append_words(GString *out, const char *text)
{
    bool is_ascii = true;
    for (const char *at = text; *at; at++)
        is_ascii = is_ascii && (unsigned char)*at < 0x80;
    if (is_ascii || !g_utf8_validate(text, -1, NULL)) {
        g_string_append(out, text);
        return;
    }
    for (const char *at = text; *at;) {
        const char *end = at;
        while (*end && g_utf8_next_char(end) - at <= 42)
            end = g_utf8_next_char(end);
        char *word = g_base64_encode((const guchar *)at, (size_t)(end - at));
        g_string_append_printf(out, "%s=?utf-8?B?%s?=", at == text ? "" : "\n ", word);
        g_free(word);
        at = end;
    }
}


/*
 * Redaction of a message: its structure stays, what is in it is replaced.
 *
 * In:  a message (RFC 5322, RFC 2045), tolerant.   Out: the same parts in the same order. Encoded text is decoded, redacted and encoded again; the
 * returned message keeps its header fields, its body is emptied; attachments are emptied. Nesting is bounded.
 */
#include "redact.h"
#include <string.h>

#define DEPTH_MOST 16

typedef struct entity {
    const char *data;
    size_t length;
    bool is_root, is_returned;
    bool is_nested; /* within another message */
    int depth;
} entity;

static GString *redact_entity(redactor *r, const entity *e);

/* ---- header fields ---- */

static char *parameter(const char *value, const char *name)
{
    char *expression = g_strdup_printf(";\\s*%s\\*?0?\\*?\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;]+))", name), *found = NULL;
    GRegex *regex = g_regex_new(expression, G_REGEX_RAW | G_REGEX_CASELESS, 0, NULL);
    GMatchInfo *match = NULL;
    if (g_regex_match(regex, value, 0, &match)) {
        found = g_match_info_fetch(match, 1);
        if (!found || !*found) {
            g_free(found);
            found = g_match_info_fetch(match, 2);
        }
    }
    g_match_info_free(match);
    g_regex_unref(regex);
    g_free(expression);
    return found;
}

static const char *boundary_for(redactor *r, const char *boundary)
{
    char *name = g_hash_table_lookup(r->boundaries, boundary);
    if (!name) {
        name = g_strdup_printf("=_part_%u", g_hash_table_size(r->boundaries) + 1);
        g_hash_table_insert(r->boundaries, g_strdup(boundary), name);
    }
    return name;
}

/* A word of MIME's own: what is none may be anything, an address for example, and is searched like any text. */
static void append_word(redactor *r, GString *out, const char *word)
{
    if (strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+./:") == strlen(word)) {
        g_string_append(out, word);
        return;
    }
    GString *clean = redact_text(r, word, strlen(word));
    g_string_append_len(out, clean->str, (gssize)clean->len);
    g_string_free(clean, TRUE);
}

/* Content-Type, Content-Disposition: the type, and the parameters that say how to read it. */
static void append_type(redactor *r, GString *out, const char *value, bool is_utf8_now)
{
    static const char *const kept[] = { "report-type", "format", "delsp", "charset" };
    char *type = g_strndup(value, strcspn(value, ";\r\n")), *boundary = parameter(value, "boundary"), *name = parameter(value, "(?:file)?name");
    append_word(r, out, g_strstrip(type));
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        char *word = parameter(value, kept[i]);
        if (word) {
            g_string_append_printf(out, "; %s=", kept[i]);
            append_word(r, out, i == 3 && is_utf8_now ? "utf-8" : word);
        }
        g_free(word);
    }
    if (boundary)
        g_string_append_printf(out, ";\n\tboundary=\"%s\"", boundary_for(r, boundary));
    if (name) {
        char *plain = redact_words_decoded(name), *file = redact_file_name(r, plain);
        g_string_append_printf(out, ";\n\t%s=\"%s\"", strcasestr(value, "filename") ? "filename" : "name", file);
        g_free(file);
        g_free(plain);
    }
    g_free(name);
    g_free(boundary);
    g_free(type);
}

/* Address fields: the addresses, and such names as are an office's. */
static void append_addresses(redactor *r, GString *out, const char *value)
{
    char *plain = redact_words_decoded(value);
    GRegex *regex = g_regex_new("mail delivery (?:sub)?system|mail delivery service|mailer-daemon|postmaster|mail administrator|[^\\s<>\"(),;:]+@[^\\s<>\"(),;:]+",
                                G_REGEX_RAW | G_REGEX_CASELESS, 0, NULL);
    GMatchInfo *match = NULL;
    GString *list = g_string_new(NULL), *office = g_string_new(NULL);
    for (g_regex_match(regex, plain, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
        char *found = g_match_info_fetch(match, 0);
        if (strchr(found, '@'))
            g_string_append_printf(list, "%s<%s>", list->len ? ", " : "", found);
        else if (!office->len)
            g_string_append(office, found);
        g_free(found);
    }
    g_match_info_free(match);
    g_regex_unref(regex);
    GString *clean = redact_text(r, list->str, list->len);
    g_string_append_printf(out, "%s%s%s", office->str, office->len && clean->len ? " " : "", clean->str);
    if (!office->len && !clean->len)
        g_string_append(out, strstr(plain, "<>") ? "<>" : "undisclosed");
    g_string_free(clean, TRUE);
    g_string_free(office, TRUE);
    g_string_free(list, TRUE);
    g_free(plain);
}

static bool in(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!g_ascii_strcasecmp(name, list[i]))
            return true;
    return false;
}

static void append_subject(redactor *r, GString *out, const char *value, bool is_own)
{
    char *plain = redact_words_decoded(value);
    const char *colon = strstr(plain, ": ");
    if (!is_own || (r->level < REDACT_SUBJECT && (colon || r->is_written_by_person))) {
        size_t keep = is_own && colon ? (size_t)(colon - plain) + 2 : 0;
        char *mark = redact_mark(r, "subject ", plain + keep, strlen(plain + keep), 6);
        GString *head = redact_text(r, plain, keep);
        g_string_append(head, mark);
        redact_append_words(out, head->str);
        g_string_free(head, TRUE);
        g_free(mark);
    } else {
        GString *clean = redact_text(r, plain, strlen(plain));
        redact_append_words(out, clean->str);
        g_string_free(clean, TRUE);
    }
    g_free(plain);
}

static void append_field(redactor *r, GString *out, const char *name, const char *value, const entity *e, bool is_utf8_now)
{
    static const char *const addresses[] = { "From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Resent-From", "Resent-To", "Errors-To", "Return-Path",
                                             "Disposition-Notification-To" };
    static const char *const searched[] = { "Received", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Auto-Submitted", "Precedence",
                                            "Content-Transfer-Encoding", "Content-Language", "X-Failed-Recipients", "X-Mailer", "User-Agent", "X-Loop",
                                            "Delivered-To", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Autogenerated", "Importance",
                                            "X-MS-Exchange-Message-Is-Ndr", "X-Original-To", "X-Feedback-Type", "List-Id", "Arrival-Date" };
    g_string_append_printf(out, "%s: ", name);
    if (!g_ascii_strcasecmp(name, "Subject")) {
        append_subject(r, out, value, !e->is_returned);
    } else if (!g_ascii_strcasecmp(name, "Content-Type") || !g_ascii_strcasecmp(name, "Content-Disposition")) {
        append_type(r, out, value, is_utf8_now);
    } else if (in(name, addresses, G_N_ELEMENTS(addresses))) {
        append_addresses(r, out, value);
    } else if (in(name, searched, G_N_ELEMENTS(searched)) || (!e->is_returned && r->level >= REDACT_EVIDENCE)) {
        char *plain = redact_words_decoded(value);
        GString *clean = redact_text(r, plain, strlen(plain));
        redact_append_words(out, clean->str);
        g_string_free(clean, TRUE);
        g_free(plain);
    } else {
        g_string_append(out, "redacted");
    }
    g_string_append_c(out, '\n');
}

/* ---- entities ---- */

static size_t header_length(const char *data, size_t length, size_t *ret_body)
{
    size_t at = 0;
    while (at < length) {
        const char *end = memchr(data + at, '\n', length - at);
        size_t next = end ? (size_t)(end - data) + 1 : length, n = next - at;
        if (n <= 2 && (data[at] == '\n' || data[at] == '\r')) {
            *ret_body = next;
            return at;
        }
        bool is_field = data[at] == ' ' || data[at] == '\t' || (memchr(data + at, ':', n) && data[at] != ':' && data[at] != '-') || (at == 0 && !strncmp(data, "From ", 5));
        if (!is_field)
            break;
        at = next;
    }
    *ret_body = at;
    return at;
}

/* Where a returned message begins within a text: header fields that only a message has, after a blank line. */
static size_t inline_message(const char *text, size_t length)
{
    char *copy = g_strndup(text, length);
    GRegex *regex = g_regex_new("(?:^|\\n)[ \\t]*\\r?\\n((?:[A-Za-z][A-Za-z0-9-]{1,40}:[ \\t][^\\n]*\\n(?:[ \\t]+[^\\n]+\\n)*){3})", G_REGEX_RAW, 0, NULL);
    GMatchInfo *match = NULL;
    size_t at = length;
    for (g_regex_match(regex, copy, 0, &match); g_match_info_matches(match) && at == length; g_match_info_next(match, NULL)) {
        char *fields = g_match_info_fetch(match, 1);
        gint start = 0, end = 0;
        if (g_regex_match_simple("^(?:Received|Return-Path|Message-ID|DKIM-Signature|X-Originating-IP):", fields, G_REGEX_CASELESS | G_REGEX_MULTILINE, 0)
            && g_match_info_fetch_pos(match, 1, &start, &end))
            at = (size_t)start;
        g_free(fields);
    }
    g_match_info_free(match);
    g_regex_unref(regex);
    g_free(copy);
    return at;
}

static void replace_lines(GString *text, const char *expression, const char *by)
{
    GRegex *regex = g_regex_new(expression, G_REGEX_MULTILINE | G_REGEX_CASELESS, 0, NULL);
    char *out = g_utf8_validate(text->str, (gssize)text->len, NULL) ? g_regex_replace(regex, text->str, (gssize)text->len, 0, by, 0, NULL) : NULL;
    if (out)
        g_string_assign(text, out);
    g_free(out);
    g_regex_unref(regex);
}

/* Text that a server or a person wrote; a returned message within it is one. */
static GString *redact_prose(redactor *r, const entity *e, const char *text, size_t length)
{
    size_t split = inline_message(text, length);
    if (e->is_returned || (r->is_written_by_person && r->level == REDACT_ALL))
        return g_string_new("(text removed)\n");
    GString *lines = g_string_new_len(text, (gssize)split);
    replace_lines(lines, "^(\\s*[>*]*\\s*(?:Subject|Betreff|Sujet|Oggetto|Asunto|Objet|Ämne|제목|主旨|主题|主題|件名)\\s*[:：][ \\t]*)[^\\r\\n]+", "\\1subject removed");
    replace_lines(lines, "^(\\s*[>*]*\\s*(?:From|To|Cc|Reply-To|Von|An|De|Para|Da|Från|Till|보낸 ?사람|받는 ?사람|寄件者|收件者|发件人|收件人|差出人|宛先)\\s*[:：][ \\t]*)[^<\\r\\n@]+(?=<)", "\\1");
    GString *clean = redact_text(r, lines->str, lines->len);
    g_string_free(lines, TRUE);
    if (split < length && e->depth < DEPTH_MOST) {
        entity inner = { text + split, length - split, false, true, true, e->depth + 1 };
        GString *message = redact_entity(r, &inner);
        g_string_append_len(clean, message->str, (gssize)message->len);
        g_string_free(message, TRUE);
    }
    return clean;
}

static void append_multipart(redactor *r, GString *out, const entity *e, const char *body, size_t length, const char *boundary)
{
    char *line = g_strconcat("--", boundary, NULL);
    size_t n = strlen(line), start = 0, at = 0;
    bool in_part = false;
    while (at <= length) {
        const char *end = at < length ? memchr(body + at, '\n', length - at) : NULL;
        size_t next = end ? (size_t)(end - body) + 1 : length;
        bool is_limit = at < length && next - at >= n && !strncmp(body + at, line, n);
        if (is_limit || at >= length) {
            entity inner = { body + start, (at < length ? at : length) - start, false, e->is_returned, e->is_nested, e->depth + 1 };
            GString *part = in_part ? redact_entity(r, &inner) : redact_prose(r, e, inner.data, inner.length);
            g_string_append_len(out, part->str, (gssize)part->len);
            g_string_free(part, TRUE);
            if (!is_limit)
                break;
            bool is_last = next - at >= n + 2 && body[at + n] == '-' && body[at + n + 1] == '-';
            if (out->len && out->str[out->len - 1] != '\n')
                g_string_append_c(out, '\n');
            g_string_append_printf(out, "--%s%s\n", boundary_for(r, boundary), is_last ? "--" : "");
            in_part = !is_last;
            start = next;
        }
        if (at >= length)
            break;
        at = next;
    }
    g_free(line);
}

/* A bounce that was forwarded as an attachment is itself the report. */
static bool is_report_within(const redactor *r, const GString *message)
{
    return r->level >= REDACT_SUBJECT
           && g_regex_match_simple("^(?:Content-Type:\\s*multipart/report|From:[^\\n]*(?:mailer-daemon|postmaster|mail delivery))", message->str,
                                   G_REGEX_RAW | G_REGEX_CASELESS | G_REGEX_MULTILINE, 0);
}

static void append_body(redactor *r, GString *out, const entity *e, const char *body, size_t length, const char *type, const char *encoding,
                        const char *charset)
{
    char *boundary = type ? parameter(type, "boundary") : NULL;
    bool is_message = type && (!g_ascii_strncasecmp(type, "message/rfc822", 14) || !g_ascii_strncasecmp(type, "message/global", 14)
                               || !g_ascii_strncasecmp(type, "text/rfc822-headers", 19)) && g_ascii_strncasecmp(type, "message/global-delivery", 23);
    bool is_report = type && !is_message && !g_ascii_strncasecmp(type, "message/", 8);
    if (boundary && !g_ascii_strncasecmp(type, "multipart/", 10) && e->depth < DEPTH_MOST) {
        append_multipart(r, out, e, body, length, boundary);
    } else if (type && g_ascii_strncasecmp(type, "text/", 5) && !is_message && !is_report) {
        g_string_append(out, encoding && !g_ascii_strcasecmp(encoding, "base64") ? "cmVtb3ZlZA==\n" : "removed\n");
    } else {
        GString *text = redact_decoded(body, length, encoding), *clean;
        redact_to_utf8(text, charset);
        entity inner = { text->str, text->len, false, e->is_nested || !is_report_within(r, text), true, e->depth + 1 };
        if (is_message && e->depth < DEPTH_MOST)
            clean = redact_entity(r, &inner);
        else if (is_report)
            clean = redact_text(r, text->str, text->len);
        else
            clean = redact_prose(r, e, text->str, text->len);
        redact_append_encoded(out, clean, encoding);
        g_string_free(clean, TRUE);
        g_string_free(text, TRUE);
    }
    g_free(boundary);
}

static GString *redact_entity(redactor *r, const entity *e)
{
    GString *out = g_string_new(NULL);
    size_t body = 0, end = header_length(e->data, e->length, &body);
    char *type = NULL, *encoding = NULL, *charset = NULL;
    GRegex *regex = g_regex_new("^([A-Za-z0-9_-]+)[ \\t]*:[ \\t]*([^\\n]*(?:\\n[ \\t][^\\n]*)*)", G_REGEX_RAW | G_REGEX_MULTILINE, 0, NULL);
    for (int pass = 0; pass < 2; pass++) {
        GMatchInfo *match = NULL;
        char *header = g_strndup(e->data, end);
        for (g_regex_match(regex, header, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
            char *name = g_match_info_fetch(match, 1), *value = g_strchomp(g_match_info_fetch(match, 2));
            if (pass == 1) {
                append_field(r, out, name, value, e, charset != NULL);
            } else if (!g_ascii_strcasecmp(name, "Content-Type") && !type) {
                type = g_strdup(value);
                charset = parameter(value, "charset");
            } else if (!g_ascii_strcasecmp(name, "Content-Transfer-Encoding") && !encoding) {
                encoding = g_strndup(value, strcspn(value, " \t\r\n;("));
            }
            g_free(value);
            g_free(name);
        }
        g_match_info_free(match);
        g_free(header);
    }
    if (body > end || body < e->length || e->is_root)
        g_string_append_c(out, '\n');
    append_body(r, out, e, e->data + body, e->length - body, type, encoding, charset);
    g_regex_unref(regex);
    g_free(charset);
    g_free(encoding);
    g_free(type);
    return out;
}

GString *redact_mail(redactor *r, const char *data, size_t length)
{
    entity root = { data, length, true, false, false, 0 };
    return redact_entity(r, &root);
}

GString *redact_plain(redactor *r, const char *text, size_t length)
{
    entity e = { text, length, true, false, false, 0 };
    return redact_prose(r, &e, text, length);
}

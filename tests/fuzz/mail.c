/*
 * Any bytes as instructions for a well-formed mail (RFC 5322, RFC 2045, RFC 2046).
 *
 * In:  bytes.   Out: a mail with parts nested up to four deep: every boundary is declared, comes, and is closed; encoded bodies are what their
 * Content-Transfer-Encoding says; no body has a line that looks like a boundary of the mail.
 */
#include "mail.h"
#include <string.h>

#define DEPTH_MOST 4
#define PARTS_MOST 5
#define LEAVES_MOST 60
#define BODY_MOST 200u

typedef struct maker {
    const uint8_t *at, *end;
    GString *out;
    const char *newline;
    unsigned boundaries, leaves;
} maker;

/* The next instruction: 0 … count - 1. */
static unsigned choose(maker *m, unsigned count)
{
    return m->at < m->end ? *m->at++ % count : 0;
}

static void line(maker *m, const char *text)
{
    g_string_append(m->out, text);
    g_string_append(m->out, m->newline);
}

/* Fields of no meaning for the parts, some folded. */
static void fields(maker *m)
{
    static const char *const some[] = { "Subject: Undelivered Mail Returned to Sender", "X-Empty:", "Received: from a.example\r\tby b.example;\r Tue, 3 Mar 2026 10:00:00 +0900",
                                        "Content-Description: Notification", "Content-Disposition: inline; filename=\"a;b\"", "X-Colon: a: b -- c", "Content-ID: <1@example.org>" };
    for (unsigned count = choose(m, 4); count > 0; count--) {
        char **lines = g_strsplit(some[choose(m, G_N_ELEMENTS(some))], "\r", -1);
        for (char **at = lines; *at; at++)
            line(m, *at);
        g_strfreev(lines);
    }
}

/* A field's name in one of two cases. */
static void name(maker *m, const char *as_usual)
{
    char *lower = g_ascii_strdown(as_usual, -1);
    g_string_append_printf(m->out, "%s: ", choose(m, 4) == 3 ? lower : as_usual);
    g_free(lower);
}

/* Takes bytes off the input; what the body of a text is made of. A "-" or "F" (of "From ") does not begin a line. */
static GString *taken(maker *m, gboolean is_text)
{
    size_t want = choose(m, BODY_MOST), left = (size_t)(m->end - m->at), n = want < left ? want : left;
    GString *body = g_string_new(NULL);
    for (size_t i = 0; i < n; i++) {
        char c = (char)m->at[i];
        gboolean at_start = !body->len || body->str[body->len - 1] == '\n';
        if (is_text && c == '\n')
            g_string_append(body, m->newline);
        else if (!is_text || (c != '\r' && c != '\0' && !(at_start && (c == '-' || c == 'F'))))
            g_string_append_c(body, c);
    }
    m->at += n;
    return body;
}

static void append_base64(maker *m, const GString *body)
{
    char *text = g_base64_encode((const guchar *)body->str, body->len);
    for (size_t i = 0, n = strlen(text); i < n; i += 60)
        g_string_append_printf(m->out, "%.60s%s", text + i, m->newline);
    g_free(text);
}

static void append_quoted(maker *m, const GString *body)
{
    unsigned column = 0;
    for (size_t i = 0; i < body->len; i++) {
        unsigned char c = (unsigned char)body->str[i];
        gboolean is_plain = g_ascii_isalnum(c) || (c == ' ' && i + 1 < body->len && body->str[i + 1] > ' ');
        g_string_append_printf(m->out, is_plain ? "%c" : "=%02X", c);
        column += is_plain ? 1 : 3;
        if (column > 60) {
            g_string_append_printf(m->out, "=%s", m->newline);
            column = 0;
        }
    }
    line(m, "");
}

static void leaf(maker *m)
{
    static const char *const types[] = { "text/plain; charset=utf-8", "text/html", "message/delivery-status", "application/octet-stream; name=a.bin", "TEXT/Plain",
                                         "text/rfc822-headers", "image/png", "message/feedback-report" };
    static const char *const encodings[] = { NULL, "7bit", "8bit", "base64", "quoted-printable", "BASE64" };
    const char *encoding = encodings[choose(m, G_N_ELEMENTS(encodings))];
    gboolean is_base64 = encoding && !g_ascii_strcasecmp(encoding, "base64"), is_quoted = encoding && !strcmp(encoding, "quoted-printable");
    unsigned type = choose(m, G_N_ELEMENTS(types));
    name(m, "Content-Type");
    line(m, types[type]);
    if (encoding) {
        name(m, "Content-Transfer-Encoding");
        line(m, encoding);
    }
    fields(m);
    line(m, "");
    GString *body = taken(m, !is_base64);
    if (!body->len)
        g_string_append(body, "text");
    if (is_base64)
        append_base64(m, body);
    else if (is_quoted)
        append_quoted(m, body);
    else
        g_string_append_len(m->out, body->str, (gssize)body->len);
    if (!is_base64 && !is_quoted)
        line(m, "");
    g_string_free(body, TRUE);
    m->leaves++;
}

static void entity(maker *m, unsigned depth);

static void multipart(maker *m, unsigned depth)
{
    static const char *const types[] = { "multipart/mixed", "multipart/report; report-type=delivery-status", "Multipart/Alternative", "multipart/related; type=\"text/plain\"" };
    static const char *const tails[] = { "=_", "b", "----=_Part_.=", "/mail.example.org", " a'()+_,-./:=?c", "" };
    const char *tail = tails[choose(m, G_N_ELEMENTS(tails))];
    char *boundary = g_strdup_printf("%03u%s", ++m->boundaries, tail); /* the number first: none begins with another */
    name(m, "Content-Type");
    g_string_append_printf(m->out, "%s;", types[choose(m, G_N_ELEMENTS(types))]);
    if (choose(m, 2) == 1)
        line(m, "");
    g_string_append_printf(m->out, "\tboundary=\"%s\"%s", boundary, m->newline);
    fields(m);
    line(m, "");
    if (choose(m, 3) == 1)
        line(m, "This is a message of several parts.");
    for (unsigned count = 1 + choose(m, PARTS_MOST); count > 0; count--) {
        g_string_append_printf(m->out, "--%s%s%s", boundary, choose(m, 8) == 7 ? " " : "", m->newline);
        entity(m, depth + 1);
    }
    g_string_append_printf(m->out, "--%s--%s", boundary, m->newline);
    if (choose(m, 4) == 1)
        line(m, "Words behind the last part.");
    g_free(boundary);
}

static void message(maker *m, unsigned depth)
{
    static const char *const types[] = { "message/rfc822", "Message/RFC822; charset=us-ascii" };
    name(m, "Content-Type");
    line(m, types[choose(m, 2)]);
    fields(m);
    line(m, "");
    line(m, "From: sender@example.org");
    entity(m, depth + 1);
}

static void entity(maker *m, unsigned depth)
{
    unsigned kind = depth < DEPTH_MOST && m->leaves < LEAVES_MOST ? choose(m, 5) : 4;
    if (kind < 2)
        multipart(m, depth);
    else if (kind == 2)
        message(m, depth);
    else
        leaf(m);
}

GString *mail_from_bytes(const uint8_t *data, size_t size)
{
    maker m = { .at = data, .end = data + size, .out = g_string_new(NULL) };
    m.newline = choose(&m, 2) ? "\r\n" : "\n";
    line(&m, "From: MAILER-DAEMON@mail.example.org");
    line(&m, "MIME-Version: 1.0");
    fields(&m);
    entity(&m, 0);
    return m.out;
}

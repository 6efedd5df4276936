/* Mails that kill or slow parsers, one function each; for hostile.c. */
#ifndef TESTS_API_HOSTILE_INPUTS_H
#define TESTS_API_HOSTILE_INPUTS_H

#include "growth.h"

static const char top[] = "From: MAILER-DAEMON@mail.example.org\r\nTo: sender@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n";

static void nested_groups(text *t)
{
    add(t, "From: ");
    add_times(t, "a:", 50000);
    add(t, "\r\nTo: ");
    add_times(t, "a:", 50000);
    add(t, "\r\n\r\nbody\r\n");
}

static void groups_within(text *t)
{
    add(t, top);
    add(t, "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: ");
    add_times(t, "a:", 100000);
    add(t, "\r\n\r\nx\r\n--b--\r\n");
}

static void comments(text *t)
{
    add(t, "From: ");
    add_times(t, "(", 200000);
    add(t, "\r\n\r\nbody\r\n");
}

static void long_charset(text *t)
{
    add(t, top);
    add(t, "Subject: =?");
    add_times(t, "x", 1000000);
    add(t, "?B?aGVsbG8=?=\r\n\r\nbody\r\n");
}

static void encoded_words(text *t)
{
    add(t, "From: a@example.org\r\nSubject:");
    add_times(t, " =?utf-8?Q?=61?=", 1000000);
    add(t, "\r\n\r\nbody\r\n");
}

static void broken_words(text *t)
{
    add(t, "From: a@example.org\r\nSubject: ");
    add_times(t, "=?", 500000);
    add(t, "\r\n\r\nbody\r\n");
}

static void many_boundaries(text *t)
{
    add(t, top);
    add(t, "Content-Type: multipart/mixed; boundary=b0\r\n\r\n");
    for (int i = 1; i < 1020; i++)
        add_format(t, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i - 1, i);
    add_times(t, "--no boundary of any part\r\n", 40000);
}

static void deep_parts(text *t)
{
    add(t, top);
    add(t, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    add_times(t, "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", 20000);
}

static void deep_messages(text *t)
{
    add(t, top);
    add_times(t, "Content-Type: message/rfc822\r\n\r\n", 40000);
}

static void tiny_parts(text *t)
{
    add(t, top);
    add(t, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    add_times(t, "--b\r\n\r\n", 150000);
}

static void many_fields(text *t)
{
    add_times(t, "a:b\r\n", 200000);
    add(t, "\r\nbody\r\n");
}

static void many_parameters(text *t)
{
    add(t, top);
    add(t, "Content-Type: text/plain");
    for (int i = 0; i < 50000; i++)
        add_format(t, "; charset*%d*=utf-8''a", i);
    add(t, "\r\n\r\nbody\r\n");
}

static void long_line(text *t)
{
    add(t, top);
    add(t, "\r\n");
    add_times(t, "550 user unknown ", 200000);
}

static void at_signs(text *t)
{
    add(t, top);
    add(t, "\r\n550 5.1.1 ");
    add_times(t, "a@", 500000);
    add(t, " user unknown\r\n");
}

static void at_sign_reply(text *t)
{
    add(t, "550 5.1.1 <");
    add_times(t, "a@", 500000);
    add(t, " user unknown\r\n");
}

static void zones(text *t)
{
    add(t, "550 5.7.1 blocked using ");
    add_times(t, "bl.", 300000);
    add(t, " listed\r\n");
}

static void dialogue(text *t)
{
    add(t, top);
    add(t, "\r\n   ----- Transcript of session follows -----\r\n");
    add_times(t, ">>> RCPT To:<a@example.com>\r\n<<< 550 5.1.1 <a@example.com> User unknown\r\n", 10000);
}

static void angles(text *t)
{
    add(t, top);
    add(t, "\r\nThis is the mail system at host mail.example.org.\r\n\r\n");
    add_times(t, "<a@example.com>: ", 60000);
}

static void html(text *t)
{
    add(t, top);
    add(t, "Content-Type: text/html\r\n\r\n<html><body>");
    add_times(t, "<table><tr><td><!-- ", 50000);
}

static void html_entities(text *t)
{
    add(t, top);
    add(t, "Content-Type: text/html\r\n\r\n");
    add_times(t, "&#x41;&amp;&nosuch", 60000);
}

static void base64(text *t)
{
    add(t, top);
    add(t, "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    add_times(t, "PDxoZWxsbz4+\r\n", 80000);
}

static void blocks(text *t)
{
    add(t, top);
    add(t, "Content-Type: message/delivery-status\r\n\r\n");
    add_times(t, "Final-Recipient: rfc822;\r\n\r\n", 40000);
}

static void own_replies(text *t)
{
    add(t, top);
    add(t, "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.example\r\n");
    for (int i = 0; i < 10000; i++)
        add_format(t, "\r\nFinal-Recipient: rfc822; u%d@example.com\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 %d spam blocked listed\r\n", i, i);
    add(t, "\r\n--b--\r\n");
}

static void nuls(text *t)
{
    static const char line[32] = "\0\0\0\0\0\r\r\r\r\0";
    for (int i = 0; i < 30000; i++)
        add_bytes(t, line, sizeof line);
}

static void broken_utf8(text *t)
{
    add(t, top);
    add(t, "Content-Type: text/plain; charset=utf-8\r\n\r\n");
    add_times(t, "\xC0\xAF\xED\xA0\x80\xF8\xE2\x80\xAE\xFF 550 ", 60000);
}

static void fold(text *t)
{
    add(t, "From: a@example.org\r\nSubject: x\r\n");
    add_times(t, " y\r\n", 250000);
    add(t, "\r\nbody\r\n");
}

static void carriage_returns(text *t)
{
    add(t, "From: MAILER-DAEMON\rTo: b@example.org\r\r");
    add_times(t, "550 5.1.1 no\r", 80000);
}

static void quotes(text *t)
{
    add(t, top);
    add(t, "\r\n");
    add_times(t, "> > > > > > > > > > > > > > > > 550\r\n", 30000);
}

static void forwards(text *t)
{
    add(t, "From: a@example.org\r\nTo: b@example.org\r\nSubject: Fwd: Undelivered Mail\r\n\r\n");
    add_times(t, "---------- Forwarded message ---------\r\nFrom: Mail Delivery Subsystem <mailer-daemon@example.com>\r\n\r\n", 10000);
}

static void json(text *t)
{
    add_times(t, "{\"a\":[", 200000);
}

static void many_charsets(text *t)
{
    add(t, "From: a@example.org\r\nSubject:");
    for (int i = 0; i < 50000; i++)
        add_format(t, " =?x-charset-%d?Q?=e9?=", i);
    add(t, "\r\n\r\nbody\r\n");
}

static void charset_parameter(text *t)
{
    add(t, top);
    add(t, "Content-Type: text/plain; charset=\"");
    add_times(t, "utf-8", 200000);
    add(t, "\"\r\n\r\n550 5.1.1 \xE9\r\n");
}

static void encode(text *to, const text *from)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i + 2 < from->len; i += 3) {
        const unsigned char *s = (const unsigned char *)from->at + i;
        char four[4] = { digits[s[0] >> 2], digits[(s[0] & 3) << 4 | s[1] >> 4], digits[(s[1] & 15) << 2 | s[2] >> 6], digits[s[2] & 63] };
        add_bytes(to, four, 4);
        if (i % 57 == 54)
            add(to, "\r\n");
    }
}

/* Messages within messages, each in base64: every one has to be decoded to find the next. */
static void base64_bomb(text *t)
{
    text inner = { 0 };
    add(&inner, top);
    add(&inner, "\r\n");
    add_times(&inner, "<a@example.com>: 550 5.1.1 User unknown\r\n", 5000);
    for (int i = 0; i < 12; i++) {
        text outer = { 0 };
        add(&outer, "From: a@example.org\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        encode(&outer, &inner);
        free(inner.at);
        inner = outer;
    }
    add_bytes(t, inner.at, inner.len);
    free(inner.at);
}

static void attached_forwards(text *t)
{
    add(t, top);
    for (int i = 0; i < 10000; i++)
        add_format(t, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n\r\nfyi\r\n--b%d\r\nContent-Type: message/rfc822\r\n\r\nSubject: Fwd\r\n", i, i, i);
}

static void surrogates(text *t)
{
    add_bytes(t, "\xFF\xFE", 2);
    for (int i = 0; i < 300000; i++)
        add_bytes(t, i % 3 ? "\x00\xD8" : "5\0", 2);
}

static void nuls_in_fields(text *t)
{
    for (int i = 0; i < 30000; i++)
        add_bytes(t, "Subject: a\0b\r\nTo:\0<a@b>\r\n", 26);
    add(t, "\r\nbody\r\n");
}

static void status_fields(text *t)
{
    add(t, top);
    add(t, "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.example\r\n\r\nFinal-Recipient: rfc822; a@example.com\r\nDiagnostic-Code: smtp; 550 5.1.1");
    add_times(t, "\r\n 550-5.1.1 no", 40000);
    add_times(t, "\r\nX-More: 1", 40000);
}

static const struct {
    const char *name;
    void (*make)(text *);
    size_t recipients; /* that it names */
} cases[] = {
    { "nested groups", nested_groups }, { "nested groups in a returned message", groups_within }, { "nested comments", comments },
    { "a charset's name of 1 MB", long_charset }, { "a million encoded words", encoded_words }, { "beginnings of encoded words", broken_words },
    { "1,020 boundaries and lines that look like them", many_boundaries }, { "20,000 nested multiparts", deep_parts },
    { "40,000 nested messages", deep_messages }, { "150,000 tiny parts", tiny_parts }, { "200,000 fields", many_fields },
    { "50,000 parameters", many_parameters }, { "one line", long_line }, { "a@a@a@ in a notice", at_signs }, { "a@a@a@ in a reply", at_sign_reply },
    { "bl.bl.bl.", zones }, { "a long dialogue", dialogue }, { "addresses on one line", angles }, { "unclosed tags and comments", html },
    { "entities", html_entities }, { "base64", base64 }, { "empty recipient blocks", blocks }, { "10,000 recipients, each with its own reply", own_replies, 10000 },
    { "NUL and CR", nuls }, { "broken UTF-8 and bidi", broken_utf8 }, { "a folded field", fold }, { "CR alone", carriage_returns }, { "quote marks", quotes },
    { "forwards of forwards", forwards }, { "nested JSON", json }, { "50,000 charsets", many_charsets }, { "a charset parameter of 1 MB", charset_parameter },
    { "base64 in base64", base64_bomb }, { "10,000 forwards as attachments", attached_forwards }, { "halves of UTF-16 pairs", surrogates },
    { "NUL in fields", nuls_in_fields }, { "a field of 40,000 lines", status_fields },
};

#endif

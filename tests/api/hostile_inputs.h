/* Mails that kill or slow parsers, one function each; for hostile.c. */
#ifndef TESTS_API_HOSTILE_INPUTS_H
#define TESTS_API_HOSTILE_INPUTS_H

#include "hostile_input.h"

static void nested_groups(text *t)
{
    add(t, "From: ");
    add_times(t, "a:", 50000);
    add(t, "\r\nTo: ");
    add_times(t, "a:", 50000);
    add(t, "\r\n\r\nbody\r\n");
}

static void many_boundaries(text *t)
{
    add(t, NOTICE "Content-Type: multipart/mixed; boundary=b0\r\n\r\n");
    for (int i = 1; i < 1020; i++)
        add_format(t, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i - 1, i);
    add_times(t, "--no boundary of any part\r\n", 40000);
}

static void many_parameters(text *t)
{
    add(t, NOTICE "Content-Type: text/plain");
    add_numbered(t, "; charset*", 50000, "*=utf-8''a");
    add(t, "\r\n\r\nbody\r\n");
}

static void own_replies(text *t)
{
    add(t, NOTICE "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n" STATUS_PART);
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

static void many_charsets(text *t)
{
    add(t, "From: a@example.org\r\nSubject:");
    add_numbered(t, " =?x-charset-", 50000, "?Q?=e9?=");
    add(t, "\r\n\r\nbody\r\n");
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
    add(&inner, NOTICE "\r\n");
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
    add(t, NOTICE);
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
    add(t, NOTICE "" STATUS_PART "\r\nFinal-Recipient: rfc822; a@example.com\r\nDiagnostic-Code: smtp; 550 5.1.1");
    add_times(t, "\r\n 550-5.1.1 no", 40000);
    add_times(t, "\r\nX-More: 1", 40000);
}

static const hostile_input cases[] = {
    { "nested groups", .make = nested_groups },
    { "1,020 boundaries and lines that look like them", .make = many_boundaries },
    { "50,000 parameters", .make = many_parameters },
    { "10,000 recipients, each with its own reply", .make = own_replies, .recipients = 10000 },
    { "NUL and CR", .make = nuls },
    { "50,000 charsets", .make = many_charsets },
    { "base64 in base64", .make = base64_bomb },
    { "10,000 forwards as attachments", .make = attached_forwards },
    { "halves of UTF-16 pairs", .make = surrogates },
    { "NUL in fields", .make = nuls_in_fields },
    { "a field of 40,000 lines", .make = status_fields },
};

#endif

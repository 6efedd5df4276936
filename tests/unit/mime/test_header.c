/* Header fields, encoded words, parameters, dates, address lists. */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>

#include "check_run.h"
#include "expect.h"
#include "mime/address.h"
#include "mime/header.h"
#include "util/buffer.h"
#include "util/limits.h"

START_TEST(next)
{
    bnc_span rest = BNC_SPAN("Final-Recipient: rfc822;a@example.org\r\nno field here\nAction : failed\n\nStatus:5.1.1\nDiagnostic-Code: smtp; 550\n  more\n\tyet\n: nameless\nLast:");
    static const char *const expected[][2] = {
        { "Final-Recipient", " rfc822;a@example.org\r" }, { "Action", " failed" }, { "Status", "5.1.1" },
        { "Diagnostic-Code", " smtp; 550\n  more\n\tyet" }, { "Last", "" },
    };
    bnc_field field;

    for (size_t i = 0; i < 5; i++) {
        ck_assert(bnc_header_next(&rest, &field));
        ck_assert(equals(field.name, expected[i][0]));
        ck_assert(equals(field.value, expected[i][1]));
    }
    ck_assert(!bnc_header_next(&rest, &field));
}
END_TEST

START_TEST(find)
{
    bnc_span header = BNC_SPAN("Subject-Not: x\nTo: a\n folded Subject: no\nSUBJECT: yes\nSubject: second");
    bnc_span value;

    ck_assert(bnc_header_find(header, "Subject", &value));
    ck_assert(equals(value, " yes"));
    ck_assert(!bnc_header_find(header, "Folded", &value));
    ck_assert(!bnc_header_find((bnc_span){ NULL, 0 }, "To", &value));
}
END_TEST

static const struct {
    const char *raw;
    const char *text;
} words[] = {
    { " plain ", "plain" },
    { " a\r\n  b\n\tc", "a b c" },
    { "=?utf-8?B?7ZWc6riA?=", "\xED\x95\x9C\xEA\xB8\x80" },
    { "=?utf-8*ko?b?7ZWc6riA?=", "\xED\x95\x9C\xEA\xB8\x80" },
    { "Re: =?iso-8859-1?Q?bo=EEte_d=E9sactiv=E9e?= (x)", "Re: bo\xC3\xAEte d\xC3\xA9sactiv\xC3\xA9" "e (x)" },
    { "=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab" },
    { "=?utf-8?Q?a?= x =?utf-8?Q?b?=", "a x b" },
    { "=?utf-8?B?7ZWc6g==?=\n =?utf-8?B?uIA=?=", "\xED\x95\x9C\xEA\xB8\x80" },     /* a character split over two words */
    { "=?iso-2022-jp?B?GyRCJWYhPBsoQg==?=", "\xE3\x83\xA6\xE3\x83\xBC" },
    { "=?ks_c_5601-1987?B?x9GxwL8=?=", "\xED\x95\x9C\xEA\xB5\xBC\xEF\xBF\xBD" },    /* cut within a character: nothing before it is lost */
    { "=?utf-8?B?7ZWc", "=?utf-8?B?7ZWc" },                                     /* cut within the word */
    { "=?utf-8?X?abc?=", "=?utf-8?X?abc?=" },
    { "=?" "?Q?abc?=", "=?" "?Q?abc?=" },
    { "=?x-none?Q?abc?=", "abc" },
    { "\xB8\xDE\xC0\xCF\xC0\xBB \xBA\xB8\xB3\xBE", "\xEB\xA9\x94\xEC\x9D\xBC\xEC\x9D\x84 \xEB\xB3\xB4\xEB\x82\xBC" }, /* raw EUC-KR */
    { "", "" },
};

START_TEST(decode)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    bnc_span got = bnc_header_decode(arena, bnc_span_of(words[_i].raw), &notes);

    ck_assert_msg(equals(got, words[_i].text), "got \"%.*s\"", (int)got.len, got.at);
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *parameters;
    const char *name;
    const char *value;
} parameters[] = {
    { "; charset=utf-8; boundary=abc", "boundary", "abc" },
    { ";\n\tboundary=\"a b=;\"", "boundary", "a b=;" },
    { "; Boundary = \"x\\\"y\" ; z", "boundary", "x\"y" },
    { "; report-type=delivery-status;boundary=\"never closed", "boundary", "never closed" },
    { "; boundaryx=no; boundary=yes", "boundary", "yes" },
    { " boundary=yes", "boundary", "yes" },
    { "; (comment) charset=us-ascii", "charset", "us-ascii" },
    { "; name*=utf-8''%EA%B9%80.pdf", "name", "\xEA\xB9\x80.pdf" },
    { "; name*0*=utf-8'ko'%EA%B9; name*1*=%80; name*2=.pdf", "name", "\xEA\xB9\x80.pdf" },
    { "; name*1=b; name*0=a", "name", "ab" },
    { "; name=\"=?utf-8?B?6rmA?=.pdf\"", "name", "\xEA\xB9\x80.pdf" },
    { "; name*99999999999=x", "name", "" },
    { "; name*", "name", "" },
    { "", "name", "" },
};

START_TEST(parameter)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    bnc_span got = bnc_header_parameter(arena, bnc_span_of(parameters[_i].parameters), parameters[_i].name, &notes);

    ck_assert_msg(equals(got, parameters[_i].value), "got \"%.*s\"", (int)got.len, got.at ? got.at : "");
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *raw;
    const char *iso;
} dates[] = {
    { " Thu, 12 Dec 2024 23:23:27 +0900", "2024-12-12T23:23:27+09:00" },
    { "12 Dec 2024 23:23:27 GMT", "2024-12-12T23:23:27+00:00" },
    { "Thu, 12 Dec\n 2024 23:23:27 -0330", "2024-12-12T23:23:27-03:30" },
    { "no date", "" },
    { "", "" },
    { "99 Foo 9999999999 99:99:99 +9999", "" },
};

START_TEST(date)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_span got = bnc_header_iso_date(arena, bnc_span_of(dates[_i].raw));

    ck_assert_msg(equals(got, dates[_i].iso), "got \"%.*s\"", (int)got.len, got.at ? got.at : "");
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *field;
    const char *addresses; /* joined by '|' */
} lists[] = {
    { " kim@partner.example", "kim@partner.example" },
    { "\"Kim, M.\" <kim@partner.example>, lee@example.org", "kim@partner.example|lee@example.org" },
    { "Mail Delivery System <MAILER-DAEMON@mx.example>", "MAILER-DAEMON@mx.example" },
    { "MAILER-DAEMON@mx.example (Mail Delivery System)", "MAILER-DAEMON@mx.example" },
    { "undisclosed-recipients:;", "" },
    { "team: kim@partner.example, lee@example.org;", "kim@partner.example|lee@example.org" },
    { "=?utf-8?B?6rmA?= <kim@partner.example>", "kim@partner.example" },
    { "<>", "" },
    { "Mailer-Daemon", "Mailer-Daemon" },
    { "a, b,, <c@example.org", "a|b|c@example.org" },
    { "", "" },
};

START_TEST(address_list)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    bnc_span found[8];
    size_t count = bnc_address_list(arena, bnc_span_of(lists[_i].field), found, 8, &notes);
    bnc_buffer text = BNC_BUFFER_INIT;

    for (size_t i = 0; i < count; i++) {
        if (i)
            bnc_buffer_add_char(&text, '|');
        bnc_buffer_add_span(&text, found[i]);
    }
    ck_assert_str_eq(text.at ? text.at : "", lists[_i].addresses);
    bnc_buffer_clear(&text);
    bnc_arena_free(arena);
}
END_TEST

static const char *const seeds[] = {
    "a:", "(", "<", "\"", ",", "a@b,", "=?", "=?utf-8?B?7ZWc?= ", "=?utf-8?Q?", ";a=b", "; name*1=x", "\\", "\n ", "\xFF", "\r\n", "[", "a:b;",
};

/* On a stack of 256 KB, as much as a mail may hold of each. */
static void *read_hostile(void *data)
{
    const char *seed = data;
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_span found[100];
    bnc_span value;
    bnc_field field;
    bnc_span rest;

    while (text.len < 1000000)
        bnc_buffer_add_text(&text, seed);
    value = bnc_buffer_span(&text);
    ck_assert_uint_le(bnc_address_list(arena, value, found, 100, &notes), 100);
    ck_assert_uint_le(bnc_header_decode(arena, value, &notes).len, 1000000);
    bnc_header_parameter(arena, value, "name", &notes);
    bnc_header_iso_date(arena, value);
    bnc_header_find(value, "x", &rest);
    for (rest = value; bnc_header_next(&rest, &field);)
        ;
    ck_assert_uint_lt(bnc_arena_size(arena), 10 * text.len);
    if (strcmp(seed, "a:") == 0 || strcmp(seed, "(") == 0)
        ck_assert(has_note(&notes, "depth_limit"));
    if (strcmp(seed, "=?utf-8?B?7ZWc?= ") == 0)
        ck_assert(has_note(&notes, "line_too_long"));
    bnc_buffer_clear(&text);
    bnc_arena_free(arena);
    return NULL;
}

START_TEST(hostile)
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, read_hostile, (void *)seeds[_i]), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}
END_TEST

/* Up to BNC_MAX_ADDRESS_SIGNS GMime reads the field; one more and it does not. */
START_TEST(limit_address_signs)
{
    for (size_t signs = BNC_MAX_ADDRESS_SIGNS; signs <= BNC_MAX_ADDRESS_SIGNS + 1; signs++) {
        bnc_arena *arena = bnc_arena_new(0);
        bnc_notes notes = { .count = 0 };
        bnc_buffer text = BNC_BUFFER_INIT;
        bnc_span found[4];

        for (size_t i = 0; i < signs; i++)
            bnc_buffer_add_text(&text, "a:");
        bnc_buffer_add_text(&text, " kim@partner.example");
        bnc_address_list(arena, bnc_buffer_span(&text), found, 4, &notes);
        ck_assert_int_eq(has_note(&notes, "depth_limit"), signs > BNC_MAX_ADDRESS_SIGNS);
        bnc_buffer_clear(&text);
        bnc_arena_free(arena);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("header");

    tcase_set_timeout(tcase, 30);
    tcase_add_test(tcase, next);
    tcase_add_test(tcase, find);
    tcase_add_loop_test(tcase, decode, 0, COUNT(words));
    tcase_add_loop_test(tcase, parameter, 0, COUNT(parameters));
    tcase_add_loop_test(tcase, date, 0, COUNT(dates));
    tcase_add_loop_test(tcase, address_list, 0, COUNT(lists));
    tcase_add_loop_test(tcase, hostile, 0, COUNT(seeds));
    tcase_add_test(tcase, limit_address_signs);
    return check_run("header", tcase);
}

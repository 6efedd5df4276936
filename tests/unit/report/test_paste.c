/* Quote marks, lost line ends; fields' small helpers; dates; languages. */
#include "support.h"

static const struct {
    const char *text, *plain;
} quotes[] = {
    { "no marks\nhere\n", "no marks\nhere\n" },
    { "> one\n> two\n", "one\ntwo\n" },
    { ">> one\n> > two\n", "one\ntwo\n" },
    { "| one\nrest\n", "one\nrest\n" },
    { "x\n>>> RCPT To:<a@example.com>\n", "x\n>>> RCPT To:<a@example.com>\n" },
    { "> >>> RCPT To:<a@example.com>\n> <<< 550 no\n", ">>> RCPT To:<a@example.com>\n<<< 550 no\n" },
    { ">", "" },
    { "", "" },
};

START_TEST(unquote)
{
    bnc_arena *arena = bnc_arena_new(1024);
    bnc_span plain = bnc_paste_unquote(arena, bnc_span_of(quotes[_i].text));
    ck_assert_msg(bnc_span_equal(plain, bnc_span_of(quotes[_i].plain)), "\"%.*s\"", (int)plain.len, plain.at);
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *text, *restored;
} pastes[] = {
    { "a line\n<<< 550 no\n", "a line\n<<< 550 no\n" },
    { "x: >>> DATA <<< 550 no 501 5.6.0 Data format error", "x: \n>>> DATA \n<<< 550 no \n501 5.6.0 Data format error" },
    { "to x.: <<< 421 no <a@example.com>,<b@example.com>... Deferred: 421 no", "to x.: \n<<< 421 no \n<a@example.com>,<b@example.com>... Deferred: 421 no" },
    { "Final-Recipient: rfc822; a@example.com Action: failed Status: 5.1.1",
      "Final-Recipient: rfc822; a@example.com \nAction: failed \nStatus: 5.1.1" },
    { "Sent <<< RCPT TO:<a@example.com>\nReceived >>> 550 no\n", "Sent <<< RCPT TO:<a@example.com>\nReceived >>> 550 no\n" },
};

START_TEST(restore)
{
    bnc_arena *arena = bnc_arena_new(1024);
    bnc_span restored = bnc_paste_restore_lines(arena, bnc_span_of(pastes[_i].text));
    ck_assert_msg(bnc_span_equal(restored, bnc_span_of(pastes[_i].restored)), "\"%.*s\"", (int)restored.len, restored.at);
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *value, *host, *ip;
} hosts[] = {
    { "mx.example.com", "mx.example.com", "" },
    { "mx.example.com. [198.51.100.7]", "mx.example.com", "198.51.100.7" },
    { "mx.example.com (198.51.100.7, the server for the domain)", "mx.example.com", "198.51.100.7" },
    { "[198.51.100.7]", "", "198.51.100.7" },
    { "198.51.100.7", "", "198.51.100.7" },
    { "mx.example.com [IPv6:2001:db8::1]", "mx.example.com", "2001:db8::1" },
    { "", "", "" },
};

START_TEST(host)
{
    bnc_span name, ip;
    bnc_blocks_host(bnc_span_of(hosts[_i].value), &name, &ip);
    ck_assert_msg(bnc_span_equal(name, bnc_span_of(hosts[_i].host)), "%s: %.*s", hosts[_i].value, (int)name.len, name.at);
    ck_assert_msg(bnc_span_equal(ip, bnc_span_of(hosts[_i].ip)), "%s: %.*s", hosts[_i].value, (int)ip.len, ip.at);
}
END_TEST

static const struct {
    const char *value, *iso;
} dates[] = {
    { "Tue, 17 Jan 2017 16:38:40 +0900", "2017-01-17T16:38:40+09:00" },
    { "Tue, 7 Jan 2017 06:38:40 -0330 (NST)", "2017-01-07T06:38:40-03:30" },
    { "07 Jan 2017 06:38:40 +0000", "2017-01-07T06:38:40+00:00" },
    { "Tue, 17 Jan 17 16:38:40 GMT", "2017-01-17T16:38:40+00:00" },
};

START_TEST(date)
{
    bnc_arena *arena = bnc_arena_new(1024);
    bounce_report report = { .arena = arena };
    bnc_reader reader = { .report = &report, .arena = arena };
    const char *iso = bnc_report_iso_date(&reader, bnc_span_of(dates[_i].value));
    ck_assert_ptr_nonnull(iso);
    ck_assert_msg(strncmp(iso, dates[_i].iso, 19) == 0, "%s: %s", dates[_i].value, iso);
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *text, *language;
} languages[] = {
    { "Your message could not be delivered to the following recipients", "en" },
    { "Ihre Nachricht konnte nicht zugestellt werden", "de" },
    { "Votre message n'est pas parvenu", "fr" },
    { "\xEB\xA9\x94\xEC\x8B\x9C\xEC\xA7\x80\xEB\xA5\xBC \xEB\xB0\xB0\xEB\x8B\xAC\xED\x95\xA0 \xEC\x88\x98 \xEC\x97\x86\xEC\x8A\xB5\xEB\x8B\x88\xEB\x8B\xA4", "ko" },
    { "\xE3\x83\xA1\xE3\x83\x83\xE3\x82\xBB\xE3\x83\xBC\xE3\x82\xB8\xE3\x82\x92\xE9\x85\x8D\xE4\xBF\xA1\xE3\x81\xA7\xE3\x81\x8D\xE3\x81\xBE\xE3\x81\x9B\xE3\x82\x93", "ja" },
    { "", NULL },
    { "xyzzy", NULL },
};

START_TEST(language)
{
    const char *found = bnc_kind_language(bnc_span_of(languages[_i].text));
    ck_assert_msg(languages[_i].language ? found && strcmp(found, languages[_i].language) == 0 : !found, "%s: %s", languages[_i].text,
                  found ? found : "none");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("paste");
    tcase_add_loop_test(tcase, unquote, 0, COUNT(quotes));
    tcase_add_loop_test(tcase, restore, 0, COUNT(pastes));
    tcase_add_loop_test(tcase, host, 0, COUNT(hosts));
    tcase_add_loop_test(tcase, date, 0, COUNT(dates));
    tcase_add_loop_test(tcase, language, 0, COUNT(languages));
    return check_run("paste", tcase);
}

/* The caller's bytes: bounds, line ends, UTF-16, kinds of input, mbox. */
#include <check.h>
#include <stdlib.h>

#include "check_run.h"
#include "expect.h"
#include "input/mbox.h"
#include "input/sanitise.h"
#include "input/sniff.h"
#include "util/buffer.h"
#include "util/limits.h"

static const struct {
    const char *data;
    size_t len; /* 0: up to the NUL */
    const char *text;
    const char *note;
} cases[] = {
    { "Subject: a\n\nb\n", 0, "Subject: a\n\nb\n", NULL },
    { "Subject: a\r\n\r\nb\r\n", 0, "Subject: a\r\n\r\nb\r\n", NULL },
    { "a\rb\r\rc\r", 0, "a\nb\n\nc\n", NULL },
    { "a\r\r\nb\n", 0, "a\nb\n", NULL },
    { "a\rb\r\nc\n", 0, "a\nb\nc\n", NULL },
    { "a\r", 0, "a\r", NULL },
    { "\n \r\n\nSubject: a", 0, "Subject: a", NULL },
    { "From kim@example.org Tue Mar  3 10:00:00 2020\nSubject: a", 0, "Subject: a", NULL },
    { "From here on it is text", 0, "From here on it is text", NULL },
    { "\xEF\xBB\xBFSubject: a", 0, "Subject: a", NULL },
    { "\xFF\xFE" "5\0005\0000\000 \000\x5C\xD5", 12, "550 \xED\x95\x9C", NULL },
    { "\xFE\xFF\0005\0005\0000\xD8\x3D\xDE\x00", 12, "550\xF0\x9F\x98\x80", NULL },
    { "5\0005\0000\000 \0005\000.\0001\000", 14, "550 5.1", NULL },
    { "\xFF\xFE\xFF", 3, "", NULL },
    { "", 0, "", NULL },
    { "\r", 0, "", NULL },
    { "a\0b", 3, "a", "binary" },
};

START_TEST(sanitise)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    size_t len = cases[_i].len ? cases[_i].len : strlen(cases[_i].data);
    bnc_span got = bnc_input_sanitise(arena, cases[_i].data, len, BNC_MAX_INPUT, &notes);

    ck_assert_msg(bnc_span_starts(got, bnc_span_of(cases[_i].text)) && (cases[_i].note || got.len == strlen(cases[_i].text)), "got \"%.*s\"", (int)got.len, got.at);
    ck_assert_uint_eq(notes.count, cases[_i].note != NULL);
    ck_assert(!cases[_i].note || has_note(&notes, cases[_i].note));
    bnc_arena_free(arena);
}
END_TEST

START_TEST(limit_input)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    char *data = malloc(BNC_MAX_INPUT + 1);

    memset(data, 'a', BNC_MAX_INPUT + 1);
    ck_assert_uint_eq(bnc_input_sanitise(arena, data, BNC_MAX_INPUT, BNC_MAX_INPUT, &notes).len, BNC_MAX_INPUT);
    ck_assert(!has_note(&notes, "input_cut"));
    ck_assert_uint_eq(bnc_input_sanitise(arena, data, BNC_MAX_INPUT + 1, BNC_MAX_INPUT, &notes).len, BNC_MAX_INPUT);
    ck_assert(has_note(&notes, "input_cut"));
    ck_assert_uint_eq(bnc_input_sanitise(arena, "abc", 3, 2, &notes).len, 2);
    ck_assert_uint_eq(bnc_input_sanitise(arena, NULL, 3, 2, &notes).len, 0);
    free(data);
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *text;
    bnc_input_kind kind;
} kinds[] = {
    { "", BNC_INPUT_EMPTY },
    { " \r\n\t\n", BNC_INPUT_EMPTY },
    { "Subject: a\n\nb", BNC_INPUT_MESSAGE },
    { "From: a@example.org\nSent: Monday\nTo: b\nSubject: c\n\nbody", BNC_INPUT_MESSAGE },
    { "Received: from a by b\n\twith SMTP\nX-Other: 1\nFrom: x\n\nbody", BNC_INPUT_MESSAGE },
    { " lost fold\nReceived: from a by b\nFrom: x\n\nbody", BNC_INPUT_MESSAGE },
    { "Received: from a\nby b\n  with c\nFrom: x\nTo: y\n\nbody", BNC_INPUT_MESSAGE },
    { "Content-Type: text/plain", BNC_INPUT_MESSAGE },
    { "-----Original Message-----\nFrom: a\nSubject: b\n\nbody", BNC_INPUT_TEXT },
    { "Hi, what does this mean?\n\n550 5.1.1 User unknown", BNC_INPUT_TEXT },
    { "To: kim@partner.example\n550 User unknown", BNC_INPUT_TEXT },
    { "Final-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.1.1", BNC_INPUT_TEXT },
    { "Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; b@example.org\nAction: failed", BNC_INPUT_TEXT },
    { "This is the mail system at host mx.example.org.", BNC_INPUT_TEXT },
    { "550 5.1.1 User unknown", BNC_INPUT_REPLY },
    { "550-5.1.1 User\n550 5.1.1 unknown", BNC_INPUT_REPLY },
    { "421-4.7.0 later", BNC_INPUT_REPLY },
    { "5.7.1 refused", BNC_INPUT_REPLY },
    { "#5.7.1 refused", BNC_INPUT_REPLY },
    { "smtp; 550 5.1.1 User unknown", BNC_INPUT_REPLY },
    { "250 2.1.5 Ok", BNC_INPUT_REPLY },
    { "host mx.example.com[192.0.2.25] said: 550 5.1.1 no (in reply to RCPT TO command)", BNC_INPUT_REPLY },
    { "SMTP error from remote mail server after RCPT TO:<a@example.com>: 550 no", BNC_INPUT_REPLY },
    { "300 people came", BNC_INPUT_TEXT },
    { "250 people came", BNC_INPUT_TEXT },
    { "550", BNC_INPUT_TEXT },
    { "550 5.1.1 User unknown\n\nWhat does it mean?", BNC_INPUT_TEXT },
    { "192.0.2.1 is listed", BNC_INPUT_TEXT },
    { "Mar  2 10:00:00 mx postfix/smtp[123]: 4ABC: to=<a@example.com>, relay=x, dsn=5.1.1, status=bounced (x)", BNC_INPUT_LOG },
    { "2020-03-02T10:00:00.1+01:00 mx postfix/smtp[123]: x", BNC_INPUT_LOG },
    { "2020-03-02 10:00:00 1abcDE-000123-Ab ** a@example.com R=x", BNC_INPUT_LOG },
    { "<22>Mar  2 10:00:00 mx sendmail[99]: x", BNC_INPUT_LOG },
    { "-- Journal begins at Mon 2020-03-02. --\n\nThe mail log of Monday\nMar  2 10:00:00 mx systemd[1]: Started Postfix.\n"
      "Mar  2 10:00:01 mx dovecot: imap-login: Login\nMar  2 10:00:02 mx postfix/smtp[1]: 4A: to=<a@example.com>, status=bounced (x)\n", BNC_INPUT_LOG },
    { "Why does this happen?\nMar  2 10:00:02 mx postfix/smtp[1]: 4A: to=<a@example.com>, status=bounced (x)\n", BNC_INPUT_TEXT },
    { "@400000005e5cd1a0 delivery 5: failure: x", BNC_INPUT_LOG },
    { "smtpd[77]: 1a2b mta delivery evpid=00", BNC_INPUT_LOG },
    { "4ABC: to=<a@example.com>, relay=x, status=deferred (x)", BNC_INPUT_LOG },
    { "March 2, 2020: we met", BNC_INPUT_TEXT },
    { "{\"a\":1}", BNC_INPUT_JSON },
    { " [ {\"a\":1} ]", BNC_INPUT_JSON },
    { "[192.0.2.1] said no", BNC_INPUT_TEXT },
    { "{ not json }", BNC_INPUT_TEXT },
};

START_TEST(sniff)
{
    ck_assert_int_eq(bnc_input_sniff(bnc_span_of(kinds[_i].text)), kinds[_i].kind);
}
END_TEST

START_TEST(is_log)
{
    ck_assert(bnc_input_is_log(bnc_span_of("Mar  2 10:00:00 mx a[1]: x\nMar  2 10:00:01 mx a[1]: y\n")));
    ck_assert(!bnc_input_is_log(bnc_span_of("Mar  2 10:00:00 mx a[1]: x\n")));
    ck_assert(!bnc_input_is_log(bnc_span_of("Subject: a\n\nMar  2 10:00:00 mx a[1]: x\nb\nc\nd\n")));
    ck_assert(!bnc_input_is_log(bnc_span_of("")));
}
END_TEST

#define FROM "From kim@example.org Tue Mar  3 10:00:00 2020\n"

static const struct {
    const char *data;
    const char *messages[4];
} mboxes[] = {
    { FROM "Subject: a\n\none\n\n" FROM "Subject: b\n\ntwo\n", { "Subject: a\n\none\n", "Subject: b\n\ntwo\n" } },
    { FROM "Subject: a\r\n\r\none\r\n\r\n" FROM "Subject: b\n\ntwo", { "Subject: a\r\n\r\none\r\n", "Subject: b\n\ntwo" } },
    { FROM "Subject: a\n\nFrom here on it is text\n\nFrom me\n", { "Subject: a\n\nFrom here on it is text\n\nFrom me\n" } },
    { FROM "Subject: a\n\n>" FROM "x\n", { "Subject: a\n\n>" FROM "x\n" } },
    /* mboxcl: a "From " line within the length is text */
    { FROM "Subject: a\nContent-Length: 54\n\nx\n\nFrom lee@example.org Tue Mar  3 10:00:00 2020\nzzzz\n\n" FROM "Subject: b\n\ntwo\n",
      { "Subject: a\nContent-Length: 54\n\nx\n\nFrom lee@example.org Tue Mar  3 10:00:00 2020\nzzzz\n", "Subject: b\n\ntwo\n" } },
    /* a length that lies */
    { FROM "Content-Length: 3\n\nlonger\n\n" FROM "Subject: b\n\ntwo\n", { "Content-Length: 3\n\nlonger\n", "Subject: b\n\ntwo\n" } },
    { FROM "Content-Length: 999999999999\n\nx\n", { "Content-Length: 999999999999\n\nx\n" } },
    { "Subject: no mbox\n\nx\n", { "Subject: no mbox\n\nx\n" } },
    { "", { NULL } },
    { "\n\n", { NULL } },
    { FROM, { "" } },
};

START_TEST(mbox)
{
    bnc_span data = bnc_span_of(mboxes[_i].data);
    size_t offset = 0;
    bnc_span message;

    for (size_t i = 0; mboxes[_i].messages[i]; i++) {
        ck_assert(bnc_mbox_next(data, &offset, &message));
        ck_assert_msg(bnc_span_equal(message, bnc_span_of(mboxes[_i].messages[i])), "got \"%.*s\"", (int)message.len, message.at);
    }
    ck_assert(!bnc_mbox_next(data, &offset, &message));
}
END_TEST

START_TEST(is_mbox)
{
    ck_assert(bnc_mbox_is(bnc_span_of(FROM)));
    ck_assert(bnc_mbox_is(bnc_span_of("From MAILER-DAEMON Fri Jul 16 06:30 2021\n")));
    ck_assert(!bnc_mbox_is(bnc_span_of("From: kim@example.org\n")));
    ck_assert(!bnc_mbox_is(bnc_span_of("From 10:00 on we are open\n")));
    ck_assert(!bnc_mbox_is(bnc_span_of("From ")));
    ck_assert(!bnc_mbox_is(bnc_span_of("")));
}
END_TEST

static const char *const seeds[] = { "\r", "\r\r\n", "\n", FROM, "From ", "a:\n", " \n", "550 ", "a: b\nstray\n", "Content-Length: 1\n", "\0", "{", "stray\n b\n" };

START_TEST(hostile)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    size_t len = strlen(seeds[_i]) ? strlen(seeds[_i]) : 1;
    size_t offset = 0;
    bnc_span got;

    while (text.len < 2000000)
        bnc_buffer_add(&text, seeds[_i], len);
    got = bnc_input_sanitise(arena, text.at, text.len, BNC_MAX_INPUT, &notes);
    bnc_input_sniff(got);
    bnc_input_is_log(got);
    for (int i = 0; i < 100000 && bnc_mbox_next(bnc_buffer_span(&text), &offset, &got); i++)
        ck_assert_uint_le(got.len, text.len);
    ck_assert_uint_le(bnc_arena_size(arena), 4 * text.len);
    bnc_arena_free(arena);
    bnc_buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("input");

    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, sanitise, 0, COUNT(cases));
    tcase_add_test(tcase, limit_input);
    tcase_add_loop_test(tcase, sniff, 0, COUNT(kinds));
    tcase_add_test(tcase, is_log);
    tcase_add_loop_test(tcase, mbox, 0, COUNT(mboxes));
    tcase_add_test(tcase, is_mbox);
    tcase_add_loop_test(tcase, hostile, 0, COUNT(seeds));
    return check_run("input", tcase);
}

/* Log lines: what counts as trouble, and what a log of several lines gives. */
#include "support.h"

#define LINE(action, dsn, text) "Nov 22 15:06:18 mx postfix/smtp[100]: 05A1DB504E0: to=<" #action "@example.com>, relay=mx.example.com[198.51.100.7]:25, " \
                                "delay=0.02, delays=0/0.01/0/0, dsn=" dsn ", status=" #action " (" text ")\n"
#define BOUNCED LINE(bounced, "5.1.1", "host mx.example.com[198.51.100.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command)")
#define DEFERRED LINE(deferred, "4.4.1", "connect to mx.example.com[198.51.100.7]:25: Connection timed out")
#define SENT LINE(sent, "2.0.0", "250 2.0.0 Ok: queued as 4F1B2C3D4E")
#define NOISE "Nov 22 15:06:18 mx postfix/qmgr[99]: 05A1DB504E0: removed\n"

static const struct {
    const char *text;
    bool is_line; /* bnc_report_read_log_line() */
    const char *kind, *summary;
} cases[] = {
    { BOUNCED, true, "failure", "bounced@example.com failed 5.1.1 550 RCPT" },
    { DEFERRED, true, "delay", "deferred@example.com delayed 4.4.1 - -" },
    { SENT, true, "none", "" },
    { NOISE, true, "none", "" },
    { "", true, "none", "" },
    { SENT, false, "delivered", "sent@example.com delivered 2.0.0 250 -" },
    { SENT DEFERRED, false, "delay", "deferred@example.com delayed 4.4.1 - -" },
    { SENT NOISE BOUNCED SENT DEFERRED, false, "failure", "bounced@example.com failed 5.1.1 550 RCPT; deferred@example.com delayed 4.4.1 - -" },
};

START_TEST(lines)
{
    bnc_context context = test_context();
    bnc_arena *arena = bnc_arena_new(4096);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    report->arena = arena;
    if (cases[_i].is_line)
        bnc_report_read_log_line(report, &context, cases[_i].text, strlen(cases[_i].text));
    else
        bnc_report_read(report, &context, cases[_i].text, strlen(cases[_i].text));
    ck_assert_msg(strcmp(test_kind(report), cases[_i].kind) == 0, "%s: %s", cases[_i].text, test_kind(report));
    ck_assert_msg(strcmp(test_summary(report), cases[_i].summary) == 0, "%s: %s", cases[_i].text, test_summary(report));
    bnc_arena_free(arena);
}
END_TEST

/* A line of megabytes is read as far as BNC_MAX_LINE and cut replies are noted. */
START_TEST(long_line)
{
    static char line[2 * 1024 * 1024];
    memset(line, 'x', sizeof line);
    size_t len = strlen(BOUNCED);
    memcpy(line, BOUNCED, len);
    line[len - 2] = 'x';
    line[len - 1] = 'x';
    bnc_context context = test_context();
    bnc_arena *arena = bnc_arena_new(4096);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    report->arena = arena;
    bnc_report_read_log_line(report, &context, line, sizeof line);
    ck_assert_uint_le(bnc_arena_size(arena), sizeof line);
    bnc_arena_free(arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("log");
    tcase_add_loop_test(tcase, lines, 0, COUNT(cases));
    tcase_add_test(tcase, long_line);
    return check_run("log", tcase);
}

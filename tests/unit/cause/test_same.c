/* Thousands of recipients of whom a report says the same are asked about once; whoever differs in what rules may see is asked about himself. */
#include <check.h>
#include <stdlib.h>

#include "cause/cause.h"

static const struct {
    const char *status, *address, *ip, *replies[2];
    bool is_shared;
} second[] = {
    { "5.1.1", "lee@example.org", NULL, { NULL }, true },
    { "5.2.2", "lee@example.org", NULL, { NULL }, false },
    { "5.1.1", "lee@example.net", NULL, { NULL }, false },
    { "5.1.1", "lee@example.org", "192.0.2.1", { NULL }, false },
    { "5.1.1", "lee@example.org", NULL, { "550 no" }, false },
    { "5.1.1", "lee@example.org", NULL, { "550 no", "550 blocked" }, false },
};

static void set_recipient(bnc_arena *arena, bounce_recipient *recipient, size_t row)
{
    recipient->status = second[row].status;
    recipient->address = second[row].address;
    recipient->remote_ip = second[row].ip;
    recipient->replies = bnc_arena_array(arena, 2, sizeof *recipient->replies);
    for (size_t i = 0; i < 2 && second[row].replies[i]; i++)
        bnc_reply_parse(arena, bnc_span_of(second[row].replies[i]), &recipient->replies[recipient->reply_count++]);
}

/* Recipients of whom the report says the same are one question, be it a few replies or only a status. */
START_TEST(share)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    bnc_context context = { .set = bnc_set_builtin() };
    report->arena = arena;
    report->kind = BOUNCE_KIND_FAILURE;
    report->recipients = bnc_arena_array(arena, 3, sizeof *report->recipients);
    report->recipient_count = 3;
    set_recipient(arena, &report->recipients[0], 0);
    set_recipient(arena, &report->recipients[1], (size_t)_i);
    set_recipient(arena, &report->recipients[2], (size_t)_i);
    bnc_cause_classify(report, &context);
    const bounce_recipient *r = report->recipients;
    ck_assert_int_eq(r[0].causes == r[1].causes, second[_i].is_shared);
    ck_assert_ptr_eq(r[1].causes, r[2].causes);
    ck_assert_uint_gt(r[1].cause_count, 0);
    bnc_arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("same");
    TCase *tcase = tcase_create("same");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tcase);
    tcase_add_loop_test(tcase, share, 0, sizeof second / sizeof *second);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* What thousands of recipients have in common is kept once and shown within bounds; who is named twice is one recipient. */
#include "support.h"

#include "expect.h"
#include "util/buffer.h"

#define REPORT "From: MAILER-DAEMON@mail.example.org\nTo: sender@example.org\nSubject: Undelivered Mail Returned to Sender\n" \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
#define PART "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\n\n"
#define RECIPIENTS 2000

static void add_words(bnc_buffer *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bnc_buffer_add_text(to, "no such user ");
}

static void add_numbered(bnc_buffer *to, const char *front, size_t number, const char *behind)
{
    bnc_buffer_add_text(to, front);
    bnc_buffer_add_number(to, number);
    bnc_buffer_add_text(to, behind);
}

/* As many recipients as the tests have, each with its number between the two. */
static void add_recipients(bnc_buffer *to, const char *front, const char *behind)
{
    for (size_t i = 0; i < RECIPIENTS; i++)
        add_numbered(to, front, i, behind);
}

/* Reads a text and lets it go; its report has that many recipients. */
static bounce_report *read_buffer(bnc_buffer *text, size_t count)
{
    bnc_context context = test_context();
    bounce_report *report = test_read_with(text->at, text->len, &context);
    ck_assert_uint_eq(report->recipient_count, count);
    /* Half a kilobyte for each recipient and what is cut of his reply, some copies of the input, what is shared. */
    ck_assert_uint_le(bnc_arena_size(report->arena), 3 * text->len + RECIPIENTS * 640 + 200000);
    bnc_buffer_clear(text);
    return report;
}

static size_t shown(const bounce_report *report)
{
    size_t all = 0;
    for (size_t i = 0; i < report->recipient_count; i++)
        all += strlen(report->recipients[i].diagnostic);
    return all;
}

/* The first ones have it whole, in one copy; the last ones its beginning, and all the same code and status. */
static void check_shared(const bounce_report *report, size_t length)
{
    const bounce_recipient *r = report->recipients;
    const size_t first = 0, last = RECIPIENTS - 1;
    ck_assert_uint_ge(strlen(r[first].diagnostic), length);
    ck_assert_ptr_eq(r[first].diagnostic, r[first + 1].diagnostic);
    ck_assert_uint_le(strlen(r[last].diagnostic), 200);
    ck_assert(!strncmp(r[last].diagnostic, r[first].diagnostic, 100));
    ck_assert_ptr_eq(r[last].diagnostic, r[last - 1].diagnostic);
    ck_assert(has_note(&report->notes, "reply_cut"));
    ck_assert_uint_le(shown(report), BNC_MAX_SHARED_FIRST + BNC_MAX_SHARED * report->input_length + report->recipient_count * 200);
}

START_TEST(last_reply)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_buffer_add_text(&text, REPORT PART);
    add_recipients(&text, "Final-Recipient: rfc822;u", "@a.example\n");
    bnc_buffer_add_text(&text, "Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 ");
    add_words(&text, 1000);
    bnc_buffer_add_text(&text, "\n\n--b--\n");
    bounce_report *report = read_buffer(&text, RECIPIENTS);
    check_shared(report, 13000);
    ck_assert_str_eq(report->recipients[RECIPIENTS - 1].code, "550");
    ck_assert_str_eq(report->recipients[RECIPIENTS - 1].status, "5.1.1");
    bnc_arena_free(report->arena);
}
END_TEST

START_TEST(first_comment)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_buffer_add_text(&text, REPORT PART "Final-Recipient: rfc822;u@a.example\nAction: failed\nStatus: 5.1.1 (");
    add_words(&text, 1000);
    bnc_buffer_add_text(&text, ")\n");
    for (size_t i = 1; i < RECIPIENTS; i++)
        add_numbered(&text, "\nFinal-Recipient: rfc822;u", i, "@a.example\n");
    bnc_buffer_add_text(&text, "\n--b--\n");
    bounce_report *report = read_buffer(&text, RECIPIENTS);
    check_shared(report, 12000);
    ck_assert_str_eq(report->recipients[RECIPIENTS - 1].status, "5.1.1");
    bnc_arena_free(report->arena);
}
END_TEST

START_TEST(dialogue)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_buffer_add_text(&text, REPORT "\n   ----- The following addresses had permanent fatal errors -----\n<u1@a.example>\n\n   ----- Transcript of session follows -----\n"
                        "... while talking to mx.a.example.:\n>>> MAIL From:<sender@example.org>\n");
    for (int i = 0; i < 200; i++)
        bnc_buffer_add_text(&text, "<<< 550-5.7.1 this is what everybody is told about it\n");
    bnc_buffer_add_text(&text, "<<< 550 5.7.1 no\n\n" PART);
    add_recipients(&text, "\nFinal-Recipient: rfc822;u", "@a.example\nAction: failed\n");
    bnc_buffer_add_text(&text, "\n--b--\n");
    bounce_report *report = read_buffer(&text, RECIPIENTS);
    check_shared(report, 9000);
    ck_assert_str_eq(report->recipients[RECIPIENTS - 1].status, "5.7.1");
    ck_assert_str_eq(report->recipients[RECIPIENTS - 1].remote_host, "mx.a.example");
    ck_assert_ptr_eq(report->recipients[0].remote_host, report->recipients[RECIPIENTS - 1].remote_host);
    bnc_arena_free(report->arena);
}
END_TEST

/* One response for all that an event names. */
START_TEST(event)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_buffer_add_text(&text, "{\"notificationType\":\"Delivery\",\"delivery\":{\"smtpResponse\":\"250 2.0.0 \\u006fk ");
    add_words(&text, 1000);
    bnc_buffer_add_text(&text, "\",\"recipients\":[\"u@a.example\"");
    for (size_t i = 1; i < RECIPIENTS; i++)
        add_numbered(&text, ",\"u", i, "@a.example\"");
    bnc_buffer_add_text(&text, "]}}");
    bounce_report *report = read_buffer(&text, RECIPIENTS);
    ck_assert_str_eq(test_kind(report), "delivered");
    check_shared(report, 13000);
    bnc_arena_free(report->arena);
}
END_TEST

/* The returned message's fields stand in every recipient's record. */
START_TEST(fields)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_buffer_add_text(&text, REPORT PART);
    add_recipients(&text, "Final-Recipient: rfc822;u", "@a.example\nAction: failed\n\n");
    bnc_buffer_add_text(&text, "--b\nContent-Type: message/rfc822\n\nFrom: a@example.org\nSubject: ");
    add_words(&text, 1000);
    bnc_buffer_add_text(&text, "\nContent-Type: multipart/mixed; boundary=c\n\n");
    for (size_t i = 0; i < 30; i++) {
        add_numbered(&text, "--c\nContent-Disposition: attachment; filename=\"", i, " ");
        add_words(&text, 70);
        bnc_buffer_add_text(&text, "\"\n\n");
    }
    bnc_buffer_add_text(&text, "--c--\n--b--\n");
    bounce_report *report = read_buffer(&text, RECIPIENTS);
    ck_assert_uint_eq(strlen(report->original.subject), 200);
    ck_assert_str_eq(report->original.from, "a@example.org");
    ck_assert_uint_gt(report->original.attachment_count, 0);
    ck_assert_uint_lt(report->original.attachment_count, 30);
    ck_assert_uint_eq(strlen(report->original.attachments[0].name), 200);
    ck_assert(has_note(&report->notes, "line_too_long") && has_note(&report->notes, "too_many_attachments"));
    bnc_arena_free(report->arena);
}
END_TEST

/* A short reply of many is not cut, however many they are. */
START_TEST(short_reply)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_buffer_add_text(&text, REPORT PART);
    add_recipients(&text, "Final-Recipient: rfc822;u", "@a.example\n");
    bnc_buffer_add_text(&text, "Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n--b--\n");
    bounce_report *report = read_buffer(&text, RECIPIENTS);
    ck_assert_str_eq(report->recipients[0].diagnostic, "550 5.1.1 no such user");
    ck_assert_str_eq(report->recipients[RECIPIENTS - 1].diagnostic, "550 5.1.1 no such user");
    ck_assert(!has_note(&report->notes, "reply_cut"));
    bnc_arena_free(report->arena);
}
END_TEST

/* Whoever the notice and the report both name is one recipient, by his original address and in other letters, too. */
START_TEST(named_twice)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_buffer_add_text(&text, REPORT "\nThis is the mail system at host mail.example.org.\n\n");
    for (size_t i = 0; i < 500; i++)
        add_numbered(&text, "<U", 499 - i, "@A.example>: 550 5.1.1 no such user\n\n");
    bnc_buffer_add_text(&text, PART);
    for (size_t i = 0; i < 500; i++) {
        add_numbered(&text, i % 2 ? "Final-Recipient: rfc822;x" : "Final-Recipient: rfc822;u", i, "@a.example\n");
        if (i % 2)
            add_numbered(&text, "Original-Recipient: rfc822;u", i, "@a.example\n");
        bnc_buffer_add_text(&text, "Action: failed\n\n");
    }
    bnc_buffer_add_text(&text, "--b--\n");
    bounce_report *report = read_buffer(&text, 500);
    for (size_t i = 0; i < 500; i++)
        ck_assert_str_eq(report->recipients[i].code, "550");
    bnc_arena_free(report->arena);
}
END_TEST

START_TEST(found_again)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    bnc_context context = test_context();
    char address[32];
    report->arena = arena;
    for (size_t i = 0; i < 3000; i++) {
        bounce_recipient *r = bnc_report_add_recipient(report, &context);
        snprintf(address, sizeof address, "u%zu@a.example", i / 2); /* each twice: the first one counts */
        ck_assert(bnc_recipient_set_address(r, (bnc_span){ bnc_arena_dup(arena, bnc_span_of(address)), strlen(address) }));
        ck_assert_ptr_eq(bnc_report_find_recipient(report, bnc_span_of(address)), &report->recipients[i & ~(size_t)1]);
    }
    for (size_t i = 0; i < 3000; i += 2) {
        snprintf(address, sizeof address, "U%zu@A.EXAMPLE", i / 2);
        ck_assert_ptr_eq(bnc_report_find_recipient(report, bnc_span_of(address)), &report->recipients[i]);
    }
    ck_assert_ptr_null(bnc_report_find_recipient(report, BNC_SPAN("u1500@a.example")));
    report->recipient_count = 1000; /* some were dropped: they are not found, and an address of theirs may come again */
    ck_assert_ptr_null(bnc_report_find_recipient(report, BNC_SPAN("u700@a.example")));
    ck_assert(bnc_recipient_set_address(bnc_report_add_recipient(report, &context), BNC_SPAN("u700@a.example")));
    ck_assert_ptr_eq(bnc_report_find_recipient(report, BNC_SPAN("u700@a.example")), &report->recipients[1000]);
    bnc_arena_free(arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("shared");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, last_reply);
    tcase_add_test(tcase, first_comment);
    tcase_add_test(tcase, dialogue);
    tcase_add_test(tcase, event);
    tcase_add_test(tcase, fields);
    tcase_add_test(tcase, short_reply);
    tcase_add_test(tcase, named_twice);
    tcase_add_test(tcase, found_again);
    return check_run("shared", tcase);
}

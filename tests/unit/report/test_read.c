/* Whole inputs of all kinds: what is a report, of what kind, about whom. */
#include "support.h"

#define POSTFIX "This is the mail system at host mail.example.org.\n\nI'm sorry to have to inform you that your message could not\n" \
                "be delivered to one or more recipients. It's attached below.\n\n                   The mail system\n\n" \
                "<a@example.com>: host mx.example.com[198.51.100.7] said: 550 5.1.1 User\n    unknown (in reply to RCPT TO command)\n"
#define FAILED "a@example.com failed 5.1.1 550 RCPT"

static const struct {
    const char *what, *text, *kind, *summary;
} cases[] = {
    { "empty", "", "none", "" },
    { "white space", " \n\n", "none", "" },
    { "a reply", "550 5.1.1 <a@example.com>: User unknown", "failure", "a@example.com failed 5.1.1 550 -" },
    { "a temporary reply", "421 4.7.0 try later", "delay", "- delayed 4.7.0 421 -" },
    { "several lines of a reply", "550-5.1.1 one\n550 5.1.1 two", "failure", "- failed 5.1.1 550 -" },
    { "ordinary mail", "From: kim@example.org\nTo: lee@example.org\nSubject: lunch\n\nAt noon?\n", "none", "" },
    { "mail that speaks of a code", "From: kim@example.org\nSubject: room\n\nWe meet in room 550, floor 5.\n", "none", "" },
    { "newsletter", "From: n@lists.example.net\nSubject: bounces\nList-Id: <n.lists.example.net>\n\n" POSTFIX, "none", "" },
    { "postfix, no parts", "From: MAILER-DAEMON@mail.example.org\nSubject: Undelivered Mail Returned to Sender\n\n" POSTFIX, "failure", FAILED },
    { "forwarded", "From: kim@example.org\nSubject: Fwd: Undelivered\n\nplease look\n\n-----Original Message-----\nFrom: MAILER-DAEMON\n\n" POSTFIX, "failure",
      FAILED },
    { "quoted", "From: kim@example.org\nSubject: mail broken\n\n> This is the mail system at host mail.example.org.\n>\n>                    The mail system\n>\n"
      "> <a@example.com>: host mx.example.com[198.51.100.7] said: 550 5.1.1 User\n>     unknown (in reply to RCPT TO command)\n", "failure", FAILED },
    { "pasted", POSTFIX, "failure", FAILED },
    { "pasted twice", POSTFIX "\n\n" POSTFIX, "failure", FAILED },
    { "one reply in a question", "From: kim@example.org\nSubject: ?\n\nThey say \"550 5.7.1 blocked by policy\". Why?\n", "failure", "- failed 5.7.1 550 -" },
    { "a help page", "550 5.1.1 means unknown user.\n552 5.2.2 means full.\n554 5.7.1 means refused.\n", "none", "" },
    { "a program", "static const char *no = \"550 5.1.1 <%s>... User unknown\";\n", "none", "" },
    { "X-Failed-Recipients only", "From: Mail Delivery Subsystem <mailer-daemon@example.net>\nX-Failed-Recipients: a@example.com\nSubject: x\n\nSorry.\n",
      "failure", "a@example.com failed - - -" },
    { "auto-reply", "From: Kim <kim@example.com>\nSubject: Re: x\nAuto-Submitted: auto-replied (vacation)\n\nI am away.\n", "autoreply",
      "kim@example.com - - - -" },
    { "auto-reply with the null path", "Return-Path: <>\nFrom: Kim <kim@example.com>\nSubject: Re: x\nAuto-Submitted: auto-replied\n\nI am away.\n", "autoreply",
      "kim@example.com - - - -" },
    { "auto-submitted no", "From: Kim <kim@example.com>\nSubject: Re: x\nAuto-Submitted: no\n\nI am here.\n", "none", "" },
    { "receipt", "From: kim@example.com\nSubject: read\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nread\n--b\n"
      "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;kim@example.com\nOriginal-Message-ID: <1@example.org>\n"
      "Disposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n", "receipt", "kim@example.com - - - -" },
    { "complaint", "From: fbl@isp.example\nSubject: x\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nreport\n--b\n"
      "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <u@isp.example>\nSource-IP: 192.0.2.1\n\n--b--\n",
      "complaint", "u@isp.example - - - -" },
    { "log line", "Nov 22 15:06:18 mx postfix/smtp[100]: 05A1DB504E0: to=<a@example.com>, relay=mx.example.com[198.51.100.7]:25, delay=0.02, "
      "delays=0/0.01/0/0, dsn=5.1.1, status=bounced (host mx.example.com[198.51.100.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command))",
      "failure", FAILED },
    { "SES", "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":\"a@example.com\","
      "\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]},\"mail\":{}}", "failure",
      "a@example.com failed 5.1.1 550 -" },
    { "SNS around it", "{\"Type\":\"Notification\",\"Message\":\"{\\\"notificationType\\\":\\\"Complaint\\\",\\\"complaint\\\":{\\\"complainedRecipients\\\":"
      "[{\\\"emailAddress\\\":\\\"a@example.com\\\"}]}}\"}", "complaint", "a@example.com - - - -" },
    { "SendGrid", "[{\"event\":\"bounce\",\"email\":\"a@example.com\",\"type\":\"bounce\",\"status\":\"5.1.1\",\"reason\":\"550 5.1.1 unknown user\"}]", "failure",
      "a@example.com failed 5.1.1 550 -" },
    { "Mailgun", "{\"signature\":{},\"event-data\":{\"event\":\"failed\",\"severity\":\"temporary\",\"recipient\":\"a@example.com\",\"delivery-status\":"
      "{\"code\":452,\"message\":\"4.2.2 full\"}}}", "delay", "a@example.com delayed 4.2.2 452 -" },
    { "Postmark", "{\"RecordType\":\"Bounce\",\"Type\":\"HardBounce\",\"Email\":\"a@example.com\",\"Details\":\"smtp;550 5.1.1 unknown user\"}", "failure",
      "a@example.com failed 5.1.1 550 -" },
    { "KumoMTA", "{\"type\":\"Bounce\",\"recipient\":\"a@example.com\",\"response\":{\"code\":550,\"enhanced_code\":{\"class\":5,\"subject\":1,\"detail\":1},"
      "\"content\":\"unknown user\",\"command\":\"RCPT TO:<a@example.com>\"},\"bounce_classification\":\"InvalidRecipient\"}", "failure", FAILED },
    { "JSON of something else", "{\"a\":[1,2,{\"b\":null}]}", "none", "" },
    { "broken JSON", "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"", "none", "" },
};

START_TEST(input)
{
    bounce_report *report = test_read(cases[_i].text);
    ck_assert_msg(strcmp(test_kind(report), cases[_i].kind) == 0, "%s: %s (%s)", cases[_i].what, test_kind(report), test_summary(report));
    ck_assert_msg(strcmp(test_summary(report), cases[_i].summary) == 0, "%s: %s", cases[_i].what, test_summary(report));
    bnc_arena_free(report->arena);
}
END_TEST

/* Every prefix of a mail is read without harm. */
START_TEST(prefixes)
{
    for (size_t len = 0; len < strlen(cases[_i].text); len++) {
        char *copy = malloc(len + 1);
        memcpy(copy, cases[_i].text, len);
        bnc_context context = test_context();
        bounce_report *report = test_read_with(copy, len, &context);
        ck_assert_uint_le(report->recipient_count, 4);
        bnc_arena_free(report->arena);
        free(copy);
    }
}
END_TEST

START_TEST(hidden_in_envelope)
{
    const char *text = "From: MAILER-DAEMON@example.net\nSubject: failure notice\n\nThis is the mail system at host m.example.net.\n\n550 5.1.1 no such user\n";
    bnc_context context = test_context();
    context.envelope_to = "bounce+kim=example.com@lists.example.org";
    bounce_report *report = test_read_with(text, strlen(text), &context);
    ck_assert_uint_eq(report->recipient_count, 1);
    ck_assert_str_eq(report->recipients[0].address, "kim@example.com");
    bnc_arena_free(report->arena);
}
END_TEST

START_TEST(ours)
{
    const char *text = "From: MAILER-DAEMON@example.net\nSubject: x\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
                       "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n"
                       "From: Kim <kim@sub.example.org>\nTo: a@example.com\nSubject: hello\nMessage-ID: <1@example.org>\n"
                       "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nhi\n--c\nContent-Type: application/ZIP; name=\"a.zip\"\n"
                       "Content-Disposition: attachment; filename=\"a.zip\"\n\nPK\n--c--\n--b--\n";
    static const char *const own[] = { "example.org" }, *const other[] = { "example.net" };
    bnc_context context = test_context();
    context.own = own;
    context.own_count = 1;
    bounce_report *report = test_read_with(text, strlen(text), &context);
    ck_assert_str_eq(report->ours, "yes");
    ck_assert_str_eq(report->original.message_id, "<1@example.org>");
    ck_assert_str_eq(report->original.subject, "hello");
    ck_assert_uint_eq(report->original.attachment_count, 1);
    ck_assert_str_eq(report->original.attachments[0].name, "a.zip");
    ck_assert_str_eq(report->original.attachments[0].type, "application/zip");
    bnc_arena_free(report->arena);
    context.own = other;
    report = test_read_with(text, strlen(text), &context);
    ck_assert_str_eq(report->ours, "no");
    bnc_arena_free(report->arena);
}
END_TEST

START_TEST(attachment_limit)
{
    static char text[40000];
    size_t len = (size_t)sprintf(text, "From: MAILER-DAEMON@example.net\nContent-Type: multipart/report; boundary=b\n\n--b\n"
                                       "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.com\nAction: failed\n\n--b\n"
                                       "Content-Type: message/rfc822\n\nSubject: x\nContent-Type: multipart/mixed; boundary=c\n\n");
    for (unsigned i = 0; i < 150; i++)
        len += (size_t)sprintf(text + len, "--c\nContent-Type: image/png; name=\"%u.png\"\n\nx\n", i);
    len += (size_t)sprintf(text + len, "--c--\n--b--\n");
    bnc_context context = test_context();
    bounce_report *report = test_read_with(text, len, &context);
    ck_assert_uint_eq(report->original.attachment_count, BNC_MAX_ATTACHMENTS);
    ck_assert_uint_eq(report->notes.count, 1);
    ck_assert_str_eq(report->notes.list[0].id, "too_many_attachments");
    bnc_arena_free(report->arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("read");
    int count = COUNT(cases);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, input, 0, count);
    tcase_add_loop_test(tcase, prefixes, 0, count);
    tcase_add_test(tcase, hidden_in_envelope);
    tcase_add_test(tcase, ours);
    tcase_add_test(tcase, attachment_limit);
    return check_run("read", tcase);
}

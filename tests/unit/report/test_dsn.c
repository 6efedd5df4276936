/* Delivery status notifications with every usual fault: what a report part in a mail gives. */
#include "support.h"

#define HEAD "From: MAILER-DAEMON@mail.example.org\nTo: s@example.org\nSubject: x\nMIME-Version: 1.0\n"
#define REPORT HEAD "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
#define PART "--b\nContent-Type: message/delivery-status\n\n"
#define END "\n--b--\n"
#define A "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n"
#define B "Final-Recipient: rfc822; b@example.com\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Over quota\n"
#define RA "a@example.com failed 5.1.1 550 -"
#define RB "b@example.com failed 5.2.2 552 -"

static const struct {
    const char *what, *text, *kind, *summary;
} cases[] = {
    { "plain", REPORT PART "Reporting-MTA: dns; m\n\n" A END, "failure", RA },
    { "two", REPORT PART "Reporting-MTA: dns; m\n\n" A "\n" B END, "failure", RA "; " RB },
    { "no blank line between recipients", REPORT PART "Reporting-MTA: dns; m\n\n" A B END, "failure", RA "; " RB },
    { "blank lines hold blanks", REPORT PART "Reporting-MTA: dns; m\n  \n" A " \t\n" B END, "failure", RA "; " RB },
    { "blank lines within a recipient",
      REPORT PART "Final-Recipient: rfc822; a@example.com\n\nAction: failed\n\nStatus: 5.1.1\n\nDiagnostic-Code: smtp; 550 5.1.1 x\n" END, "failure", RA },
    { "Exim's order", REPORT PART "Reporting-MTA: dns; m\n\nAction: failed\nFinal-Recipient: rfc822;a@example.com\nStatus: 5.0.0\n"
      "Diagnostic-Code: smtp; 550 5.1.1 x\n\nAction: failed\nFinal-Recipient: rfc822;b@example.com\nStatus: 5.0.0\n"
      "Diagnostic-Code: smtp; 552 5.2.2 x\n" END, "failure", RA "; " RB },
    { "two final recipients over one action",
      REPORT PART "Final-Recipient: rfc822; a@example.com\nFinal-Recipient: rfc822; b@example.com\nAction: failed\nStatus: 5.1.1\n" END, "failure",
      "a@example.com failed 5.1.1 - -; b@example.com failed 5.1.1 - -" },
    { "Original-Recipient last", REPORT PART A "Original-Recipient: rfc822; list@example.org\n" END, "failure", RA },
    { "wrong case, folded",
      REPORT PART "FINAL-RECIPIENT:\n RFC822;\n A@example.com\nACTION:FAILED\nstatus: 5.1.1\nDIAGNOSTIC-CODE: SMTP;\n  550 5.1.1 User\n  unknown\n" END,
      "failure", "A@example.com failed 5.1.1 550 -" },
    { "continuation in the first column", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.0.0\n"
      "Diagnostic-Code: SMTP; 550-5.1.1 one\n550-5.1.1 two http://x.example\n550 5.1.1 three\n" END, "failure", RA },
    { "comment behind the status", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1 (bad mailbox)\n" END, "failure",
      "a@example.com failed 5.1.1 - -" },
    { "placeholder status gives way", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.0.0\n"
      "Diagnostic-Code: smtp; 550 5.7.1 blocked\n" END, "failure", "a@example.com failed 5.7.1 550 -" },
    { "the finer of two statuses", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 #5.1.0 Address rejected\n" END, "failure", "a@example.com failed 5.1.1 550 -" },
    { "delayed by name, refused for good", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: delayed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 5.1.1 x\n" END, "failure", RA },
    { "delayed with a permanent reply to STARTTLS", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: delayed\nStatus: 4.4.1\n"
      "Diagnostic-Code: smtp; 550 not you\n" END, "delay", "a@example.com delayed 4.4.1 550 -" },
    { "local final, full original", REPORT PART "Original-Recipient: rfc822;a@example.com\nFinal-Recipient: rfc822;a\nAction: failed\nStatus: 5.1.1\n" END,
      "failure", "a@example.com failed 5.1.1 - -" },
    { "RFC 6533", REPORT "--b\nContent-Type: message/global-delivery-status\n\nFinal-Recipient: utf-8; \xC3\xA9@example.com\nAction: failed\nStatus: 5.1.1\n" END,
      "failure", "\xC3\xA9@example.com failed 5.1.1 - -" },
    { "base64", REPORT "--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
      "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFAZXhhbXBsZS5jb20KQWN0aW9uOiBmYWlsZWQKU3Rh\ndHVzOiA1LjEuMQo=\n" END, "failure", "a@example.com failed 5.1.1 - -" },
    { "multipart/mixed", HEAD "Content-Type: multipart/mixed; boundary=b\n\n" PART A END, "failure", RA },
    { "no end", REPORT PART A, "failure", RA },
    { "only a text part left", HEAD "\nhello\n\nReporting-MTA: dns; m\n\n" A, "failure", RA },
    { "CR only", "From: MAILER-DAEMON@m.example\rSubject: x\rContent-Type: multipart/report; boundary=b\r\r--b\rContent-Type: message/delivery-status\r\r"
      "Final-Recipient: rfc822; a@example.com\rAction: failed\rStatus: 5.1.1\r\r--b--\r", "failure", "a@example.com failed 5.1.1 - -" },
    { "mbox line in front", "From MAILER-DAEMON Mon Mar  2 10:00:00 2020\n" REPORT PART A END, "failure", RA },
    { "attached to a mail", "From: kim@example.org\nSubject: what is this?\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nsee below\n--o\n"
      "Content-Type: message/rfc822\n\n" REPORT PART A END "\n--o--\n", "failure", RA },
    { "success", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: delivered\nStatus: 2.0.0\n" END, "delivered", "a@example.com delivered 2.0.0 - -" },
    { "relayed", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: relayed\nStatus: 2.1.9\n" END, "relayed", "a@example.com relayed 2.1.9 - -" },
    { "expanded", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: expanded\nStatus: 2.0.0\n" END, "expanded", "a@example.com expanded 2.0.0 - -" },
    { "one failed, one delivered",
      REPORT PART A "\nFinal-Recipient: rfc822; c@example.com\nAction: delivered\nStatus: 2.0.0\n" END, "failure", RA "; c@example.com delivered 2.0.0 - -" },
    { "a verification", REPORT PART "Final-Recipient: rfc822; a@example.com\nAction: deliverable\nStatus: 2.0.0\n" END, "notice",
      "a@example.com - 2.0.0 - -" },
    { "nothing in the part", REPORT PART END, "failure", "- failed - - -" },
    { "only a returned bounce is no bounce of its own", "From: kim@example.org\nSubject: x\n\nFinal-Recipient is a field.\n", "none", "" },
};

START_TEST(report_part)
{
    bounce_report *report = test_read(cases[_i].text);
    ck_assert_msg(strcmp(test_kind(report), cases[_i].kind) == 0, "%s: %s", cases[_i].what, test_kind(report));
    ck_assert_msg(strcmp(test_summary(report), cases[_i].summary) == 0, "%s: %s", cases[_i].what, test_summary(report));
    bnc_arena_free(report->arena);
}
END_TEST

START_TEST(message_fields)
{
    bounce_report *report = test_read(REPORT PART "Original-Envelope-Id: QQ314159\nReporting-MTA: dns; mail.example.kr\n"
                                      "Arrival-Date: Mon, 2 Mar 2020 10:00:00 +0900\n\nFinal-Recipient: rfc822; a@example.com\nAction: delayed\n"
                                      "Status: 4.4.1\nRemote-MTA: dns; mx.example.com [198.51.100.7]\nWill-Retry-Until: Sat, 7 Mar 2020\n" END);
    ck_assert_str_eq(report->envelope_id, "QQ314159");
    ck_assert_str_eq(report->generator_host, "mail.example.kr");
    ck_assert_str_eq(report->country, "KR");
    ck_assert_str_eq(report->arrival_date, "Mon, 2 Mar 2020 10:00:00 +0900");
    ck_assert_str_eq(report->recipients[0].remote_host, "mx.example.com");
    ck_assert_str_eq(report->recipients[0].remote_ip, "198.51.100.7");
    ck_assert_str_eq(report->recipients[0].retry_until, "Sat, 7 Mar 2020");
    ck_assert_str_eq(report->format, "rfc3464");
    bnc_arena_free(report->arena);
}
END_TEST

START_TEST(recipient_limit)
{
    static char text[200000];
    size_t len = (size_t)sprintf(text, "%s", REPORT PART);
    for (unsigned i = 0; i < 1000; i++)
        len += (size_t)sprintf(text + len, "Final-Recipient: rfc822; u%u@example.com\nAction: failed\nStatus: 5.1.1\n\n", i);
    bnc_context context = test_context();
    context.max_recipients = 100;
    bounce_report *report = test_read_with(text, len, &context);
    ck_assert_uint_eq(report->recipient_count, 100);
    ck_assert_uint_eq(report->notes.count, 1);
    ck_assert_str_eq(report->notes.list[0].id, "recipients_cut");
    bnc_arena_free(report->arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("dsn");
    tcase_add_loop_test(tcase, report_part, 0, COUNT(cases));
    tcase_add_test(tcase, message_fields);
    tcase_add_test(tcase, recipient_limit);
    return check_run("dsn", tcase);
}

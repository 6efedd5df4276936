/* Reports that make much out of little: what one recipient has is shared by thousands, or asked again for each; for hostile.c. */
#ifndef TESTS_API_HOSTILE_REPORTS_H
#define TESTS_API_HOSTILE_REPORTS_H

#include "hostile_input.h"

/* 10,000 that share the last one's fields. */
static void shared_fields(text *t)
{
    add(t, REPORT STATUS_PART "\r\n");
    add_numbered(t, RECIPIENT, 10000, "@a.example\r\n");
    add(t, "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 ");
    add_times(t, "no such user ", 1200);
    add(t, "\r\n--b--\r\n");
}

/* 10,000 that take over the first one's status and its comment. */
static void shared_comment(text *t)
{
    add(t, REPORT STATUS_PART "\r\nFinal-Recipient: rfc822;u@a.example\r\nAction: failed\r\nStatus: 5.1.1 (");
    add_times(t, "no such user ", 1200);
    add(t, ")\r\n");
    add_numbered(t, "\r\n" RECIPIENT, 10000, "@a.example\r\n");
    add(t, "\r\n--b--\r\n");
}

/* One long reply in a dialogue, which is everybody's. */
static void shared_dialogue(text *t)
{
    add(t, REPORT "\r\n   ----- The following addresses had permanent fatal errors -----\r\n<u1@a.example>\r\n\r\n   ----- Transcript of session follows -----\r\n"
           "... while talking to mx.a.example.:\r\n>>> MAIL From:<sender@example.org>\r\n");
    add_times(t, "<<< 550-5.7.1 this is what everybody is told about it\r\n", 300);
    add(t, "<<< 550 5.7.1 no\r\n\r\n--b\r\n" STATUS_PART);
    add_numbered(t, "\r\n" RECIPIENT, 10000, "@a.example\r\nAction: failed\r\n");
    add(t, "\r\n--b--\r\n");
}

/* A returned message with long fields and names, which every recipient's record repeats. */
static void shared_original(text *t)
{
    add(t, REPORT STATUS_PART "\r\n");
    add_numbered(t, RECIPIENT, 10000, "@a.example\r\nAction: failed\r\n\r\n");
    add(t, "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: ");
    add_times(t, "x", 16000);
    add(t, "\r\nFrom: sender@example.org\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n");
    for (int i = 0; i < 100; i++) {
        add(t, "--c\r\nContent-Type: a/");
        add_times(t, "t", 16000);
        add(t, "; name=");
        add_times(t, "n", 16000);
        add(t, "\r\n\r\n");
    }
    add(t, "--c--\r\n--b--\r\n");
}

static void listed_twice(text *t)
{
    add(t, REPORT "\r\nThis is the mail system at host mail.example.org.\r\n\r\n");
    for (int i = 0; i < 2500; i++)
        add_format(t, "<u%d@a.example>: 550 no\r\n", 9999 - i);
    add(t, "\r\n--b\r\n" STATUS_PART);
    add_numbered(t, "\r\n" RECIPIENT, 10000, "@a.example\r\nAction: failed\r\n");
    add(t, "\r\n--b--\r\n");
}

static void listed_in_notice(text *t)
{
    add(t, NOTICE "\r\nThis is the mail system at host mail.example.org.\r\n\r\n");
    add_numbered(t, "<u", 2500, "@a.example>: 550 no\r\n");
}

static void complaints(text *t)
{
    add(t, NOTICE "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n"
           "Feedback-Type: abuse\r\nUser-Agent: a\r\n");
    add_numbered(t, "Original-Rcpt-To: u", 10000, "@a.example\r\n");
    add(t, "\r\n--b--\r\n");
}

static void failed_field(text *t)
{
    add(t, NOTICE "X-Failed-Recipients: ");
    add_numbered(t, "u", 5000, "@a.b,");
    add(t, "\r\n\r\nA message that you sent could not be delivered.\r\n550 5.1.1 no such user\r\n");
}

/* Many addresses in the notice, each looked for in long fields of the header. */
static void addresses_and_fields(text *t)
{
    static const char *const fields[] = { "To", "Cc", "Reply-To", "Sender", "Delivered-To" };
    add(t, "From: MAILER-DAEMON@mail.example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n");
    for (int i = 0; i < 5; i++) {
        add_format(t, "%s: ", fields[i]);
        add_numbered(t, "u", 500, "@a.b, =?utf-8?Q?=E9?= ");
        add(t, "\r\n");
    }
    add(t, "\r\nYour message could not be delivered.\r\n");
    add_numbered(t, "u", 500, "@a.b ");
}

static void groups_of_diagnostics(text *t)
{
    add(t, REPORT STATUS_PART "\r\n");
    for (int i = 0; i < 10000; i++) {
        add_format(t, "\r\nFinal-Recipient: rfc822;u%d@a.example\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 5.7.1 %d", i, i);
        add_times(t, " blocked", 60);
    }
    add(t, "\r\n--b--\r\n");
}

static void report_of_returns(text *t)
{
    add(t, REPORT STATUS_PART "\r\n");
    add_times(t, "\r", 1000000);
    add(t, "\r\n--b--\r\n");
}

static void short_log_lines(text *t)
{
    for (int i = 0; i < 15000; i++)
        add_format(t, "Nov  2 10:00:00 m postfix/smtp[1]: 4F: to=<u%d@a.b>, relay=a.b[192.0.2.1]:25, dsn=5.1.1, status=bounced (550 no %d)\n", i, i);
}

static void html_parts(text *t)
{
    add(t, REPORT);
    for (int i = 0; i < 1000; i++) {
        add(t, "Content-Type: text/html\r\n\r\n");
        add_times(t, "<p>", 300);
        add(t, "\r\n--b\r\n");
    }
}

/* Names of attachments whose words are in charsets that glibc has to load, in turn. */
static void charsets_in_turn(text *t)
{
    static const char *const names[] = { "iso-2022-jp", "iso-2022-kr", "euc-kr", "big5", "koi8-r", "gb18030", "iso-8859-15", "windows-1252" };
    add(t, RETURNED_PARTS);
    for (int i = 0; i < 100; i++) {
        add(t, "--c\r\nContent-Disposition: attachment; filename=\"");
        for (int k = 0; k < 400; k++)
            add_format(t, "=?%s?Q?=E9=A1?= ", names[k % 8]);
        add(t, "\"\r\n\r\nx\r\n");
    }
    add(t, "--c--\r\n--b--\r\n");
}

static void endless_words(text *t)
{
    add(t, RETURNED_PARTS);
    for (int i = 0; i < 100; i++) {
        add(t, "--c\r\nContent-Disposition: attachment; filename=\"");
        add_times(t, "=?x?Q? ", 2300);
        add(t, "\"\r\n\r\nx\r\n");
    }
    add(t, "--c--\r\n--b--\r\n");
}

/* A mail that many layouts may have, so that each asks for its fields. */
static void charsets_in_fields(text *t)
{
    static const char *const fields[] = { "From", "Subject", "To", "X-Mailer", "Return-Path", "Received" };
    for (int i = 0; i < 6; i++) {
        add_format(t, "%s: ", fields[i]);
        for (int k = 0; k < 500; k++)
            add_format(t, "=?iso-8859-%d?Q?=E9=A1?= ", k % 8 + 2);
        add(t, "\r\n");
    }
    add(t, "\r\nThis message was created automatically by mail delivery software. Your message could not be delivered. undeliverable, delivery failed, "
           "The following addresses had permanent fatal errors, I'm sorry to have to inform you that, host unknown, returned mail, mailbox full\r\n");
}

static void many_sections(text *t)
{
    add(t, RETURNED_PARTS);
    for (int i = 0; i < 100; i++) {
        add(t, "--c\r\nContent-Disposition: attachment");
        for (int k = 0; k < 1000; k++)
            add_format(t, "; filename*%d*=%%E9", k % 70);
        add(t, "\r\n\r\nx\r\n");
    }
    add(t, "--c--\r\n--b--\r\n");
}

/* Messages within messages below many open boundaries, then lines that begin as these do. */
static void messages_below_boundaries(text *t)
{
    add(t, NOTICE);
    for (int i = 0; i < 16; i++)
        add_format(t, "Content-Type: multipart/mixed; boundary=\"=_b%02d\"\r\n\r\n--=_b%02d\r\n", i, i);
    add_times(t, "Content-Type: message/rfc822\r\n\r\n", 14);
    add(t, "\r\n");
    add_times(t, "--=_b\n", 100000);
}

static void sns_in_sns(text *t)
{
    for (int i = 0; i < 20; i++)
        add(t, "{\"Type\":\"Notification\",\"Message\":\"");
    add_times(t, "{\\\"notificationType\\\":\\\"Bounce\\\",", 30000);
}

static void event_members(text *t)
{
    add(t, "{\"event\":\"bounce\",\"email\":\"a@b.example\",");
    for (int i = 0; i < 100000; i++)
        add_format(t, "\"m%d\":%d,", i, i);
    add(t, "\"reason\":\"550 5.1.1 no such user\"}");
}

static void many_events(text *t)
{
    add(t, "[");
    for (int i = 0; i < 10000; i++)
        add_format(t, "%s{\"event\":\"bounce\",\"email\":\"u%d@b.example\",\"reason\":\"550 5.1.1 no such user\",\"status\":\"5.1.1\"}", i ? "," : "", i);
    add(t, "]");
}

static void bounced_recipients(text *t)
{
    add(t, "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[");
    for (int i = 0; i < 10000; i++)
        add_format(t, "%s{\"emailAddress\":\"u%d@b.example\"}", i ? "," : "", i);
    add(t, "]}}");
}

static void replies_in_dialogue(text *t)
{
    add(t, NOTICE "\r\n   ----- The following addresses had permanent fatal errors -----\r\n");
    add_numbered(t, "<u", 700, "@a.example>\r\n");
    add(t, "\r\n   ----- Transcript of session follows -----\r\n");
    for (int i = 0; i < 700; i++)
        add_format(t, ">>> RCPT To:<u%d@a.example>\r\n<<< 550 5.1.1 no\r\n", 699 - i);
}

static const hostile_input reports[] = {
    { "10,000 recipients with the last one's reply", .make = shared_fields, .recipients = 10000 },
    { "10,000 recipients with the first one's comment", .make = shared_comment, .recipients = 10000 },
    { "10,000 recipients with a dialogue's reply", .make = shared_dialogue, .recipients = 10000 },
    { "10,000 recipients and a returned message of long fields", .make = shared_original, .recipients = 10000 },
    { "recipients in the report and in the notice", .make = listed_twice, .recipients = 10000 },
    { "2,500 recipients in a notice", .make = listed_in_notice, .recipients = 2500 },
    { "10,000 recipients of a complaint", .make = complaints, .recipients = 10000 },
    { "5,000 recipients in a field", .make = failed_field, .recipients = 5000 },
    { "500 addresses and fields that name them", .make = addresses_and_fields },
    { "10,000 long diagnostics", .make = groups_of_diagnostics, .recipients = 10000 },
    { "a report of CRs", .make = report_of_returns },
    { "a log of 15,000 lines", .make = short_log_lines, .recipients = 10000 },
    { "1,000 parts of HTML", .make = html_parts },
    { "charsets in turn", .make = charsets_in_turn },
    { "charsets in fields", .make = charsets_in_fields },
    { "encoded words without end", .make = endless_words },
    { "names in sections", .make = many_sections },
    { "messages below boundaries", .make = messages_below_boundaries },
    { "notifications in notifications", .make = sns_in_sns },
    { "an event of 100,000 members", .make = event_members },
    { "10,000 events", .make = many_events, .recipients = 10000 },
    { "an event of 10,000 recipients", .make = bounced_recipients, .recipients = 10000 },
    { "a dialogue of 700 recipients", .make = replies_in_dialogue, .recipients = 700 },
};

#endif

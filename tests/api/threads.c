/*
 * Eight threads on one classifier, one of them making new classifiers meanwhile: run under ThreadSanitizer by ./dev tsan.
 * Every thread must get the same answer.
 */
#include <bounce/bounce.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8
#define ROUNDS 200

static const char mail[] =
    "From: MAILER-DAEMON@mail.example.org\r\nTo: sender@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=euc-kr\r\n\r\n"
    "\xb9\xdd\xbc\xdb\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n\r\n"
    "Final-Recipient: rfc822; kim@partner.example\r\nAction: failed\r\nStatus: 5.7.1\r\n"
    "Diagnostic-Code: smtp; 550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using Trend Micro RBL+\r\n\r\n--b\r\n"
    "Content-Type: text/rfc822-headers\r\n\r\nFrom: sender@example.org\r\nSubject: =?iso-2022-jp?B?GyRCJWYhPCU2GyhC?=\r\n\r\n--b--\r\n";
#define SUBJECT "\xE3\x83\xA6\xE3\x83\xBC\xE3\x82\xB6" /* a charset with shift states: two threads in one converter would garble it */

static bounce_classifier *classifier;

static void fail(const char *why)
{
    fprintf(stderr, "threads: %s\n", why);
    abort();
}

static void *classify(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        bounce_report *report = NULL;
        if (bounce_classify(classifier, mail, sizeof mail - 1, &report) != BOUNCE_OK)
            fail("not classified");
        const bounce_recipient *r = bounce_report_recipient(report, 0);
        const char *id = bounce_cause_id(bounce_recipient_cause(r, 0));
        if (!id || strcmp(id, "ip.dnsbl_listed"))
            fail(id ? id : "no cause");
        const bounce_hint *hint = bounce_recipient_hint(r, 0);
        if (!hint || !bounce_hint_text(hint, i % 2 ? "ko" : "en"))
            fail("no hint");
        const char *subject = bounce_report_original_subject(report);
        if (!subject || strcmp(subject, SUBJECT))
            fail(subject ? subject : "no subject");
        bounce_report_unref(report);
    }
    return NULL;
}

static void *reload(void *unused)
{
    (void)unused;
    for (int i = 0; i < 20; i++) {
        static const char rule[] = "Rule: local.colleague\nCause: recipient.unknown\nMatch: no such colleague\nSource: us\n"
                                   "Example: 550 no such colleague\n";
        bounce_knowledge *knowledge = bounce_knowledge_new();
        bounce_classifier *own = NULL;
        bounce_report *report = NULL;
        if (bounce_knowledge_add(knowledge, "local.rules", rule, sizeof rule - 1, NULL) != BOUNCE_OK
            || bounce_classifier_new(knowledge, NULL, &own, NULL) != BOUNCE_OK)
            fail("knowledge");
        bounce_knowledge_free(knowledge);
        bounce_classify_reply(own, "550 no such colleague", 21, &report);
        bounce_classifier_unref(own);
        if (strcmp(bounce_cause_rule(bounce_report_cause(report, 0)), "local.colleague"))
            fail("rule");
        bounce_report_unref(report);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    if (bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        fail("no classifier");
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, i == 0 ? reload : classify, NULL))
            fail("pthread_create");
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    bounce_classifier_unref(classifier);
    return 0;
}

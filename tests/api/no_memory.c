/*
 * Memory runs out (include/bounce/classifier.h: "Aborts when memory runs out, as GLib does"): the n-th allocation fails, for every n there is, in the library
 * and in what it calls. Each time the process aborts, or the result is the same as with memory enough, or knowledge is refused with an error;
 * it never crashes, hangs or says something else. One exception is libc's: where glibc cannot load the converter of a charset for want of memory, it says
 * that there is none; the report's note says so then.
 *
 * This program's malloc() takes the place of libc's for the whole process. Each attempt is a process of its own.
 */
#include <bounce/bounce.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 30 /* an attempt that takes longer hangs */
#define ATTEMPTS 4000

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static long left = -1; /* allocations until one fails; -1: none fails */

static int fails(void)
{
    if (left < 0 || left-- > 0)
        return 0;
    errno = ENOMEM;
    return 1;
}

__attribute__((visibility("default"))) void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

__attribute__((visibility("default"))) void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

__attribute__((visibility("default"))) void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}

static const char mail[] =
    "From: =?euc-kr?B?uN7AzyC8rbn2?= <MAILER-DAEMON@mail.example.org>\r\nTo: a:b@example.org,(x) c@example.org;\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=euc-kr\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nuN7Az8C7IMD8tN7H0iC89iC++L3AtM+02S4NCg==\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mail.example.org\r\n\r\nFinal-Recipient: rfc822; kim@partner.example\r\nAction: failed\r\nStatus: 5.7.1\r\n"
    "Diagnostic-Code: smtp; 550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org\r\n\r\n--b\r\n"
    "Content-Type: message/rfc822\r\n\r\nFrom: a@example.org\r\nSubject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=\r\n\r\nbody\r\n--b--\r\n";
static const char reply[] = "421 4.7.0 [TSS04] Messages from 192.0.2.9 temporarily deferred due to unexpected volume or user complaints";
static const char line[] = "Nov  2 10:00:00 mail postfix/smtp[123]: 4F1: to=<kim@partner.example>, relay=mx.partner.example[192.0.2.1]:25, delay=1, "
                           "dsn=5.1.1, status=bounced (host mx.partner.example[192.0.2.1] said: 550 5.1.1 User unknown)";
static const char rules[] = "Rule: t.own\nCause: policy.other\nMatch: zorblax nope (?<ip>[0-9.]+)\nSource: test\nExample: 550 zorblax nope 192.0.2.1\n  ip=192.0.2.1\n";

/* What a process that let one allocation fail came to. */
typedef enum outcome { SAME, NOT_REACHED, NOTED, ABORTED, WRONG } outcome;

static bounce_classifier *classifier;

static char *json_of(bounce_report *report)
{
    char *text = NULL;
    bounce_report_to_json(report, NULL, "ko", &text, NULL);
    bounce_report_unref(report);
    return text;
}

static char *classify_mail(void)
{
    bounce_report *report = NULL;
    bounce_classify(classifier, mail, sizeof mail - 1, &report);
    return json_of(report);
}

static char *classify_reply(void)
{
    bounce_report *report = NULL;
    bounce_classify_reply(classifier, reply, sizeof reply - 1, &report);
    return json_of(report);
}

static char *classify_line(void)
{
    bounce_report *report = NULL;
    bounce_classify_log_line(classifier, line, sizeof line - 1, &report);
    return json_of(report);
}

/* A refusal must have words; the set stays as it was. */
static char *load_knowledge(void)
{
    static const char own[] = "550 zorblax nope 192.0.2.1";
    bounce_knowledge *knowledge = bounce_knowledge_new();
    bounce_options *options = bounce_options_new();
    bounce_classifier *made = NULL;
    bounce_report *report = NULL;
    bounce_error *error = NULL;
    bounce_options_add_own(options, "example.org");
    if (bounce_knowledge_add(knowledge, "own.rules", rules, sizeof rules - 1, &error) != BOUNCE_OK)
        _exit(bounce_error_message(error) && strstr(bounce_error_message(error), "memory") ? SAME : WRONG);
    if (bounce_classifier_new(knowledge, options, &made, NULL) != BOUNCE_OK)
        abort();
    bounce_options_free(options);
    bounce_knowledge_free(knowledge);
    bounce_classify_reply(made, own, sizeof own - 1, &report);
    char *text = json_of(report);
    bounce_classifier_unref(made);
    return text;
}

static outcome judge(const char *text, const char *wanted, int is_reached)
{
    if (strcmp(text, wanted) == 0)
        return is_reached ? SAME : NOT_REACHED;
    return strstr(text, "\"charset_unknown\"") && !strstr(wanted, "\"charset_unknown\"") ? NOTED : WRONG;
}

static outcome attempt(char *(*work)(void), const char *wanted, long at)
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        static const struct rlimit no_core = { 0, 0 };
        setrlimit(RLIMIT_CORE, &no_core);
        alarm(SECONDS);
        if (!freopen("/dev/null", "w", stderr))
            _exit(WRONG);
        left = at;
        char *text = work();
        int is_reached = left < 0;
        left = -1;
        _exit((int)judge(text, wanted, is_reached));
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        abort();
    if (WIFSIGNALED(status)) /* GLib: SIGTRAP */
        return WTERMSIG(status) == SIGABRT || WTERMSIG(status) == SIGTRAP ? ABORTED : WRONG;
    return WIFEXITED(status) && WEXITSTATUS(status) < ABORTED ? (outcome)WEXITSTATUS(status) : WRONG;
}

static int run(int number, const char *name, char *(*work)(void), char *(*before)(void))
{
    long counts[WRONG + 1] = { 0 }, at = 0;
    outcome got = SAME;
    bounce_classifier_new(NULL, NULL, &classifier, NULL);
    char *wanted = work();
    bounce_classifier_unref(classifier);
    bounce_classifier_new(NULL, NULL, &classifier, NULL); /* that one has its patterns compiled; this one has not */
    if (before)
        free(before());
    for (; at < ATTEMPTS && got != NOT_REACHED && got != WRONG; at++) {
        got = attempt(work, wanted, at);
        counts[got]++;
    }
    free(wanted);
    bounce_classifier_unref(classifier);
    int failed = got != NOT_REACHED || counts[ABORTED] == 0;
    printf("%s %d - %s: %ld allocations failed, %ld aborted, %ld did without, %ld had a note%s\n", failed ? "not ok" : "ok", number, name, at - 1, counts[ABORTED],
           counts[SAME], counts[NOTED],
           got == WRONG ? ", the last one crashed, hung or said something else" : "");
    return failed;
}

int main(void)
{
    int failed = 0;
    printf("1..5\n");
    failed += run(1, "a mail, first of all", classify_mail, NULL);
    failed += run(2, "a mail, once more", classify_mail, classify_mail);
    failed += run(3, "a reply, first of all", classify_reply, NULL);
    failed += run(4, "a line of a log", classify_line, NULL);
    failed += run(5, "own knowledge", load_knowledge, NULL);
    return failed != 0;
}

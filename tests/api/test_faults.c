/*
 * What goes wrong around the library: a knowledge file that changes or vanishes while it is read, that comes in pieces and between signals, that is none;
 * fork() in a program with threads.
 */
#include <bounce/bounce.h>
#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_run.h"

static const char rule[] = "Rule: t.own%d\nCause: policy.other\nMatch: zorblax nope %d\nSource: test\nExample: 550 zorblax nope %d\n\n";
static const char reply[] = "550 5.1.1 <kim@partner.example>: User unknown";

static char folder[64], path[96];
static atomic_bool is_over;

static void setup(void)
{
    strcpy(folder, "/tmp/bounce-faults-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/own.rules", folder);
    atomic_store(&is_over, false);
}

static void teardown(void)
{
    unlink(path);
    rmdir(folder);
}

/* Rules for some hundred kilobytes: more than one read. */
static char *many_rules(size_t *ret_length)
{
    size_t capacity = 400000, length = 0;
    char *text = malloc(capacity);
    ck_assert_ptr_nonnull(text);
    for (int i = 0; i < 2000; i++)
        length += (size_t)snprintf(text + length, capacity - length, rule, i, i, i);
    *ret_length = length;
    return text;
}

/* The file is written, cut short, removed and made anew, over and over. */
static void *change(void *user)
{
    size_t length = 0;
    char *text = many_rules(&length);
    (void)user;
    for (unsigned round = 0; !atomic_load(&is_over); round++) {
        FILE *file = fopen(path, "wb");
        if (!file)
            continue;
        fwrite(text, 1, round % 3 ? length : length / 2 + round % 1000, file);
        fflush(file);
        if (round % 4 == 1 && ftruncate(fileno(file), (off_t)(length / 3)) != 0)
            abort();
        fclose(file);
        if (round % 5 == 4)
            unlink(path);
    }
    free(text);
    return NULL;
}

START_TEST(changing_file)
{
    pthread_t thread;
    int loaded = 0, refused = 0;
    ck_assert_int_eq(pthread_create(&thread, NULL, change, NULL), 0);
    for (int i = 0; i < 60; i++) {
        bounce_knowledge *knowledge = bounce_knowledge_new();
        bounce_error *error = NULL;
        bounce_status status = bounce_knowledge_add_file(knowledge, path, &error);
        if (status == BOUNCE_OK) {
            loaded++;
            ck_assert_ptr_null(error);
        } else {
            refused++;
            ck_assert(status == BOUNCE_ERROR_IO || status == BOUNCE_ERROR_KNOWLEDGE);
            ck_assert_ptr_nonnull(bounce_error_message(error));
            ck_assert_str_eq(bounce_error_file(error), path);
        }
        bounce_error_free(error);
        bounce_knowledge_free(knowledge);
    }
    atomic_store(&is_over, true);
    pthread_join(thread, NULL);
    ck_assert_int_eq(loaded + refused, 60);
}
END_TEST

START_TEST(no_file)
{
    static const struct {
        const char *path;
        bounce_status status;
    } cases[] = { { "/nonexistent/own.rules", BOUNCE_ERROR_IO }, { "/", BOUNCE_ERROR_IO }, { "", BOUNCE_ERROR_IO }, { "/dev/null", BOUNCE_OK },
                  { "/dev/zero", BOUNCE_ERROR_IO }, { "/proc/self/mem", BOUNCE_ERROR_IO } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bounce_knowledge *knowledge = bounce_knowledge_new();
        bounce_error *error = NULL;
        ck_assert_msg(bounce_knowledge_add_file(knowledge, cases[i].path, &error) == cases[i].status, "%s", cases[i].path);
        ck_assert_msg((error != NULL) == (cases[i].status != BOUNCE_OK), "%s", cases[i].path);
        bounce_error_free(error);
        bounce_knowledge_free(knowledge);
    }
}
END_TEST

static void *drip(void *user)
{
    size_t length = 0;
    char *text = many_rules(&length);
    int fd = open(path, O_WRONLY);
    (void)user;
    for (size_t at = 0; at < length && fd >= 0;) {
        size_t n = length - at < 700 ? length - at : 700;
        if (write(fd, text + at, n) != (ssize_t)n)
            abort();
        at += n;
        usleep(50);
    }
    close(fd);
    free(text);
    return NULL;
}

static void on_alarm(int number)
{
    (void)number;
}

/* A pipe that gives a few bytes at a time, and a program whose timer interrupts every read. */
START_TEST(pieces_and_signals)
{
    struct sigaction action = { .sa_handler = on_alarm }, ignore = { .sa_handler = SIG_IGN }, before; /* no SA_RESTART */
    /* Under valgrind a signal takes longer than 300 µs: there would be nothing but signals. */
    const suseconds_t pause = getenv("BOUNCE_SLOW") ? 30000 : 300;
    struct itimerval often = { { 0, pause }, { 0, pause } }, never = { 0 };
    bounce_knowledge *knowledge = bounce_knowledge_new();
    bounce_classifier *classifier = NULL;
    bounce_report *report = NULL;
    bounce_error *error = NULL;
    sigset_t alarms, old;
    pthread_t thread;
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    sigaction(SIGALRM, &action, &before);
    pthread_sigmask(SIG_BLOCK, &alarms, &old); /* not in the writer */
    ck_assert_int_eq(pthread_create(&thread, NULL, drip, NULL), 0);
    int hold = open(path, O_RDONLY); /* so that fopen() itself does not wait: its EINTR is the system's business */
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    bounce_status status = bounce_knowledge_add_file(knowledge, path, &error);
    setitimer(ITIMER_REAL, &never, NULL);
    pthread_join(thread, NULL);
    close(hold);
    sigaction(SIGALRM, &ignore, NULL); /* one may still be on its way, and Check's own handler kills the whole process group */
    sigaction(SIGALRM, &before, NULL);
    ck_assert_msg(status == BOUNCE_OK, "%s", bounce_error_message(error));
    ck_assert_int_eq(bounce_classifier_new(knowledge, NULL, &classifier, NULL), BOUNCE_OK);
    bounce_classify_reply(classifier, "550 zorblax nope 1999", 21, &report);
    ck_assert_str_eq(bounce_cause_rule(bounce_report_cause(report, 0)), "t.own1999"); /* the last one */
    bounce_report_unref(report);
    bounce_classifier_unref(classifier);
    bounce_knowledge_free(knowledge);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__ /* its allocator's own locks (GCC 12) may be held by a thread that the child has not got */
static void *classify(void *classifier)
{
    while (!atomic_load(&is_over)) {
        bounce_report *report = NULL;
        bounce_classify_reply(classifier, reply, sizeof reply - 1, &report);
        bounce_report_unref(report);
    }
    return NULL;
}

/* Children of a program whose threads are busy classifying: no lock of the library can be held in them. */
START_TEST(fork_beside_threads)
{
    enum { THREADS = 3, CHILDREN = 40 };
    bounce_classifier *classifier = NULL;
    pthread_t threads[THREADS];
    ck_assert_int_eq(bounce_classifier_new(NULL, NULL, &classifier, NULL), BOUNCE_OK);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, classify, classifier), 0);
    for (int i = 0; i < CHILDREN; i++) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            bounce_report *report = NULL;
            signal(SIGALRM, SIG_DFL);
            alarm(60); /* a child that waits for a lock ends here */
            bounce_classify_reply(classifier, reply, sizeof reply - 1, &report);
            const char *id = bounce_cause_id(bounce_report_cause(report, 0));
            int is_right = id && !strcmp(id, "recipient.unknown");
            bounce_report_unref(report);
            raise(is_right ? SIGKILL : SIGTERM); /* no exit: valgrind would look for leaks in what the threads have left */
        }
        ck_assert_int_gt(child, 0);
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "child %d: status %d", i, status);
    }
    atomic_store(&is_over, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    bounce_classifier_unref(classifier);
}
END_TEST
#endif

int main(void)
{
    TCase *tcase = tcase_create("faults");
    tcase_set_timeout(tcase, 100);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, changing_file);
    tcase_add_test(tcase, no_file);
    tcase_add_test(tcase, pieces_and_signals);
#ifndef __SANITIZE_ADDRESS__
    tcase_add_test(tcase, fork_beside_threads);
#endif
    return check_run("faults", tcase);
}

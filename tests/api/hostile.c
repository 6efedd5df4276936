/*
 * Hostile input (doc/limits.md): what kills or slows parsers, through bounce_classify() on a thread with a stack of 256 KB.
 *
 * Prints the time for each byte, whose goal is 20 ns, and the memory, whose limit is ten times the input; recipients cost something each, however short
 * the words that name them. The test's own bounds on time are several times as wide, so that a loaded machine cannot break them: they catch what grows
 * with the square or makes much out of little. The time is that of a second reading: the first one compiles patterns, once in a classifier's life. A
 * crash fails by itself. Each input is read in a process of its own, so that its peak of memory can be told.
 *
 * For a profiler: test-hostile NUMBER ROUNDS reads one input again and again; 0 is all of them, for valgrind.
 */
#include "hostile_inputs.h"
#include "hostile_repeated.h"
#include "hostile_reports.h"
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK (IS_SANITIZED ? 2u * 1024 * 1024 : 256u * 1024) /* a sanitizer's frames are several times as large */
#define SLOWER (IS_SANITIZED ? 40.0 : 1.0)
#define NS_MAX 100.0           /* for each byte */
#define NS_RECIPIENT 60000.0   /* and for each recipient */
#define SECONDS_FIRST 1.5      /* more, for patterns compiled at the first reading */
#define MEMORY_TIMES 10
#define MEMORY_RECIPIENT 256u
#define JSON_TIMES 10
#define JSON_RECIPIENT 6144u
#define JSON_FLOOR (2u * 1024 * 1024)
#define MEMORY_FLOOR (4u * 1024 * 1024) /* patterns compiled on the way, and the stack */

/* Words said over and over, for patterns that would try each place with each: as a notice's text, as a reply, as a field of a report. */
static const char *const words[] = {
    "<", "(", "[", "'", "\"", "\\", "=", ":", "::1 ", "-----", "> ", " ", "\t \r\n", "\r\n", "a ", "a.", "1.", "1:2:", "5.1.1 ", "550 ", "550-", "host ", "said: ",
    "From ", "To: ", "Subject: ", "in reply to ", "blocked using ", "listed at ", "http://", "a@b ", "<a@b.example>: ", "user unknown ", "mailbox full ",
    "\xEA\xB0\x80", "\xE2\x80\xAE", "\xE2\x80\xA8", "\xC0\xAF", "\xED\xA0\x80", "\xF0\x9F\x98\x80", "%s", "{\"a\":", "&lt;", "status=bounced ", "Reason: ",
};

enum { FORMS = 3, SAID = 400000 };

static void say(text *t, size_t which)
{
    static const char *const heads[FORMS] = { "\r\n", NULL,
        STATUS_PART "\r\nFinal-Recipient: rfc822; a@example.com\r\nDiagnostic-Code: smtp; " };
    const char *word = words[which / FORMS], *head = heads[which % FORMS];
    add(t, head ? NOTICE : "");
    add(t, head ? head : "");
    add(t, which % FORMS ? "550 5.7.1 " : "");
    add_times(t, word, (getenv("BOUNCE_SLOW") ? SAID / 8 : SAID) / strlen(word)); /* valgrind's 50,000 bytes are no other code */
}

typedef struct job {
    const bounce_classifier *classifier;
    text input;
    double first, seconds; /* the first reading compiles patterns, once in a classifier's life */
    size_t memory, json;   /* bytes */
} job;

static size_t peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss * 1024;
}

/* The length of all records: each repeats what holds for all recipients. */
static size_t write_json(const job *j)
{
    bounce_report *report = NULL;
    char *json = NULL;
    size_t length = 0;
    if (bounce_classify(j->classifier, j->input.at, j->input.len, &report) != BOUNCE_OK || bounce_report_to_json(report, NULL, "en", &json, &length) != BOUNCE_OK)
        abort();
    bounce_free(json);
    bounce_report_unref(report);
    return length;
}

static void *run(void *user)
{
    job *j = user;
    size_t before = peak();
    j->first = classify(j->classifier, &j->input);
    j->memory = peak() - before;
    j->seconds = classify(j->classifier, &j->input);
    j->json = write_json(j);
    return NULL;
}

/* In a process of its own, on a thread with a small stack. False if it does not come back. */
static int run_apart(job *j)
{
    int ends[2], status = 1;
    if (pipe(ends))
        abort();
    pid_t child = fork();
    if (child == 0) {
        pthread_attr_t small;
        pthread_t thread;
        if (pthread_attr_init(&small) || pthread_attr_setstacksize(&small, STACK) || pthread_create(&thread, &small, run, j) || pthread_join(thread, NULL))
            abort();
        _exit(write(ends[1], j, sizeof *j) != (ssize_t)sizeof *j);
    }
    close(ends[1]);
    int is_back = read(ends[0], j, sizeof *j) == (ssize_t)sizeof *j;
    close(ends[0]);
    return waitpid(child, &status, 0) == child && is_back && status == 0;
}

static int try(size_t number, const bounce_classifier *classifier, const char *name, text input, size_t recipients)
{
    job j = { .classifier = classifier, .input = input };
    int is_back = run_apart(&j);
    double size = (double)input.len, ns_max = SLOWER * (NS_MAX * size + NS_RECIPIENT * (double)recipients);
    int is_slow = j.seconds * 1e9 > ns_max || j.first * 1e9 > ns_max + SLOWER * SECONDS_FIRST * 1e9;
    int is_big = !IS_SANITIZED && j.memory > MEMORY_FLOOR + MEMORY_TIMES * input.len + MEMORY_RECIPIENT * recipients;
    int is_long = j.json > JSON_FLOOR + JSON_TIMES * input.len + JSON_RECIPIENT * recipients, failed = !is_back || is_slow || is_big || is_long;
    printf("%s %zu - %s: %.1f ns a byte (at first %.1f), %.1f bytes of memory and %.1f of JSON a byte (%zu bytes)%s%s%s%s\n", failed ? "not ok" : "ok", number,
           name, j.seconds * 1e9 / size, j.first * 1e9 / size, (double)j.memory / size, (double)j.json / size, input.len, is_back ? "" : ", crashed",
           is_slow ? ", slow" : "", is_big ? ", big" : "", is_long ? ", long" : "");
    fflush(stdout);
    free(input.at);
    return failed;
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* The inputs that have a name: all of these, then the words said over and over. */
static const hostile_input *input_at(size_t index)
{
    if (index < COUNT(reports))
        return &reports[index];
    index -= COUNT(reports);
    if (index < COUNT(cases))
        return &cases[index];
    index -= COUNT(cases);
    return index < COUNT(repeated_words) ? &repeated_words[index] : NULL;
}

static size_t input_count(void)
{
    return COUNT(reports) + COUNT(cases) + COUNT(repeated_words);
}

/* The input of a number, as main() counts them. */
static text make(size_t number)
{
    const hostile_input *named = input_at(number - 1);
    text input = { 0 };
    if (named)
        add_input(&input, named);
    else
        say(&input, number - input_count() - 1);
    return input;
}

/* One input, again and again, in this process. */
static void repeat(const bounce_classifier *classifier, size_t number, int rounds)
{
    text input = make(number);
    for (int i = 0; i < rounds; i++)
        printf("%zu: %.1f ns a byte\n", number, classify(classifier, &input) * 1e9 / (double)input.len);
    free(input.at);
}

int main(int argc, char **argv)
{
    const size_t count = input_count(), said = COUNT(words) * FORMS;
    int failed = 0;
    bounce_classifier *classifier = NULL;
    if (bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        abort();
    if (argc > 2) {
        const size_t wanted = (size_t)atol(argv[1]);
        for (size_t i = wanted ? wanted : 1; i <= (wanted ? wanted : count + said); i++)
            repeat(classifier, i, atoi(argv[2]));
        bounce_classifier_unref(classifier);
        return 0;
    }
    printf("1..%zu\n", count + said);
    fflush(stdout);
    for (size_t i = 0; i < count + said; i++) {
        static const char *const forms[FORMS] = { "a notice", "a reply", "a report" };
        const hostile_input *named = input_at(i);
        char name[64];
        if (!named)
            snprintf(name, sizeof name, "word %zu over and over in %s", (i - count) / FORMS + 1, forms[(i - count) % FORMS]);
        failed += try(i + 1, classifier, named ? named->name : name, make(i + 1), named ? named->recipients : 0);
    }
    bounce_classifier_unref(classifier);
    return failed != 0;
}

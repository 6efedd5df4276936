/*
 * Growth: time and memory for each byte stay flat while an input grows from 1 KB to 16 MB, and from 1 to 10,000 recipients, parts, header fields and
 * lines of a reply. A straight line is fitted through the logarithms of bytes and seconds: its slope is 1 where the time is linear, 2 where it grows with
 * the square. The limits are wide (a loaded machine, a debug build): they do not catch what got a third slower.
 *
 * Each input is read in a process of its own, so that its peak of memory can be told.
 */
#include "growth.h"
#include <math.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZES 5
#define SLOPE_MAX 1.35    /* over all sizes; what an input costs at least makes it smaller */
#define TIMES_SLOWER 4.0  /* for each byte, than the third size of the same shape */
#define NS_FLOOR 60.0     /* for each byte: below this nothing is slow */
#define MEMORY_TIMES 10   /* the input's size (doc/limits.md) */
#define MEMORY_RECIPIENT 256u
#define MEMORY_FLOOR (4u * 1024 * 1024)

static const char top[] = "From: MAILER-DAEMON@mail.example.org\r\nTo: sender@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n";
static const char status_type[] = "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n";

static void body_bytes(text *t, size_t count)
{
    add(t, top);
    add(t, "\r\nThe message could not be delivered:\r\n\r\n<kim@partner.example>: 550 5.1.1 User unknown\r\n\r\n");
    while (t->len < count)
        add(t, "Words of the returned message, line after line, that nobody has to look at.\r\n");
}

static void recipients(text *t, size_t count)
{
    add(t, top);
    add(t, status_type);
    add(t, "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n");
    for (size_t i = 0; i < count; i++)
        add_format(t, "\r\nFinal-Recipient: rfc822; user%zu@partner.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                   "Diagnostic-Code: smtp; 550 5.1.1 <user%zu@partner.example>: User unknown\r\n", i, i);
    add(t, "\r\n--b--\r\n");
}

static void parts(text *t, size_t count)
{
    add(t, top);
    add(t, status_type);
    for (size_t i = 0; i < count; i++)
        add_format(t, "--b\r\nContent-Type: text/plain\r\n\r\nThis is part %zu.\r\n", i);
    add(t, "--b--\r\n");
}

static void headers(text *t, size_t count)
{
    add(t, top);
    for (size_t i = 0; i < count; i++)
        add_format(t, "X-Field-%zu: some value of no meaning\r\n", i);
    add(t, "\r\n550 5.1.1 User unknown\r\n");
}

static void reply_lines(text *t, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        add(t, "550-5.7.1 Our system has detected that this message is\r\n");
    add(t, "550 5.7.1 likely unsolicited mail\r\n");
}

static void log_lines(text *t, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_format(t, "Nov  2 10:00:00 mail postfix/smtp[123]: 4F%zu: to=<user%zu@partner.example>, relay=mx.partner.example[192.0.2.1]:25, delay=1, "
                   "delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.partner.example[192.0.2.1] said: 550 5.1.1 User unknown)\n", i, i);
}

static const struct {
    const char *name;
    void (*make)(text *, size_t);
    size_t sizes[SIZES];
    int is_recipients; /* each of the things counted is one */
} shapes[] = {
    { "bytes of the body", body_bytes, { 1024, 16 * 1024, 256 * 1024, 4 * 1024 * 1024, 15 * 1024 * 1024 } },
    { "recipients", recipients, { 1, 10, 100, 1000, 10000 }, 1 },
    { "parts", parts, { 1, 10, 100, 1000, 10000 } },
    { "header fields", headers, { 1, 10, 100, 1000, 10000 } },
    { "lines of a reply", reply_lines, { 1, 10, 100, 1000, 10000 } },
    { "lines of a log", log_lines, { 1, 10, 100, 1000, 10000 }, 1 },
};

typedef struct figures {
    double seconds;
    size_t bytes, memory;
} figures;

/* Small inputs are read often enough that the clock can tell; the quickest round counts. */
static double quickest(const bounce_classifier *classifier, const text *input)
{
    double best = 1e9;
    for (int i = 0; i < (input->len < 200000 ? 15 : 2); i++) {
        double taken = classify(classifier, input);
        best = taken < best ? taken : best;
    }
    return best;
}

static size_t peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss * 1024;
}

static figures measure_here(void (*make)(text *, size_t), size_t count)
{
    text input = { 0 };
    bounce_classifier *classifier = NULL;
    make(&input, count);
    if (bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        abort();
    size_t before = peak();
    figures f = { .bytes = input.len, .seconds = quickest(classifier, &input) };
    f.memory = peak() - before;
    bounce_classifier_unref(classifier);
    free(input.at);
    return f;
}

static figures measure(void (*make)(text *, size_t), size_t count)
{
    int ends[2];
    figures f = { 0 };
    if (pipe(ends))
        abort();
    pid_t child = fork();
    if (child == 0) {
        f = measure_here(make, count);
        _exit(write(ends[1], &f, sizeof f) != (ssize_t)sizeof f);
    }
    close(ends[1]);
    int status = 1;
    ssize_t got = read(ends[0], &f, sizeof f);
    close(ends[0]);
    waitpid(child, &status, 0);
    if (got != (ssize_t)sizeof f || status != 0)
        f.bytes = 0;
    return f;
}

static double slope(const figures *f)
{
    double x = 0, y = 0, xx = 0, xy = 0;
    for (size_t i = 0; i < SIZES; i++) {
        double a = log((double)f[i].bytes), b = log(f[i].seconds);
        x += a;
        y += b;
        xx += a * a;
        xy += a * b;
    }
    return (SIZES * xy - x * y) / (SIZES * xx - x * x);
}

static int grows(size_t number, const char *name, void (*make)(text *, size_t), const size_t *sizes, size_t recipients)
{
    figures f[SIZES];
    double ns[SIZES];
    for (size_t i = 0; i < SIZES; i++) {
        f[i] = measure(make, sizes[i]);
        if (!f[i].bytes) {
            printf("not ok %zu - %s: %zu of them do not come back\n", number, name, sizes[i]);
            return 1;
        }
        ns[i] = f[i].seconds * 1e9 / (double)f[i].bytes;
    }
    const figures *last = &f[SIZES - 1];
    double steep = slope(f), bound = ns[2] * TIMES_SLOWER > NS_FLOOR ? ns[2] * TIMES_SLOWER : NS_FLOOR;
    int is_flat = steep < SLOPE_MAX && ns[SIZES - 1] < bound;
    int is_small = IS_SANITIZED || last->memory < MEMORY_FLOOR + MEMORY_TIMES * last->bytes + MEMORY_RECIPIENT * recipients;
    printf("%s %zu - %s: slope %.2f; ns a byte: %.1f %.1f %.1f %.1f %.1f; %.1f bytes of memory a byte\n", is_flat && is_small ? "ok" : "not ok", number, name, steep,
           ns[0], ns[1], ns[2], ns[3], ns[4], (double)last->memory / (double)last->bytes);
    fflush(stdout);
    return !is_flat || !is_small;
}

int main(void)
{
    size_t count = sizeof shapes / sizeof *shapes;
    int failed = 0;
    printf("1..%zu\n", count);
    fflush(stdout);
    for (size_t i = 0; i < count; i++)
        failed += grows(i + 1, shapes[i].name, shapes[i].make, shapes[i].sizes, shapes[i].is_recipients ? shapes[i].sizes[SIZES - 1] : 0);
    return failed != 0;
}

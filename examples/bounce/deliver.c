/*
 * bounce deliver: for a mail server's pipe.
 *
 * In:  one mail on standard input, read to its end whatever happens (Dovecot's extprograms insist).   Out: its records appended to --output
 * with one write (O_APPEND), nothing on stdout or stderr, exit 0 or 75: Postfix pipe(8) would put any other word into a DSN.
 *
 * A pipe's end does not say whether the writer had finished or was killed. So a mail counts as whole only while the process that started us
 * still lives: a server waits for our exit status. An empty input is no mail.
 */
#include "cli.h"
#include "ledger.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More is not kept; the library looks at the first 16 MiB anyway. */
#define MOST ((size_t)17 << 20)

/* The "flags" of Linux' /proc/PID/stat: the process is on its way out. It closes its pipes before its children see a new parent. */
#define FLAG_EXITING 0x4UL

typedef struct writer {
    bool matters; /* standard input is a pipe or socket: a file is whole whoever lives */
    pid_t parent; /* at start */
} writer;

/*
 * Started by a server that died before we ran: process 1 adopted us, but we are none of its session. In a container the server may be of that
 * session; then a process group of our own, and no terminal that would have made it, tells.
 */
static bool is_orphan(void)
{
    if (getppid() != 1)
        return false;
    int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0)
        close(terminal);
    return getsid(0) != getsid(1) || (terminal < 0 && getpgrp() != getpgid(1));
}

static bool is_exiting(pid_t pid)
{
    char path[32], line[512];
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false; /* no /proc, or none of our business: then the parent's id has to do */
    ssize_t n = read(fd, line, sizeof line - 1);
    close(fd);
    line[n > 0 ? n : 0] = '\0';
    /* "PID (name) state ppid pgrp session tty tpgid flags": the name may hold anything but is the last in brackets. */
    const char *at = strrchr(line, ')');
    for (int field = 0; at && field < 7; field++)
        at = strchr(at + 1, ' ');
    return at && (strtoul(at + 1, NULL, 10) & FLAG_EXITING);
}

static writer writer_of_input(void)
{
    struct stat info;
    writer w = { .matters = fstat(STDIN_FILENO, &info) == 0 && (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode)), .parent = getppid() };
    if (w.matters && is_orphan())
        w.parent = -1;
    return w;
}

static bool writer_lives(const void *data)
{
    const writer *w = data;
    return !w->matters || (getppid() == w->parent && !is_exiting(w->parent) && getppid() == w->parent);
}

static bool read_to_end(char **ret_data, size_t *ret_length)
{
    size_t capacity = 65536, length = 0;
    char *data = malloc(capacity);
    bool ok = data != NULL;
    static char sink[65536];
    for (;;) {
        bool keep = ok && length < MOST;
        if (keep && length == capacity) {
            char *grown = realloc(data, capacity * 2);
            ok = grown != NULL;
            if (grown) {
                data = grown;
                capacity *= 2;
            }
            continue;
        }
        ssize_t n = keep ? read(STDIN_FILENO, data + length, capacity - length) : read(STDIN_FILENO, sink, sizeof sink);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            ok = false;
        if (n <= 0)
            break;
        if (keep)
            length += (size_t)n;
    }
    *ret_data = data;
    *ret_length = length;
    return ok;
}

void cli_deliver_prepare(void)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    /* Talk about broken rules or options would end up in a DSN; a person who tries the command sees it. */
    int null = isatty(STDERR_FILENO) ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDERR_FILENO);
        close(null);
    }
}

int cli_deliver(const cli_options *options)
{
    char *data = NULL, *text = NULL;
    size_t length = 0, text_length = 0;
    int status = CLI_OK;
    bounce_report *report = NULL;
    bounce_classifier *classifier = NULL;
    const writer server = writer_of_input();
    bool ok = read_to_end(&data, &length) && length > 0 && writer_lives(&server);
    bool named = options->envelope_id && *options->envelope_id;

    if (!options->output)
        cli_complain("deliver: --output is missing");
    else if (ok)
        classifier = cli_classifier_new(options, &status);
    ok = classifier && bounce_classify_envelope(classifier, data, length, options->envelope_from, options->envelope_to,
                                                &report) == BOUNCE_OK;
    if (ok) {
        bounce_origin *origin = bounce_origin_new();
        bounce_origin_set_name(origin, named ? options->envelope_id : "-");
        bounce_origin_set_place(origin, 0, 0, length);
        ok = bounce_report_to_json(report, origin, options->language, &text, &text_length) == BOUNCE_OK
             && ledger_append(options->output, text, text_length, named, writer_lives, &server);
        bounce_origin_free(origin);
    }
    bounce_free(text);
    bounce_report_unref(report);
    bounce_classifier_unref(classifier);
    free(data);
    return ok ? CLI_OK : CLI_TRY_LATER;
}

/*
 * bounce deliver: for a mail server's pipe.
 *
 * In:  one mail on standard input, read to its end whatever happens (Dovecot's extprograms insist).   Out: its records appended to --output
 * with one write (O_APPEND), nothing on stdout or stderr, exit 0 or 75: Postfix pipe(8) would put any other word into a DSN.
 */
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* More is not kept; the library looks at the first 16 MiB anyway. */
#define MOST ((size_t)17 << 20)

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

/*
 * Appends all or nothing. A lock keeps other deliveries out while a write that the disk cut short is taken back, so that no record is ever
 * half in the file.
 */
static bool append(const char *path, const char *text, size_t length)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    bool ok = false;
    if (fd < 0)
        return false;
    int locked;
    do
        locked = flock(fd, LOCK_EX);
    while (locked < 0 && errno == EINTR);
    struct stat info;
    if (locked == 0 && fstat(fd, &info) == 0) {
        ssize_t n;
        do
            n = write(fd, text, length);
        while (n < 0 && errno == EINTR);
        ok = n == (ssize_t)length && (!S_ISREG(info.st_mode) || fdatasync(fd) == 0);
        if (!ok && n > 0 && S_ISREG(info.st_mode) && ftruncate(fd, info.st_size) < 0)
            ok = false;
    }
    if (close(fd) < 0)
        ok = false;
    return ok;
}

int cli_deliver(const cli_options *options)
{
    char *data = NULL, *text = NULL;
    size_t length = 0, text_length = 0;
    int status = CLI_OK;
    bounce_report *report = NULL;
    bounce_classifier *classifier = NULL;
    bool ok = read_to_end(&data, &length);

    /* Talk about broken rules would end up in a DSN; the built-in knowledge stays in force. */
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDERR_FILENO);
        close(null);
    }
    if (ok && options->output)
        classifier = cli_classifier_new(options, &status);
    ok = classifier && bounce_classify_envelope(classifier, data, length, options->envelope_from, options->envelope_to,
                                                &report) == BOUNCE_OK;
    if (ok) {
        bounce_origin *origin = bounce_origin_new();
        bounce_origin_set_name(origin, options->envelope_id ? options->envelope_id : "-");
        bounce_origin_set_place(origin, 0, 0, length);
        ok = bounce_report_to_json(report, origin, options->language, &text, &text_length) == BOUNCE_OK
             && append(options->output, text, text_length);
        bounce_origin_free(origin);
    }
    bounce_free(text);
    bounce_report_unref(report);
    bounce_classifier_unref(classifier);
    free(data);
    return ok ? CLI_OK : CLI_TRY_LATER;
}

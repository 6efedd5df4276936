/*
 * The file that bounce deliver appends to.
 *
 * In:  JSON Lines (our own, as bounce_report_to_json writes them).   Out: the same lines at the end of a file, once, all or none.
 *
 * Every writer holds an exclusive lock, so what is found at the end of the file is final: half a line there was left by a writer that died
 * (SIGKILL, power) and is taken away; a line of the same delivery means that the server asks a second time.
 */
#include "ledger.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char own_start[] = "{\"schema\":\"bounce/1\"";

static const char *find(const char *text, size_t length, const char *word)
{
    return memmem(text, length, word, strlen(word));
}

/* From "from" to the end of "to", both raw JSON: quotes within a string are escaped, so neither is ever found inside one. */
static bool span(const char *line, size_t length, const char *from, const char *to, const char **ret_start, size_t *ret_length)
{
    const char *start = find(line, length, from);
    const char *end = start ? find(start, length - (size_t)(start - line), to) : NULL;
    if (!end)
        return false;
    *ret_start = start;
    *ret_length = (size_t)(end - start) + strlen(to);
    return true;
}

static size_t line_length(const char *line, size_t length)
{
    const char *end = memchr(line, '\n', length);
    return end ? (size_t)(end - line) + 1 : length;
}

/* Whether a line of the tail has the same source.name and the same recipient. */
static bool is_there(const char *tail, size_t tail_length, const char *line, size_t length)
{
    const char *name, *recipient;
    size_t name_length, recipient_length;
    if (!span(line, length, "\"source\":{\"name\":", ",\"kind\":", &name, &name_length)
        || (!span(line, length, "\"recipient\":{\"address\":", ",\"original\":", &recipient, &recipient_length)
            && !span(line, length, "\"recipient\":null", ",", &recipient, &recipient_length)))
        return false;
    const char *end = tail + tail_length;
    const char *at = memmem(tail, tail_length, name, name_length);
    while (at) {
        size_t rest = line_length(at, (size_t)(end - at));
        if (memmem(at, rest, recipient, recipient_length))
            return true;
        at = memmem(at + rest, (size_t)(end - at) - rest, name, name_length);
    }
    return false;
}

/* The lines that are not there yet, moved together. */
static size_t keep_new(const char *tail, size_t tail_length, char *text, size_t length)
{
    size_t kept = 0;
    for (size_t at = 0, n; at < length; at += n) {
        n = line_length(text + at, length - at);
        if (is_there(tail, tail_length, text + at, n))
            continue;
        memmove(text + kept, text + at, n);
        kept += n;
    }
    return kept;
}

/* The end of the file, at most "most" bytes. */
static bool read_tail(int fd, size_t size, size_t most, char **ret_tail, size_t *ret_length)
{
    size_t want = size < most ? size : most, got = 0;
    char *tail = malloc(want + 1);
    while (tail && got < want) {
        ssize_t n = pread(fd, tail + got, want - got, (off_t)(size - want + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            free(tail);
            return false;
        }
        got += (size_t)n;
    }
    *ret_tail = tail;
    *ret_length = got;
    return tail != NULL;
}

/*
 * Half a record at the end of the file is taken away; half a line that is not ours stays, and ret_newline says that it wants a line end.
 */
static void mend_end(int fd, const char *tail, size_t *inout_length, off_t *inout_size, bool *ret_newline)
{
    const char *last = memrchr(tail, '\n', *inout_length);
    size_t whole = last ? (size_t)(last - tail) + 1 : 0, half = *inout_length - whole;
    size_t compared = half < sizeof own_start - 1 ? half : sizeof own_start - 1;
    *ret_newline = half > 0;
    if (half == 0 || memcmp(tail + whole, own_start, compared) != 0 || (whole == 0 && (off_t)half < *inout_size))
        return;
    if (ftruncate(fd, *inout_size - (off_t)half) == 0) {
        *inout_size -= (off_t)half;
        *inout_length = whole;
        *ret_newline = false;
    }
}

/* Opened and locked; a file that was renamed meanwhile (log rotation) is left alone. */
static int open_locked(const char *path, struct stat *ret_info)
{
    for (int attempt = 0; attempt < 100; attempt++) {
        struct stat named;
        bool regular = stat(path, &named) < 0 || S_ISREG(named.st_mode);
        int fd = open(path, (regular ? O_RDWR : O_WRONLY) | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0 && errno == EINTR)
            continue;
        if (fd < 0)
            return -1;
        int locked;
        do
            locked = flock(fd, LOCK_EX);
        while (locked < 0 && errno == EINTR);
        if (locked == 0 && fstat(fd, ret_info) == 0 && stat(path, &named) == 0 && named.st_dev == ret_info->st_dev
            && named.st_ino == ret_info->st_ino)
            return fd;
        close(fd);
        if (locked < 0)
            return -1;
    }
    return -1;
}

/* One write; what the disk cut short is taken back. */
static bool write_all(int fd, const char *text, size_t length, const struct stat *info, off_t size)
{
    ssize_t n;
    do
        n = write(fd, text, length);
    while (n < 0 && errno == EINTR);
    bool ok = n == (ssize_t)length && (!S_ISREG(info->st_mode) || fdatasync(fd) == 0);
    if (!ok && n > 0 && S_ISREG(info->st_mode) && ftruncate(fd, size) < 0)
        return false; /* the next writer takes the half line away */
    return ok;
}

bool ledger_append(const char *path, const char *text, size_t length, bool once, bool (*still)(const void *data), const void *data)
{
    struct stat info;
    char *tail = NULL, *lines = malloc(length + 1);
    size_t tail_length = 0, count = length;
    bool ok = false, newline = false;
    int fd = lines ? open_locked(path, &info) : -1;
    if (fd < 0)
        goto out;
    off_t size = info.st_size;
    memcpy(lines + 1, text, length);
    if (S_ISREG(info.st_mode)) {
        if (!read_tail(fd, (size_t)size, LEDGER_TAIL + length, &tail, &tail_length))
            goto out;
        mend_end(fd, tail, &tail_length, &size, &newline);
        if (once)
            count = keep_new(tail, tail_length, lines + 1, length);
    }
    lines[0] = '\n';
    if (count == 0)
        ok = true;
    else if (still(data))
        ok = write_all(fd, newline ? lines : lines + 1, count + newline, &info, size);
out:
    if (fd >= 0 && close(fd) < 0)
        ok = false;
    free(tail);
    free(lines);
    return ok;
}

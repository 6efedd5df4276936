/*
 * Where the mail comes from.
 *
 * In:  a path or "-".   Out: one call for each message, log line or text. A big file is mapped, and what was done with is given back to the
 * system, so that memory stays bounded; a folder is walked in the order of names, without following links.
 */
#include "cli.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* How much of a mapped container may stay in memory, in bytes. */
#define WINDOW ((size_t)8 << 20)
/* A log is recognised by its first bytes. */
#define LOG_LOOK ((size_t)4096)

typedef struct walk {
    cli_input_fn *fn;
    void *user_data;
    bool is_mapped;
    size_t given_back;
    bool stopped;
} walk;

static void give_back(walk *w, const char *data, size_t done)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t end = done / page * page;
    if (!w->is_mapped || end < w->given_back + WINDOW)
        return;
    madvise((void *)(data + w->given_back), end - w->given_back, MADV_DONTNEED);
    w->given_back = end;
}

static void each_log_line(const char *name, const char *data, size_t length, walk *w)
{
    size_t index = 0;
    for (size_t at = 0; at < length && !w->stopped;) {
        const char *end = memchr(data + at, '\n', length - at);
        size_t n = end ? (size_t)(end - (data + at)) : length - at;
        cli_input input = { .name = name, .data = data + at, .length = n, .index = index++, .offset = at, .is_log_line = true };
        if (n > 0 && !w->fn(&input, w->user_data))
            w->stopped = true;
        at += n + 1;
        give_back(w, data, at < length ? at : length);
    }
}

static void each_part(const char *name, const char *data, size_t length, walk *w)
{
    size_t look = length < LOG_LOOK ? length : LOG_LOOK;
    if (bounce_is_mbox(data, length)) {
        size_t offset = 0, start, n, index = 0;
        while (!w->stopped && bounce_mbox_next(data, length, &offset, &start, &n)) {
            cli_input input = { .name = name, .data = data + start, .length = n, .index = index++, .offset = start };
            if (!w->fn(&input, w->user_data))
                w->stopped = true;
            give_back(w, data, offset);
        }
    } else if (bounce_is_log(data, look)) {
        each_log_line(name, data, length, w);
    } else {
        cli_input input = { .name = name, .data = data, .length = length };
        if (!w->fn(&input, w->user_data))
            w->stopped = true;
    }
}

/* All of a file that cannot be mapped (a pipe, a terminal). NULL on failure, errno says why. */
static char *read_all(int fd, size_t *ret_length)
{
    size_t capacity = 65536, length = 0;
    char *data = malloc(capacity);
    while (data) {
        ssize_t n = read(fd, data + length, capacity - length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (n == 0) {
                *ret_length = length;
                return data;
            }
            break;
        }
        length += (size_t)n;
        if (length == capacity) {
            char *grown = realloc(data, capacity * 2);
            if (!grown)
                break;
            data = grown;
            capacity *= 2;
        }
    }
    int error = errno;
    free(data);
    errno = error;
    return NULL;
}

static int each_of_fd(const char *name, int fd, walk *w)
{
    struct stat info;
    size_t length = 0;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > (off_t)WINDOW) {
        length = (size_t)info.st_size;
        void *map = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map != MAP_FAILED) {
            w->is_mapped = true;
            w->given_back = 0;
            each_part(name, map, length, w);
            munmap(map, length);
            return CLI_OK;
        }
    }
    w->is_mapped = false;
    char *data = read_all(fd, &length);
    if (!data) {
        cli_complain("%s: %s", name, strerror(errno));
        return CLI_IO;
    }
    each_part(name, data, length, w);
    free(data);
    return CLI_OK;
}

static int each_of_file(const char *path, walk *w)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        cli_complain("%s: %s", path, strerror(errno));
        return CLI_NO_INPUT;
    }
    int status = each_of_fd(path, fd, w);
    close(fd);
    return status;
}

/* A Maildir's tmp holds mail that is still being written. */
static bool is_maildir_tmp(const char *path, const char *name)
{
    char *sibling = NULL;
    struct stat info;
    bool is_it = !strcmp(name, "tmp") && asprintf(&sibling, "%s/new", path) >= 0 && stat(sibling, &info) == 0 && S_ISDIR(info.st_mode);
    free(sibling);
    return is_it;
}

static int each_of_folder(const char *path, walk *w, int depth)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);
    int worst = CLI_OK;
    if (count < 0) {
        cli_complain("%s: %s", path, strerror(errno));
        return CLI_NO_INPUT;
    }
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        char *full = NULL;
        struct stat info;
        int status = CLI_OK;
        bool skip = name[0] == '.' || is_maildir_tmp(path, name);
        if (!skip && !w->stopped && asprintf(&full, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/", name) >= 0) {
            if (lstat(full, &info) < 0)
                status = CLI_OK; /* gone meanwhile: a Maildir lives */
            else if (S_ISDIR(info.st_mode) && depth < 32)
                status = each_of_folder(full, w, depth + 1);
            else if (S_ISREG(info.st_mode))
                status = each_of_file(full, w);
            free(full);
        }
        if (status != CLI_OK)
            worst = status;
        free(entries[i]);
    }
    free(entries);
    return worst;
}

int cli_inputs_each(const char *path, cli_input_fn *fn, void *user_data)
{
    walk w = { .fn = fn, .user_data = user_data };
    struct stat info;
    if (!strcmp(path, "-"))
        return each_of_fd("-", STDIN_FILENO, &w);
    if (stat(path, &info) < 0) {
        cli_complain("%s: %s", path, strerror(errno));
        return CLI_NO_INPUT;
    }
    return S_ISDIR(info.st_mode) ? each_of_folder(path, &w, 0) : each_of_file(path, &w);
}

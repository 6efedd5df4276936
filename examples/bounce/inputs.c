/*
 * Where the mail comes from.
 *
 * In:  a path or "-".   Out: one call for each message, log line or text; or for each piece of a file, for worker processes. A file is mapped,
 * and what was done with is given back to the system, so that memory stays bounded; a folder is walked in the order of names, without
 * following links.
 */
#include "containers.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct walk {
    cli_input_fn *fn;
    cli_piece_fn *piece_fn; /* instead of fn */
    void *user_data;
    bool stopped;
} walk;

/* Smaller files are read: a map of a file that is cut short meanwhile ends the program. */
#define SMALL ((off_t)8 << 20)

/* A map of a big regular file, or NULL. */
static void *map_of(int fd, size_t *ret_length)
{
    struct stat info;
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode) || info.st_size <= SMALL || lseek(fd, 0, SEEK_CUR) != 0)
        return NULL;
    void *map = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    *ret_length = (size_t)info.st_size;
    return map == MAP_FAILED ? NULL : map;
}

static int each_of_fd(const char *name, int fd, walk *w)
{
    size_t length = 0;
    char *map = map_of(fd, &length);
    int error = 0;
    if (map && w->piece_fn) {
        w->stopped = !container_cut(name, map, length, w->piece_fn, w->user_data);
    } else if (map) {
        cli_piece piece = { name, container_of(map, length), 0, 0, length };
        w->stopped = !container_each(&piece, map, true, w->fn, w->user_data);
    } else if (w->piece_fn) {
        cli_piece whole = { .name = name };
        w->stopped = !w->piece_fn(&whole, w->user_data);
    } else {
        error = container_stream(name, fd, w->fn, w->user_data, &w->stopped);
    }
    if (map)
        munmap(map, length);
    if (error)
        cli_complain("%s: %s", name, strerror(error));
    return error ? CLI_IO : CLI_OK;
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

static int each_of_path(const char *path, walk *w)
{
    struct stat info;
    if (!strcmp(path, "-"))
        return each_of_fd("-", STDIN_FILENO, w);
    if (stat(path, &info) < 0) {
        cli_complain("%s: %s", path, strerror(errno));
        return CLI_NO_INPUT;
    }
    return S_ISDIR(info.st_mode) ? each_of_folder(path, w, 0) : each_of_file(path, w);
}

int cli_inputs_each(const char *path, cli_input_fn *fn, void *user_data)
{
    walk w = { .fn = fn, .user_data = user_data };
    return each_of_path(path, &w);
}

int cli_inputs_all(const cli_options *options, cli_input_fn *fn, void *user_data)
{
    walk w = { .fn = fn, .user_data = user_data };
    int worst = options->argument_count ? CLI_OK : each_of_path("-", &w);
    for (int i = 0; i < options->argument_count && !w.stopped; i++) {
        int status = each_of_path(options->arguments[i], &w);
        worst = status != CLI_OK ? status : worst;
    }
    return worst;
}

int cli_pieces_each(const char *path, cli_piece_fn *fn, void *user_data)
{
    walk w = { .piece_fn = fn, .user_data = user_data };
    return each_of_path(path, &w);
}

/* The bytes of a piece, malloc'ed; fewer if the file is shorter now. */
static char *bytes_of(int fd, const cli_piece *piece, size_t *ret_length)
{
    char *data = malloc(piece->length);
    size_t length = 0;
    if (!data)
        abort();
    while (length < piece->length) {
        ssize_t n = pread(fd, data + length, piece->length - length, (off_t)(piece->offset + length));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        length += (size_t)n;
    }
    *ret_length = length;
    return data;
}

int cli_piece_read(const cli_piece *piece, cli_input_fn *fn, void *user_data)
{
    bool stopped = false;
    int error = 0, fd = open(piece->name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        error = errno;
    } else if (piece->length == 0) {
        error = container_stream(piece->name, fd, fn, user_data, &stopped);
    } else {
        cli_piece now = *piece;
        char *data = bytes_of(fd, piece, &now.length);
        container_each(&now, data, false, fn, user_data);
        free(data);
    }
    if (fd >= 0)
        close(fd);
    if (error)
        cli_complain("%s: %s", piece->name, strerror(error));
    return !error ? CLI_OK : fd < 0 ? CLI_NO_INPUT : CLI_IO;
}

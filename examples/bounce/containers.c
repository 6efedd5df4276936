/*
 * Containers: an mbox's messages, a log's lines.
 *
 * In:  bytes of a file, mapped, or a stream.   Out: one call for each message or line. A stream keeps one message and a margin; of one that is no
 * container it keeps what the library looks at (16 MiB) and reads the rest to its end.
 */
#include "containers.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* How much of a mapped container may stay in memory, in bytes. */
#define WINDOW ((size_t)8 << 20)
/* A log is recognised by its first bytes. */
#define LOG_LOOK ((size_t)4096)
#ifndef PIECE /* the fuzz target wants small ones */
#define PIECE ((size_t)1 << 20)
#endif
/* A stream's message is looked at when so many bytes stand behind its beginning: a Content-Length may be believed then. */
#define MARGIN ((size_t)1 << 20)
#define MOST ((size_t)17 << 20)

container container_of(const char *data, size_t length)
{
    if (bounce_is_mbox(data, length))
        return CONTAINER_MBOX;
    return bounce_is_log(data, length < LOG_LOOK ? length : LOG_LOOK) ? CONTAINER_LOG : CONTAINER_NONE;
}

typedef struct window {
    const char *data;
    size_t given_back;
    bool is_mapped;
} window;

static void give_back(window *w, size_t done)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t end = done / page * page;
    if (!w->is_mapped || end < w->given_back + WINDOW)
        return;
    madvise((void *)(w->data + w->given_back), end - w->given_back, MADV_DONTNEED);
    w->given_back = end;
}

static bool each_line(const cli_piece *piece, window *w, cli_input_fn *fn, void *user_data)
{
    size_t index = piece->index;
    for (size_t at = 0; at < piece->length;) {
        const char *end = memchr(w->data + at, '\n', piece->length - at);
        size_t n = end ? (size_t)(end - (w->data + at)) : piece->length - at;
        cli_input input = { piece->name, w->data + at, n, index++, piece->offset + at, true };
        if (n > 0 && !fn(&input, user_data))
            return false;
        at += n + 1;
        give_back(w, at < piece->length ? at : piece->length);
    }
    return true;
}

bool container_each(const cli_piece *piece, const char *data, bool is_mapped, cli_input_fn *fn, void *user_data)
{
    window w = { data, 0, is_mapped };
    size_t offset = 0, start, n, index = piece->index;
    if (piece->kind == CONTAINER_LOG)
        return each_line(piece, &w, fn, user_data);
    if (piece->kind == CONTAINER_NONE) {
        cli_input input = { piece->name, data, piece->length, piece->index, piece->offset, false };
        return fn(&input, user_data);
    }
    while (bounce_mbox_next(data, piece->length, &offset, &start, &n)) {
        cli_input input = { piece->name, data + start, n, index++, piece->offset + start, false };
        if (!fn(&input, user_data))
            return false;
        give_back(&w, offset);
    }
    return true;
}

bool container_cut(const char *name, const char *data, size_t length, cli_piece_fn *fn, void *user_data)
{
    window w = { data, 0, true };
    cli_piece piece = { name, container_of(data, length), 0, 0, length };
    size_t offset = 0, start, n, index = 0;
    if (piece.kind == CONTAINER_NONE)
        return fn(&piece, user_data);
    while (offset < length) {
        bool more;
        if (piece.kind == CONTAINER_MBOX) {
            more = bounce_mbox_next(data, length, &offset, &start, &n);
        } else {
            const char *end = memchr(data + offset, '\n', length - offset);
            offset = end ? (size_t)(end - data) + 1 : length;
            more = true;
        }
        index += more;
        if (more && offset < length && offset - piece.offset < PIECE)
            continue;
        piece.length = (more ? offset : length) - piece.offset;
        if (piece.length > 0 && !fn(&piece, user_data))
            return false;
        if (!more)
            break;
        piece.offset = offset;
        piece.index = index;
        give_back(&w, offset);
    }
    return true;
}

typedef struct stream {
    char *data;
    size_t length, capacity;
    cli_piece piece; /* index and offset of what is at the front of data */
    bool known, at_end, stopped;
    cli_input_fn *fn;
    void *user_data;
} stream;

/* Gives out the messages or lines that are whole, and moves the rest to the front. */
static void drain(stream *s)
{
    size_t offset = 0, done = 0, start, n;
    while (!s->stopped && s->piece.kind == CONTAINER_MBOX && (s->at_end || s->length - done > MARGIN)
           && bounce_mbox_next(s->data, s->length, &offset, &start, &n) && (s->at_end || offset < s->length)) {
        cli_input input = { s->piece.name, s->data + start, n, s->piece.index++, s->piece.offset + start, false };
        s->stopped = !s->fn(&input, s->user_data);
        done = offset;
    }
    if (s->piece.kind == CONTAINER_LOG) {
        const char *end = s->at_end ? s->data + s->length - 1 : memrchr(s->data, '\n', s->length);
        while (!s->stopped && end && s->data + done <= end) {
            const char *stop = memchr(s->data + done, '\n', s->length - done);
            n = stop ? (size_t)(stop - (s->data + done)) : s->length - done;
            cli_input input = { s->piece.name, s->data + done, n, s->piece.index++, s->piece.offset + done, true };
            s->stopped = n > 0 && !s->fn(&input, s->user_data);
            done += stop ? n + 1 : n;
        }
    }
    memmove(s->data, s->data + done, s->length - done);
    s->length -= done;
    s->piece.offset += done;
}

/* Makes room for a read; false where no more is to be kept. */
static bool make_room(stream *s)
{
    if (s->known && s->piece.kind == CONTAINER_NONE && s->length >= MOST)
        return false;
    if (s->length < s->capacity)
        return true;
    size_t capacity = s->capacity ? s->capacity * 2 : 65536;
    char *grown = realloc(s->data, capacity);
    if (!grown)
        abort();
    s->data = grown;
    s->capacity = capacity;
    return true;
}

int container_stream(const char *name, int fd, cli_input_fn *fn, void *user_data, bool *ret_stopped)
{
    static char sink[65536];
    stream s = { .piece = { .name = name }, .fn = fn, .user_data = user_data };
    int error = 0;
    while (!s.at_end && !s.stopped) {
        bool keep = make_room(&s);
        ssize_t got = keep ? read(fd, s.data + s.length, s.capacity - s.length) : read(fd, sink, sizeof sink);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error = errno;
            break;
        }
        s.at_end = got == 0;
        s.length += keep ? (size_t)got : 0;
        if (!s.known && (s.at_end || s.length >= LOG_LOOK)) {
            s.piece.kind = container_of(s.data, s.length);
            s.known = true;
        }
        if (s.known && s.piece.kind != CONTAINER_NONE && s.length > 0)
            drain(&s);
    }
    if (!error && !s.stopped && s.piece.kind == CONTAINER_NONE) {
        cli_input input = { .name = name, .data = s.data, .length = s.length };
        s.stopped = !fn(&input, user_data);
    }
    free(s.data);
    *ret_stopped = s.stopped;
    return error;
}

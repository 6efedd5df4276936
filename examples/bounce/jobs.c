/*
 * bounce json --jobs: worker processes.
 *
 * In:  paths.   Out: the records in the order of one process. This process cuts the work into pieces (files, runs of an mbox or a log) and hands
 * them out in turn; the workers read and classify; their answers are read in the order the pieces were given out. Each worker has but a few
 * pieces waiting, so that memory stays bounded and neither side ever waits for the other to make room.
 */
#include "json.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Pieces that wait for one worker. Their names take at most 4 KiB each: less than a socket buffers. */
#define WAITING 8

typedef struct request {
    uint64_t index, offset, length;
    uint32_t kind, name_length;
} request;

typedef struct answer {
    uint64_t length, count, bytes;
    int32_t status, exit_status;
} answer;

typedef struct crew {
    json_run *run;
    int fds[64];
    pid_t pids[64];
    size_t size, sent, received;
    int status;
} crew;

static bool send_all(int fd, const void *data, size_t length)
{
    for (const char *at = data; length > 0;) {
        ssize_t n = send(fd, at, length, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

static bool receive_all(int fd, void *data, size_t length)
{
    for (char *at = data; length > 0;) {
        ssize_t n = recv(fd, at, length, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

/* ---- a worker ---- */

static bool work_one(json_run *run, int fd)
{
    request asked;
    char name[4097], *text = NULL;
    size_t length = 0;
    if (!receive_all(fd, &asked, sizeof asked) || asked.name_length >= sizeof name || !receive_all(fd, name, asked.name_length))
        return false;
    name[asked.name_length] = '\0';
    cli_piece piece = { name, (container)asked.kind, asked.index, asked.offset, asked.length };
    json_run part = { .options = run->options, .classifier = run->classifier, .out = open_memstream(&text, &length) };
    if (!part.out)
        return false;
    int status = cli_piece_read(&piece, json_input, &part);
    fclose(part.out);
    answer given = { length, part.count, part.bytes, status, part.status };
    bool ok = send_all(fd, &given, sizeof given) && send_all(fd, text, length);
    free(text);
    return ok;
}

static bool hire(crew *c)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return false;
    pid_t pid = fork();
    if (pid < 0) {
        close(pair[0]);
        close(pair[1]);
        return false;
    }
    if (pid == 0) {
        close(pair[0]);
        for (size_t i = 0; i < c->size; i++)
            close(c->fds[i]);
        while (work_one(c->run, pair[1]))
            continue;
        _exit(0);
    }
    close(pair[1]);
    c->fds[c->size] = pair[0];
    c->pids[c->size++] = pid;
    return true;
}

/* ---- this process ---- */

/* Reads the answer to the piece that was given out first. */
static bool receive_one(crew *c)
{
    static char buffer[65536];
    int fd = c->fds[c->received++ % c->size];
    json_run *run = c->run;
    answer given;
    if (!receive_all(fd, &given, sizeof given))
        goto lost;
    while (given.length > 0) {
        size_t n = given.length < sizeof buffer ? given.length : sizeof buffer;
        if (!receive_all(fd, buffer, n))
            goto lost;
        if (fwrite(buffer, 1, n, run->out) != n)
            run->failed = true;
        given.length -= n;
    }
    run->count += given.count;
    run->bytes += given.bytes;
    if (given.status != CLI_OK)
        c->status = given.status;
    if (run->status == CLI_OK)
        run->status = given.exit_status;
    if (run->progress)
        run->progress(run->count, run->bytes);
    return !run->failed;
lost:
    cli_complain("a worker process ended early; records are missing");
    c->status = CLI_IO;
    run->failed = true;
    return false;
}

static bool hand_out(const cli_piece *piece, void *user_data)
{
    crew *c = user_data;
    request asked = { piece->index, piece->offset, piece->length, (uint32_t)piece->kind, (uint32_t)strlen(piece->name) };
    if (asked.name_length > 4096) {
        cli_complain("%s: %s", piece->name, strerror(ENAMETOOLONG));
        c->status = CLI_NO_INPUT;
        return true;
    }
    while (c->sent - c->received >= c->size * WAITING)
        if (!receive_one(c))
            return false;
    int fd = c->fds[c->sent++ % c->size];
    /* If a worker is gone, reading its answer tells. */
    if (send_all(fd, &asked, sizeof asked))
        send_all(fd, piece->name, asked.name_length);
    return true;
}

int jobs_run(json_run *run, char **paths, int count)
{
    crew c = { .run = run };
    size_t wanted = run->options->jobs < 64 ? run->options->jobs : 64;
    int status = CLI_OK;
    while (c.size < wanted && hire(&c))
        continue;
    if (c.size == 0) {
        cli_complain("cannot start worker processes: %s", strerror(errno));
        return CLI_TRY_LATER;
    }
    for (int i = 0; i < count && !run->failed; i++) {
        int result = cli_pieces_each(paths[i], hand_out, &c);
        if (result != CLI_OK)
            status = result;
    }
    while (!run->failed && c.received < c.sent)
        receive_one(&c);
    for (size_t i = 0; i < c.size; i++)
        close(c.fds[i]);
    for (size_t i = 0; i < c.size; i++)
        while (waitpid(c.pids[i], NULL, 0) < 0 && errno == EINTR)
            continue;
    return status != CLI_OK ? status : c.status;
}

/* Messages and lines of one file's bytes; see containers.c. */
#ifndef CONTAINERS_H
#define CONTAINERS_H

#include "cli.h"

typedef enum container { CONTAINER_NONE, CONTAINER_MBOX, CONTAINER_LOG } container;

/* A run of a file: messages of an mbox, lines of a log; length 0 stands for the whole file. */
typedef struct cli_piece {
    const char *name;
    container kind;
    size_t index, offset, length; /* of its first message or line */
} cli_piece;

typedef bool cli_piece_fn(const cli_piece *piece, void *user_data);

/* What these first bytes of a file begin. */
container container_of(const char *data, size_t length);
/* Calls fn for what a piece holds; data are its bytes. If they are mapped, those done with are given back to the system. False: fn said stop. */
bool container_each(const cli_piece *piece, const char *data, bool is_mapped, cli_input_fn *fn, void *user_data);
/* Cuts a mapped file into pieces of about 1 MiB that end where a message or a line ends. */
bool container_cut(const char *name, const char *data, size_t length, cli_piece_fn *fn, void *user_data);
/* Reads to the end without keeping more than it must. Returns 0, or what errno said; ret_stopped: fn said stop. */
int container_stream(const char *name, int fd, cli_input_fn *fn, void *user_data, bool *ret_stopped);

/* The same walk as cli_inputs_each(), file by file in pieces, for worker processes; the bytes are not handed out. */
int cli_pieces_each(const char *path, cli_piece_fn *fn, void *user_data);
/* Opens a piece's file and calls fn for what it holds. */
int cli_piece_read(const cli_piece *piece, cli_input_fn *fn, void *user_data);

#endif

/*
 * Errors of knowledge files, I/O and misuse.
 *
 * In:  file, line, column and a printf format.   Out: an error on the heap, its texts copied.
 */
#include "util/error.h"

#include "util/arena.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Longer messages are cut: they may quote a line of the file. */
#define MESSAGE_MAX 512

static char *copy(const char *text)
{
    size_t len = strlen(text);
    char *at = bnc_malloc(len + 1);

    memcpy(at, text, len + 1);
    return at;
}

bounce_error *bnc_error_new(const char *file, unsigned line, unsigned column, const char *format, ...)
{
    bounce_error *error = bnc_malloc(sizeof(*error));
    char message[MESSAGE_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    error->message = copy(message);
    error->file = file ? copy(file) : NULL;
    error->line = line;
    error->column = column;
    return error;
}

void bnc_error_free(bounce_error *error)
{
    if (!error)
        return;
    free(error->message);
    free(error->file);
    free(error);
}

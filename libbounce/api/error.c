/* Getters of an error. */
#include "util/error.h"
#include <stddef.h>

const char *bounce_error_message(const bounce_error *error)
{
    return error ? error->message : NULL;
}

const char *bounce_error_file(const bounce_error *error)
{
    return error ? error->file : NULL;
}

unsigned bounce_error_line(const bounce_error *error)
{
    return error ? error->line : 0;
}

unsigned bounce_error_column(const bounce_error *error)
{
    return error ? error->column : 0;
}

void bounce_error_free(bounce_error *error)
{
    bnc_error_free(error);
}

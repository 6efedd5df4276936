/* Errors: a message and where it is. The public functions over it are in api/error.c. */
#ifndef BNC_UTIL_ERROR_H
#define BNC_UTIL_ERROR_H

#include <bounce/error.h>

struct bounce_error {
    char *message;
    char *file; /* may be NULL */
    unsigned line, column;
};

/* Makes an error. file may be NULL; line and column are 0 where there are none. Free with bnc_error_free(). */
bounce_error *bnc_error_new(const char *file, unsigned line, unsigned column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void bnc_error_free(bounce_error *error);

#endif

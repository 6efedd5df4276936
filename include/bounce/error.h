/* Status codes and error details. Errors are for knowledge files, I/O and misuse; mail never fails. */
#ifndef BOUNCE_ERROR_H
#define BOUNCE_ERROR_H

#include <bounce/macros.h>

BOUNCE_BEGIN_DECLS

/**
 * What a call came to. Zero is success, failures are negative. New values may come: treat the enum as open.
 *
 * @since 0.1
 */
typedef enum bounce_status {
    BOUNCE_OK = 0,
    BOUNCE_ERROR_ARGUMENT = -1,  /**< an argument is NULL or out of its range */
    BOUNCE_ERROR_IO = -2,        /**< a file could not be read */
    BOUNCE_ERROR_KNOWLEDGE = -3, /**< a knowledge file is broken; see the error's file and line */
    BOUNCE_ERROR_NOT_FOUND = -4  /**< no such cause, option or language */
} bounce_status;

/** Details of a failure: a message and, for knowledge files, where. @since 0.1 */
typedef struct bounce_error bounce_error;

/**
 * Returns a short English name of @p status, for example "bad argument"; "unknown status" for a value not known.
 *
 * A static string. Safe to call from any thread.
 *
 * @since 0.1
 */
BOUNCE_API const char *bounce_status_message(bounce_status status);

/**
 * Returns the message of @p error in English, without file and line.
 *
 * Belongs to the error. Returns NULL if @p error is NULL.
 *
 * @since 0.1
 */
BOUNCE_API const char *bounce_error_message(const bounce_error *error);

/**
 * Returns the file the error is in, as it was named by the caller; NULL where there is none or @p error is NULL.
 *
 * Belongs to the error.
 *
 * @since 0.1
 */
BOUNCE_API const char *bounce_error_file(const bounce_error *error);

/**
 * Returns the line of the error, counted from 1; 0 where there is none or @p error is NULL.
 *
 * @since 0.1
 */
BOUNCE_API unsigned bounce_error_line(const bounce_error *error);

/**
 * Returns the column of the error in bytes, counted from 1; 0 where there is none or @p error is NULL.
 *
 * @since 0.1
 */
BOUNCE_API unsigned bounce_error_column(const bounce_error *error);

/**
 * Frees @p error. NULL is a no-op.
 *
 * @since 0.1
 */
BOUNCE_API void bounce_error_free(bounce_error *error);

BOUNCE_END_DECLS
#endif

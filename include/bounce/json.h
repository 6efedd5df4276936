/* The record bounce/1: JSON Lines, one object per recipient (doc/record.md, doc/record.schema.json). */
#ifndef BOUNCE_JSON_H
#define BOUNCE_JSON_H

#include <bounce/classifier.h>
#include <bounce/macros.h>

BOUNCE_BEGIN_DECLS

/** Where the input came from, for the record's "source" object. A mutable builder, one thread at a time. @since 0.1 */
typedef struct bounce_origin bounce_origin;

/** Returns an origin without a name. Free it with bounce_origin_free(). @since 0.1 */
BOUNCE_API bounce_origin *bounce_origin_new(void);
/** Frees @p origin; NULL is a no-op. @since 0.1 */
BOUNCE_API void bounce_origin_free(bounce_origin *origin);
/** Sets the name, any bytes (a path); copied. NULL: none. @since 0.1 */
BOUNCE_API void bounce_origin_set_name(bounce_origin *origin, const char *name);
/** Sets the message's number in its container, from 0, and where it begins and how long it is, in bytes. @since 0.1 */
BOUNCE_API void bounce_origin_set_place(bounce_origin *origin, uint64_t index, uint64_t offset, uint64_t length);

/**
 * Writes @p report as JSON Lines: one object and one '\n' per recipient, one object for a report without any.
 *
 * @param origin    may be NULL
 * @param language  of the hints' texts, BCP 47; NULL is English
 * @param ret_text  UTF-8, NUL-terminated, to be freed with bounce_free()
 * @param ret_length  its length in bytes without the NUL; may be NULL
 * @return BOUNCE_OK or BOUNCE_ERROR_ARGUMENT
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_report_to_json(const bounce_report *report, const bounce_origin *origin,
                                               const char *language, char **ret_text, size_t *ret_length);

/** Frees memory that a function of libbounce gave. NULL is a no-op. @since 0.1 */
BOUNCE_API void bounce_free(void *memory);

BOUNCE_END_DECLS
#endif

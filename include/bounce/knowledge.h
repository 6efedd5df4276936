/* The knowledge a classifier is made from: the built-in records and the layers a user adds. */
#ifndef BOUNCE_KNOWLEDGE_H
#define BOUNCE_KNOWLEDGE_H

#include <bounce/error.h>
#include <bounce/macros.h>

BOUNCE_BEGIN_DECLS

/** A set of knowledge that is being put together. Not thread-safe: one thread at a time. @since 0.1 */
typedef struct bounce_knowledge bounce_knowledge;

/**
 * Called by bounce_knowledge_check() for each complaint.
 *
 * @param file     the layer's name, never NULL
 * @param line     counted from 1
 * @param message  what is wrong, in English; valid during the call only
 * @param user_data  what was given to bounce_knowledge_check()
 *
 * @since 0.1
 */
typedef void bounce_check_fn(const char *file, unsigned line, const char *message, void *user_data);

/**
 * Returns a new set that holds the built-in knowledge. Free it with bounce_knowledge_free().
 *
 * Aborts when memory runs out, as GLib does.
 *
 * @since 0.1
 */
BOUNCE_API bounce_knowledge *bounce_knowledge_new(void);

/**
 * Adds the records of a file as a new layer over all that is there: a record with a known id replaces it.
 *
 * The format is described in doc/knowledge.md. On failure the set is as it was.
 *
 * @param knowledge  NULL gives BOUNCE_ERROR_ARGUMENT
 * @param path       the file; NULL gives BOUNCE_ERROR_ARGUMENT
 * @param reterr_error  on failure, if not NULL, an error the caller frees; untouched on success
 * @return BOUNCE_OK, BOUNCE_ERROR_ARGUMENT, BOUNCE_ERROR_IO or BOUNCE_ERROR_KNOWLEDGE
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_knowledge_add_file(bounce_knowledge *knowledge, const char *path,
                                                   bounce_error **reterr_error);

/**
 * The same for text in memory. @p name stands for the file's name in messages. The text is copied.
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_knowledge_add(bounce_knowledge *knowledge, const char *name, const void *text,
                                              size_t length, bounce_error **reterr_error);

/**
 * Runs every example of the layers that were added (not the built-in ones) through the whole classifier: each Example must give its
 * rule's cause first and the facts it names, no No-Example may match.
 *
 * @param check  called once for each complaint; may be NULL
 * @return BOUNCE_OK if there was no complaint, BOUNCE_ERROR_KNOWLEDGE otherwise
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_knowledge_check(const bounce_knowledge *knowledge, bounce_check_fn *check,
                                                void *user_data);

/**
 * Frees @p knowledge. Classifiers made from it live on. NULL is a no-op.
 *
 * @since 0.1
 */
BOUNCE_API void bounce_knowledge_free(bounce_knowledge *knowledge);

BOUNCE_END_DECLS
#endif

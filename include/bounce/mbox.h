/* Finding the messages of an mbox file (mboxo, mboxrd, mboxcl). */
#ifndef BOUNCE_MBOX_H
#define BOUNCE_MBOX_H

#include <bounce/macros.h>

BOUNCE_BEGIN_DECLS

/** Whether @p data begins like an mbox: a "From " line with a date. @since 0.1 */
BOUNCE_API bool bounce_is_mbox(const void *data, size_t length);

/**
 * Finds the next message of an mbox.
 *
 * Keeps no state but @p inout_offset, so it may be called from any thread. A Content-Length field is believed where a "From " line or the end
 * follows at that place. Start with *inout_offset = 0.
 *
 * @param data        the whole file; NULL gives false
 * @param inout_offset  where to go on, in bytes; moved behind the message
 * @param ret_start   where the message begins (behind its "From " line)
 * @param ret_length  its length in bytes
 * @return false at the end; then the outputs are untouched
 *
 * @since 0.1
 */
BOUNCE_API bool bounce_mbox_next(const void *data, size_t length, size_t *inout_offset, size_t *ret_start,
                                 size_t *ret_length);

/**
 * Whether @p data looks like a mail log of several lines, to be classified line by line with bounce_classify_log_line().
 *
 * @since 0.1
 */
BOUNCE_API bool bounce_is_log(const void *data, size_t length);

BOUNCE_END_DECLS
#endif

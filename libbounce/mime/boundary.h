/*
 * Boundary lines (RFC 2046, section 5.1.1).
 *
 * In:  the text, where to look.   Out: offsets of lines that begin with "--", and whether they are the delimiter asked for.
 */
#ifndef BNC_MIME_BOUNDARY_H
#define BNC_MIME_BOUNDARY_H

#include "util/span.h"

/* Offset of the next LF at or after "at" that "--" follows, or BNC_NOT_FOUND. */
size_t bnc_boundary_candidate(bnc_span text, size_t at);
/* Does the boundary stand at "at" (behind the "--") with nothing but blanks or "--" behind it? Gives the next line's offset. */
bool bnc_boundary_match(bnc_span text, size_t at, bnc_span boundary, size_t *ret_next, bool *ret_is_close);
/*
 * The boundary that a multipart body seems to use: that of its first line with "--" in front that a "Content-" field or blank line
 * follows; "is_declared": another one was declared but does not occur, so be strict (a "Content-" field must follow).
 */
bnc_span bnc_boundary_guess(bnc_span body, bool is_declared);

#endif

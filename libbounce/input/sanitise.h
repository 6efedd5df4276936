/*
 * Bounds and normalises the caller's bytes before anything else looks at them.
 *
 * In:  any bytes.   Out: a span that later stages may walk: at most max_input bytes, no BOM, no leading mbox "From " line
 * or blank lines, LF or CRLF line ends (lone CRs became LFs, "\r\r\n" one LF), UTF-16 turned into UTF-8, NULs left in place.
 * The span points into the caller's bytes where nothing had to be changed, else into the arena.
 */
#ifndef BNC_INPUT_SANITISE_H
#define BNC_INPUT_SANITISE_H

#include "util/arena.h"
#include "util/note.h"

bnc_span bnc_input_sanitise(bnc_arena *arena, const void *data, size_t len, size_t max_input, bnc_notes *notes);

#endif

/*
 * Header fields (RFC 5322, section 2.2): finding, unfolding, decoding (RFC 2047, RFC 2231; doc/mime.md says what GMime does of it).
 */
#ifndef BNC_MIME_HEADER_H
#define BNC_MIME_HEADER_H

#include "util/arena.h"
#include "util/note.h"

typedef struct bnc_field {
    bnc_span name;  /* without the colon */
    bnc_span value; /* raw: may be folded over lines */
} bnc_field;

/* Takes the next field off *rest. Lines that are no field are skipped. False at the end. Bounded by BNC_MAX_HEADERS by the caller. */
bool bnc_header_next(bnc_span *rest, bnc_field *ret_field);
/* The first field of that name (any case); false if there is none. */
bool bnc_header_find(bnc_span header, const char *name, bnc_span *ret_value);
/* Unfolded and trimmed: the same span if it is one line, else a copy in the arena with one blank for each fold. */
bnc_span bnc_header_unfold(bnc_arena *arena, bnc_span value);
/* Decoded to valid UTF-8 (encoded words, raw 8-bit in a guessed charset), unfolded, trimmed. At most BNC_MAX_GMIME_VALUE bytes are decoded. */
bnc_span bnc_header_decode(bnc_arena *arena, bnc_span value, bnc_notes *notes);
/* find + decode; an empty span if there is none. */
bnc_span bnc_header_text(bnc_arena *arena, bnc_span header, const char *name, bnc_notes *notes);
/* A parameter of Content-Type or Content-Disposition, RFC 2231 and RFC 2047 decoded; an empty span if there is none. */
bnc_span bnc_header_parameter(bnc_arena *arena, bnc_span parameters, const char *name, bnc_notes *notes);
/* The date of a Date field (RFC 5322, section 3.3) as ISO 8601 with its own zone, in the arena; an empty span if it is none. */
bnc_span bnc_header_iso_date(bnc_arena *arena, bnc_span value);

#endif

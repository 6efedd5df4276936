/*
 * The part walk: finds header fields and parts of a message (RFC 5322, RFC 2045, RFC 2046), tolerant and bounded.
 *
 * In:  a sanitised message.   Out: an index of its parts, in document order; every header and body is a slice of the input (or, for
 * decoded message/rfc822 and message/delivery-status parts, of the arena). No allocation per part but one index entry.
 * message/rfc822 (and message/global) parts are walked into; base64 and quoted-printable ones are decoded and walked again, depth-limited.
 * Limits: BNC_MAX_DEPTH, BNC_MAX_PARTS, BNC_MAX_HEADERS, BNC_MAX_LINE; what is beyond is skipped and noted.
 */
#ifndef BNC_MIME_WALK_H
#define BNC_MIME_WALK_H

#include "util/arena.h"
#include "util/note.h"

typedef enum bnc_encoding {
    BNC_ENCODING_IDENTITY, /* 7bit, 8bit, binary, none or not known */
    BNC_ENCODING_BASE64,
    BNC_ENCODING_QUOTED_PRINTABLE,
    BNC_ENCODING_UUENCODE
} bnc_encoding;

typedef struct bnc_part {
    bnc_span header;   /* header block without the blank line behind it */
    bnc_span body;     /* still encoded (unless walked again, then of the decoded text) */
    bnc_span type;     /* "multipart", raw case; defaults to "text" (RFC 2045, section 5.2) */
    bnc_span subtype;  /* "report" */
    bnc_span parameters; /* what follows the type, raw, folded */
    bnc_encoding encoding;
    uint16_t depth;    /* 0 for the message itself */
    uint16_t parent;   /* index; the root is its own parent */
    bool is_container; /* multipart/… or message/rfc822 that was walked into */
    bool is_message;   /* this part's header is that of a message: the root, or the content of a message/rfc822 part */
} bnc_part;

typedef struct bnc_mime {
    bnc_part *parts; /* parts[0] is the message itself */
    size_t count;
} bnc_mime;

/* Never fails: text without a header gives one text/plain part whose body is all of it. */
void bnc_mime_walk(bnc_arena *arena, bnc_span message, bnc_notes *notes, bnc_mime *ret_mime);

/* "multipart/report" in any case? A NULL subtype: any. Inline: the names are known where it is called, and most parts differ in length. */
static inline bool bnc_part_is(const bnc_part *part, const char *type, const char *subtype)
{
    return bnc_span_equal_nocase(part->type, bnc_span_of(type)) && (!subtype || bnc_span_equal_nocase(part->subtype, bnc_span_of(subtype)));
}

/* Is "part" below "ancestor"? */
bool bnc_part_is_below(const bnc_mime *mime, size_t part, size_t ancestor);

#endif

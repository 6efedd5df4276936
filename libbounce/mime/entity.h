/* The head of one entity: its header block, type and encoding (RFC 5322, RFC 2045). */
#ifndef BNC_MIME_ENTITY_H
#define BNC_MIME_ENTITY_H

#include "mime/walk.h"

typedef struct bnc_entity_context {
    bnc_notes *notes;
    const bnc_span *boundaries; /* of the enclosing parts: such a line ends a header that has no blank line */
    size_t boundary_count;
    bool is_message;            /* the entity is a message: a "From " line or blank lines may stand in front */
    bool is_digest;             /* default type message/rfc822 (RFC 2046, section 5.1.5) */
} bnc_entity_context;

/* Reads the entity at text[at…] into *ret_part (header, type, encoding; body up to the text's end). Returns where the body begins. */
size_t bnc_entity_read(bnc_span text, size_t at, const bnc_entity_context *context, bnc_part *ret_part);

#endif

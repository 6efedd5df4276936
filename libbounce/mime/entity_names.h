/* The named entities of HTML that occur in notices. */
#ifndef BNC_MIME_ENTITY_NAMES_H
#define BNC_MIME_ENTITY_NAMES_H

#include "util/span.h"

/* "&eacute;" at the front: its length and code point; 0 if it is none that is known. The ';' may be missing, but then no letter may follow. */
size_t bnc_entity_name(bnc_span text, uint32_t *ret_point);

#endif

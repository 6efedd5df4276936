/* Address fields (RFC 5322, section 3.4) through GMime, with ':' and '(' counted before, so that nesting cannot overflow the stack. */
#ifndef BNC_MIME_ADDRESS_H
#define BNC_MIME_ADDRESS_H

#include "util/arena.h"
#include "util/note.h"

/* The addr-specs of a field, decoded, without display names, at most max; returns how many were written. */
size_t bnc_address_list(bnc_arena *arena, bnc_span field, bnc_span *ret_addresses, size_t max, bnc_notes *notes);

#endif

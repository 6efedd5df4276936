/* Finds message limits in an mbox. See include/bounce/mbox.h for what the public functions promise. */
#ifndef BNC_INPUT_MBOX_H
#define BNC_INPUT_MBOX_H

#include "util/span.h"

bool bnc_mbox_is(bnc_span data);
bool bnc_mbox_next(bnc_span data, size_t *inout_offset, bnc_span *ret_message);

#endif

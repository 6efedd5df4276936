/*
 * Tells what kind of input the bytes are.
 *
 * BNC_INPUT_MESSAGE: starts with header fields of a mail (a Content-Type, Received, From, Subject, Message-ID … field among the
 * first lines). BNC_INPUT_TEXT: a fragment or pasted text, also a fragment that holds header fields further down.
 * BNC_INPUT_LOG: a line (or lines) of a mail log, perhaps behind other lines. BNC_INPUT_REPLY: an SMTP reply, one or several lines. BNC_INPUT_JSON: '{' or '['.
 * BNC_INPUT_EMPTY: nothing but white space.
 */
#ifndef BNC_INPUT_SNIFF_H
#define BNC_INPUT_SNIFF_H

#include "util/span.h"

typedef enum bnc_input_kind {
    BNC_INPUT_EMPTY,
    BNC_INPUT_MESSAGE,
    BNC_INPUT_TEXT,
    BNC_INPUT_LOG,
    BNC_INPUT_REPLY,
    BNC_INPUT_JSON
} bnc_input_kind;

bnc_input_kind bnc_input_sniff(bnc_span text);

/* Several lines of a mail log, at least half of the first ones? What was copied with them may stand above. */
bool bnc_input_is_log(bnc_span text);

#endif

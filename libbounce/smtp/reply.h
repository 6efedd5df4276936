/*
 * SMTP replies (RFC 5321, section 4.2): code, enhanced status, text, and the words that clients put around them.
 *
 * In:  a diagnostic as a report, notice or log shows it (valid UTF-8).   Out: its parts, and the *normalised reply* that rules see
 * (doc/knowledge.md, "Patterns") with a map back to the diagnostic, so that evidence can be shown in place.
 */
#ifndef BNC_SMTP_REPLY_H
#define BNC_SMTP_REPLY_H

#include "smtp/status.h"
#include "util/arena.h"
#include <bounce/recipient.h>

typedef struct bnc_reply {
    bnc_span diagnostic; /* as it stands, at most BNC_MAX_DIAGNOSTIC bytes, in the arena or the input */
    uint16_t code;       /* 200 to 599 (odd ones such as 605 too); 0: none */
    bnc_status status;
    bounce_command command;
    bnc_span host;       /* who said it: "host mx.example.com[192.0.2.1] said:" */
    bnc_span ip;
    bnc_span text;       /* normalised: at most BNC_MAX_MATCH bytes, in the arena */
    const uint16_t *map; /* text.len + 1 offsets into diagnostic */
    bool is_comment;     /* it stood in brackets behind a Status field: set by report/ */
    bool is_smtp;        /* a server said it (a code, "said:", "Remote host said:"); false: the sending side's own words */
} bnc_reply;

/* Never fails. "diagnostic" must be valid UTF-8. */
void bnc_reply_parse(bnc_arena *arena, bnc_span diagnostic, bnc_reply *ret_reply);
/* Does a line begin like a reply: "550 ", "550-", "421 4.7.0"? Returns the code or 0. */
uint16_t bnc_reply_code(bnc_span line);

#endif

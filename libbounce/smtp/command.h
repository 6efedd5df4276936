/* SMTP commands (RFC 5321, section 4.1) as they are named in dialogues and notices. */
#ifndef BNC_SMTP_COMMAND_H
#define BNC_SMTP_COMMAND_H

#include "util/span.h"
#include <bounce/recipient.h>

/* "RCPT TO:<…>", "RCPT TO", "end of DATA", "initial server greeting", "EHLO" … at the front of text. */
bounce_command bnc_command_parse(bnc_span text);
/* What the words around a reply say: "(in reply to RCPT TO command)", "after end of data", "(state 14)", "initial connection" … anywhere in text. */
bounce_command bnc_command_find(bnc_span text);

#endif

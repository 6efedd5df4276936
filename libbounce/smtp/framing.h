/*
 * The words that clients put around a server's reply.
 *
 * In:  a diagnostic.   Out: where the server's own words begin and end, what to leave out between, and what the words around say
 * (host, address, command). These are forms of mail clients and of the protocol, not of any provider.
 */
#ifndef BNC_SMTP_FRAMING_H
#define BNC_SMTP_FRAMING_H

#include "smtp/status.h"
#include <bounce/recipient.h>

#define BNC_FRAMING_HOLES 8

typedef struct bnc_range {
    size_t at;
    size_t len;
} bnc_range;

typedef struct bnc_framing {
    size_t start;     /* of the reply */
    size_t end;       /* of the reply */
    bool is_quoted;   /* a client said that the rest is a server's */
    bnc_span host;
    bnc_span ip;
    bounce_command command;
    bnc_status status; /* from the words around */
    bnc_range holes[BNC_FRAMING_HOLES]; /* in order, within start and end */
    size_t hole_count;
} bnc_framing;

void bnc_framing_find(bnc_span diagnostic, bnc_framing *ret_framing);

#endif

/* Enhanced status codes (RFC 3463; syntax RFC 2034, section 4): class "." subject "." detail. */
#ifndef BNC_SMTP_STATUS_H
#define BNC_SMTP_STATUS_H

#include "util/span.h"

typedef struct bnc_status {
    uint8_t class;    /* 2, 4 or 5; 0: none */
    uint16_t subject; /* 0 to 999 */
    uint16_t detail;  /* 0 to 999 */
} bnc_status;

/* Parses "5.7.1" at the front of text; also "#5.7.1". Returns the bytes read, 0 if there is none. */
size_t bnc_status_parse(bnc_span text, bnc_status *ret_status);
/* Finds the first one within text that stands alone (not part of an IP address or version); returns its offset or BNC_NOT_FOUND. */
size_t bnc_status_find(bnc_span text, size_t start, bnc_status *ret_status, size_t *ret_len);
/* "5.7.1": at most 10 bytes with NUL. */
void bnc_status_write(bnc_status status, char ret_text[12]);
static inline bool bnc_status_is_set(bnc_status s) { return s.class != 0; }

#endif

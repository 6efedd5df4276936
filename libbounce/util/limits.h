/* Every limit on hostile input, by name. doc/limits.md has a row for each, tests/unit a test. */
#ifndef BNC_UTIL_LIMITS_H
#define BNC_UTIL_LIMITS_H

#define BNC_MAX_INPUT (16u * 1024 * 1024) /* bytes of one input (an option) */
#define BNC_MAX_LINE (64u * 1024)         /* bytes of a line the walk looks at */
#define BNC_MAX_GMIME_VALUE (16u * 1024)  /* bytes of a value handed to GMime */
#define BNC_MAX_EXPANSION 4               /* bytes decoded out of encoded messages, as a multiple of the input */
#define BNC_MAX_DEPTH 32                  /* nested parts */
#define BNC_MAX_PARTS 1000                /* parts of one message */
#define BNC_MAX_HEADERS 10000             /* header fields of one part */
#define BNC_MAX_RECIPIENTS 10000          /* recipients of one report (an option) */
#define BNC_MAX_MATCH 2048                /* bytes of a reply the matcher sees */
#define BNC_MAX_DIAGNOSTIC (16u * 1024)   /* bytes of a reply kept */
#define BNC_MAX_EVIDENCE 500              /* bytes of one piece of evidence */
#define BNC_MAX_TEXT (64u * 1024)         /* bytes of human-readable text that layouts look at */
#define BNC_MAX_CHARSET 40                /* bytes of a charset's name handed to iconv */
#define BNC_MAX_CHARSETS 16               /* charsets of one report: each is a module that glibc loads */
#define BNC_MAX_ADDRESS_SIGNS 64          /* ':' and '(' of an address field that GMime may see: it recurses for each */
#define BNC_MAX_ADDRESS 1000              /* bytes of an address (RFC 5321 allows 320; X.400 ones are longer) */
#define BNC_MAX_REPLIES 64                /* replies kept for one recipient or transcript */
#define BNC_MAX_SHARED 8                  /* bytes that all recipients together show of replies (and of fields), as a multiple of the input; then these are cut */
#define BNC_MAX_SHARED_FIRST (1024u * 1024) /* and these at least */
#define BNC_MAX_CAUSES 8                  /* causes of one recipient */
#define BNC_MAX_HINTS 24                  /* steps of one recipient */
#define BNC_MAX_ATTACHMENTS 100           /* attachments of the returned message that are listed */
/*
 * Bytes that patterns are tried on, all in all and for each byte of the input: an ordinary reply takes ten times its length; one that is made to
 * hold every word there is takes hundreds of times that. When it is spent the codes decide.
 */
#define BNC_MAX_EFFORT (8u * 1024 * 1024)
#define BNC_MAX_EFFORT_PER_BYTE 16u

#endif

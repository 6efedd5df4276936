/* Looking values up in JSON text (RFC 8259) without building a tree. Every function is linear in the text it is given and uses no recursion. */
#ifndef BNC_REPORT_EVENT_H
#define BNC_REPORT_EVENT_H

#include "report/reader.h"

/* One delivery as a service's event tells it. */
typedef struct bnc_event {
    const char *format;
    bounce_kind kind;
    bnc_span address, reply, status, code, command, host;
} bnc_event;

#define BNC_EVENT_MEMBERS 100 /* of an object that are looked at */

/* The members of the object that was asked for last: it is asked for a dozen of them in turn. */
typedef struct bnc_event_members {
    bnc_span object;
    bnc_span key[BNC_EVENT_MEMBERS], value[BNC_EVENT_MEMBERS];
    size_t count;
} bnc_event_members;

/* The length of the value at the front of text; all of it where it is broken. */
size_t bnc_event_skip(bnc_span text);
/* The value of a member of an object, still as JSON; an empty span if it is not among the first BNC_EVENT_MEMBERS. */
bnc_span bnc_event_member(bnc_reader *reader, bnc_span object, const char *name);
/* The next element of an array: starts with '[' in *rest. False at the end. */
bool bnc_event_next(bnc_span *rest, bnc_span *ret_item);
/* A string without its quotes and escapes; a number as it stands; an empty span for anything else. */
bnc_span bnc_event_decode(bnc_reader *reader, bnc_span value);
/* member + decode */
bnc_span bnc_event_text(bnc_reader *reader, bnc_span object, const char *name);

#endif

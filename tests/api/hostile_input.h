/* What hostile inputs are made of; for hostile.c. */
#ifndef TESTS_API_HOSTILE_INPUT_H
#define TESTS_API_HOSTILE_INPUT_H

#include "growth.h"

/* Either words in front, others said over and over, words behind; or what a function makes. */
typedef struct hostile_input {
    const char *name;
    const char *front, *repeated;
    size_t count;
    const char *behind;
    void (*make)(text *);
    size_t recipients; /* that it names */
} hostile_input;

#define NOTICE "From: MAILER-DAEMON@mail.example.org\r\nTo: sender@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n"
#define REPORT NOTICE "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
#define STATUS_PART "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.example\r\n"
/* A report in words only, and a message that it returns: its parts are to follow. */
#define RETURNED_PARTS REPORT "\r\nYour message could not be delivered.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" \
    "From: sender@example.org\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
#define RECIPIENT "Final-Recipient: rfc822;u"

/* The same words as often as that, each time with another number between them. */
static inline void add_numbered(text *t, const char *front, int count, const char *behind)
{
    for (int i = 0; i < count; i++) {
        add(t, front);
        add_format(t, "%d", i);
        add(t, behind);
    }
}

static inline void add_input(text *t, const hostile_input *input)
{
    if (input->make) {
        input->make(t);
        return;
    }
    add(t, input->front);
    add_times(t, input->repeated, input->count);
    add(t, input->behind ? input->behind : "");
}

#endif

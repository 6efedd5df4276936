/*
 * The report while it is built, and as the getters read it. One arena holds all of it.
 * report/ fills in what the input says, cause/ the causes, hint/ the steps; then it is immutable.
 */
#ifndef BNC_REPORT_MODEL_H
#define BNC_REPORT_MODEL_H

#include "smtp/reply.h"
#include "util/arena.h"
#include "util/limits.h"
#include "util/note.h"
#include <bounce/recipient.h>

struct bnc_set;

struct bounce_recipient {
    struct bounce_report *report;
    const char *address, *original, *alias_of;
    bounce_action action;
    const char *status; /* as the report or the deciding reply states it */
    const char *code;   /* "550" */
    bounce_command command;
    const char *local_host, *local_ip, *remote_host, *remote_ip, *retry_until;
    const char *provider; /* id; set by cause/ */
    const char *provider_name;
    const char *diagnostic; /* set by report/ from the deciding reply; a subscriber's key is cut out by cause/ before anything is shown */
    const char *layout_cause; /* cause id a layout itself proves, or NULL */
    bnc_reply *replies;   /* all that concern this recipient; the deciding one first */
    size_t reply_count;
    bool is_masked;
    bool is_from_reply;   /* the address was taken out of the reply's words: cause/ drops it where they show that it is the sender's */
    struct bounce_cause **causes; /* cause/cause.h */
    size_t cause_count;
    struct bounce_hint **hints; /* hint/hint.h */
    size_t hint_count;
};

typedef struct bnc_attachment {
    const char *name, *type;
} bnc_attachment;

struct bounce_report {
    int references; /* atomic */
    bounce_classifier *classifier;
    bnc_arena *arena;
    bounce_kind kind;
    bounce_source source;
    size_t input_length;
    const char *format, *software, *generator_host, *language, *ours, *envelope_id, *arrival_date, *date, *subtype;
    bool is_guess; /* the one recipient stands for words that only the rules can tell from small talk: cause/ keeps or drops it */
    const char *layout; /* id of the layout that was read; NULL: none (for the check of the examples) */
    const char *country; /* of the sending server, ISO 3166, found from host names; NULL: not known */
    bounce_recipient *recipients;
    size_t recipient_count, recipient_capacity;
    struct bnc_addressees *addressees; /* addressee.c; NULL: few recipients */
    struct {
        bnc_span raw, joined;     /* bnc_report_join() */
        bnc_span diagnostic;
        bnc_reply reply;          /* what was read of it */
        size_t shown;             /* bytes of diagnostics that the recipients settled so far have */
        const char *cut_from;
        bnc_reply *cut;           /* what was left of that diagnostic, one for all */
    } shared; /* what was read last: thousands of recipients may have one reply in common, in one copy */
    /* For a report without recipients: causes of the whole. cause/ and hint/ treat it as a recipient without an address. */
    bounce_recipient whole;
    bnc_span sample; /* of the text, for its language where "language" is NULL: see bnc_report_language() */
    bnc_span text; /* human-readable text of the report, quote marks kept, UTF-8, at most BNC_MAX_TEXT; for rules "In: text" */
    struct {
        const char *message_id, *from, *to, *subject, *date;
        bnc_attachment *attachments;
        size_t attachment_count;
    } original;
    bnc_notes notes;
};

/* What report/ needs beside the input. */
typedef struct bnc_context {
    const struct bnc_set *set;
    struct bnc_converters *converters; /* charset converters kept between reports; NULL: none are */
    size_t max_input, max_recipients;
    const char *envelope_from, *envelope_to; /* may be NULL */
    const char *const *own; /* domains and addresses of ours */
    size_t own_count;
    const char *country; /* option; NULL: find it */
    bool is_unfiltered; /* try every pattern, as if there were no prefilter: for the test that it changes nothing */
} bnc_context;

/* One more recipient, zeroed; NULL when max_recipients is reached (then a note is added). */
bounce_recipient *bnc_report_add_recipient(bounce_report *report, const bnc_context *context);
/* Adds a reply to a recipient (BNC_MAX_REPLIES); NULL if there is no room or no word in it. Its diagnostic ends with a NUL. */
bnc_reply *bnc_recipient_add_reply(bounce_recipient *recipient, bnc_span diagnostic);
/* Adds a reply that another has. */
bnc_reply *bnc_recipient_share_reply(bounce_recipient *recipient, const bnc_reply *other);
/* A folded value as lines (bnc_blocks_join), once where it is asked for again and again. */
bnc_span bnc_report_join(bounce_report *report, bnc_span raw);

#endif

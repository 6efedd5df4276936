/*
 * What the files of report/ share while one input is read. Internal to this folder.
 */
#ifndef BNC_REPORT_READER_H
#define BNC_REPORT_READER_H

#include "knowledge/set.h"
#include "mime/header.h"
#include "mime/walk.h"
#include "report/model.h"

#define BNC_HEADER_INDEX 200 /* fields of the report's own header that guards may ask for */

/* A header field that layouts ask for (If-From …). */
typedef enum bnc_guarded_field { BNC_GUARDED_FROM, BNC_GUARDED_TYPE, BNC_GUARDED_SUBJECT, BNC_GUARDED_COUNT } bnc_guarded_field;

typedef struct bnc_guarded {
    const bnc_layer *layer; /* whose patterns it was looked at for; NULL: none yet */
    bnc_span text;          /* decoded; at NULL: there is no such field */
    const bnc_sight *sight;
} bnc_guarded;

typedef struct bnc_reader {
    bounce_report *report;
    const bnc_context *context;
    bnc_arena *arena;
    bnc_mime mime;       /* a message's parts; count 0: a text without a header */
    size_t root;         /* the part whose header is the report's: 0, or that of an attached report */
    bnc_field *fields;   /* index of the root's header */
    bnc_span *texts;     /* of fields that had to be decoded; NULL: none yet */
    size_t field_count;
    uint64_t field_names; /* a bit for each field's name: most names asked for are not there */
    bnc_span text;       /* the report's prose as layouts see it: quote marks taken off, at most BNC_MAX_TEXT */
    size_t notice;       /* where in it the notice begins, behind what somebody wrote on top */
    bnc_span subject;    /* decoded */
    bnc_guarded guarded[BNC_GUARDED_COUNT]; /* made when a layout asks for the field */
    bnc_span returned;   /* header of the returned message, where a layout or a text without parts holds one */
    bool takes_generic; /* layouts that know no system may speak */
    bool is_generic;     /* one of them spoke */
    bool is_forwarded;   /* the report was quoted or stood behind a forward heading */
    bool has_null_path;  /* sent with the null reverse-path: a report, or an answer by RFC 3834 */
    bool is_daemon;      /* it comes from mailer-daemon, postmaster or an empty From, or names failed recipients */
    bool is_machine;     /* the root's header says that a machine wrote it: a layout may decide alone */
    bool is_bulk;        /* the root's header is that of a list or newsletter */
    bool is_full;        /* max_recipients is reached: what is left need not be read */
    bool is_html;        /* the prose was taken out of HTML */
    bool skips_delivered; /* a log is read line by line: deliveries that went well tell nothing */
    bool is_quoting;     /* a person's mail that quotes another: layouts have not been tried on his own words yet */
    bnc_span scanned;    /* the text that the candidates below were found in */
    const bnc_candidate *candidates;
    size_t candidate_count;
    struct bnc_event_members *members; /* event_text.c */
    bool is_final;       /* a layout's words say that nobody tries again, whatever Action says */
} bnc_reader;

/* ---- header.c: the report's own header ---- */

/* Makes a part's header the report's: index, subject, signs of machine and bulk mail, date. */
void bnc_reader_use_header(bnc_reader *reader, size_t part);
/* Is a From one that no person uses: null, mailer-daemon, postmaster? A name alone ("Postmaster's letter") does not make one. */
bool bnc_header_is_daemon(bnc_span from);
/* Is it an address that stands for a task: the role names of RFC 2142 and others like them, a list's owner? */
bool bnc_header_is_role(bnc_span address);
/* May a human being have written the mail: no daemon, list or role? */
bool bnc_header_is_person(bnc_reader *reader);
/* The raw value of a field of that header; false if there is none. */
bool bnc_reader_field(const bnc_reader *reader, const char *name, bnc_span *ret_value);
/* The same, decoded; an empty span if there is none. */
bnc_span bnc_reader_field_text(bnc_reader *reader, const char *name);

/* A Date field as ISO 8601; NULL if it is none (date.c). */
const char *bnc_report_iso_date(bnc_reader *reader, bnc_span value);

/* ---- prose.c: the human-readable text ---- */

/* Decodes the text parts of the report below "root" that are not the returned message. */
void bnc_prose_read(bnc_reader *reader);
/* Uses a text without parts. */
void bnc_prose_use(bnc_reader *reader, bnc_span text);
/* The first bytes of what the notice itself says: from where it begins to where a layout has found the returned message. */
bnc_span bnc_prose_own_words(const bnc_reader *reader, size_t max);

/* ---- paste.c: quoted, forwarded and pasted text ---- */

/* Takes quote marks ("> ", "| ") off every line; the same span where there are none. */
bnc_span bnc_paste_unquote(bnc_arena *arena, bnc_span text);
/* Puts line ends back in front of ">>>", "<<<", "-----" and report fields that a paste has run together; else the same span. */
bnc_span bnc_paste_restore_lines(bnc_arena *arena, bnc_span text);
/* The text behind the last forward heading (Forward records); BNC_NOT_FOUND if there is none. */
size_t bnc_paste_find_forward(bnc_reader *reader, bnc_span text);
/* Does the text quote another, or does one stand behind a forward heading? Newsletters are not asked. */
bool bnc_paste_quotes_another(bnc_reader *reader);
/* The body of a forwarded mail whose heading names a daemon as its sender; an empty span if there is none. */
bnc_span bnc_paste_forwarded_notice(bnc_reader *reader, bnc_span text);

/* ---- transcript.c: SMTP dialogues ---- */

typedef struct bnc_exchange {
    bounce_command command;
    bnc_span recipient; /* as it stands in RCPT or in the client's closing line; may be empty */
    bnc_span host;
    bnc_span reply;     /* one or several lines */
    uint16_t code;
    bool is_client; /* the client's own closing line: counts where no server said anything */
    const bnc_reply *parsed; /* what was read of it when it was first asked for */
    const char *host_name;
} bnc_exchange;

typedef struct bnc_transcript {
    bnc_exchange list[BNC_MAX_REPLIES];
    size_t count;
} bnc_transcript;

/* Reads ">>>" and "<<<" lines. */
void bnc_transcript_read(bnc_arena *arena, bnc_span text, bnc_transcript *ret_transcript);
/* The exchange that decided for an address: the first refusal of its own, else the first that is nobody's; NULL if none. */
bnc_exchange *bnc_transcript_find(bnc_transcript *transcript, bnc_span address);
/* Gives every recipient the reply that decided, where the dialogue says more than the report does. */
void bnc_transcript_apply(bnc_reader *reader, bnc_transcript *transcript);

/* ---- fields.c: blocks of fields ---- */

typedef struct bnc_blocks {
    bnc_span rest;
    bool starts_block;
} bnc_blocks;

typedef struct bnc_block_field {
    bnc_span name, value; /* value: raw, folded */
    bool starts_block;    /* the first one behind a blank line */
} bnc_block_field;

/* Takes the next field; tolerates blank lines that hold blanks and continuation lines that are not indented. False at the end. */
bool bnc_blocks_next(bnc_blocks *blocks, bnc_block_field *ret_field);
/* "dns; mx.example.com" → the value behind the type; ret_type may be NULL. */
bnc_span bnc_blocks_untype(bnc_span value, bnc_span *ret_type);
/* A folded value as lines: joined with a blank, or with a line end where the next line is another line of a reply. */
bnc_span bnc_blocks_join(bnc_arena *arena, bnc_span value);
/* "mx.example.com [192.0.2.1]", "mx.example.com (192.0.2.1)", "192.0.2.1" → name and IP address, either may be empty. */
void bnc_blocks_host(bnc_span value, bnc_span *ret_host, bnc_span *ret_ip);

/* ---- parts.c: a report in the root's own parts ---- */

/* Does a part belong to the root's own message, not to one it returns? */
bool bnc_parts_is_own(const bnc_reader *reader, size_t part);
bool bnc_parts_read(bnc_reader *reader);
/* Field blocks in the prose: the part lost its type, or only text is left of the mail. */
bool bnc_parts_read_loose(bnc_reader *reader);

/* ---- the formats: each reads a decoded part and returns whether it found one of its own ---- */

bool bnc_dsn_read(bnc_reader *reader, bnc_span text);  /* RFC 3464, RFC 6533 */
/* Is there a field block of a delivery status in text without parts? Returns its offset or BNC_NOT_FOUND. */
size_t bnc_dsn_find(bnc_span text);
bool bnc_arf_read(bnc_reader *reader, bnc_span text);  /* RFC 5965, RFC 6591 */
bool bnc_mdn_read(bnc_reader *reader, bnc_span text);  /* RFC 8098 */
/* Signs of RFC 3834: an automatic answer. Called where nothing else fits. */
bool bnc_autoreply_read(bnc_reader *reader);
/* Log lines; true if a record of a delivery was found. */
bool bnc_log_read(bnc_reader *reader, bnc_span text);
/* JSON events of sending services. */
bool bnc_event_read(bnc_reader *reader, bnc_span text);
/* A bare reply. */
void bnc_reply_read(bnc_reader *reader, bnc_span text);

/* The one reply a text shows that no layout knows. */
bool bnc_loose_reply_read(bnc_reader *reader);
/* Does somebody ask about one reply, in a few lines? */
bool bnc_loose_is_question(bnc_reader *reader, bnc_span text, bnc_span written);
/* Does the text show replies with different codes, as a page that explains them does? */
bool bnc_loose_is_list(const bnc_reader *reader);
/* A few pasted lines in which nothing shows where a server's words begin: a guess (report->is_guess). */
void bnc_loose_guess_read(bnc_reader *reader);

/* ---- plain.c, extract.c: layouts ---- */

/* The patterns that may match a text: those the prefilter lets through, or all (bnc_context.is_unfiltered). */
size_t bnc_reader_candidates(bnc_reader *reader, bnc_scan scan, bnc_span text, const bnc_candidate **ret_list);

typedef struct bnc_chosen {
    const bnc_layer *layer;
    const bnc_layout_record *layout;
    const bnc_sight *sight; /* of the reader's text */
    size_t start; /* of what Body matched */
} bnc_chosen;

/* How far the layouts have been tried. */
typedef struct bnc_layout_walk {
    const bnc_candidate *list;
    size_t count, next;
    const bnc_layout_record *done; /* the last one that was decided on: it may have more Body patterns */
} bnc_layout_walk;

#define BNC_LAYOUTS_MAX 8 /* that match: more are not looked into */
#define BNC_NAMELESS_WEIGHT 7 /* layouts below this weight are loose: they must find somebody */
#define BNC_SENDER_WEIGHT 4  /* those up to this one know only who wrote; the others speak for a mail that returns a message, too */
#define BNC_GENERIC_WEIGHT 10 /* layouts up to this weight know no system, only words that any notice may use */

bnc_layout_walk bnc_layout_walk_start(bnc_reader *reader);
/* The next layout that matches, the weightiest first; false: there is none. */
bool bnc_layout_next(bnc_reader *reader, bnc_layout_walk *walk, bnc_chosen *ret_chosen);
/* Tries the layouts. */
bool bnc_layout_read(bnc_reader *reader, bool is_beside);

/* ---- hidden.c: recipients where the report names nobody ---- */

/* What the header and the envelope tell. */
void bnc_hidden_find(bnc_reader *reader);
/* What the returned message (read by then) and the notice's words tell. */
void bnc_hidden_find_late(bnc_reader *reader);

/* ---- complete.c: what a notice says once for all ---- */

/* The one refusal a notice shows on a line of its own, for the one recipient that has no reply with a code. */
void bnc_complete_reply(bnc_reader *reader);
/* Recipients named by their local part only: the returned message's address of that name, else one at the daemon's own domain. */
void bnc_complete_addresses(bnc_reader *reader);

/* ---- original.c, kind.c ---- */

/* The returned message: a part, or the header behind a layout's end. */
void bnc_original_read(bnc_reader *reader);
/* The index of the returned message's part (message/rfc822 content or text/rfc822-headers) below root, or BNC_NOT_FOUND. */
size_t bnc_original_part(const bnc_reader *reader);
bool bnc_kind_is_delivery(bounce_kind kind);
/* Kind, language, country, hidden recipients, whether it is ours: all that needs the rest first. */
void bnc_kind_decide(bnc_reader *reader);
/* BCP 47 of a text by its script and commonest words; NULL if not sure. Static. */
#define BNC_LANGUAGE_SAMPLE 600 /* bytes that are looked at */
const char *bnc_kind_language(bnc_span text);

/* ---- addressee.c ---- */

/* The recipient of that address or original address (compared without case); NULL if there is none. */
bounce_recipient *bnc_report_find_recipient(bounce_report *report, bnc_span address);
/* To be told of each address and original address that a recipient gets. */
void bnc_addressee_add(bounce_recipient *recipient, const char *address);

/* ---- shared.c ---- */

/* To be called once for each recipient whose deciding reply is known: cuts it where all recipients together show too much. */
void bnc_shared_cut_reply(bounce_recipient *recipient);
/* The same for the report's own fields, which every recipient's record repeats. */
void bnc_shared_cut_fields(bounce_report *report);

/* ---- model.c ---- */

/* Sets a recipient's address from raw text; false if there is none in it. */
bool bnc_recipient_set_address(bounce_recipient *recipient, bnc_span raw);
/* Makes reply "index" the deciding one. */
void bnc_recipient_decide(bounce_recipient *recipient, size_t index);
/* Fills in code, status, command, host and diagnostic from the deciding reply. */
void bnc_recipient_settle(bounce_recipient *recipient);
/* x.0.0, which says nothing. */
bool bnc_status_is_placeholder(const char *status);
/* A string of the report: valid UTF-8, trimmed, at most BNC_MAX_ADDRESS bytes; NULL for an empty span. */
const char *bnc_report_string(bounce_report *report, bnc_span text);

#endif

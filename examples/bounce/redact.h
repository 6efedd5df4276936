/* Redaction of personal data; see redact.c, redact_text.c and redact_mail.c. */
#ifndef REDACT_H
#define REDACT_H

#include "cli.h"
#include <glib.h>

/* How much is left so that the result still says the same; tried in this order. */
typedef enum redact_level {
    REDACT_ALL,      /* header fields of no known meaning and texts people wrote are emptied */
    REDACT_EVIDENCE, /* what the causes' evidence names stays; such fields and texts are only searched for personal data */
    REDACT_SUBJECT,  /* the subject of the report is only searched, too, and so is a report within a message */
    REDACT_LEVELS
} redact_level;

typedef struct redactor {
    const bounce_classifier *classifier;
    guint8 key[32];
    redact_level level;
    bool is_written_by_person; /* the report is an automatic reply or the like: its text is somebody's own */
    GPtrArray *literals;       /* names, subjects: char * to be replaced wherever they stand */
    GPtrArray *literal_marks;  /* what each is replaced by */
    GHashTable *evidence;      /* words of the evidence, lower case */
    GHashTable *domains;       /* domain → "keep" or its pseudonym */
    GHashTable *boundaries;    /* MIME boundary → its new name */
    GHashTable *personal;      /* strings that must not be left */
    GRegex *regex;             /* what may be personal in a text, for this mail */
    GString *shown;            /* every decoded text as it was put out, for the last check */
} redactor;

/* A pseudonym that is always the same for the same key: prefix and hexadecimal digits. */
char *redact_mark(const redactor *r, const char *prefix, const char *what, size_t length, unsigned digits);
/* "name.pdf" as "f3a21.pdf". */
char *redact_file_name(const redactor *r, const char *name);
/* Looks at a whole mail before anything is replaced. */
void redact_learn(redactor *r, const char *text, size_t length);
/* Text (UTF-8 or any superset of ASCII) with addresses, hosts, IP addresses, identifiers and literals replaced. */
GString *redact_text(redactor *r, const char *text, size_t length);
/* Whether a local part or a name stands for an office, not for a person. */
bool redact_is_role(const char *word, size_t length);
/* Notes that this must be replaced wherever it stands. */
void redact_add_literal(redactor *r, const char *text, const char *prefix);

/* Takes a transfer encoding off ("base64", "quoted-printable", anything else: none), and puts it on. */
GString *redact_decoded(const char *data, size_t length, const char *encoding);
void redact_append_encoded(GString *out, const GString *text, const char *encoding);
/* To UTF-8 where the charset says how; otherwise, and where it fails, as it stands. Returns whether it is UTF-8 now. */
bool redact_to_utf8(GString *text, const char *charset);
/* Encoded words (RFC 2047) of a field as UTF-8, and a field's value as such words where it must be. */
char *redact_words_decoded(const char *value);
void redact_append_words(GString *out, const char *text);

/* A text that is no message; a returned message within it is one. */
GString *redact_plain(redactor *r, const char *text, size_t length);
/* A whole message. */
GString *redact_mail(redactor *r, const char *data, size_t length);

#endif

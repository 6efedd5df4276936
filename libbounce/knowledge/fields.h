/* What each kind of record is made of: tables that builder.c interprets. One file for each group of kinds defines them. */
#ifndef BNC_KNOWLEDGE_FIELDS_H
#define BNC_KNOWLEDGE_FIELDS_H

#include "knowledge/image.h"
#include "knowledge/words.h"

/* How a field's value is read and what it becomes in the record's struct. */
typedef enum bnc_form {
    BNC_FORM_TEXT,        /* bnc_ref: the text */
    BNC_FORM_TEXTS,       /* bnc_list of refs: values separated by commas */
    BNC_FORM_LOWER,       /* the same, lower case */
    BNC_FORM_ID,          /* bnc_ref: the id of another record */
    BNC_FORM_IDS,         /* bnc_list of refs: ids of other records */
    BNC_FORM_WORD,        /* uint8_t: the word's number */
    BNC_FORM_WORDS,       /* bnc_list: numbers of words */
    BNC_FORM_WORD_MASK,   /* uint32_t: 1 << number of each word */
    BNC_FORM_NUMBER,      /* uint8_t: 0 to 100 */
    BNC_FORM_PATTERN,     /* bnc_list of pattern indexes */
    BNC_FORM_HEADER,      /* bnc_list of pairs: ref header field's name, pattern index */
    BNC_FORM_CAUSE,       /* bnc_list of pairs: ref cause, confidence */
    BNC_FORM_SET,         /* bnc_list of pairs: bnc_group, ref value */
    BNC_FORM_FACTS,       /* bnc_list of bnc_group values */
    BNC_FORM_CODE,        /* bnc_list of refs: reply codes with x for any digit */
    BNC_FORM_STATUS,      /* bnc_list of refs: enhanced status codes with * for any number */
    BNC_FORM_ANSWER,      /* bnc_list of pairs: ref address, ref id of a blocklist or cause */
    BNC_FORM_EXAMPLE,     /* kept by the builder */
    BNC_FORM_COUNTEREXAMPLE,
    BNC_FORM_NOTE,        /* nothing: a text for who reads the file */
    BNC_FORM_COUNT
} bnc_form;

enum {
    BNC_FIELD_REQUIRED = 1,
    BNC_FIELD_REPEATED = 2,
    BNC_FIELD_TRANSLATED = 4, /* may hold placeholders; goes into the template for translators */
    BNC_FIELD_SCANNED = 8,    /* pattern: the prefilter looks for it, so it should hold a literal */
    BNC_FIELD_URL = 16,
    BNC_FIELD_DATE = 32,      /* YYYY[-MM[-DD]] */
    BNC_FIELD_DURATION = 64,  /* ISO 8601 */
    BNC_FIELD_COMMAND = 128,  /* translated only where it is words and no command line */
    BNC_FIELD_EMPTY = 256,    /* may be empty */
    BNC_FIELD_COUNTRY = 512,  /* ISO 3166, two capitals */
    BNC_FIELD_UNREAD = 16384,   /* read only while building: an image has nothing of it */
    BNC_FIELD_GUARD = 8192,     /* pattern: only whether it matches is asked */
    BNC_FIELD_HEADER = 4096,   /* pattern: tried on a field of the header */
    BNC_FIELD_ASLEEP = 2048,    /* pattern: tried on the text of the record's scanned patterns, where one of them matched */
    BNC_FIELD_VOCABULARY = 1024 /* commas between words become blanks' work: "bounced, blocked" is kept as "bounced blocked" */
};

typedef struct bnc_field_spec {
    const char *name;
    uint16_t offset;
    uint8_t form;
    uint16_t flags;
    uint32_t kinds;         /* of the record an id names: 1 << bnc_kind */
    const bnc_words *words;
} bnc_field_spec;

typedef struct bnc_kind_spec {
    const char *name;
    size_t size;            /* of the record's struct */
    const bnc_field_spec *fields;
    size_t count;
    const void *preset;     /* struct to start from; NULL: zeros */
} bnc_kind_spec;

extern const bnc_kind_spec bnc_spec_rule, bnc_spec_blocklist, bnc_spec_provider, bnc_spec_layout, bnc_spec_log, bnc_spec_forward,
    bnc_spec_cause, bnc_spec_status, bnc_spec_hint, bnc_spec_remedy, bnc_spec_placeholder, bnc_spec_message;

/* The kind's table, and the kind of a name; BNC_KIND_COUNT if there is none. */
const bnc_kind_spec *bnc_kind_spec_of(bnc_kind kind);
bnc_kind bnc_kind_find(bnc_span name);

#define BNC_FIELD(type, member, name, form, flags) { name, offsetof(type, member), BNC_FORM_##form, flags, 0, NULL }
#define BNC_FIELD_IDS(type, member, name, form, flags, kinds) { name, offsetof(type, member), BNC_FORM_##form, flags, kinds, NULL }
#define BNC_FIELD_WORDS(type, member, name, form, flags, words) { name, offsetof(type, member), BNC_FORM_##form, flags, 0, &bnc_words_##words }
#define BNC_ONE(kind) (1u << BNC_KIND_##kind)
#define BNC_COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

#endif

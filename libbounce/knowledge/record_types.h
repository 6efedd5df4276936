/* The records of doc/knowledge.md as they lie in an image: fixed-size structs, strings by offset. */
#ifndef BNC_KNOWLEDGE_RECORD_TYPES_H
#define BNC_KNOWLEDGE_RECORD_TYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef struct bnc_layer bnc_layer;

typedef uint32_t bnc_ref; /* offset into the layer's string pool; 0: none */
typedef struct bnc_list {
    uint32_t first, count; /* a run of the layer's list table */
} bnc_list;

typedef enum bnc_owner {
    BNC_OWNER_RULE, BNC_OWNER_BLOCKLIST, BNC_OWNER_PROVIDER, BNC_OWNER_LAYOUT, BNC_OWNER_LOG, BNC_OWNER_FORWARD
} bnc_owner;

/* A cause with a confidence (bounce_confidence): "Also: ip.dynamic_range medium". Two list entries: ref, confidence. */

typedef struct bnc_rule_record {
    bnc_ref id, cause, provider;
    bnc_list match, unless;     /* pattern indexes */
    bnc_list if_code;           /* refs to "550", "5xx", "45x" */
    bnc_list if_status;         /* refs to "5.7.*" */
    bnc_list if_provider;       /* refs to ids */
    uint32_t if_command;        /* bit mask 1 << bounce_command; 0: any */
    bnc_list also;              /* pairs: ref cause, confidence */
    bnc_list set;               /* pairs: bnc_group, ref value */
    uint8_t weight, confidence, in; /* in: 1 reply, 2 text, 3 both */
    uint8_t literal;            /* length of its longest literal, for ranking */
    uint8_t hard, pad[3];       /* 0: as the cause; 1: no, 2: yes */
    bnc_ref sisimai;            /* Sisimai's word where it differs from the cause's */
} bnc_rule_record;

typedef struct bnc_cause_record {
    bnc_ref id, meaning, plain, not_, parent; /* meaning, plain, not_ are translatable */
    bnc_ref compat[9];          /* in the order of bnc_vocabularies: words separated by a blank */
    bnc_ref sisimai_unproven;   /* Sisimai's word where neither the command nor the status is about the recipient */
    bnc_list party;             /* bounce_party values */
    uint8_t persistence, address, hard;
    uint8_t pad;
    uint32_t number;            /* bounce_cause_code; 0 for a user's own */
} bnc_cause_record;

#define BNC_VOCABULARIES { "sisimai", "anymail", "ses", "sendgrid", "mailgun", "postmark", "sparkpost", "powermta", "kumomta" }

typedef struct bnc_provider_record {
    bnc_ref id, name, kind;
    bnc_list host, domain;      /* refs, lower case */
    bnc_list match;             /* pattern indexes */
    uint8_t weight, pad[3];
} bnc_provider_record;

typedef struct bnc_blocklist_record {
    bnc_ref id, name, cause, lookup, delist;
    bnc_list alias, zone, keyed_zone; /* refs, zones lower case */
    bnc_list match;             /* pattern indexes */
    bnc_list code;              /* pairs: ref "127.0.0.10" or "127.255.255.*", ref blocklist or cause id */
    bnc_list also;              /* pairs: ref cause, confidence */
    uint8_t is_defunct, weight, pad[2];
} bnc_blocklist_record;

typedef struct bnc_status_record {
    bnc_ref key, cause, meaning, provider;
    bnc_ref sisimai;            /* as a rule's */
    uint8_t confidence, hard, pad[2];
} bnc_status_record;

typedef struct bnc_hint_record {
    bnc_ref id, text, url, check, wait, form_language, source, as_of, superseded; /* text and check are translatable */
    bnc_ref variant_of;
    bnc_list country, provider, list; /* guards: refs */
    uint8_t who, pad[3];        /* bounce_party */
} bnc_hint_record;

typedef struct bnc_remedy_record {
    bnc_ref id;
    bnc_list cause, list, provider, country; /* refs */
    bnc_list fact;              /* bnc_group values */
    bnc_list steps;             /* refs to hint ids */
} bnc_remedy_record;

/* Placeholder and Message */
typedef struct bnc_text_record {
    bnc_ref id, text;
} bnc_text_record;

typedef struct bnc_layout_record {
    bnc_ref id, format, software, language, cause;
    bnc_list if_from, if_subject, if_type; /* pattern indexes */
    bnc_list if_header;         /* pairs: ref field name, pattern index */
    bnc_list body, and_body, unless; /* pattern indexes */
    bnc_list begin, end;        /* pattern indexes */
    bnc_list recipient, reply, common; /* pattern indexes */
    bnc_list delay, final;      /* pattern indexes */
    uint8_t kind;               /* bounce_kind */
    uint8_t transcript, weight, pad;
} bnc_layout_record;

/* Does it ask for header fields? */
static inline bool bnc_layout_has_guards(const bnc_layout_record *layout)
{
    return layout->if_from.count || layout->if_subject.count || layout->if_type.count || layout->if_header.count;
}

/* Which of two layouts is tried first: by weight, then the one with guards. */
static inline unsigned bnc_layout_rank(const bnc_layout_record *layout)
{
    return 2u * layout->weight + bnc_layout_has_guards(layout);
}

typedef struct bnc_log_record {
    bnc_ref id, software;
    bnc_list match;             /* pattern indexes */
    bnc_list failed, delayed, delivered; /* refs: words of group "action" */
    uint8_t kind, unescape_underscore, pad[2];
} bnc_log_record;

typedef struct bnc_forward_record {
    bnc_ref id, language;
    bnc_list match;             /* pattern indexes */
} bnc_forward_record;

#endif

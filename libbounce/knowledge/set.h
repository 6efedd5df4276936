/*
 * A set of knowledge: the built-in layer and the user's layers over it, immutable once made, shared by threads.
 *
 * A layer is an image: records as plain structs whose strings are offsets (bnc_ref) into one pool, so that the built-in one is constant data
 * without relocations. Records are reached through the functions below, which hide overridden and disabled ones.
 */
#ifndef BNC_KNOWLEDGE_SET_H
#define BNC_KNOWLEDGE_SET_H

#include "knowledge/record_types.h"
#include "match/prefilter.h"
#include "match/regex.h"
#include "util/arena.h"
#include "util/error.h"

typedef struct bnc_set bnc_set;

/* ---- making ---- */

/* The built-in knowledge; one static object per process, never freed. */
const bnc_set *bnc_set_builtin(void);
/*
 * A new set: all of "base" and the records of text over them. Returns NULL and *reterr_error where text is broken; base is not changed.
 * name: for messages. Free with bnc_set_unref().
 */
bnc_set *bnc_set_add(const bnc_set *base, const char *name, bnc_span text, bounce_error **reterr_error);
const bnc_set *bnc_set_ref(const bnc_set *set); /* no-op on the built-in set */
void bnc_set_unref(const bnc_set *set);

/* ---- strings ---- */

const char *bnc_layer_text(const bnc_layer *layer, bnc_ref ref); /* NULL for ref 0 */
/* The entries of a list: refs, pattern indexes or others, as the field says. */
const uint32_t *bnc_layer_list(const bnc_layer *layer, bnc_list list);
/* Is the text one of a list of refs, caseless? */
bool bnc_layer_list_has(const bnc_layer *layer, bnc_list list, const char *text);
/* The translation of a translatable text into a BCP 47 language ("zh-HK" → zh-Hant → en); English where there is none. NULL for ref 0. */
const char *bnc_set_translate(const bnc_set *set, const bnc_layer *layer, bnc_ref text, const char *language);

/* ---- records by id; NULL where there is none ---- */

const bnc_cause_record *bnc_set_cause(const bnc_set *set, const char *id, const bnc_layer **ret_layer);
const bnc_provider_record *bnc_set_provider(const bnc_set *set, const char *id, const bnc_layer **ret_layer);
const bnc_blocklist_record *bnc_set_blocklist(const bnc_set *set, const char *id, const bnc_layer **ret_layer);
const bnc_hint_record *bnc_set_hint(const bnc_set *set, const char *id, const bnc_layer **ret_layer);
const bnc_text_record *bnc_set_message(const bnc_set *set, const char *id, const bnc_layer **ret_layer);
const bnc_text_record *bnc_set_placeholder(const bnc_set *set, const char *name, const bnc_layer **ret_layer);
/* key: "5.1.1", "x.1.1", "550", "550 RCPT". The first finds only records without Provider, the second only that provider's private ones. */
const bnc_status_record *bnc_set_status(const bnc_set *set, const char *key, const bnc_layer **ret_layer);
const bnc_status_record *bnc_set_provider_status(const bnc_set *set, const char *provider, const char *key, const bnc_layer **ret_layer);
/* The private records of a key, one provider after the other; NULL if out of range. */
const bnc_status_record *bnc_set_private_status(const bnc_set *set, const char *key, size_t index, const bnc_layer **ret_layer);

/* ---- look-ups ---- */

/* The provider whose Host (or Domain) suffix fits best; NULL if none does. */
const bnc_provider_record *bnc_set_provider_of_host(const bnc_set *set, bnc_span host, const bnc_layer **ret_layer);
const bnc_provider_record *bnc_set_provider_of_domain(const bnc_set *set, bnc_span domain, const bnc_layer **ret_layer);
/*
 * The blocklist of a DNS zone as it stands in a reply ("KEY.r.mail-abuse.com"); NULL if none. ret_zone: the part of "zone" that is the zone
 * proper, without a subscriber's key.
 */
const bnc_blocklist_record *bnc_set_blocklist_of_zone(const bnc_set *set, bnc_span zone, bnc_span *ret_zone, const bnc_layer **ret_layer);
/* The blocklist of a name or alias, caseless. */
const bnc_blocklist_record *bnc_set_blocklist_of_name(const bnc_set *set, bnc_span name, const bnc_layer **ret_layer);
/* The next subscriber's key in text at or after start (the labels left of a Keyed-Zone); returns its offset and length, or BNC_NOT_FOUND. */
size_t bnc_set_find_key(const bnc_set *set, bnc_span text, size_t start, size_t *ret_len);

/* ---- iteration: all live records of a kind, built-in first, in file order ---- */

size_t bnc_set_cause_count(const bnc_set *set);
const bnc_cause_record *bnc_set_cause_at(const bnc_set *set, size_t index, const bnc_layer **ret_layer);
/* How far a walk over the records that belong to one other has come. */
typedef struct bnc_walk {
    bnc_span key;
    size_t layer, slot;
    uint32_t question, hash;
    bool is_any;
} bnc_walk;

/* All live remedies for a cause; NULL at the end. */
bnc_walk bnc_set_remedies_of(const bnc_set *set, const char *cause);
const bnc_remedy_record *bnc_set_next_remedy(const bnc_set *set, bnc_walk *walk, const bnc_layer **ret_layer);
/* All live variants of a hint. */
bnc_walk bnc_set_variants_of(const bnc_set *set, const char *hint);
const bnc_hint_record *bnc_set_next_variant(const bnc_set *set, bnc_walk *walk, const bnc_layer **ret_layer);

/* ---- matching ---- */

/* Which texts a pattern is for. One prefilter for each and layer. */
typedef enum bnc_scan {
    BNC_SCAN_REPLY, /* normalised replies: rules (In: reply, any), blocklists, providers */
    BNC_SCAN_TEXT,  /* prose of notices: rules (In: text, any), blocklists */
    BNC_SCAN_LAYOUT, /* the same with its line ends: layouts' Body, forwards */
    BNC_SCAN_LOG,   /* log lines */
    BNC_SCAN_GUARD, /* replies and prose: rules' Unless, which wakes none of them */
    BNC_SCAN_FIELD, /* header fields: layouts' If-From, If-Subject and If-Type, which wake none of them */
    BNC_SCAN_COUNT
} bnc_scan;

/* A pattern that may match, and whose it is. */
typedef struct bnc_candidate {
    const bnc_layer *layer;
    uint32_t pattern;   /* index for bnc_pattern_find() */
    bnc_owner owner;    /* BNC_OWNER_RULE … */
    uint32_t record;    /* index in that kind's table: bnc_layer_rule() … */
    const bnc_sight *sight; /* what the layer's prefilter saw of the text; NULL: nothing was filtered */
} bnc_candidate;

/*
 * The patterns of live records that may match text: array in the arena, sorted by layer, owner, record; layouts of all layers
 * by rank (bnc_layout_rank), before forwards. A layout without Body is always among the candidates of BNC_SCAN_LAYOUT (pattern is then UINT32_MAX).
 */
size_t bnc_set_candidates(const bnc_set *set, bnc_scan scan, bnc_span text, bnc_arena *arena, const bnc_candidate **ret_list);
/* One pass over a text, for bnc_pattern_find_seen(). */
const bnc_sight *bnc_layer_look(const bnc_layer *layer, bnc_scan scan, bnc_span text, bnc_arena *arena);
/* Every pattern, as if nothing were filtered: for the test that the prefilter changes no result. */
size_t bnc_set_all_patterns(const bnc_set *set, bnc_scan scan, bnc_arena *arena, const bnc_candidate **ret_list);
/* Finds a pattern in text (valid UTF-8) from start on. */
bool bnc_pattern_find(const bnc_layer *layer, uint32_t pattern, bnc_span text, size_t start, bnc_match *ret_match);
/*
 * The same where sight (may be NULL) was made of the text, or of a longer one that begins with it: looks only where the pattern's literals let a
 * match begin.
 */
bool bnc_pattern_find_seen(const bnc_layer *layer, uint32_t pattern, const bnc_sight *sight, bnc_span text, size_t start, bnc_match *ret_match);

const bnc_rule_record *bnc_layer_rule(const bnc_layer *layer, uint32_t index);
const bnc_blocklist_record *bnc_layer_blocklist(const bnc_layer *layer, uint32_t index);
const bnc_provider_record *bnc_layer_provider(const bnc_layer *layer, uint32_t index);
const bnc_layout_record *bnc_layer_layout(const bnc_layer *layer, uint32_t index);
const bnc_log_record *bnc_layer_log(const bnc_layer *layer, uint32_t index);
const bnc_forward_record *bnc_layer_forward(const bnc_layer *layer, uint32_t index);

/* ---- examples, of user layers only (the build checks the built-in ones from their text) ---- */

typedef struct bnc_example {
    const char *file;    /* layer's name */
    unsigned line;
    bnc_owner owner;
    const char *id;      /* the record's */
    bool is_negative;    /* No-Example */
    bnc_span text;
    const bnc_span *expect_names, *expect_values;
    size_t expect_count;
} bnc_example;

size_t bnc_set_example_count(const bnc_set *set);
const bnc_example *bnc_set_example(const bnc_set *set, size_t index);

#endif

/*
 * The image: all of a layer's records in one block of memory without pointers, so that the built-in one is constant data and a user's is one
 * allocation. A head with the tables' places, then the tables. Byte order and struct layout are the machine's: an image is never a file format.
 */
#ifndef BNC_KNOWLEDGE_IMAGE_H
#define BNC_KNOWLEDGE_IMAGE_H

#include "knowledge/record_types.h"
#include "util/span.h"

/* The kinds of records. The first six are those that own patterns, numbered like bnc_owner. */
typedef enum bnc_kind {
    BNC_KIND_RULE = BNC_OWNER_RULE,
    BNC_KIND_BLOCKLIST = BNC_OWNER_BLOCKLIST,
    BNC_KIND_PROVIDER = BNC_OWNER_PROVIDER,
    BNC_KIND_LAYOUT = BNC_OWNER_LAYOUT,
    BNC_KIND_LOG = BNC_OWNER_LOG,
    BNC_KIND_FORWARD = BNC_OWNER_FORWARD,
    BNC_KIND_CAUSE,
    BNC_KIND_STATUS,
    BNC_KIND_HINT,
    BNC_KIND_REMEDY,
    BNC_KIND_PLACEHOLDER,
    BNC_KIND_MESSAGE,
    BNC_KIND_COUNT
} bnc_kind;

/* What records are found by, apart from their ids. */
typedef enum bnc_key {
    BNC_KEY_HOST,    /* provider of a host's suffix */
    BNC_KEY_DOMAIN,  /* provider of a domain's suffix */
    BNC_KEY_ZONE,    /* blocklist of a DNS zone's suffix */
    BNC_KEY_NAME,    /* blocklist of a name or alias, lower case */
    BNC_KEY_CAUSE,   /* remedies of a cause */
    BNC_KEY_VARIANT, /* variants of a hint */
    BNC_KEY_COUNT
} bnc_key;

typedef enum bnc_table {
    BNC_TABLE_POOL,      /* char: strings, each with its NUL; offset 0 is "" */
    BNC_TABLE_LISTS,     /* uint32_t */
    BNC_TABLE_PATTERNS,  /* bnc_pattern_record: first those that a prefilter wakes, in the order of owners and their records */
    BNC_TABLE_TEXTS,     /* bnc_ref: the patterns' texts */
    BNC_TABLE_DISABLED,  /* bnc_ref: ids of lower layers that are removed */
    BNC_TABLE_LANGUAGES, /* bnc_language_record */
    BNC_TABLE_PAIRS,     /* bnc_ref: English text, translation */
    BNC_TABLE_BARE,      /* uint32_t: layouts without Body */
    BNC_TABLE_RECORDS,   /* one table for each bnc_kind */
    BNC_TABLE_IDS = BNC_TABLE_RECORDS + BNC_KIND_COUNT, /* bnc_key_slot: one hash table for each bnc_kind */
    BNC_TABLE_KEYS = BNC_TABLE_IDS + BNC_KIND_COUNT,    /* bnc_key_slot: one hash table for each bnc_key */
    BNC_TABLE_FILTERS = BNC_TABLE_KEYS + BNC_KEY_COUNT, /* bnc_prefilter: one for each bnc_scan */
    BNC_TABLE_COUNT = BNC_TABLE_FILTERS + 6
} bnc_table;

typedef struct bnc_image {
    uint32_t magic, size; /* of the whole image in bytes */
    struct {
        uint32_t offset, count; /* bytes from the image's start; elements */
    } tables[BNC_TABLE_COUNT];
} bnc_image;

#define BNC_IMAGE_MAGIC 0x31636e62u

typedef struct bnc_pattern_record {
    uint32_t owner : 3, record : 29;
} bnc_pattern_record;
_Static_assert(BNC_OWNER_FORWARD < 8, "an owner has three bits");

/*
 * A slot of a hash table with linear probing: key 0 is an empty one. The number of slots is a power of two. Several records may have one key;
 * they come in file order.
 */
typedef struct bnc_key_slot {
    bnc_ref key;
    uint32_t value; /* index of the record */
} bnc_key_slot;

#define BNC_ZONE_KEYED 0x80000000u /* in the value of BNC_KEY_ZONE: what stands left of it is a subscriber's key */

/* A translation: a run of the table of pairs, sorted by English text. */
typedef struct bnc_language_record {
    bnc_ref tag; /* "zh-Hant" */
    uint32_t first, count; /* pairs */
} bnc_language_record;

static inline const void *bnc_image_table(const bnc_image *image, unsigned table)
{
    return (const char *)image + image->tables[table].offset;
}

/* The hash of keys, made from the end so that a host's suffixes are hashed in one pass. Add characters from the last to the first. */
#define BNC_KEY_SEED 2166136261u
static inline uint32_t bnc_key_add(uint32_t hash, char c)
{
    return (hash ^ (unsigned char)c) * 16777619u;
}
static inline uint32_t bnc_key_fold(uint32_t hash)
{
    return hash ^ (hash >> 15);
}
static inline uint32_t bnc_key_hash(bnc_span key)
{
    uint32_t hash = BNC_KEY_SEED;

    for (size_t i = key.len; i > 0; i--)
        hash = bnc_key_add(hash, key.at[i - 1]);
    return bnc_key_fold(hash);
}

/* The built-in image (generated). */
extern const bnc_image *const bnc_builtin_image;

#endif

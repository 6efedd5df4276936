/* What a set and a layer are made of: for the files of knowledge/ only. */
#ifndef BNC_KNOWLEDGE_SET_TYPES_H
#define BNC_KNOWLEDGE_SET_TYPES_H

#include "knowledge/image.h"
#include "knowledge/set.h"
#include <stdatomic.h>

struct bnc_layer {
    const bnc_image *image;
    const char *pool;
    const uint32_t *lists;
    const bnc_pattern_record *patterns;
    const bnc_ref *texts; /* of the patterns */
    bnc_regex *slots;  /* one for each pattern */
    /* of a user's layer only */
    atomic_uint refs;
    bnc_arena *arena;
    char *block;       /* the image's memory */
    bnc_example *examples;
    size_t example_count;
};

/* A layer within a set: which of its records later layers replace or remove. */
typedef struct bnc_set_layer {
    bnc_layer *layer;
    uint8_t *dead[BNC_KIND_COUNT]; /* one byte for each record; NULL: all live */
} bnc_set_layer;

/*
 * Where ids of the built-in layer's own strings were found: each entry is one word, written whole, so that threads may share it. An entry tells its
 * question (kind and offset of the id in the pool) from its answer; whoever finds another question's entry looks the id up and writes his own.
 */
#define BNC_MEMO_ENTRIES 1024u
typedef struct bnc_memo {
    _Atomic(uint64_t) entries[BNC_MEMO_ENTRIES];
} bnc_memo;

typedef struct bnc_cause_place {
    uint32_t layer, record;
} bnc_cause_place;

struct bnc_set {
    atomic_uint refs;
    bool is_builtin;
    size_t layer_count;
    bnc_set_layer *layers;  /* built-in first */
    bnc_cause_place *causes; /* the live ones */
    size_t cause_count;
    bnc_span *keyed;        /* zones with subscribers' keys, dead ones too */
    size_t keyed_count;
    uint64_t keyed_fronts;  /* bit n: one begins with two characters whose bnc_key_front() is n */
    bnc_memo *memo;
    bnc_arena *arena;       /* layers' array, dead, causes, keyed, memo */
};

static inline const char *bnc_layer_pattern(const bnc_layer *layer, uint32_t pattern)
{
    return layer->pool + layer->texts[pattern];
}

static inline bool bnc_set_is_live(const bnc_set *set, size_t layer, bnc_kind kind, uint32_t record)
{
    const uint8_t *dead = set->layers[layer].dead[kind];

    return !dead || !dead[record];
}

/* Of the first two characters of a zone; the same for small letters and capitals. */
static inline unsigned bnc_key_front(const char *zone)
{
    return ((unsigned)zone[0] & 31) ^ ((unsigned)zone[1] & 31) << 1;
}

static inline size_t bnc_layer_count(const bnc_layer *layer, bnc_kind kind)
{
    return layer->image->tables[BNC_TABLE_RECORDS + kind].count;
}

/* The record at an index; the caller knows that it exists. */
const void *bnc_layer_record(const bnc_layer *layer, bnc_kind kind, uint32_t index);
/*
 * The next record of a key in one of the image's hash tables, folded to lower case where the table's keys are. *cursor is 0 at first.
 * Returns its value, or UINT32_MAX at the end.
 */
uint32_t bnc_layer_next(const bnc_layer *layer, unsigned table, bnc_span key, uint32_t hash, size_t *cursor);
/* The live record of an id, looking at layers from the last to the first; provider: of a private Status, else 0-length. */
const void *bnc_set_find(const bnc_set *set, bnc_kind kind, bnc_span id, bnc_span provider, const bnc_layer **ret_layer);

#endif

/*
 * The prefilter's tables as they lie in an image: a head, then arrays at offsets from it.
 *
 * The gram of every literal is hashed. The front bits of the hash are the place in a bit set (most places of a text fail there), and of these the
 * front bits are the bucket: entries[heads[bucket]] to entries[heads[bucket + 1]].
 */
#ifndef BNC_MATCH_PREFILTER_TABLE_H
#define BNC_MATCH_PREFILTER_TABLE_H

#include "match/prefilter.h"

typedef struct bnc_gram_table {
    uint32_t entry_count;
    uint32_t bits, bit_shift;       /* uint32_t words; 32 - log2(number of bits) */
    uint32_t heads, head_shift;     /* uint32_t */
    uint32_t entries;               /* bnc_gram_entry */
} bnc_gram_table;

struct bnc_prefilter {
    uint32_t pattern_count;         /* all numbers are below it */
    uint32_t always, always_count;  /* uint32_t: patterns without literal */
    uint32_t owners, owner_count;   /* uint32_t: patterns of the literals */
    uint32_t texts;                 /* char: the literals */
    uint32_t size;
    bnc_gram_table grams;           /* of four bytes */
    bnc_gram_table short_grams;     /* of three, for literals of three bytes */
};

typedef struct bnc_gram_entry {
    uint32_t gram;
    uint32_t text;                  /* offset into texts */
    uint16_t len, before;           /* of the literal; bytes of it before the gram */
    uint32_t first, count;          /* patterns, in owners */
} bnc_gram_entry;

static inline uint32_t bnc_gram_hash(uint32_t gram)
{
    return gram * 0x9E3779B1u;
}

static inline uint32_t bnc_gram_read(const unsigned char *at)
{
    uint32_t gram;

    memcpy(&gram, at, 4);
    return gram;
}

static inline uint32_t bnc_gram_read_short(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16;
}

#endif

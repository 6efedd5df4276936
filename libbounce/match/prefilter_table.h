/*
 * The prefilter's tables as they lie in an image: a head, then arrays at offsets from it.
 *
 * The gram of every literal is hashed. The front bits of the hash are the place in a bit set (most places of a text fail there), and of these the
 * front bits are the bucket: entries[heads[bucket] - 1] and those behind it up to the last of the bucket; 0: there is none. What common literals need
 * stands in front of every table, so that it stays in the cache.
 *
 * Every literal has a number. Literal n wakes the patterns in whose last clause it is: none, the one whose block is at wakes[n], or those of a list in
 * the table "owners", where their number stands in front of their blocks' places.
 * A block is a run of the table "clauses": the pattern, the number of its clauses, then of each its number of literals and its reach (literal.h) and the
 * literals. ways[pattern - way_first] is the place of its block; at 0 there is one without clauses, for patterns that have none or that the prefilter
 * does not know.
 */
#ifndef BNC_MATCH_PREFILTER_TABLE_H
#define BNC_MATCH_PREFILTER_TABLE_H

#include "match/literal.h"
#include "match/prefilter.h"

#define BNC_FILTER_LITERALS_MAX 65535 /* of one prefilter: which were seen is kept on the stack */

typedef struct bnc_gram_table {
    uint32_t entry_count;
    uint32_t bits, bit_shift;       /* uint32_t words; 32 - log2(number of bits) */
    uint32_t heads, head_shift;     /* uint16_t */
    uint32_t entries;               /* bnc_gram_entry */
} bnc_gram_table;

struct bnc_prefilter {
    uint32_t pattern_count;         /* all numbers are below it */
    uint32_t literal_count;
    uint32_t always, always_count;  /* uint32_t: patterns without clauses */
    uint32_t wakes;                 /* uint32_t for each literal: 0, place in clauses, BNC_WAKES_MANY | place in owners */
    uint32_t owners;                /* uint32_t */
    uint32_t ways;                  /* uint32_t for each of way_count patterns from way_first on: place in clauses */
    uint32_t way_first, way_count;
    uint32_t clauses;               /* uint16_t */
    uint32_t size;
    bnc_gram_table grams;           /* of four bytes */
    bnc_gram_table short_grams;     /* of three, for literals of three bytes */
};

typedef struct bnc_gram_entry {
    uint32_t gram;
    uint32_t hash;                  /* of the literal. A stranger with the same one wakes a pattern that cannot match: no harm done */
    uint8_t len;                    /* of the literal */
    uint8_t before : 7;             /* bytes of it before the gram */
    uint8_t is_last : 1;            /* of its bucket */
    uint16_t literal;               /* its number */
} bnc_gram_entry;
_Static_assert(sizeof(bnc_gram_entry) == 12 && BNC_FILTER_LITERALS_MAX <= UINT16_MAX, "entries are small: all of them should stay in the cache");

/* The first word of a clause. */
#define BNC_CLAUSE_HEAD(count, reach) ((uint16_t)((count) | (reach) << 8))
#define BNC_CLAUSE_COUNT(head) ((head) & 0xFFu)
#define BNC_CLAUSE_REACH(head) ((uint32_t)(head) >> 8)
_Static_assert(BNC_PATTERNS_MAX <= UINT16_MAX && BNC_REACH_MAX < 256, "a block's words have 16 bits");

/* A set of numbers; the bits of "used" say which words are not 0. Memory for the words of the groups that are needed is enough. */
#define BNC_SEEN_WORDS ((BNC_FILTER_LITERALS_MAX + 64) / 64)
#define BNC_SEEN_GROUP 64 /* words: one of "used" */
#define BNC_SEEN_GROUPS(count) (((count) + 64 * BNC_SEEN_GROUP - 1) / (64 * BNC_SEEN_GROUP))
typedef struct bnc_seen {
    uint64_t used[BNC_SEEN_WORDS / 64];
    uint64_t words[BNC_SEEN_WORDS];
} bnc_seen;

/* count: all numbers are below it. In pieces: for long areas memset() takes an instruction that starts slowly. */
static inline void bnc_seen_clear(bnc_seen *seen, uint32_t count)
{
    const size_t words = (size_t)BNC_SEEN_GROUPS(count) * BNC_SEEN_GROUP, most = 2 * BNC_SEEN_GROUP;

    memset(seen->used, 0, sizeof(seen->used));
    for (size_t at = 0; at < words; at += most)
        memset(seen->words + at, 0, (words - at < most ? words - at : most) * sizeof(uint64_t));
}

static inline void bnc_seen_add(bnc_seen *seen, uint32_t number)
{
    uint32_t word = number / 64;

    seen->used[word / 64] |= (uint64_t)1 << (word % 64);
    seen->words[word] |= (uint64_t)1 << (number % 64);
}

static inline bool bnc_seen_has(const bnc_seen *seen, uint32_t number)
{
    return seen->words[number / 64] >> (number % 64) & 1;
}

/*
 * Places of the literals that were seen: one entry for all literals whose numbers have the same lower bits; where two of them stand in one text the
 * entry spans both, which makes windows wider but never wrong.
 */
#define BNC_PLACES 1024
struct bnc_sight {
    const bnc_prefilter *filter;
    size_t len;          /* of the text */
    uint32_t char_bytes; /* of a character at most; 0: places in the folded text are not those in the text */
    uint64_t placed[BNC_PLACES / 64];
    uint16_t first[BNC_PLACES], last[BNC_PLACES];
    bnc_seen seen;
};

/* The places of the blocks that a literal wakes. */
#define BNC_WAKES_MANY 0x80000000u
static inline const uint32_t *bnc_prefilter_woken(const bnc_prefilter *filter, uint32_t literal, uint32_t *ret_count)
{
    const uint32_t *wake = (const uint32_t *)(const void *)((const char *)filter + filter->wakes) + literal;

    if (*wake & BNC_WAKES_MANY)
        wake = (const uint32_t *)(const void *)((const char *)filter + filter->owners) + (*wake & ~BNC_WAKES_MANY);
    else if (*wake)
        return *ret_count = 1, wake;
    *ret_count = *wake;
    return wake + 1;
}

/* Where a pattern's block is in the clauses. */
static inline uint32_t bnc_prefilter_way(const bnc_prefilter *filter, uint32_t pattern)
{
    const uint32_t *ways = (const uint32_t *)(const void *)((const char *)filter + filter->ways), number = pattern - filter->way_first;

    return number < filter->way_count ? ways[number] : 0;
}

#define BNC_GRAM_FACTOR 0x9E3779B1u
static inline uint32_t bnc_gram_hash(uint32_t gram)
{
    return gram * BNC_GRAM_FACTOR;
}

/* Four bytes as a number, the first one lowest, so that three of them are its lower bits. */
static inline uint32_t bnc_gram_read(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint32_t bnc_gram_read_short(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16;
}

/* The hash of a literal, of three bytes or more. */
static inline uint32_t bnc_literal_hash(const unsigned char *text, size_t len)
{
    uint64_t hash = len;

    for (size_t i = 0; i + 4 < len; i += 4)
        hash = (hash ^ bnc_gram_read(text + i)) * 0x9E3779B97F4A7C15u;
    hash = (hash ^ (len < 4 ? bnc_gram_read_short(text) : bnc_gram_read(text + len - 4))) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(hash >> 32);
}

#endif

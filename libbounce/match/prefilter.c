/*
 * The literal prefilter's scan.
 *
 * In:  a text and the tables of prefilter_table.h.   Out: the literals that stand in it and where.
 * The text is folded piece by piece on the stack; pieces overlap by a literal's length. Linear.
 */
#include "match/prefilter_table.h"

#include "match/fold.h"
#include "match/gram.h"
#include "match/literal_parse.h"
#include "util/utf8.h"
#include <stddef.h>

#define PIECE 4096
#define AHEAD 32   /* places */
#define OVERLAP 64 /* more than a literal's bytes */
#define PAD 32     /* so that grams can be read at the end, many at once */

_Static_assert(OVERLAP > BNC_LITERAL_LONGEST, "a literal must fit into the overlap");
_Static_assert(BNC_PATTERNS_MAX <= BNC_FILTER_LITERALS_MAX, "patterns are kept in the same kind of set");

typedef struct scan {
    const bnc_prefilter *filter;
    const unsigned char *text; /* folded */
    size_t len;
    size_t offset;             /* of the piece in the folded text */
    bnc_sight *sight;
} scan;

static const void *at(const bnc_prefilter *filter, uint32_t offset)
{
    return (const char *)filter + offset;
}

static void note(bnc_sight *sight, uint32_t literal, size_t place)
{
    const uint32_t slot = literal % BNC_PLACES;
    const uint64_t bit = (uint64_t)1 << (slot % 64);

    bnc_seen_add(&sight->seen, literal);
    if (!(sight->placed[slot / 64] & bit)) {
        sight->placed[slot / 64] |= bit;
        sight->first[slot] = sight->last[slot] = (uint16_t)place;
        return;
    }
    if (place < sight->first[slot])
        sight->first[slot] = (uint16_t)place;
    if (place > sight->last[slot])
        sight->last[slot] = (uint16_t)place;
}

/* The gram is the literal's: is the rest? */
static inline bool is_there(const scan *s, const bnc_gram_entry *entry, size_t place)
{
    const size_t start = place - entry->before;

    if (entry->before > place || start + entry->len > s->len)
        return false;
    return entry->len <= 4 || bnc_literal_hash(s->text + start, entry->len) == entry->hash;
}

/* A gram's bit was set: compares the literals of its bucket. */
static inline void look(scan *s, const bnc_gram_table *table, uint32_t gram, size_t place)
{
    const uint16_t *heads = at(s->filter, table->heads);
    const bnc_gram_entry *entries = at(s->filter, table->entries);
    uint32_t bucket = bnc_gram_hash(gram) >> table->head_shift;

    if (heads[bucket] == 0)
        return;
    for (const bnc_gram_entry *entry = &entries[heads[bucket] - 1];; entry++) {
        if (entry->gram == gram && is_there(s, entry, place))
            note(s->sight, entry->literal, s->offset + place - entry->before);
        if (entry->is_last)
            return;
    }
}

/* The tables are bigger than the cache: what some places need is fetched at once, not one after the other. */
static void fetch(const scan *s, const uint16_t *places, size_t count)
{
    const bnc_gram_table *table = &s->filter->grams;
    const uint16_t *heads = at(s->filter, table->heads);
    const bnc_gram_entry *entries = at(s->filter, table->entries);

    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&heads[bnc_gram_hash(bnc_gram_read(s->text + places[i])) >> table->head_shift]);
    for (size_t i = 0; i < count; i++) {
        const size_t head = heads[bnc_gram_hash(bnc_gram_read(s->text + places[i])) >> table->head_shift];

        __builtin_prefetch(&entries[head ? head - 1 : 0]);
    }
}

/* Of the places that pass most do for a gram of four. */
static inline bool has_bit(const uint32_t *bits, uint32_t bit)
{
    return bits[bit / 32] >> (bit % 32) & 1;
}

static void scan_piece(scan *s)
{
    const bnc_gram_table *grams = &s->filter->grams, *short_grams = &s->filter->short_grams;
    const bnc_gram_places job = { .text = s->text,
                                  .count = s->len < 3 ? 0 : s->len - 2, /* the last gram of four reads a byte of the padding: no literal has a NUL */
                                  .bits = grams->entry_count ? at(s->filter, grams->bits) : NULL,
                                  .shift = grams->bit_shift,
                                  .short_bits = short_grams->entry_count ? at(s->filter, short_grams->bits) : NULL,
                                  .short_shift = short_grams->bit_shift };
    uint16_t places[OVERLAP + PIECE + BNC_PLACES_SLACK];
    size_t count = bnc_gram_find_places(&job, places);

    for (size_t i = 0; i < count; i++) {
        const uint32_t gram = bnc_gram_read(s->text + places[i]);

        if (i % AHEAD == 0)
            fetch(s, places + i, count - i < AHEAD ? count - i : AHEAD);
        look(s, grams, gram, places[i]);
        if (job.short_bits && has_bit(job.short_bits, bnc_gram_hash(gram & 0xFFFFFFu) >> job.short_shift))
            look(s, short_grams, gram & 0xFFFFFFu, places[i]);
    }
}

/* Long texts have no windows: places are kept in 16 bits. */
static uint32_t char_bytes(bnc_span text, size_t folded_len)
{
    if (folded_len != text.len || text.len > UINT16_MAX)
        return 0;
    return bnc_is_ascii(text) ? 1 : 4;
}

static bnc_sight *new_sight(const bnc_prefilter *filter, bnc_arena *arena)
{
    const size_t words = (size_t)BNC_SEEN_GROUPS(filter->literal_count) * BNC_SEEN_GROUP;
    bnc_sight *sight = bnc_arena_alloc_raw(arena, offsetof(bnc_sight, seen) + offsetof(bnc_seen, words) + words * sizeof(uint64_t));

    sight->filter = filter;
    memset(sight->placed, 0, sizeof(sight->placed));
    bnc_seen_clear(&sight->seen, filter->literal_count);
    return sight;
}

const bnc_sight *bnc_prefilter_look(const bnc_prefilter *filter, bnc_span text, bnc_arena *arena)
{
    unsigned char folded[OVERLAP + PIECE + PAD];
    bnc_sight *sight = new_sight(filter, arena);
    scan s = { .filter = filter, .text = folded, .sight = sight };
    size_t kept = 0, done = 0, written = 0;

    while (done < text.len) {
        size_t taken = 0, more = bnc_fold((const unsigned char *)text.at + done, text.len - done, folded + kept, PIECE, &taken);

        s.len = kept + more;
        s.offset = written - kept;
        written += more;
        done += taken;
        memset(folded + s.len, 0, PAD);
        scan_piece(&s);
        kept = s.len < OVERLAP ? s.len : OVERLAP;
        memmove(folded, folded + s.len - kept, kept);
    }
    sight->len = text.len;
    sight->char_bytes = char_bytes(text, written);
    return sight;
}

/*
 * The literal prefilter's scan.
 *
 * In:  a text and the tables of prefilter_table.h.   Out: the patterns of whose every clause a literal stands in it, ascending.
 * The text is folded piece by piece on the stack; pieces overlap by a literal's length. Linear; no memory is taken.
 */
#include "match/prefilter_table.h"

#include "match/fold.h"
#include "match/literal_parse.h"

#define PIECE 4096
#define OVERLAP 64 /* more than a literal's bytes */
#define PAD 8      /* so that a gram can be read at the end */

_Static_assert(OVERLAP > BNC_LITERAL_LONGEST, "a literal must fit into the overlap");
_Static_assert(BNC_PATTERNS_MAX <= BNC_FILTER_LITERALS_MAX, "patterns are kept in the same kind of set");

typedef struct scan {
    const bnc_prefilter *filter;
    const unsigned char *text; /* folded */
    size_t len;
    bnc_seen *seen;
} scan;

static const void *at(const bnc_prefilter *filter, uint32_t offset)
{
    return (const char *)filter + offset;
}

/* A gram's bit was set: compares the literals of its bucket. */
static void look(scan *s, const bnc_gram_table *table, uint32_t gram, size_t place)
{
    const uint32_t *heads = at(s->filter, table->heads);
    const bnc_gram_entry *entries = at(s->filter, table->entries);
    const char *texts = at(s->filter, s->filter->texts);
    uint32_t bucket = bnc_gram_hash(gram) >> table->head_shift;

    for (uint32_t i = heads[bucket]; i < heads[bucket + 1]; i++) {
        const bnc_gram_entry *entry = &entries[i];

        if (entry->gram == gram && entry->before <= place && place - entry->before + entry->len <= s->len &&
            memcmp(s->text + place - entry->before, texts + entry->text, entry->len) == 0)
            bnc_seen_add(s->seen, entry->literal);
    }
}

static inline uint32_t test_bit(const uint32_t *bits, uint32_t bit)
{
    return bits[bit / 32] >> (bit % 32) & 1;
}

/* Writes the places whose gram's bit is set; without a branch, since which ones are cannot be foreseen. */
static size_t find_places(const scan *s, const bnc_gram_table *table, bool is_short, uint16_t *ret_places)
{
    const uint32_t *bits = at(s->filter, table->bits);
    const unsigned char *text = s->text;
    uint32_t shift = table->bit_shift, mask = is_short ? 0xFFFFFFu : UINT32_MAX;
    size_t count = 0, end = s->len < (is_short ? 3u : 4u) || table->entry_count == 0 ? 0 : s->len - (is_short ? 2 : 3);

    for (size_t i = 0; i < end; i++) {
        ret_places[count] = (uint16_t)i;
        count += test_bit(bits, bnc_gram_hash(bnc_gram_read(text + i) & mask) >> shift);
    }
    return count;
}

static void scan_piece(scan *s)
{
    const bnc_gram_table *grams = &s->filter->grams, *short_grams = &s->filter->short_grams;
    uint16_t places[OVERLAP + PIECE];
    size_t count = find_places(s, grams, false, places);

    for (size_t i = 0; i < count; i++)
        look(s, grams, bnc_gram_read(s->text + places[i]), places[i]);
    count = find_places(s, short_grams, true, places);
    for (size_t i = 0; i < count; i++)
        look(s, short_grams, bnc_gram_read(s->text + places[i]) & 0xFFFFFFu, places[i]);
}

void bnc_prefilter_see(const bnc_prefilter *filter, bnc_span text, bnc_seen *ret_seen)
{
    unsigned char folded[OVERLAP + PIECE + PAD];
    scan s = { .filter = filter, .text = folded, .seen = ret_seen };
    size_t kept = 0, done = 0;

    memset(ret_seen->used, 0, sizeof(ret_seen->used));
    while (done < text.len) {
        size_t taken = 0;

        s.len = kept + bnc_fold((const unsigned char *)text.at + done, text.len - done, folded + kept, PIECE, &taken);
        done += taken;
        memset(folded + s.len, 0, PAD);
        scan_piece(&s);
        kept = s.len < OVERLAP ? s.len : OVERLAP;
        memmove(folded, folded + s.len - kept, kept);
    }
}

/* Whether of every further clause of a pattern a literal was seen. */
static bool has_rest(const bnc_prefilter *filter, uint32_t pattern, const bnc_seen *seen)
{
    const uint32_t *rest = at(filter, filter->rest), *clause = at(filter, filter->clauses);
    uint32_t clauses;

    clause += rest[pattern];
    for (clauses = *clause++; clauses > 0; clauses--) {
        uint32_t count = *clause++;
        bool is_seen = false;

        for (uint32_t i = 0; i < count && !is_seen; i++)
            is_seen = bnc_seen_has(seen, clause[i]);
        if (!is_seen)
            return false;
        clause += count;
    }
    return true;
}

static void add_owners(const bnc_prefilter *filter, uint32_t literal, const bnc_seen *seen, bnc_seen *patterns)
{
    const uint32_t *firsts = at(filter, filter->firsts), *owners = at(filter, filter->owners);

    for (uint32_t i = firsts[literal]; i < firsts[literal + 1]; i++)
        if (!bnc_seen_has(patterns, owners[i]) && has_rest(filter, owners[i], seen))
            bnc_seen_add(patterns, owners[i]);
}

/* Calls for every number of a set, ascending; the body stands between. */
#define EACH_SEEN(seen, limit, number)                                                                                           \
    for (uint32_t group = 0; group * 4096 < (limit); group++)                                                                    \
        for (uint64_t used = (seen)->used[group]; used; used &= used - 1)                                                        \
            for (uint64_t word_ = group * 64 + (uint64_t)__builtin_ctzll(used), left = (seen)->words[word_], number; left &&     \
                 (number = word_ * 64 + (uint64_t)__builtin_ctzll(left), true); left &= left - 1)

static void write_candidates(const bnc_prefilter *filter, const bnc_seen *patterns, bnc_candidates *ret_candidates)
{
    ret_candidates->count = 0;
    EACH_SEEN(patterns, filter->pattern_count, number)
    {
        if (ret_candidates->count == ret_candidates->capacity)
            return;
        ret_candidates->list[ret_candidates->count++] = (uint32_t)number;
    }
}

static void start(const bnc_prefilter *filter, bnc_seen *patterns)
{
    const uint32_t *always = at(filter, filter->always);

    memset(patterns->used, 0, sizeof(patterns->used));
    for (uint32_t i = 0; i < filter->always_count; i++)
        bnc_seen_add(patterns, always[i]);
}

void bnc_prefilter_scan(const bnc_prefilter *filter, bnc_span text, bnc_candidates *ret_candidates)
{
    bnc_seen literals, patterns;

    bnc_prefilter_see(filter, text, &literals);
    start(filter, &patterns);
    EACH_SEEN(&literals, filter->literal_count, number)
        add_owners(filter, (uint32_t)number, &literals, &patterns);
    write_candidates(filter, &patterns, ret_candidates);
}

void bnc_prefilter_all(const bnc_prefilter *filter, bnc_candidates *ret_candidates)
{
    const uint32_t *owners = at(filter, filter->owners);
    bnc_seen patterns;

    start(filter, &patterns);
    for (uint32_t i = 0; i < filter->owner_count; i++)
        bnc_seen_add(&patterns, owners[i]);
    write_candidates(filter, &patterns, ret_candidates);
}

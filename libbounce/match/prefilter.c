/*
 * The literal prefilter's scan.
 *
 * In:  a text and the tables of prefilter_table.h.   Out: the patterns whose literals stand in it, ascending.
 * The text is folded to lower case piece by piece on the stack; pieces overlap by a literal's length. Linear; no memory is taken.
 */
#include "match/prefilter_table.h"

#include "match/fold.h"
#include "match/literal_parse.h"

#define PIECE 4096
#define OVERLAP 64 /* more than a literal's bytes */
#define PAD 8      /* so that a gram can be read at the end */

_Static_assert(OVERLAP > BNC_LITERAL_LONGEST, "a literal must fit into the overlap");

typedef struct scan {
    const bnc_prefilter *filter;
    const unsigned char *text; /* folded */
    size_t len;
    uint64_t seen[BNC_PATTERNS_MAX / 64];
} scan;

static const void *at(const bnc_prefilter *filter, uint32_t offset)
{
    return (const char *)filter + offset;
}

/* A gram's bit was set: compares the literals of its bucket. */
static void look(scan *s, const bnc_gram_table *table, uint32_t gram, size_t place)
{
    const uint32_t *heads = at(s->filter, table->heads), *owners = at(s->filter, s->filter->owners);
    const bnc_gram_entry *entries = at(s->filter, table->entries);
    const char *texts = at(s->filter, s->filter->texts);
    uint32_t bucket = bnc_gram_hash(gram) >> table->head_shift;

    for (uint32_t i = heads[bucket]; i < heads[bucket + 1]; i++) {
        const bnc_gram_entry *entry = &entries[i];

        if (entry->gram != gram || entry->before > place || place - entry->before + entry->len > s->len)
            continue;
        if (memcmp(s->text + place - entry->before, texts + entry->text, entry->len) != 0)
            continue;
        for (uint32_t k = 0; k < entry->count; k++) {
            uint32_t pattern = owners[entry->first + k];

            s->seen[pattern / 64] |= (uint64_t)1 << (pattern % 64);
        }
    }
}

static void scan_piece(scan *s)
{
    const bnc_gram_table *grams = &s->filter->grams, *short_grams = &s->filter->short_grams;
    const uint32_t *bits = at(s->filter, grams->bits);

    for (size_t i = 0; grams->entry_count > 0 && i + 4 <= s->len; i++) {
        uint32_t gram = bnc_gram_read(s->text + i), bit = bnc_gram_hash(gram) >> grams->bit_shift;

        if (bits[bit / 32] & (1u << (bit % 32)))
            look(s, grams, gram, i);
    }
    bits = at(s->filter, short_grams->bits);
    for (size_t i = 0; short_grams->entry_count > 0 && i + 3 <= s->len; i++) {
        uint32_t gram = bnc_gram_read_short(s->text + i), bit = bnc_gram_hash(gram) >> short_grams->bit_shift;

        if (bits[bit / 32] & (1u << (bit % 32)))
            look(s, short_grams, gram, i);
    }
}

static void mark(scan *s, uint32_t list, size_t count)
{
    const uint32_t *patterns = at(s->filter, list);

    for (size_t i = 0; i < count; i++)
        s->seen[patterns[i] / 64] |= (uint64_t)1 << (patterns[i] % 64);
}

static void start_scan(scan *s, const bnc_prefilter *filter, const unsigned char *text)
{
    s->filter = filter;
    s->text = text;
    memset(s->seen, 0, (filter->pattern_count + 63) / 64 * 8);
    mark(s, filter->always, filter->always_count);
}

static void write_candidates(const scan *s, bnc_candidates *ret_candidates)
{
    ret_candidates->count = 0;
    for (size_t word = 0; word * 64 < s->filter->pattern_count; word++)
        for (uint64_t left = s->seen[word]; left; left &= left - 1) {
            if (ret_candidates->count == ret_candidates->capacity)
                return;
            ret_candidates->list[ret_candidates->count++] = (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(left);
        }
}

void bnc_prefilter_scan(const bnc_prefilter *filter, bnc_span text, bnc_candidates *ret_candidates)
{
    unsigned char folded[OVERLAP + PIECE + PAD];
    scan s;
    size_t kept = 0, done = 0;

    start_scan(&s, filter, folded);
    while (done < text.len) {
        size_t taken = 0;

        s.len = kept + bnc_fold((const unsigned char *)text.at + done, text.len - done, folded + kept, PIECE, &taken);
        done += taken;
        memset(folded + s.len, 0, PAD);
        scan_piece(&s);
        kept = s.len < OVERLAP ? s.len : OVERLAP;
        memmove(folded, folded + s.len - kept, kept);
    }
    write_candidates(&s, ret_candidates);
}

void bnc_prefilter_all(const bnc_prefilter *filter, bnc_candidates *ret_candidates)
{
    scan s;

    start_scan(&s, filter, NULL);
    mark(&s, filter->owners, filter->owner_count);
    write_candidates(&s, ret_candidates);
}

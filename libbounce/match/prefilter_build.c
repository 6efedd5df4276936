/*
 * Makes the prefilter's tables.
 *
 * In:  patterns with their literals, how often 4-grams occur.   Out: the block of prefilter_table.h.
 */
#include "match/prefilter_build.h"

#include "match/fold.h"
#include "match/prefilter_table.h"
#include <stdlib.h>

#define BITS_PER_ENTRY 32 /* of the bit set: one place in 32 of a strange text passes it */

/* One literal of one pattern. */
typedef struct wanted {
    bnc_span literal;
    uint32_t pattern;
} wanted;

typedef struct draft {
    bnc_gram_entry *entries;
    size_t count;
} draft;

static uint32_t count_slot(uint32_t gram)
{
    return bnc_gram_hash(gram) >> 16;
}

void bnc_grams_count(uint32_t *counts, bnc_span text)
{
    unsigned char folded[512];

    while (text.len > 0) {
        size_t taken, len = bnc_fold((const unsigned char *)text.at, text.len, folded, sizeof(folded), &taken);

        for (size_t i = 0; i + 4 <= len; i++)
            counts[count_slot(bnc_gram_read(folded + i))]++;
        text = bnc_span_from(text, taken);
    }
}

/* What text without statistics is made of: letters and blanks are common, digits and signs rare. */
static uint32_t commonness(const unsigned char *gram, size_t len)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < len; i++)
        sum += strchr("etaoinsr ", gram[i]) ? 4 : bnc_is_alpha((char)gram[i]) ? 2 : 1;
    return sum;
}

/* The offset of the literal's rarest gram. */
static uint16_t choose_gram(bnc_span literal, const uint32_t *counts)
{
    const unsigned char *text = (const unsigned char *)literal.at;
    uint64_t least = UINT64_MAX;
    uint16_t best = 0;

    for (size_t i = 0; i + 4 <= literal.len; i++) {
        uint64_t cost = (uint64_t)counts[count_slot(bnc_gram_read(text + i))] * 32 + commonness(text + i, 4);

        if (cost < least) {
            least = cost;
            best = (uint16_t)i;
        }
    }
    return best;
}

static int compare_wanted(const void *one, const void *other)
{
    const wanted *a = one, *b = other;
    size_t shorter = a->literal.len < b->literal.len ? a->literal.len : b->literal.len;
    int order = memcmp(a->literal.at, b->literal.at, shorter);

    if (order == 0)
        order = (a->literal.len > b->literal.len) - (a->literal.len < b->literal.len);
    return order ? order : (a->pattern > b->pattern) - (a->pattern < b->pattern);
}

static int compare_entries(const void *one, const void *other)
{
    const bnc_gram_entry *a = one, *b = other;
    uint32_t hash_a = bnc_gram_hash(a->gram), hash_b = bnc_gram_hash(b->gram);

    if (hash_a != hash_b)
        return hash_a < hash_b ? -1 : 1;
    return (a->text > b->text) - (a->text < b->text);
}

static uint32_t log2_above(size_t number)
{
    uint32_t bits = 6;

    while (((size_t)1 << bits) < number && bits < 24)
        bits++;
    return bits;
}

static uint32_t add_block(bnc_buffer *out, size_t start, const void *data, size_t bytes)
{
    uint32_t offset = (uint32_t)(out->len - start);

    if (bytes)
        bnc_buffer_add(out, data, bytes);
    while (out->len % 8)
        bnc_buffer_add_char(out, '\0');
    return offset;
}

static bnc_gram_table write_table(bnc_arena *arena, draft *entries, bnc_buffer *out, size_t start)
{
    uint32_t bits = log2_above(entries->count * BITS_PER_ENTRY), buckets = log2_above(entries->count);
    bnc_gram_table table = { .entry_count = (uint32_t)entries->count, .bit_shift = 32 - bits, .head_shift = 32 - buckets };
    uint32_t *set = bnc_arena_array(arena, ((size_t)1 << bits) / 32, 4), *heads = bnc_arena_array(arena, ((size_t)1 << buckets) + 1, 4);

    if (entries->count > 0)
        qsort(entries->entries, entries->count, sizeof(*entries->entries), compare_entries);
    for (size_t i = 0; i < entries->count; i++) {
        uint32_t hash = bnc_gram_hash(entries->entries[i].gram);

        set[(hash >> table.bit_shift) / 32] |= 1u << ((hash >> table.bit_shift) % 32);
        heads[(hash >> table.head_shift) + 1]++;
    }
    for (size_t i = 0; i < (size_t)1 << buckets; i++)
        heads[i + 1] += heads[i];
    table.bits = add_block(out, start, set, ((size_t)1 << bits) / 8);
    table.heads = add_block(out, start, heads, (((size_t)1 << buckets) + 1) * 4);
    table.entries = add_block(out, start, entries->entries, entries->count * sizeof(*entries->entries));
    return table;
}

/* One entry for each different literal, with all its patterns. */
static void make_entries(bnc_arena *arena, wanted *list, size_t count, const uint32_t *counts, draft *longs, draft *shorts, uint32_t *owners,
                         bnc_buffer *texts)
{
    longs->entries = bnc_arena_array(arena, count + 1, sizeof(*longs->entries));
    shorts->entries = bnc_arena_array(arena, count + 1, sizeof(*shorts->entries));
    if (count > 0)
        qsort(list, count, sizeof(*list), compare_wanted);
    for (size_t i = 0; i < count;) {
        bnc_span literal = list[i].literal;
        bool is_short = literal.len < 4;
        const unsigned char *text = (const unsigned char *)literal.at;
        uint16_t before = is_short ? 0 : choose_gram(literal, counts);
        bnc_gram_entry entry = { .gram = is_short ? bnc_gram_read_short(text) : bnc_gram_read(text + before), .text = (uint32_t)texts->len,
                                 .len = (uint16_t)literal.len, .before = before, .first = (uint32_t)i };

        for (; i < count && bnc_span_equal(list[i].literal, literal); i++, entry.count++)
            owners[i] = list[i].pattern;
        bnc_buffer_add_span(texts, literal);
        if (is_short)
            shorts->entries[shorts->count++] = entry;
        else
            longs->entries[longs->count++] = entry;
    }
}

void bnc_prefilter_build(bnc_arena *arena, const bnc_filtered *patterns, size_t count, uint32_t pattern_count, const uint32_t *gram_counts,
                         bnc_buffer *ret_block)
{
    bnc_prefilter head = { .pattern_count = pattern_count };
    bnc_buffer texts = BNC_BUFFER_INIT;
    size_t start = ret_block->len, literals = 0, n = 0;
    uint32_t *always = bnc_arena_array(arena, count + 1, sizeof(*always)), *owners;
    draft longs = { NULL, 0 }, shorts = { NULL, 0 };
    wanted *list;

    for (size_t i = 0; i < count; i++)
        literals += patterns[i].literal_count;
    list = bnc_arena_array(arena, literals + 1, sizeof(*list));
    owners = bnc_arena_array(arena, literals + 1, sizeof(*owners));
    for (size_t i = 0; i < count; i++) {
        if (patterns[i].literal_count == 0)
            always[head.always_count++] = patterns[i].pattern;
        for (size_t k = 0; k < patterns[i].literal_count; k++)
            list[n++] = (wanted){ patterns[i].literals[k], patterns[i].pattern };
    }
    make_entries(arena, list, n, gram_counts, &longs, &shorts, owners, &texts);
    add_block(ret_block, start, &head, sizeof(head));
    head.grams = write_table(arena, &longs, ret_block, start);
    head.short_grams = write_table(arena, &shorts, ret_block, start);
    head.always = add_block(ret_block, start, always, head.always_count * sizeof(*always));
    head.owner_count = (uint32_t)n;
    head.owners = add_block(ret_block, start, owners, n * sizeof(*owners));
    head.texts = add_block(ret_block, start, texts.at, texts.len);
    head.size = (uint32_t)(ret_block->len - start);
    memcpy(ret_block->at + start, &head, sizeof(head));
    bnc_buffer_clear(&texts);
}

/*
 * Writes the prefilter's block.
 *
 * In:  patterns with the clauses that are looked for, how often 4-grams occur.   Out: the block of prefilter_table.h.
 */
#include "match/prefilter_write.h"

#include "match/fold.h"
#include "util/ranked.h"
#include <stdlib.h>

#define BITS_PER_ENTRY 96 /* of the bit set: one place in 96 of a strange text passes it, where there is room */
#define BITS_LOG2_MIN 12  /* a few literals take next to nothing, and pass fewer */
#define BITS_LOG2_MAX 18  /* 32 KB: it should stay in the first-level cache */
#define BUCKETS_LOG2_MIN 6
#define GRAM_COUNTS 65536

static uint32_t count_slot(uint32_t gram)
{
    return bnc_gram_hash(gram) >> 16;
}

uint32_t *bnc_grams_count(bnc_arena *arena, const bnc_span *texts, size_t text_count)
{
    uint32_t *counts = bnc_arena_array(arena, GRAM_COUNTS, sizeof(*counts));
    unsigned char folded[512];

    for (size_t n = 0; n < text_count; n++)
        for (bnc_span text = texts[n]; text.len > 0;) {
            size_t taken, len = bnc_fold((const unsigned char *)text.at, text.len, folded, sizeof(folded), &taken);

            for (size_t i = 0; i + 4 <= len; i++)
                counts[count_slot(bnc_gram_read(folded + i))]++;
            text = bnc_span_from(text, taken);
        }
    return counts;
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

/* While a table is made. */
typedef struct table_draft {
    uint32_t head_shift;
    const uint32_t *looks; /* at each bucket, in typical texts */
} table_draft;

/* By bucket, those first that are often looked at, for their literals' sake or for nothing. */
static int compare_entries(const void *one, const void *other, void *user)
{
    const bnc_gram_entry *a = one, *b = other;
    const table_draft *draft = user;
    uint32_t bucket_a = bnc_gram_hash(a->gram) >> draft->head_shift, bucket_b = bnc_gram_hash(b->gram) >> draft->head_shift;
    uint32_t looks_a = draft->looks[bucket_a], looks_b = draft->looks[bucket_b];

    if (looks_a != looks_b)
        return looks_a > looks_b ? -1 : 1;
    if (bucket_a != bucket_b)
        return bucket_a < bucket_b ? -1 : 1;
    return (a->literal > b->literal) - (a->literal < b->literal);
}

static uint32_t log2_above(size_t number, uint32_t least, uint32_t most)
{
    uint32_t bits = least;

    while (((size_t)1 << bits) < number && bits < most)
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

/* How often each bucket of a table is looked at in typical texts. */
static const uint32_t *count_looks(bnc_arena *arena, const bnc_filter_draft *draft, const bnc_gram_table *table, const uint32_t *set, uint32_t mask)
{
    uint32_t *looks = bnc_arena_array(arena, (size_t)1 << (32 - table->head_shift), sizeof(*looks));
    unsigned char folded[512];

    for (size_t n = 0; n < draft->text_count; n++)
        for (bnc_span text = draft->texts[n]; text.len > 0;) {
            size_t taken, len = bnc_fold((const unsigned char *)text.at, text.len, folded, sizeof(folded), &taken);

            for (size_t i = 0; i + 4 <= len; i++) {
                const uint32_t hash = bnc_gram_hash(bnc_gram_read(folded + i) & mask), bit = hash >> table->bit_shift;

                if (set[bit / 32] >> (bit % 32) & 1)
                    looks[hash >> table->head_shift]++;
            }
            text = bnc_span_from(text, taken);
        }
    return looks;
}

/* mask: of the bytes of a gram that count. */
static bnc_gram_table write_table(bnc_arena *arena, const bnc_filter_draft *draft, bnc_gram_entry *entries, size_t count, uint32_t mask, bnc_buffer *out,
                                  size_t start)
{
    uint32_t bits = log2_above(count * BITS_PER_ENTRY, BITS_LOG2_MIN, BITS_LOG2_MAX), buckets = log2_above(count, BUCKETS_LOG2_MIN, BITS_LOG2_MAX);
    bnc_gram_table table = { .entry_count = (uint32_t)count, .bit_shift = 32 - bits, .head_shift = 32 - buckets };
    uint32_t *set = bnc_arena_array(arena, ((size_t)1 << bits) / 32, sizeof(*set));
    uint16_t *heads = bnc_arena_array(arena, (size_t)1 << buckets, sizeof(*heads));
    table_draft order = { table.head_shift, NULL };

    for (size_t i = 0; i < count; i++) {
        uint32_t bit = bnc_gram_hash(entries[i].gram) >> table.bit_shift;

        set[bit / 32] |= 1u << (bit % 32);
    }
    order.looks = count_looks(arena, draft, &table, set, mask);
    if (count > 0)
        qsort_r(entries, count, sizeof(*entries), compare_entries, &order);
    for (size_t i = count; i > 0; i--) {
        uint16_t *bucket = &heads[bnc_gram_hash(entries[i - 1].gram) >> table.head_shift];

        entries[i - 1].is_last = *bucket == 0;
        *bucket = (uint16_t)i;
    }
    table.bits = add_block(out, start, set, ((size_t)1 << bits) / 8);
    table.heads = add_block(out, start, heads, ((size_t)1 << buckets) * sizeof(*heads));
    table.entries = add_block(out, start, entries, count * sizeof(*entries));
    return table;
}

static void write_literals(bnc_arena *arena, const bnc_filter_draft *draft, bnc_buffer *out, size_t start, bnc_prefilter *head)
{
    bnc_gram_entry *entries = bnc_arena_array(arena, draft->literals.count + 1, sizeof(*entries));
    bnc_gram_entry *shorts = bnc_arena_array(arena, draft->literals.count + 1, sizeof(*shorts));
    size_t count = 0, short_count = 0;

    for (size_t i = 0; i < draft->literals.count; i++) {
        bnc_span literal = draft->literals.list[draft->literals.indexes ? draft->literals.indexes[i] : i];
        const unsigned char *text = (const unsigned char *)literal.at;
        bnc_gram_entry entry = { .hash = bnc_literal_hash(text, literal.len), .len = (uint8_t)literal.len, .literal = (uint16_t)i };

        if (literal.len < 4) {
            entry.gram = bnc_gram_read_short(text);
            shorts[short_count++] = entry;
        } else {
            entry.before = choose_gram(literal, draft->gram_counts) & 0x7Fu;
            entry.gram = bnc_gram_read(text + entry.before);
            entries[count++] = entry;
        }
    }
    head->literal_count = (uint32_t)draft->literals.count;
    head->grams = write_table(arena, draft, entries, count, UINT32_MAX, out, start);
    head->short_grams = write_table(arena, draft, shorts, short_count, 0xFFFFFFu, out, start);
}

/* The lowest number of a literal that wakes a pattern. */
static uint32_t hotness(const bnc_filter_draft *draft, const bnc_filtered *pattern)
{
    uint32_t least = UINT32_MAX;

    for (size_t k = 0; pattern->clause_count > 0 && k < pattern->clauses[0].count; k++) {
        uint32_t literal = bnc_literals_find(&draft->literals, pattern->clauses[0].literals[k]);

        least = literal < least ? literal : least;
    }
    return least;
}

/* The patterns, those that common literals wake last: what is asked of these literals stands behind. */
static const bnc_ranked *rank(bnc_arena *arena, const bnc_filter_draft *draft)
{
    bnc_ranked *list = bnc_arena_array(arena, draft->count + 1, sizeof(*list));

    for (size_t i = 0; i < draft->count; i++)
        list[i] = (bnc_ranked){ hotness(draft, &draft->patterns[i]), (uint32_t)i };
    bnc_ranked_sort(list, draft->count);
    return list;
}

/* The prefilter's patterns lie close together among all. */
static void write_way_range(const bnc_filter_draft *draft, bnc_prefilter *head)
{
    uint32_t first = UINT32_MAX, end = 0;

    for (size_t i = 0; i < draft->count; i++) {
        const uint32_t pattern = draft->patterns[i].pattern;

        first = pattern < first ? pattern : first;
        end = pattern + 1 > end ? pattern + 1 : end;
    }
    head->way_first = end ? first : 0;
    head->way_count = end ? end - first : 0;
}

static int compare_numbers(const void *one, const void *other)
{
    const uint16_t a = *(const uint16_t *)one, b = *(const uint16_t *)other;

    return (a > b) - (a < b);
}

/* One clause; what is common comes first, so that it is found soon. */
static size_t write_clause(const bnc_filter_draft *draft, const bnc_clause *clause, uint16_t *out)
{
    out[0] = BNC_CLAUSE_HEAD(clause->count, clause->reach);
    for (size_t i = 0; i < clause->count; i++)
        out[i + 1] = (uint16_t)bnc_literals_find(&draft->literals, clause->literals[i]);
    qsort(out + 1, clause->count, sizeof(*out), compare_numbers);
    return clause->count + 1;
}

static const uint32_t *write_ways(bnc_arena *arena, const bnc_filter_draft *draft, bnc_buffer *out, size_t start, bnc_prefilter *head)
{
    uint32_t *ways = bnc_arena_array(arena, draft->pattern_count + 1, sizeof(*ways));
    const bnc_ranked *order = rank(arena, draft);
    uint16_t *list;
    size_t total = 2, used = 2; /* at 0: no clause */

    for (size_t i = 0; i < draft->count; i++)
        for (size_t k = 0; k < draft->patterns[i].clause_count; k++)
            total += draft->patterns[i].clauses[k].count + 3;
    list = bnc_arena_array(arena, total, sizeof(*list));
    for (size_t i = 0; i < draft->count; i++) {
        const bnc_filtered *pattern = &draft->patterns[order[i].index];

        if (pattern->clause_count == 0)
            continue;
        ways[pattern->pattern] = (uint32_t)used;
        list[used++] = (uint16_t)pattern->pattern;
        list[used++] = (uint16_t)pattern->clause_count;
        for (size_t k = 1; k <= pattern->clause_count; k++)
            used += write_clause(draft, &pattern->clauses[k % pattern->clause_count], list + used);
    }
    write_way_range(draft, head);
    head->ways = add_block(out, start, ways + head->way_first, head->way_count * sizeof(*ways));
    head->clauses = add_block(out, start, list, used * sizeof(*list));
    return ways;
}

/* The literals that wake a pattern: those of its first clause. */
static size_t waking(const bnc_filtered *pattern)
{
    return pattern->clause_count == 0 || pattern->is_asleep ? 0 : pattern->clauses[0].count;
}

/* Which patterns each literal wakes: counted, then placed. */
static void write_wakes(bnc_arena *arena, const bnc_filter_draft *draft, const uint32_t *ways, bnc_buffer *out, size_t start, bnc_prefilter *head)
{
    uint32_t *wakes = bnc_arena_array(arena, draft->literals.count + 1, sizeof(*wakes)), *owners, used = 0;
    size_t total = draft->literals.count + 1;

    for (size_t i = 0; i < draft->count; i++)
        total += waking(&draft->patterns[i]);
    owners = bnc_arena_array(arena, total, sizeof(*owners));
    for (size_t i = 0; i < draft->count; i++)
        for (size_t k = 0; k < waking(&draft->patterns[i]); k++)
            wakes[bnc_literals_find(&draft->literals, draft->patterns[i].clauses[0].literals[k])]++;
    for (size_t n = 0; n < draft->literals.count; n++)
        if (wakes[n] > 1) {
            const uint32_t count = wakes[n];

            wakes[n] = BNC_WAKES_MANY | used;
            used += 1 + count;
        } else {
            wakes[n] = 0;
        }
    for (size_t i = 0; i < draft->count; i++)
        for (size_t k = 0; k < waking(&draft->patterns[i]); k++) {
            uint32_t *wake = &wakes[bnc_literals_find(&draft->literals, draft->patterns[i].clauses[0].literals[k])];
            const uint32_t way = ways[draft->patterns[i].pattern];

            if (*wake & BNC_WAKES_MANY) {
                uint32_t *list = &owners[*wake & ~BNC_WAKES_MANY];

                list[++list[0]] = way;
            } else {
                *wake = way;
            }
        }
    head->wakes = add_block(out, start, wakes, draft->literals.count * sizeof(*wakes));
    head->owners = add_block(out, start, owners, used * sizeof(*owners));
}

void bnc_prefilter_write(bnc_arena *arena, const bnc_filter_draft *draft, bnc_buffer *ret_block)
{
    bnc_prefilter head = { .pattern_count = draft->pattern_count };
    uint32_t *always = bnc_arena_array(arena, draft->count + 1, sizeof(*always));
    size_t start = ret_block->len;

    add_block(ret_block, start, &head, sizeof(head));
    for (size_t i = 0; i < draft->count; i++)
        if (draft->patterns[i].clause_count == 0 && !draft->patterns[i].is_asleep)
            always[head.always_count++] = draft->patterns[i].pattern;
    write_literals(arena, draft, ret_block, start, &head);
    write_wakes(arena, draft, write_ways(arena, draft, ret_block, start, &head), ret_block, start, &head);
    head.always = add_block(ret_block, start, always, head.always_count * sizeof(*always));
    head.size = (uint32_t)(ret_block->len - start);
    memcpy(ret_block->at + start, &head, sizeof(head));
}

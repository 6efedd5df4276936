/*
 * Makes the prefilter's tables, in two rounds: with all literals of all clauses, to learn how often each stands in typical texts; then with the
 * clauses that are worth looking for.
 *
 * In:  patterns with their clauses, typical texts.   Out: the block of prefilter_table.h.
 */
#include "match/prefilter_build.h"

#include "match/prefilter_write.h"
#include <stdlib.h>

/* A pattern that passes in fewer than one text in RARE needs no further clause; one that stands in every second text is none worth asking for. */
#define RARE 500.0
#define COMMON 0.5
#define CHOSEN_MAX 4
#define RARELY 0.2
#define NEAR 24 /* characters of reach: no other clause says much more about where a match begins */
#define FAR 80

static int compare_texts(const void *one, const void *other)
{
    const bnc_span *a = one, *b = other;
    size_t shorter = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->at, b->at, shorter);

    return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* All different literals, sorted. */
static bnc_literals collect(bnc_arena *arena, const bnc_filtered *patterns, size_t count)
{
    bnc_literals all = { NULL, 0, NULL, NULL };
    size_t total = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < patterns[i].clause_count; k++)
            total += patterns[i].clauses[k].count;
    all.list = bnc_arena_array(arena, total + 1, sizeof(*all.list));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < patterns[i].clause_count; k++) {
            memcpy(all.list + all.count, patterns[i].clauses[k].literals, patterns[i].clauses[k].count * sizeof(*all.list));
            all.count += patterns[i].clauses[k].count;
        }
    if (all.count == 0)
        return all;
    qsort(all.list, all.count, sizeof(*all.list), compare_texts);
    total = all.count;
    all.count = 1;
    for (size_t i = 1; i < total; i++)
        if (!bnc_span_equal(all.list[i], all.list[all.count - 1]))
            all.list[all.count++] = all.list[i];
    return all;
}

uint32_t bnc_literals_find(const bnc_literals *all, bnc_span literal)
{
    const bnc_span *found = bsearch(&literal, all->list, all->count, sizeof(literal), compare_texts);

    return all->numbers ? all->numbers[found - all->list] : (uint32_t)(found - all->list);
}

/* Common first: "user" counts[]; equal ones in the order of their texts. */
static int compare_counts(const void *one, const void *other, void *user)
{
    const uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other, *counts = user;

    if (counts[a] != counts[b])
        return counts[a] > counts[b] ? -1 : 1;
    return (a > b) - (a < b);
}

/* Numbers the literals so that what a usual text needs of the tables lies close together. */
static void number(bnc_arena *arena, bnc_literals *literals, const bnc_literals *all, const uint32_t *all_counts)
{
    uint32_t *counts = bnc_arena_array(arena, literals->count + 1, sizeof(*counts));

    literals->indexes = bnc_arena_array(arena, literals->count + 1, sizeof(*literals->indexes));
    for (uint32_t i = 0; i < literals->count; i++) {
        counts[i] = all_counts[bnc_literals_find(all, literals->list[i])];
        literals->indexes[i] = i;
    }
    if (literals->count > 0)
        qsort_r(literals->indexes, literals->count, sizeof(*literals->indexes), compare_counts, counts);
    literals->numbers = counts; /* no longer needed as such */
    for (uint32_t i = 0; i < literals->count; i++)
        literals->numbers[literals->indexes[i]] = i;
}

/* In how many texts each literal stands. */
static uint32_t *count_texts(bnc_arena *arena, const bnc_prefilter *filter, const bnc_prefilter_input *in)
{
    uint32_t *counts = bnc_arena_array(arena, filter->literal_count + 1, sizeof(*counts));

    for (size_t i = 0; i < in->text_count; i++) {
        bnc_arena *scratch = bnc_arena_new(sizeof(bnc_sight));
        const bnc_seen *seen = &bnc_prefilter_look(filter, in->texts[i], scratch)->seen;

        for (uint32_t word = 0; word * 64 < filter->literal_count; word++)
            for (uint64_t left = seen->words[word]; left; left &= left - 1)
                counts[word * 64 + (uint32_t)__builtin_ctzll(left)]++;
        bnc_arena_free(scratch);
    }
    return counts;
}

/* What the first round told. */
typedef struct knowing {
    const bnc_literals *all;
    const uint32_t *counts; /* of texts, for each literal */
    size_t text_count;
    bool is_thrifty;
} knowing;

/* One character again and again, as lines and indents are drawn: where it stands it stands at many places, each of which costs. */
static bool is_run(bnc_span literal)
{
    for (size_t i = 1; i < literal.len; i++)
        if (literal.at[i] != literal.at[0])
            return false;
    return true;
}

/* The share of texts that hold a literal of the clause, no more than; no text at all makes every clause as good. */
static double share(const bnc_clause *clause, const knowing *k)
{
    double sum = 1;

    for (size_t i = 0; i < clause->count; i++) {
        if (is_run(clause->literals[i]))
            return 1;
        sum += k->counts[bnc_literals_find(k->all, clause->literals[i])];
    }
    return sum / (double)(k->text_count + 1);
}

/*
 * What says where a match begins is worth looking for too, unless it is in most texts: then it says little and its places are many. A pattern that is
 * asleep is rarely tried.
 */
static void add_front(const bnc_filtered *pattern, bnc_filtered *result, bnc_clause *chosen, const knowing *k)
{
    const bnc_clause *nearest = NULL;

    for (size_t i = 0; i < result->clause_count; i++)
        if (chosen[i].reach && chosen[i].reach <= NEAR)
            return;
    for (size_t i = 0; i < pattern->clause_count; i++) {
        const bnc_clause *clause = &pattern->clauses[i];

        if (clause->reach && clause->reach <= FAR && bnc_clause_length(clause) >= 4 && (!nearest || clause->reach < nearest->reach) &&
            share(clause, k) <= (pattern->is_asleep && k->is_thrifty ? RARELY : COMMON))
            nearest = clause;
    }
    if (nearest)
        chosen[result->clause_count++] = *nearest;
}

/* The clauses of a pattern worth looking for, the rarest one first. */
static bnc_filtered choose(bnc_arena *arena, const bnc_filtered *pattern, const knowing *known)
{
    bnc_clause *chosen = bnc_arena_array(arena, CHOSEN_MAX + 1, sizeof(*chosen));
    bnc_filtered result = { pattern->pattern, chosen, 0, pattern->is_asleep };
    bool is_used[BNC_CLAUSES_MAX] = { false };
    const bool is_poor = known->is_thrifty && pattern->is_asleep;
    double passes = 1;

    while (result.clause_count < CHOSEN_MAX && result.clause_count < pattern->clause_count && passes * RARE > 1) {
        double least = 2;
        size_t best = 0;

        for (size_t i = 0; i < pattern->clause_count; i++) {
            bool is_short = known->is_thrifty && bnc_clause_length(&pattern->clauses[i]) < 4 && (pattern->is_asleep || i > 0 || result.clause_count > 0);
            double part = is_used[i] || is_short ? 2 : share(&pattern->clauses[i], known);

            if (part < least) {
                least = part;
                best = i;
            }
        }
        if (least > 1 || (result.clause_count > 0 && least > COMMON) || (is_poor && (result.clause_count > 0 || least > RARELY)))
            break;
        is_used[best] = true;
        chosen[result.clause_count++] = pattern->clauses[best];
        passes *= least;
    }
    if (result.clause_count == 0 && pattern->clause_count > 0 && !pattern->is_asleep)
        chosen[result.clause_count++] = pattern->clauses[0];
    add_front(pattern, &result, chosen, known);
    return result;
}

void bnc_prefilter_build(bnc_arena *arena, const bnc_prefilter_input *in, bnc_buffer *ret_block)
{
    bnc_filtered *chosen = bnc_arena_array(arena, in->count + 1, sizeof(*chosen));
    bnc_filter_draft draft = { .patterns = in->patterns, .count = in->count, .pattern_count = in->pattern_count, .texts = in->texts,
                               .text_count = in->text_count };
    bnc_buffer first = BNC_BUFFER_INIT;
    uint32_t *counts;

    draft.gram_counts = bnc_grams_count(arena, in->texts, in->text_count);
    draft.literals = collect(arena, in->patterns, in->count);
    if (draft.literals.count > BNC_FILTER_LITERALS_MAX) { /* no filter then: every pattern is tried */
        for (size_t i = 0; i < in->count; i++)
            chosen[i] = (bnc_filtered){ in->patterns[i].pattern, NULL, 0, in->patterns[i].is_asleep };
        draft.patterns = chosen;
        draft.literals.count = 0;
        bnc_prefilter_write(arena, &draft, ret_block);
        return;
    }
    bnc_prefilter_write(arena, &draft, &first);
    counts = count_texts(arena, (const bnc_prefilter *)(const void *)first.at, in);
    const bnc_literals first_literals = draft.literals;
    const knowing known = { &first_literals, counts, in->text_count, in->is_thrifty };
    for (size_t i = 0; i < in->count; i++)
        chosen[i] = choose(arena, &in->patterns[i], &known);
    bnc_buffer_clear(&first);
    draft.patterns = chosen;
    draft.literals = collect(arena, chosen, in->count);
    number(arena, &draft.literals, &first_literals, counts);
    bnc_prefilter_write(arena, &draft, ret_block);
}

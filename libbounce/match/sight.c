/*
 * What the prefilter saw of a text, asked about patterns.
 *
 * In:  the literals that stand in the text and where (prefilter.c).   Out: the patterns of whose every clause one of them stands there, and where
 * a match of them may begin: it holds one literal of each clause, so it begins at or before the last of these, and no more than the clause's reach
 * before the first.
 */
#include "match/prefilter_table.h"

static const void *at(const bnc_prefilter *filter, uint32_t offset)
{
    return (const char *)filter + offset;
}

/* Whether of every clause of a block but the last, which woke the pattern, a literal was seen. */
static inline bool has_rest(const bnc_seen *seen, const uint16_t *block)
{
    const uint16_t *clause = block + 2;

    for (uint32_t clauses = block[1]; clauses > 1; clauses--) {
        const uint16_t *end = clause + 1 + BNC_CLAUSE_COUNT(*clause);

        do {
            if (++clause == end)
                return false;
        } while (!bnc_seen_has(seen, *clause));
        clause = end;
    }
    return true;
}

/* Narrows the window by one clause; false where none of its literals was seen. */
static bool narrow(const bnc_sight *sight, const uint16_t *clause, bnc_window *window)
{
    size_t first = SIZE_MAX, last = 0, reach = BNC_CLAUSE_REACH(*clause);

    for (uint32_t i = 1; i <= BNC_CLAUSE_COUNT(*clause); i++) {
        const uint32_t literal = clause[i];

        if (!bnc_seen_has(&sight->seen, literal))
            continue;
        if (sight->first[literal % BNC_PLACES] < first)
            first = sight->first[literal % BNC_PLACES];
        if (sight->last[literal % BNC_PLACES] > last)
            last = sight->last[literal % BNC_PLACES];
    }
    if (first == SIZE_MAX)
        return false;
    if (sight->char_bytes == 0)
        return true;
    reach = reach ? (reach - 1) * sight->char_bytes : SIZE_MAX;
    if (first > reach && first - reach > window->first)
        window->first = first - reach;
    if (last < window->last)
        window->last = last;
    return window->first <= window->last;
}

bool bnc_sight_window(const bnc_sight *sight, uint32_t pattern, bnc_window *ret_window)
{
    const uint16_t *clause = (const uint16_t *)at(sight->filter, sight->filter->clauses) + bnc_prefilter_way(sight->filter, pattern);
    uint32_t clauses = clause[1];

    *ret_window = (bnc_window){ 0, sight->len };
    for (clause += 2; clauses > 0; clauses--) {
        if (!narrow(sight, clause, ret_window))
            return false;
        clause += 1 + BNC_CLAUSE_COUNT(*clause);
    }
    return true;
}

#define AHEAD 32   /* literals */
#define BLOCKS 128 /* of them; more are taken in turns */

static void add_blocks(const bnc_sight *sight, const uint32_t *places, size_t count, bnc_seen *patterns)
{
    const uint16_t *clauses = at(sight->filter, sight->filter->clauses);

    for (size_t i = 0; i < count; i++) {
        const uint16_t *block = clauses + places[i];

        if (has_rest(&sight->seen, block))
            bnc_seen_add(patterns, block[0]);
    }
}

/* The tables are bigger than the cache: what some literals need is fetched at once, not one after the other. */
static void add_owners(const bnc_sight *sight, const uint32_t *literals, size_t count, bnc_seen *patterns)
{
    const bnc_prefilter *filter = sight->filter;
    const uint32_t *wakes = at(filter, filter->wakes);
    const uint16_t *clauses = at(filter, filter->clauses);
    uint32_t places[BLOCKS];
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&wakes[literals[i]]);
    for (size_t i = 0; i < count; i++) {
        uint32_t woken_count;
        const uint32_t *woken = bnc_prefilter_woken(filter, literals[i], &woken_count);

        for (uint32_t k = 0; k < woken_count; k++) {
            __builtin_prefetch(&clauses[woken[k]]);
            places[used++] = woken[k];
            if (used == BLOCKS) {
                add_blocks(sight, places, used, patterns);
                used = 0;
            }
        }
    }
    add_blocks(sight, places, used, patterns);
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

    bnc_seen_clear(patterns, filter->pattern_count);
    for (uint32_t i = 0; i < filter->always_count; i++)
        bnc_seen_add(patterns, always[i]);
}

void bnc_sight_candidates(const bnc_sight *sight, bnc_candidates *ret_candidates)
{
    bnc_seen patterns;
    uint32_t literals[AHEAD];
    size_t count = 0;

    start(sight->filter, &patterns);
    EACH_SEEN(&sight->seen, sight->filter->literal_count, number)
    {
        literals[count++] = (uint32_t)number;
        if (count < AHEAD)
            continue;
        add_owners(sight, literals, count, &patterns);
        count = 0;
    }
    add_owners(sight, literals, count, &patterns);
    write_candidates(sight->filter, &patterns, ret_candidates);
}

void bnc_prefilter_all(const bnc_prefilter *filter, bnc_candidates *ret_candidates)
{
    const uint16_t *clauses = at(filter, filter->clauses);
    bnc_seen patterns;

    start(filter, &patterns);
    for (uint32_t i = 0; i < filter->literal_count; i++) {
        uint32_t count;
        const uint32_t *woken = bnc_prefilter_woken(filter, i, &count);

        for (uint32_t k = 0; k < count; k++)
            bnc_seen_add(&patterns, clauses[woken[k]]);
    }
    write_candidates(filter, &patterns, ret_candidates);
}

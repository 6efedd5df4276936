/*
 * Finds the literals a pattern cannot match without (PCRE2 syntax, see literal.h).
 *
 * In:  a regular expression.   Out: the best set of literals of which one stands in every match.
 *
 * Every piece of a pattern is either exact (it matches one of a few texts and nothing else) or not; for both the best set of literals that any
 * match of it must hold is known. A sequence multiplies exact neighbours ("was|were" and " blocked" give two literals), an alternation unites
 * its branches' sets; whatever is optional counts only where it is exact. What is not understood ends the search: no literal is always right.
 */
#include "match/literal_parse.h"

/* Up to here a longer literal is worth more; every further literal of a set costs something. */
#define WORTH_MAX 20

static size_t shortest(const bnc_literal_set *set)
{
    size_t len = SIZE_MAX;

    for (size_t i = 0; i < set->count; i++)
        if (set->list[i].len < len)
            len = set->list[i].len;
    return set->count ? len : 0;
}

static long score(const bnc_literal_set *set)
{
    size_t len = shortest(set);

    if (len < BNC_LITERAL_MIN)
        return -1;
    return (long)(len < WORTH_MAX ? len : WORTH_MAX) * 8 - 4 * (long)(set->count - 1);
}

static bool contains(bnc_span text, bnc_span part)
{
    return bnc_span_find(text, part, 0) != BNC_NOT_FOUND;
}

/* Drops texts that hold another one of the set: where they stand, that one does too. */
static void reduce(bnc_literal_set *set)
{
    for (size_t i = 0; i < set->count;) {
        bool is_needless = false;

        for (size_t k = 0; k < set->count && !is_needless; k++)
            is_needless = k != i && contains(set->list[i], set->list[k]) && (set->list[i].len > set->list[k].len || k < i);
        if (is_needless)
            set->list[i] = set->list[--set->count];
        else
            i++;
    }
}

static void offer(bnc_literal_set *best, const bnc_literal_set *set)
{
    bnc_literal_set copy = *set;

    if (set->count == 0)
        return;
    reduce(&copy);
    if (score(&copy) > score(best))
        *best = copy;
}

/* Offers a set of exact texts, and what all of them begin or end with. */
static void offer_exact(bnc_literal_set *best, const bnc_literal_set *set)
{
    bnc_literal_set common = { .count = 1 };
    size_t front = shortest(set), back = front;

    offer(best, set);
    for (size_t i = 1; i < set->count; i++) {
        bnc_span a = set->list[0], b = set->list[i];
        size_t n = 0;

        while (n < front && a.at[n] == b.at[n])
            n++;
        front = n;
        for (n = 0; n < back && a.at[a.len - 1 - n] == b.at[b.len - 1 - n]; n++)
            ;
        back = n;
    }
    if (set->count < 2)
        return;
    common.list[0] = (bnc_span){ set->list[0].at, front };
    offer(best, &common);
    common.list[0] = (bnc_span){ set->list[0].at + set->list[0].len - back, back };
    offer(best, &common);
}

/* run × item into *run; false where that would be too much. */
static bool multiply(bnc_arena *arena, bnc_literal_set *run, const bnc_literal_set *item)
{
    bnc_literal_set product = { .count = 0 };

    if (run->count * item->count > BNC_EXACT_MAX)
        return false;
    for (size_t i = 0; i < run->count; i++)
        for (size_t k = 0; k < item->count; k++) {
            bnc_span a = run->list[i], b = item->list[k];
            char *text;

            if (a.len + b.len > BNC_LITERAL_LONGEST)
                return false;
            text = bnc_arena_alloc_raw(arena, a.len + b.len + 1);
            if (a.len)
                memcpy(text, a.at, a.len);
            if (b.len)
                memcpy(text + a.len, b.at, b.len);
            text[a.len + b.len] = '\0';
            product.list[product.count++] = (bnc_span){ text, a.len + b.len };
        }
    *run = product;
    return true;
}

static const bnc_literal_set empty_text = { .list = { { "", 0 } }, .count = 1 };

/* Adds an item to a sequence: "exact" of *all is the run of exact texts that ends here. */
static void append(bnc_arena *arena, bnc_literal_info *all, const bnc_literal_info *item)
{
    if (item->is_exact && multiply(arena, &all->exact, &item->exact))
        return;
    offer_exact(&all->best, &all->exact);
    offer(&all->best, &item->best);
    all->is_exact = false;
    all->exact = item->is_exact ? item->exact : empty_text;
}

static void add_text(bnc_literal_set *set, bnc_span text)
{
    for (size_t i = 0; i < set->count; i++)
        if (bnc_span_equal(set->list[i], text))
            return;
    set->list[set->count++] = text;
}

/* What "item" is under a quantifier {min,max}. */
static void quantify(bnc_arena *arena, bnc_literal_info *item, uint32_t min, uint32_t max)
{
    bnc_literal_info repeated = { .is_exact = true, .exact = empty_text };

    if (min == 1 && max == 1)
        return;
    if (min == 0 && max == 1 && item->is_exact && item->exact.count < BNC_EXACT_MAX) {
        add_text(&item->exact, (bnc_span){ "", 0 });
        item->best.count = 0;
        return;
    }
    if (min == 0) {
        *item = (bnc_literal_info){ .is_exact = false };
        return;
    }
    for (uint32_t i = 0; i < min && i < 8; i++)
        append(arena, &repeated, item);
    if (min == max && min < 8) {
        *item = repeated;
        return;
    }
    offer_exact(&repeated.best, &repeated.exact);
    *item = (bnc_literal_info){ .is_exact = false, .best = repeated.best };
}

static bnc_literal_info read_sequence(bnc_literal_parser *p, unsigned depth);

/* Alternatives up to a ')' or the end. */
static bnc_literal_info read_alternatives(bnc_literal_parser *p, unsigned depth)
{
    bnc_literal_info all = read_sequence(p, depth);

    while (!p->is_lost && p->at < p->pattern.len && p->pattern.at[p->at] == '|') {
        bnc_literal_info next;

        p->at++;
        next = read_sequence(p, depth);
        if (all.is_exact && next.is_exact && all.exact.count + next.exact.count <= BNC_EXACT_MAX)
            for (size_t i = 0; i < next.exact.count; i++)
                add_text(&all.exact, next.exact.list[i]);
        else
            all.is_exact = false;
        if (all.best.count == 0 || next.best.count == 0 || all.best.count + next.best.count > BNC_LITERALS_MAX)
            all.best.count = 0;
        else
            for (size_t i = 0; i < next.best.count; i++)
                add_text(&all.best, next.best.list[i]);
    }
    return all;
}

static bnc_literal_info read_group(bnc_literal_parser *p, unsigned depth)
{
    bnc_group_form form = bnc_literal_open(p);
    bnc_literal_info info = { .is_exact = true, .exact = empty_text };

    if (form == BNC_GROUP_NOTHING)
        return info;
    if (form == BNC_GROUP_UNKNOWN || depth == 0) {
        p->is_lost = true;
        return info;
    }
    info = read_alternatives(p, depth - 1);
    if (p->at >= p->pattern.len || p->pattern.at[p->at] != ')')
        p->is_lost = true;
    p->at++;
    if (form == BNC_GROUP_ASSERTION) /* takes no text; what it asks for is not counted */
        info = (bnc_literal_info){ .is_exact = true, .exact = empty_text };
    return info;
}

static bnc_literal_info read_sequence(bnc_literal_parser *p, unsigned depth)
{
    bnc_literal_info all = { .is_exact = true, .exact = empty_text };

    while (!p->is_lost && p->at < p->pattern.len && p->pattern.at[p->at] != '|' && p->pattern.at[p->at] != ')') {
        bnc_literal_info item = { .is_exact = false };
        uint32_t min, max;

        if (p->pattern.at[p->at] == '(')
            item = read_group(p, depth);
        else
            item.is_exact = bnc_literal_atom(p, &item.exact);
        bnc_literal_quantifier(p, &min, &max);
        quantify(p->arena, &item, min, max);
        append(p->arena, &all, &item);
    }
    offer_exact(&all.best, &all.exact);
    return all;
}

size_t bnc_literal_extract(bnc_arena *arena, bnc_span pattern, bnc_span ret_literals[BNC_LITERALS_MAX])
{
    bnc_literal_parser p = { .arena = arena, .pattern = pattern };
    bnc_literal_info all = read_alternatives(&p, BNC_LITERAL_DEPTH);

    if (p.is_lost || p.at < pattern.len)
        return 0;
    if (score(&all.best) < 0)
        return 0;
    memcpy(ret_literals, all.best.list, all.best.count * sizeof(*ret_literals));
    return all.best.count;
}

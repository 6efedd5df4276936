/*
 * Finds the literals a pattern cannot match without (PCRE2 syntax, see literal.h).
 *
 * In:  a regular expression.   Out: clauses: sets of literals of which one each stands in every match.
 *
 * Every piece of a pattern is either exact (it matches one of a few texts and nothing else) or not. A sequence multiplies exact neighbours
 * ("was|were" and " blocked" give two literals); where that ends, the run becomes a clause. An alternation unites its branches' best clauses;
 * whatever is optional counts only where it is exact. What is not understood ends the search: no clause is always right.
 */
#include "match/literal_parse.h"

#include <limits.h>

/* Up to here a longer literal is worth more; every further literal of a clause costs something. */
#define WORTH_MAX 20
#define WORTHLESS LONG_MIN

size_t bnc_clause_length(const bnc_clause *clause)
{
    size_t len = SIZE_MAX;

    for (size_t i = 0; i < clause->count; i++)
        if (clause->literals[i].len < len)
            len = clause->literals[i].len;
    return clause->count ? len : 0;
}

static long score(const bnc_clause *clause)
{
    size_t len = bnc_clause_length(clause);

    if (len < BNC_LITERAL_MIN)
        return WORTHLESS;
    return (long)(len < WORTH_MAX ? len : WORTH_MAX) * 8 - 4 * (long)(clause->count - 1);
}

static bool contains(bnc_span text, bnc_span part)
{
    return bnc_span_find(text, part, 0) != BNC_NOT_FOUND;
}

static uint32_t sum(uint32_t one, uint32_t other)
{
    return one + other < BNC_LITERAL_ENDLESS ? one + other : BNC_LITERAL_ENDLESS;
}

static uint32_t product(uint32_t length, uint32_t times)
{
    if (length == 0 || times == 0)
        return 0;
    return times < BNC_LITERAL_ENDLESS && length < BNC_LITERAL_ENDLESS / times ? length * times : BNC_LITERAL_ENDLESS;
}

static uint32_t reach_of(uint32_t before)
{
    return before < BNC_REACH_MAX ? before + 1 : 0;
}

static uint32_t longer_reach(uint32_t reach, uint32_t more)
{
    return reach ? reach_of(sum(reach - 1, more)) : 0;
}

/*
 * A copy without texts that hold another one of the list: where they stand, that one does too, but not always at their front. reach: of the texts.
 */
static bnc_clause reduced(bnc_arena *arena, const bnc_span *texts, size_t count, uint32_t reach)
{
    bnc_span *list = bnc_arena_array(arena, count, sizeof(*list));
    size_t longest = 0, shortest = SIZE_MAX, all = count;

    for (size_t i = 0; i < count; i++)
        longest = texts[i].len > longest ? texts[i].len : longest;
    memcpy(list, texts, count * sizeof(*list));
    for (size_t i = 0; i < count;) {
        bool is_needless = false;

        for (size_t k = 0; k < count && !is_needless; k++)
            is_needless = k != i && contains(list[i], list[k]) && (list[i].len > list[k].len || k < i);
        if (is_needless)
            list[i] = list[--count];
        else
            i++;
    }
    for (size_t i = 0; i < count; i++)
        shortest = list[i].len < shortest ? list[i].len : shortest;
    return (bnc_clause){ list, count, count < all ? longer_reach(reach, (uint32_t)(longest - shortest)) : reach };
}

static bool is_same(const bnc_clause *one, const bnc_clause *other)
{
    for (size_t i = 0; i < one->count && one->count == other->count; i++)
        if (!bnc_span_equal(one->literals[i], other->literals[i]))
            return false;
    return one->count == other->count;
}

static bool is_nearer(const bnc_clause *one, const bnc_clause *other)
{
    return one->reach && (other->count == 0 || other->reach == 0 || one->reach < other->reach);
}

/* Keeps a clause, the best one in front; the worst one goes where there are too many. */
static void keep(bnc_literal_info *info, const bnc_clause *clause)
{
    long worth = score(clause);
    size_t at = info->clause_count;

    if (worth == WORTHLESS)
        return;
    if (is_nearer(clause, &info->front))
        info->front = *clause;
    for (size_t i = 0; i < info->clause_count; i++)
        if (is_same(&info->clauses[i], clause)) {
            if (is_nearer(clause, &info->clauses[i]))
                info->clauses[i].reach = clause->reach;
            return;
        }
    while (at > 0 && score(&info->clauses[at - 1]) < worth)
        at--;
    if (at == BNC_LITERAL_CLAUSES)
        return;
    if (info->clause_count < BNC_LITERAL_CLAUSES)
        info->clause_count++;
    memmove(&info->clauses[at + 1], &info->clauses[at], (info->clause_count - at - 1) * sizeof(*clause));
    info->clauses[at] = *clause;
}

/* before: the characters at most in front of "from". */
static void keep_all(bnc_literal_info *info, const bnc_literal_info *from, uint32_t before)
{
    for (size_t i = 0; i <= from->clause_count; i++) {
        bnc_clause clause = i ? from->clauses[i - 1] : from->front;

        clause.reach = longer_reach(clause.reach, before);
        if (i > 0)
            keep(info, &clause);
        else if (clause.count > 0 && is_nearer(&clause, &info->front))
            info->front = clause;
    }
}

/* What all texts begin with (or end with), as a clause of one literal. */
static bnc_clause common_part(bnc_arena *arena, const bnc_literal_set *set, bool is_end, uint32_t reach)
{
    bnc_span part = set->list[0];
    size_t longest = part.len;

    for (size_t i = 1; i < set->count; i++) {
        bnc_span other = set->list[i];
        size_t n = 0, most = part.len < other.len ? part.len : other.len;

        if (is_end)
            while (n < most && part.at[part.len - 1 - n] == other.at[other.len - 1 - n])
                n++;
        else
            while (n < most && part.at[n] == other.at[n])
                n++;
        part = is_end ? bnc_span_from(part, part.len - n) : bnc_span_cut(part, 0, n);
        longest = other.len > longest ? other.len : longest;
    }
    return reduced(arena, &part, 1, is_end ? longer_reach(reach, (uint32_t)(longest - part.len)) : reach);
}

/* A run of exact texts ends: the clause it gives, and what all of its texts begin or end with, where that is worth more. */
static void keep_run(bnc_arena *arena, bnc_literal_info *info)
{
    const bnc_literal_set *run = &info->exact;
    const uint32_t reach = reach_of(info->run_at);
    bnc_clause best;

    if (run->count == 0)
        return;
    best = reduced(arena, run->list, run->count, reach);
    keep(info, &best);
    for (int is_end = 0; is_end < 2 && best.count > 1; is_end++) {
        bnc_clause part = common_part(arena, run, is_end, reach);

        if (score(&part) <= score(&best))
            continue;
        best = part;
        keep(info, &best);
    }
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
    const uint32_t before = all->longest;

    all->longest = sum(before, item->longest);
    if (item->is_exact && multiply(arena, &all->exact, &item->exact))
        return;
    keep_run(arena, all);
    if (!item->is_exact) /* else it begins the next run */
        keep_all(all, item, before);
    all->is_exact = false;
    all->exact = item->is_exact ? item->exact : empty_text;
    all->run_at = item->is_exact ? before : all->longest;
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
        item->clause_count = 0;
        item->front.count = 0;
        return;
    }
    if (min == 0) {
        *item = (bnc_literal_info){ .is_exact = false, .longest = product(item->longest, max) };
        return;
    }
    for (uint32_t i = 0; i < min && i < 8; i++)
        append(arena, &repeated, item);
    if (min == max && min < 8) {
        *item = repeated;
        return;
    }
    keep_run(arena, &repeated);
    repeated.is_exact = false;
    repeated.longest = product(item->longest, max);
    *item = repeated;
}

static bnc_literal_info read_sequence(bnc_literal_parser *p, unsigned depth);

/* Both branches' literals; no clause where one has none or there are too many. */
static bnc_clause united(bnc_arena *arena, const bnc_clause *one, const bnc_clause *other)
{
    bnc_span texts[BNC_LITERALS_MAX];
    uint32_t reach = one->reach > other->reach ? one->reach : other->reach;

    if (one->count == 0 || other->count == 0 || one->count + other->count > BNC_LITERALS_MAX)
        return (bnc_clause){ NULL, 0, 0 };
    memcpy(texts, one->literals, one->count * sizeof(*texts));
    memcpy(texts + one->count, other->literals, other->count * sizeof(*texts));
    return reduced(arena, texts, one->count + other->count, one->reach && other->reach ? reach : 0);
}

/* What one of two branches must hold: one of both branches' best literals. */
static void unite(bnc_arena *arena, bnc_literal_info *all, const bnc_literal_info *next)
{
    const bnc_clause none = { NULL, 0, 0 };

    if (all->is_exact && next->is_exact && all->exact.count + next->exact.count <= BNC_EXACT_MAX)
        for (size_t i = 0; i < next->exact.count; i++)
            add_text(&all->exact, next->exact.list[i]);
    else
        all->is_exact = false;
    all->clauses[0] = united(arena, all->clause_count ? &all->clauses[0] : &none, next->clause_count ? &next->clauses[0] : &none);
    all->clause_count = all->clauses[0].count > 0;
    all->front = united(arena, &all->front, &next->front);
    all->longest = all->longest > next->longest ? all->longest : next->longest;
    all->run_at = 0;
}

/* Alternatives up to a ')' or the end. */
static bnc_literal_info read_alternatives(bnc_literal_parser *p, unsigned depth)
{
    bnc_literal_info all = read_sequence(p, depth);

    while (!p->is_lost && p->at < p->pattern.len && p->pattern.at[p->at] == '|') {
        bnc_literal_info next;

        p->at++;
        next = read_sequence(p, depth);
        unite(p->arena, &all, &next);
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

static bnc_literal_info read_atom(bnc_literal_parser *p)
{
    bnc_literal_info item = { .is_exact = false };

    item.is_exact = bnc_literal_atom(p, &item.exact);
    item.longest = p->longest;
    for (size_t i = 0; i < item.exact.count && item.is_exact; i++)
        if (item.exact.list[i].len == 0)
            item.longest = 0; /* \b and the like */
    return item;
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
            item = read_atom(p);
        bnc_literal_quantifier(p, &min, &max);
        quantify(p->arena, &item, min, max);
        append(p->arena, &all, &item);
    }
    keep_run(p->arena, &all);
    return all;
}

size_t bnc_literal_clauses(bnc_arena *arena, bnc_span pattern, bnc_clause ret_clauses[BNC_CLAUSES_MAX])
{
    bnc_literal_parser p = { .arena = arena, .pattern = pattern };
    bnc_literal_info all = read_alternatives(&p, BNC_LITERAL_DEPTH);

    if (p.is_lost || p.at < pattern.len)
        return 0;
    memcpy(ret_clauses, all.clauses, all.clause_count * sizeof(*ret_clauses));
    for (size_t i = 0; i < all.clause_count; i++)
        if (is_same(&all.clauses[i], &all.front))
            return all.clause_count;
    if (all.front.count > 0)
        ret_clauses[all.clause_count++] = all.front;
    return all.clause_count;
}

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

/* A copy without texts that hold another one of the list: where they stand, that one does too. */
static bnc_clause reduced(bnc_arena *arena, const bnc_span *texts, size_t count)
{
    bnc_span *list = bnc_arena_array(arena, count, sizeof(*list));

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
    return (bnc_clause){ list, count };
}

static bool is_same(const bnc_clause *one, const bnc_clause *other)
{
    for (size_t i = 0; i < one->count && one->count == other->count; i++)
        if (!bnc_span_equal(one->literals[i], other->literals[i]))
            return false;
    return one->count == other->count;
}

/* Keeps a clause, the best one in front; the worst one goes where there are too many. */
static void keep(bnc_literal_info *info, const bnc_clause *clause)
{
    long worth = score(clause);
    size_t at = info->clause_count;

    if (worth == WORTHLESS)
        return;
    for (size_t i = 0; i < info->clause_count; i++)
        if (is_same(&info->clauses[i], clause))
            return;
    while (at > 0 && score(&info->clauses[at - 1]) < worth)
        at--;
    if (at == BNC_CLAUSES_MAX)
        return;
    if (info->clause_count < BNC_CLAUSES_MAX)
        info->clause_count++;
    memmove(&info->clauses[at + 1], &info->clauses[at], (info->clause_count - at - 1) * sizeof(*clause));
    info->clauses[at] = *clause;
}

static void keep_all(bnc_literal_info *info, const bnc_literal_info *from)
{
    for (size_t i = 0; i < from->clause_count; i++)
        keep(info, &from->clauses[i]);
}

/* What all texts begin with (or end with), as a clause of one literal. */
static bnc_clause common_part(bnc_arena *arena, const bnc_literal_set *set, bool is_end)
{
    bnc_span part = set->list[0];

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
    }
    return reduced(arena, &part, 1);
}

/* A run of exact texts ends: the best clause it gives. */
static void keep_run(bnc_arena *arena, bnc_literal_info *info, const bnc_literal_set *run)
{
    bnc_clause best;

    if (run->count == 0)
        return;
    best = reduced(arena, run->list, run->count);
    for (int is_end = 0; is_end < 2 && best.count > 1; is_end++) {
        bnc_clause part = common_part(arena, run, is_end);

        if (score(&part) > score(&best))
            best = part;
    }
    keep(info, &best);
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
    keep_run(arena, all, &all->exact);
    if (!item->is_exact) /* else it begins the next run */
        keep_all(all, item);
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
        item->clause_count = 0;
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
    keep_run(arena, &repeated, &repeated.exact);
    repeated.is_exact = false;
    *item = repeated;
}

static bnc_literal_info read_sequence(bnc_literal_parser *p, unsigned depth);

/* What one of two branches must hold: one of both branches' best literals. */
static void unite(bnc_arena *arena, bnc_literal_info *all, const bnc_literal_info *next)
{
    bnc_span texts[BNC_LITERALS_MAX];
    size_t count = all->clauses[0].count, more = next->clauses[0].count;
    bool has_both = all->clause_count > 0 && next->clause_count > 0 && count + more <= BNC_LITERALS_MAX;

    if (all->is_exact && next->is_exact && all->exact.count + next->exact.count <= BNC_EXACT_MAX)
        for (size_t i = 0; i < next->exact.count; i++)
            add_text(&all->exact, next->exact.list[i]);
    else
        all->is_exact = false;
    all->clause_count = 0;
    if (!has_both)
        return;
    memcpy(texts, all->clauses[0].literals, count * sizeof(*texts));
    memcpy(texts + count, next->clauses[0].literals, more * sizeof(*texts));
    all->clauses[0] = reduced(arena, texts, count + more);
    all->clause_count = 1;
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
    keep_run(p->arena, &all, &all.exact);
    return all;
}

size_t bnc_literal_clauses(bnc_arena *arena, bnc_span pattern, bnc_clause ret_clauses[BNC_CLAUSES_MAX])
{
    bnc_literal_parser p = { .arena = arena, .pattern = pattern };
    bnc_literal_info all = read_alternatives(&p, BNC_LITERAL_DEPTH);

    if (p.is_lost || p.at < pattern.len)
        return 0;
    memcpy(ret_clauses, all.clauses, all.clause_count * sizeof(*ret_clauses));
    return all.clause_count;
}

/*
 * Ranking: which rules and blocklists may speak to a text, the weightiest first (doc/knowledge.md, "Rule").
 *
 * In:  candidates of the prefilter.   Out: hits whose guards hold, ordered by weight, guards, length of the literal, id. The order is known
 * before a single regular expression ran, so that most of them need not run.
 */
#include "cause/find.h"

/* What a blocklist weighs that is merely named. */
#define LIST_WEIGHT 45

static bool code_fits(const char *guard, uint16_t code)
{
    if (code < 100 || code > 999)
        return false;
    char digits[3] = { (char)('0' + code / 100), (char)('0' + code / 10 % 10), (char)('0' + code % 10) };
    for (size_t i = 0; i < 3; i++)
        if (guard[i] != digits[i] && bnc_to_lower(guard[i]) != 'x')
            return false;
    return true;
}

/* "75" against 750 to 759: the first digits of a three-digit number, "75*". */
static bool digits_fit(uint32_t first, size_t digits, uint32_t number)
{
    for (; digits < 3; digits++)
        number /= 10;
    return first == number;
}

/* "5.7.*" against 5.7.1, "4.7.5*" against 4.7.500: each part is a number, '*', or the first digits of a long one. */
static bool status_fits(const char *guard, bnc_status status)
{
    if (!bnc_status_is_set(status) || (bnc_is_digit(guard[0]) && guard[1] == '.' && guard[0] - '0' != status.class))
        return false;
    const uint32_t parts[3] = { status.class, status.subject, status.detail };
    bnc_span rest = bnc_span_of(guard);
    for (size_t i = 0; i < 3; i++) {
        uint32_t number;
        size_t used;
        if (rest.len && (rest.at[0] == '*' || bnc_to_lower(rest.at[0]) == 'x')) {
            used = 1;
        } else if (!(used = bnc_span_number(rest, &number))) {
            return false;
        } else if (used < rest.len && rest.at[used] == '*') {
            if (parts[i] < 100 || !digits_fit(number, used, parts[i]))
                return false;
            used++;
        } else if (number != parts[i]) {
            return false;
        }
        rest = bnc_span_from(rest, used);
        if (i < 2) {
            if (!rest.len || rest.at[0] != '.')
                return false;
            rest = bnc_span_from(rest, 1);
        }
    }
    return rest.len == 0;
}

static bool provider_fits(const bnc_layer *layer, bnc_list guard, bnc_saying *saying)
{
    if (saying->is_any_provider)
        return true;
    const uint32_t *refs = bnc_layer_list(layer, guard);
    const char *from_text = bnc_saying_provider(saying);
    for (uint32_t i = 0; i < guard.count; i++) {
        const char *id = bnc_layer_text(layer, refs[i]);
        if ((from_text && strcmp(id, from_text) == 0) || (saying->host_provider && strcmp(id, saying->host_provider) == 0))
            return true;
    }
    return false;
}

/* Counts the guards of a rule; false if one does not hold. */
static bool guards_hold(const bnc_layer *layer, const bnc_rule_record *rule, bnc_saying *saying, uint8_t *ret_guards)
{
    uint8_t guards = 0;
    if (rule->if_command) {
        if (saying->command == BOUNCE_COMMAND_NONE || !(rule->if_command >> saying->command & 1))
            return false;
        guards++;
    }
    if (rule->if_code.count) {
        const uint32_t *refs = bnc_layer_list(layer, rule->if_code);
        bool fits = false;
        for (uint32_t i = 0; i < rule->if_code.count && !fits; i++)
            fits = code_fits(bnc_layer_text(layer, refs[i]), saying->code);
        if (!fits)
            return false;
        guards++;
    }
    if (rule->if_status.count) {
        const uint32_t *refs = bnc_layer_list(layer, rule->if_status);
        bool fits = false;
        for (uint32_t i = 0; i < rule->if_status.count && !fits; i++)
            fits = status_fits(bnc_layer_text(layer, refs[i]), saying->status);
        if (!fits)
            return false;
        guards++;
    }
    if (rule->if_provider.count) {
        if (!provider_fits(layer, rule->if_provider, saying))
            return false;
        guards++;
    }
    *ret_guards = guards;
    return true;
}

static bool is_better(const bnc_hit *a, const bnc_hit *b)
{
    return a->rank != b->rank ? a->rank > b->rank : strcmp(a->id, b->id) < 0;
}

static bool is_same_record(const bnc_candidate *a, const bnc_candidate *b)
{
    return a->record == b->record && a->owner == b->owner && a->layer == b->layer;
}

/* A heap: the best hit is at the top; the order of the rest costs nothing until it is asked for. */
static void sink(bnc_hit **heap, size_t count, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && is_better(heap[child + 1], heap[child]))
            child++;
        if (!is_better(heap[child], heap[at]))
            return;
        bnc_hit *up = heap[child];
        heap[child] = heap[at];
        heap[at] = up;
    }
}

const bnc_hit *bnc_ranking_next(bnc_ranking *ranking)
{
    if (ranking->left == 0)
        return NULL;
    bnc_hit *best = ranking->heap[0];
    ranking->heap[0] = ranking->heap[--ranking->left];
    sink(ranking->heap, ranking->left, 0);
    return best;
}

static uint32_t rank_of(uint8_t weight, uint8_t guards, uint8_t literal)
{
    return (uint32_t)weight << 16 | (uint32_t)guards << 8 | literal;
}

static bool hit_from_run(bnc_saying *saying, const bnc_candidate *run, uint32_t count, bnc_hit *ret_hit)
{
    uint8_t guards = 0;
    *ret_hit = (bnc_hit){ .layer = run->layer, .candidates = run, .count = count };
    if (run->owner == BNC_OWNER_BLOCKLIST) {
        ret_hit->blocklist = bnc_layer_blocklist(run->layer, run->record);
        ret_hit->id = bnc_layer_text(run->layer, ret_hit->blocklist->id);
        ret_hit->weight = ret_hit->blocklist->weight ? ret_hit->blocklist->weight : LIST_WEIGHT;
        ret_hit->rank = rank_of(ret_hit->weight, 0, 0);
        return true;
    }
    const bnc_rule_record *rule = bnc_layer_rule(run->layer, run->record);
    if (!(rule->in & (saying->reply ? 1 : 2)) || !guards_hold(run->layer, rule, saying, &guards))
        return false;
    ret_hit->rule = rule;
    ret_hit->id = bnc_layer_text(run->layer, rule->id);
    ret_hit->weight = rule->weight;
    ret_hit->rank = rank_of(rule->weight, guards, rule->literal);
    return true;
}

void bnc_rank(bnc_saying *saying, bnc_ranking *ret_ranking)
{
    const bnc_candidate *list = saying->candidates;
    size_t count = 0, runs = 0;
    for (size_t i = 0; i < saying->candidate_count; i++)
        runs += i == 0 || !is_same_record(&list[i - 1], &list[i]);
    bnc_hit *hits = bnc_arena_alloc_raw(saying->scratch, runs * sizeof *hits);
    for (size_t i = 0, next; i < saying->candidate_count; i = next) {
        for (next = i + 1; next < saying->candidate_count && is_same_record(&list[i], &list[next]); next++)
            ;
        if (list[i].owner <= BNC_OWNER_BLOCKLIST && hit_from_run(saying, &list[i], (uint32_t)(next - i), &hits[count]))
            count++;
    }
    bnc_hit **heap = bnc_arena_alloc_raw(saying->scratch, count * sizeof *heap);
    for (size_t i = 0; i < count; i++)
        heap[i] = &hits[i];
    for (size_t i = count / 2; i-- > 0;)
        sink(heap, count, i);
    *ret_ranking = (bnc_ranking){ hits, count, heap, count };
}

/* Facts that a further pattern of the same rule gives. */
static void merge_groups(bnc_match *into, const bnc_match *from)
{
    for (size_t i = 0; i < from->count; i++) {
        bool is_there = false;
        for (size_t k = 0; k < into->count && !is_there; k++)
            is_there = into->groups[k].group == from->groups[i].group;
        if (!is_there && into->count < BNC_MATCH_GROUPS)
            into->groups[into->count++] = from->groups[i];
    }
}

/* What the guards of a layer's rules may match in the text. */
static const bnc_sight *look_at_guards(bnc_saying *saying, const bnc_layer *layer)
{
    if (saying->is_unfiltered)
        return NULL;
    if (saying->guards_layer != layer) {
        saying->guards_layer = layer;
        saying->guards_sight = bnc_layer_look(layer, BNC_SCAN_GUARD, saying->text, saying->scratch);
    }
    return saying->guards_sight;
}

static bool is_guarded(bnc_saying *saying, const bnc_hit *hit)
{
    const uint32_t *unless = bnc_layer_list(hit->layer, hit->rule->unless);
    const bnc_sight *sight = hit->rule->unless.count ? look_at_guards(saying, hit->layer) : NULL;
    bnc_match match;
    for (uint32_t i = 0; i < hit->rule->unless.count; i++)
        if (bnc_pattern_find_seen(hit->layer, unless[i], sight, saying->text, 0, &match))
            return true;
    return false;
}

bool bnc_hit_match(bnc_saying *saying, const bnc_hit *hit, bnc_match *ret_match)
{
    bool is_match = false;
    for (uint32_t i = 0; i < hit->count; i++) {
        bnc_match match;
        if (!bnc_saying_find_words(saying, &hit->candidates[i], &match))
            continue;
        if (is_match)
            merge_groups(ret_match, &match);
        else
            *ret_match = match;
        is_match = true;
    }
    if (!is_match || !hit->rule)
        return is_match;
    return !is_guarded(saying, hit);
}

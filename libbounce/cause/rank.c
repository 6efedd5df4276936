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

/* "5.7.*" against 5.7.1: each part is a number or '*'. */
static bool status_fits(const char *guard, bnc_status status)
{
    if (!bnc_status_is_set(status))
        return false;
    const uint32_t parts[3] = { status.class, status.subject, status.detail };
    bnc_span rest = bnc_span_of(guard);
    for (size_t i = 0; i < 3; i++) {
        uint32_t number;
        size_t used;
        if (rest.len && (rest.at[0] == '*' || bnc_to_lower(rest.at[0]) == 'x'))
            used = 1;
        else if (!(used = bnc_span_number(rest, &number)) || number != parts[i])
            return false;
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
    if (a->weight != b->weight)
        return a->weight > b->weight;
    if (a->guards != b->guards)
        return a->guards > b->guards;
    if (a->literal != b->literal)
        return a->literal > b->literal;
    return strcmp(a->id, b->id) < 0;
}

/* Into its place; where the list is full the last one drops out. */
static size_t insert(bnc_hit hits[BNC_HITS_MAX], size_t count, const bnc_hit *hit)
{
    if (count == BNC_HITS_MAX) {
        if (!is_better(hit, &hits[count - 1]))
            return count;
        count--;
    }
    size_t at = count;
    while (at > 0 && is_better(hit, &hits[at - 1])) {
        hits[at] = hits[at - 1];
        at--;
    }
    hits[at] = *hit;
    return count + 1;
}

static bool hit_from_run(bnc_saying *saying, const bnc_candidate *run, uint32_t count, bnc_hit *ret_hit)
{
    *ret_hit = (bnc_hit){ .layer = run->layer, .candidates = run, .count = count };
    if (run->owner == BNC_OWNER_BLOCKLIST) {
        ret_hit->blocklist = bnc_layer_blocklist(run->layer, run->record);
        ret_hit->id = bnc_layer_text(run->layer, ret_hit->blocklist->id);
        ret_hit->weight = ret_hit->blocklist->weight ? ret_hit->blocklist->weight : LIST_WEIGHT;
        return true;
    }
    const bnc_rule_record *rule = bnc_layer_rule(run->layer, run->record);
    if (!(rule->in & (saying->reply ? 1 : 2)) || !guards_hold(run->layer, rule, saying, &ret_hit->guards))
        return false;
    ret_hit->rule = rule;
    ret_hit->id = bnc_layer_text(run->layer, rule->id);
    ret_hit->weight = rule->weight;
    ret_hit->literal = rule->literal;
    return true;
}

size_t bnc_rank(bnc_saying *saying, bnc_hit hits[BNC_HITS_MAX])
{
    size_t count = 0;
    const bnc_candidate *list = saying->candidates;
    for (size_t i = 0, next; i < saying->candidate_count; i = next) {
        for (next = i + 1; next < saying->candidate_count && list[next].record == list[i].record && list[next].owner == list[i].owner
                           && list[next].layer == list[i].layer;
             next++)
            ;
        bnc_hit hit;
        if (list[i].owner <= BNC_OWNER_BLOCKLIST && hit_from_run(saying, &list[i], (uint32_t)(next - i), &hit))
            count = insert(hits, count, &hit);
    }
    return count;
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

bool bnc_hit_match(const bnc_saying *saying, const bnc_hit *hit, bnc_match *ret_match)
{
    bool is_match = false;
    for (uint32_t i = 0; i < hit->count; i++) {
        bnc_match match;
        if (!bnc_pattern_find(hit->layer, hit->candidates[i].pattern, saying->text, 0, &match))
            continue;
        if (is_match)
            merge_groups(ret_match, &match);
        else
            *ret_match = match;
        is_match = true;
    }
    if (!is_match || !hit->rule)
        return is_match;
    const uint32_t *unless = bnc_layer_list(hit->layer, hit->rule->unless);
    for (uint32_t i = 0; i < hit->rule->unless.count; i++) {
        bnc_match match;
        if (bnc_pattern_find(hit->layer, unless[i], saying->text, 0, &match))
            return false;
    }
    return true;
}

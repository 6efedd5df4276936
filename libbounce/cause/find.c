/*
 * The causes one text gives: rules and blocklists of the knowledge, ranked (doc/knowledge.md, "Rule"; doc/confidence.md).
 *
 * In:  a reply or a notice's prose.   Out: causes with facts and evidence, the answer first.
 */
#include "cause/find.h"

static const char *cause_of(const bnc_hit *hit)
{
    if (hit->rule)
        return bnc_layer_text(hit->layer, hit->rule->cause);
    if (hit->blocklist->is_defunct)
        return "receiver.filter_misconfigured";
    const char *own = bnc_layer_text(hit->layer, hit->blocklist->cause);
    return own ? own : "ip.dnsbl_listed";
}

/*
 * A list that is only named says something in a reply where nothing else does, or nothing closer than "refused"; a page may name many. A rule that
 * says itself that it guesses has no say beside others.
 */
static bool may_speak(const bnc_found *found, const bnc_saying *saying, const bnc_hit *hit, const char *id)
{
    if (hit->rule)
        return found->count == 0 || hit->rule->confidence > BOUNCE_CONFIDENCE_LOW;
    return saying->reply && (found->count == 0 || bnc_cause_is_above(found->set, bnc_cause_id_of(found->causes[0]), id));
}

/* A temporary refusal is no proof that an address is gone. */
static bounce_confidence confidence_of(const bnc_hit *hit, const bnc_saying *saying, const char *id, bounce_confidence limit)
{
    bounce_confidence confidence = hit->rule ? (bounce_confidence)hit->rule->confidence : BOUNCE_CONFIDENCE_MEDIUM;
    const bnc_layer *layer;
    const bnc_cause_record *record = bnc_set_cause(saying->set, id, &layer);
    if (record && record->address == BOUNCE_ADDRESS_DEAD && saying->code >= 400 && saying->code < 500 && confidence > BOUNCE_CONFIDENCE_MEDIUM)
        confidence = BOUNCE_CONFIDENCE_MEDIUM;
    return confidence < limit ? confidence : limit;
}

/* What stands within the words that matched comes first. Prose is long: what stands far from them need not belong to them. */
static void add_form(bounce_cause *cause, const bnc_saying *saying, const bnc_match *match)
{
    const size_t near = 120;
    size_t from = 0, end = saying->text.len;
    if (!saying->reply) {
        from = match->start > near ? match->start - near : 0;
        end = match->end + near < end ? match->end + near : end;
    }
    bnc_facts_from_form(cause, saying, match->start, match->end);
    bnc_facts_from_form(cause, saying, from, end);
}

static void add_rule(bnc_found *found, bounce_cause *cause, const bnc_hit *hit, bounce_confidence limit)
{
    const bnc_rule_record *rule = hit->rule;
    cause->provider = bnc_layer_text(hit->layer, rule->provider);
    cause->sisimai = bnc_layer_text(hit->layer, rule->sisimai);
    cause->hard = rule->hard;
    if (!found->provider)
        found->provider = cause->provider;
    const uint32_t *pairs = bnc_layer_list(hit->layer, rule->also);
    for (uint32_t i = 0; i + 1 < rule->also.count; i += 2) {
        bounce_confidence confidence = (bounce_confidence)pairs[i + 1];
        bnc_found_add_also(found, cause, bnc_layer_text(hit->layer, pairs[i]), confidence < limit ? confidence : limit);
    }
}

/* Further causes hold the facts that came to light after they were added. */
static void share_facts(bnc_found *found, const bounce_cause *from, size_t first)
{
    for (size_t i = first; i < found->count; i++) {
        bnc_cause_add_facts(found->causes[i], from);
        if (!found->causes[i]->list_id)
            found->causes[i]->list_id = from->list_id;
    }
}

/* The words of a text that have proved something. */
typedef struct used_words {
    struct { size_t start, end; } list[BNC_MAX_CAUSES];
    size_t count;
} used_words;

/* The same words prove one thing; only a closer cause may stand on them once more. */
static bool is_said(const bnc_found *found, const used_words *used, const bnc_match *match, const char *id)
{
    bool overlaps = false;
    for (size_t i = 0; i < used->count && !overlaps; i++)
        overlaps = match->start < used->list[i].end && used->list[i].start < match->end;
    for (size_t i = 0; i < found->count && overlaps; i++)
        overlaps = !bnc_cause_is_above(found->set, bnc_cause_id_of(found->causes[i]), id);
    return overlaps;
}

static bool add_hit(bnc_found *found, bnc_saying *saying, const bnc_ranking *ranking, const bnc_hit *hit, bounce_confidence limit,
                    used_words *used)
{
    const char *id = cause_of(hit);
    bnc_match match;
    if (!id || bnc_found_covers(found, id) || !may_speak(found, saying, hit, id) || !bnc_hit_match(saying, hit, &match)
        || is_said(found, used, &match, id))
        return false;
    if (used->count < BNC_MAX_CAUSES) {
        used->list[used->count].start = match.start;
        used->list[used->count++].end = match.end;
    }
    size_t before = found->count;
    bounce_cause *cause = bnc_found_add_closer(found, id, hit->id, confidence_of(hit, saying, id, limit), hit->weight);
    if (!cause)
        return found->count < before;
    bnc_facts_from_match(cause, saying, &match);
    if (hit->rule)
        bnc_facts_from_set(cause, hit->layer, hit->rule);
    else
        bnc_cause_add_fact(cause, BNC_GROUP_LIST, bnc_layer_text(hit->layer, hit->blocklist->name));
    add_form(cause, saying, &match);
    bnc_evidence_add_match(cause, saying, match.start, match.end);
    size_t further = found->count;
    if (hit->rule)
        add_rule(found, cause, hit, limit);
    bnc_blocklist_resolve(found, cause, saying, hit->layer, hit->rule, ranking);
    share_facts(found, cause, further);
    return true;
}

void bnc_find_causes(bnc_found *found, bnc_saying *saying, bounce_confidence limit)
{
    used_words used = { .count = 0 };
    const bnc_hit *hit;
    bnc_ranking ranking;
    int top = -1;
    if (saying->effort && *saying->effort == 0)
        return;
    bnc_saying_scan(saying);
    bnc_rank(saying, &ranking);
    while ((hit = bnc_ranking_next(&ranking))) {
        bool is_light = top >= 0 && (hit->weight + BNC_WEIGHT_GAP < top || (hit->weight < BNC_WEIGHT_FAINT && top >= BNC_WEIGHT_FAINT));
        if (is_light && !(hit->rule && bnc_cause_is_outer(cause_of(hit)))) /* how long it took is said beside any reason */
            continue;
        if (add_hit(found, saying, &ranking, hit, limit, &used) && top < 0)
            top = hit->weight;
    }
}

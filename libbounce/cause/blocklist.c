/*
 * Which blocklist a reply speaks of, and what its listing means.
 *
 * In:  a cause, its facts, the text.   Out: the list's name and id; its own cause in place of the general one; its further causes. A zone wins
 * before a name, the longest zone before others, then the list that is named first. A closed list, or an answer that means an error
 * (127.255.255.x), says that the receiver's filter is set up wrongly.
 */
#include "cause/find.h"
#include "util/utf8.h"

#define ZONE_MAX 253 /* RFC 1035, section 2.3.4 */
#define LISTED "ip.dnsbl_listed"
#define MISCONFIGURED "receiver.filter_misconfigured"

typedef struct resolved {
    const bnc_blocklist_record *record;
    const bnc_layer *layer;
    bnc_span zone;
} resolved;

static bool is_about_lists(const bounce_cause *cause)
{
    static const char *const ids[] = { LISTED, "sender_domain.blocklisted", "ip.dynamic_range", "ip.compromised", "content.url_listed", MISCONFIGURED };
    if (bnc_cause_find_fact(cause, BNC_GROUP_LIST) || bnc_cause_find_fact(cause, BNC_GROUP_ZONE))
        return true;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strcmp(bnc_cause_id_of(cause), ids[i]) == 0)
            return true;
    return false;
}

static bool try_zone(const bnc_set *set, bnc_span zone, resolved *inout)
{
    const bnc_layer *layer;
    bnc_span proper;
    const bnc_blocklist_record *record = bnc_set_blocklist_of_zone(set, zone, &proper, &layer);
    if (!record || (inout->record && proper.len <= inout->zone.len))
        return false;
    *inout = (resolved){ record, layer, proper };
    return true;
}

/* Host names in the text that are zones. */
static void scan_zones(bnc_saying *saying, resolved *inout)
{
    bnc_span text = saying->text;
    for (size_t i = 0, end; i < text.len; i = end + 1) {
        size_t dots = 0;
        for (end = i; end < text.len && (bnc_is_alnum(text.at[end]) || text.at[end] == '-' || text.at[end] == '_' || text.at[end] == '.'); end++)
            dots += text.at[end] == '.' && end > i;
        size_t len = end - i;
        while (len && text.at[i + len - 1] == '.') {
            len--;
            dots--;
        }
        if (dots >= 1 && len >= 5 && len <= ZONE_MAX && bnc_is_alpha(text.at[i + len - 1]))
            try_zone(saying->set, bnc_span_cut(text, i, len), inout);
    }
}

/* Lists whose own patterns match: the one that is named first. */
static void scan_names(bnc_saying *saying, const bnc_ranking *ranking, resolved *inout)
{
    size_t first = BNC_NOT_FOUND;
    for (size_t i = 0; i < ranking->count; i++) {
        const bnc_hit *hit = &ranking->hits[i];
        bnc_match match;
        if (!hit->blocklist || !bnc_hit_match(saying, hit, &match) || match.start >= first)
            continue;
        first = match.start;
        *inout = (resolved){ hit->blocklist, hit->layer, BNC_SPAN("") };
    }
}

static void find_list(const bounce_cause *cause, bnc_saying *saying, const bnc_ranking *ranking, resolved *ret)
{
    const char *zone = bnc_cause_find_fact(cause, BNC_GROUP_ZONE), *name = bnc_cause_find_fact(cause, BNC_GROUP_LIST);
    if (zone && try_zone(saying->set, bnc_span_of(zone), ret))
        return;
    if (name) {
        ret->record = bnc_set_blocklist_of_name(saying->set, bnc_span_of(name), &ret->layer);
        if (!ret->record)
            try_zone(saying->set, bnc_span_of(name), ret);
        resolved named = { NULL, NULL, BNC_SPAN("") };
        scan_zones(saying, &named);
        if (ret->record && named.record == ret->record)
            ret->zone = named.zone;
        if (ret->record)
            return;
    }
    scan_zones(saying, ret);
    if (!ret->record && !name)
        scan_names(saying, ranking, ret);
}

/* "127.255.255.*" against 127.255.255.254. */
static bool code_fits(const char *pattern, bnc_span code)
{
    bnc_span fixed = bnc_span_of(pattern);
    if (fixed.len && fixed.at[fixed.len - 1] == '*')
        return bnc_span_starts(code, bnc_span_cut(fixed, 0, fixed.len - 1));
    return bnc_span_equal(fixed, code);
}

/* What an answer means: another list (then *inout is that one), or a cause, which is returned. */
static const char *resolve_code(const bnc_set *set, bnc_span code, resolved *inout)
{
    const bnc_blocklist_record *record = inout->record;
    const uint32_t *pairs = bnc_layer_list(inout->layer, record->code);
    for (uint32_t i = 0; i + 1 < record->code.count; i += 2) {
        if (!code_fits(bnc_layer_text(inout->layer, pairs[i]), code))
            continue;
        const char *meaning = bnc_layer_text(inout->layer, pairs[i + 1]);
        const bnc_layer *layer;
        const bnc_blocklist_record *part = bnc_set_blocklist(set, meaning, &layer);
        if (!part)
            return meaning;
        inout->record = part;
        inout->layer = layer;
        return NULL;
    }
    return NULL;
}

/* A part of the list whose own page is named beside the zone of the whole: its cause may be the reason. */
static void add_part(bnc_found *found, const bounce_cause *cause, bnc_saying *saying, const bnc_ranking *ranking, const resolved *whole)
{
    const uint32_t *pairs = bnc_layer_list(whole->layer, whole->record->code);
    for (size_t i = 0; i < ranking->count; i++) {
        const bnc_hit *hit = &ranking->hits[i];
        bnc_match match;
        const char *own = hit->blocklist ? bnc_layer_text(hit->layer, hit->blocklist->cause) : NULL;
        bool is_part = false;
        for (uint32_t k = 0; own && !is_part && k + 1 < whole->record->code.count; k += 2)
            is_part = strcmp(bnc_layer_text(whole->layer, pairs[k + 1]), hit->id) == 0;
        if (is_part && hit->blocklist != whole->record && strcmp(own, bnc_cause_id_of(cause)) != 0 && bnc_hit_match(saying, hit, &match))
            bnc_found_add_also(found, cause, own, BOUNCE_CONFIDENCE_MEDIUM);
    }
}

/* Another cause in the place of this one. */
static void become(bnc_found *found, bounce_cause *cause, const char *id)
{
    const bnc_layer *layer;
    const bnc_cause_record *record = bnc_set_cause(found->set, id, &layer);
    if (!record)
        return;
    for (size_t i = 0; i < found->count; i++)
        if (found->causes[i] != cause && strcmp(bnc_cause_id_of(found->causes[i]), id) == 0)
            return;
    cause->record = record;
    cause->layer = layer;
    cause->sisimai = NULL;
    cause->hard = 0;
}

static bool rule_sets_list(const bnc_layer *layer, const bnc_rule_record *rule)
{
    const uint32_t *pairs = rule ? bnc_layer_list(layer, rule->set) : NULL;
    for (uint32_t i = 0; rule && i + 1 < rule->set.count; i += 2)
        if (pairs[i] == BNC_GROUP_LIST)
            return true;
    return false;
}

void bnc_blocklist_resolve(bnc_found *found, bounce_cause *cause, bnc_saying *saying, const bnc_layer *layer, const bnc_rule_record *rule,
                           const bnc_ranking *ranking)
{
    resolved list = { NULL, NULL, BNC_SPAN("") };
    if (!is_about_lists(cause))
        return;
    find_list(cause, saying, ranking, &list);
    if (!list.record)
        return;
    if (list.zone.len)
        bnc_cause_add_fact(cause, BNC_GROUP_ZONE, bnc_arena_dup(found->arena, list.zone));
    const char *given = bnc_cause_find_fact(cause, BNC_GROUP_CODE);
    bnc_span code = given ? bnc_span_of(given) : bnc_form_find_code(saying->text);
    const char *meaning = code.len ? resolve_code(found->set, code, &list) : NULL;
    if (code.len)
        bnc_cause_add_fact(cause, BNC_GROUP_CODE, bnc_arena_dup(found->arena, code));
    cause->list_id = bnc_layer_text(list.layer, list.record->id);
    bnc_cause_add_fact(cause, BNC_GROUP_LIST, bnc_layer_text(list.layer, list.record->name));
    bool is_general = strcmp(bnc_cause_id_of(cause), LISTED) == 0;
    if (list.record->is_defunct)
        meaning = MISCONFIGURED;
    if (meaning) {
        become(found, cause, meaning);
        return;
    }
    const char *own = bnc_layer_text(list.layer, list.record->cause);
    if (own && is_general && !rule_sets_list(layer, rule))
        become(found, cause, own);
    if (!code.len)
        add_part(found, cause, saying, ranking, &list);
    const uint32_t *pairs = bnc_layer_list(list.layer, list.record->also);
    for (uint32_t i = 0; i + 1 < list.record->also.count; i += 2) {
        const char *also = bnc_layer_text(list.layer, pairs[i]);
        bounce_confidence confidence = (bounce_confidence)pairs[i + 1];
        if (strcmp(also, bnc_cause_id_of(cause)) != 0)
            bnc_found_add_also(found, cause, also, confidence < cause->confidence ? confidence : cause->confidence);
    }
}

/*
 * The causes found for one recipient: which gives way to which, and their order.
 *
 * In:  cause ids with rule and confidence.   Out: a short list, the answer first.
 */
#include "cause/find.h"

#define PARENTS_MAX 8 /* steps up the registry; a user's registry may hold a circle */

const char *bnc_cause_id_of(const bounce_cause *cause)
{
    return bnc_layer_text(cause->layer, cause->record->id);
}

bool bnc_cause_is_above(const bnc_set *set, const char *cause, const char *child)
{
    for (int i = 0; i < PARENTS_MAX; i++) {
        const bnc_layer *layer;
        const bnc_cause_record *record = bnc_set_cause(set, child, &layer);
        child = record ? bnc_layer_text(layer, record->parent) : NULL;
        if (!child)
            return false;
        if (strcmp(child, cause) == 0)
            return true;
    }
    return false;
}

bool bnc_found_covers(const bnc_found *found, const char *cause)
{
    for (size_t i = 0; i < found->covered_count; i++)
        if (strcmp(found->covered[i], cause) == 0)
            return true;
    return false;
}

/* Climbs the registry once for each cause that is added. Outer ones are covered only by themselves. */
static void cover(bnc_found *found, const char *id)
{
    for (int i = 0; id && i <= PARENTS_MAX && found->covered_count < BNC_COVERED_MAX; i++) {
        const bnc_layer *layer;
        const bnc_cause_record *record = bnc_set_cause(found->set, id, &layer);
        if (i == 0 || !bnc_cause_is_outer(id))
            found->covered[found->covered_count++] = id;
        id = record ? bnc_layer_text(layer, record->parent) : NULL;
    }
}

static bool has(const bnc_found *found, const char *id)
{
    for (size_t i = 0; i < found->count; i++)
        if (strcmp(bnc_cause_id_of(found->causes[i]), id) == 0)
            return true;
    return false;
}

bounce_cause *bnc_found_add(bnc_found *found, const char *id, const char *rule, bounce_confidence confidence)
{
    const bnc_layer *layer;
    const bnc_cause_record *record = bnc_set_cause(found->set, id, &layer);
    if (!record || found->count == BNC_MAX_CAUSES || has(found, id))
        return NULL;
    bounce_cause *cause = bnc_arena_alloc(found->arena, sizeof *cause);
    cause->set = found->set;
    cause->arena = found->arena;
    cause->layer = layer;
    cause->record = record;
    cause->rule = rule;
    cause->confidence = confidence;
    found->causes[found->count++] = cause;
    cover(found, id);
    return cause;
}

bounce_cause *bnc_found_add_closer(bnc_found *found, const char *id, const char *rule, bounce_confidence confidence, uint8_t weight)
{
    size_t place = found->count;
    if (confidence > BOUNCE_CONFIDENCE_LOW)
        for (size_t i = 0; i < found->count; i++)
            if (found->causes[i]->weight <= weight && !bnc_cause_is_outer(bnc_cause_id_of(found->causes[i])) && bnc_cause_is_above(found->set, bnc_cause_id_of(found->causes[i]), id)) {
                if (place == found->count)
                    place = i;
                memmove(&found->causes[i], &found->causes[i + 1], (found->count - i - 1) * sizeof *found->causes);
                found->count--;
                i--;
            }
    bounce_cause *cause = bnc_found_add(found, id, rule, confidence);
    if (cause)
        cause->weight = weight;
    if (cause && place < found->count - 1) {
        memmove(&found->causes[place + 1], &found->causes[place], (found->count - 1 - place) * sizeof *found->causes);
        found->causes[place] = cause;
    }
    return cause;
}

bounce_cause *bnc_found_add_also(bnc_found *found, const bounce_cause *from, const char *id, bounce_confidence confidence)
{
    bounce_cause *cause = bnc_found_add(found, id, from->rule, confidence);
    if (!cause)
        return NULL;
    cause->list_id = from->list_id;
    cause->provider = from->provider;
    cause->weight = from->weight;
    bnc_cause_add_facts(cause, from);
    cause->evidence = from->evidence; /* an array is never written to once it is there */
    cause->evidence_count = from->evidence_count;
    return cause;
}

void bnc_found_merge(bnc_found *found, const bnc_found *other)
{
    for (size_t i = 0; i < other->count && found->count < BNC_MAX_CAUSES; i++) {
        const char *id = bnc_cause_id_of(other->causes[i]);
        if (has(found, id))
            continue;
        found->causes[found->count++] = other->causes[i];
        cover(found, id);
    }
    if (!found->provider)
        found->provider = other->provider;
}

bool bnc_cause_is_outer(const char *id)
{
    return id[0] == 'r' && (strcmp(id, "routing.expired") == 0 || strcmp(id, "routing.suspended") == 0 || strcmp(id, "report.delayed") == 0);
}

bool bnc_found_has_reason(const bnc_found *found)
{
    for (size_t i = 0; i < found->count; i++)
        if (!bnc_cause_is_outer(bnc_cause_id_of(found->causes[i])))
            return true;
    return false;
}

/* An expired message stays a fact of its own beside the reason; that it was delayed or paused says nothing more. */
void bnc_found_order(bnc_found *found, bool is_delay)
{
    if (!bnc_found_has_reason(found)) {
        if (is_delay)
            found->count = 0;
        return;
    }
    bounce_cause *expired = NULL;
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++) {
        const char *id = bnc_cause_id_of(found->causes[i]);
        if (!bnc_cause_is_outer(id))
            found->causes[count++] = found->causes[i];
        else if (!is_delay && strcmp(id, "routing.expired") == 0)
            expired = found->causes[i];
    }
    if (expired)
        found->causes[count++] = expired;
    found->count = count;
}

const char *bnc_cause_find_fact(const bounce_cause *cause, bnc_group name)
{
    for (size_t i = 0; i < cause->fact_count; i++)
        if (cause->facts[i].name == name)
            return cause->facts[i].value;
    return NULL;
}

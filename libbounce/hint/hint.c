/*
 * From causes to steps: which remedy fits best, which variant of a step, and one order over all causes.
 *
 * In:  a recipient's causes with list, provider and facts; the country.   Out: at most BNC_MAX_HINTS steps, each once, every one behind the step that
 * has to be done before it.
 */
#include "hint/hint.h"

/* How special a guard is: a list says more than a provider, that more than a fact, that more than a country. */
enum { BY_COUNTRY = 1, BY_FACT = 2, BY_PROVIDER = 4, BY_LIST = 8 };

typedef struct hint_place {
    const bounce_cause *cause;
    const char *provider; /* whose system answered */
    const char *country;
} hint_place;

typedef struct hint_choice {
    const hint_place *place;
    const bnc_layer *layer;
    const bnc_remedy_record *remedy;
    const bnc_hint_record *variant;
    int score;
} hint_choice;

static bool holds(const bnc_layer *layer, bnc_list refs, const char *value)
{
    const uint32_t *list = bnc_layer_list(layer, refs);
    for (uint32_t i = 0; value && i < refs.count; i++) {
        const char *one = bnc_layer_text(layer, list[i]);
        if (bnc_to_lower(*one) == bnc_to_lower(*value) && bnc_span_equal_nocase(bnc_span_of(one), bnc_span_of(value)))
            return true;
    }
    return false;
}

/* Adds weight to the score if the guard holds; false if it does not. No guard: nothing. */
static bool guard(const bnc_layer *layer, bnc_list refs, const char *value, int weight, int *inout_score)
{
    if (!refs.count)
        return true;
    *inout_score += weight;
    return holds(layer, refs, value);
}

static bool facts_known(const bnc_layer *layer, const bnc_remedy_record *remedy, const bounce_cause *cause)
{
    const uint32_t *groups = bnc_layer_list(layer, remedy->fact);
    for (uint32_t i = 0; i < remedy->fact.count; i++)
        if (!bnc_cause_find_fact(cause, (bnc_group)groups[i]))
            return false;
    return true;
}

static bool weigh_remedy(const bnc_layer *layer, const bnc_remedy_record *remedy, void *user)
{
    hint_choice *choice = user;
    const hint_place *place = choice->place;
    const char *provider = place->cause->provider ? place->cause->provider : place->provider;
    int score = remedy->fact.count ? BY_FACT : 0;
    if (guard(layer, remedy->list, place->cause->list_id, BY_LIST, &score)
        && guard(layer, remedy->provider, provider, BY_PROVIDER, &score)
        && guard(layer, remedy->country, place->country, BY_COUNTRY, &score)
        && facts_known(layer, remedy, place->cause) && score > choice->score) {
        choice->layer = layer;
        choice->remedy = remedy;
        choice->score = score;
    }
    return true;
}

static bool weigh_variant(const bnc_layer *layer, const bnc_hint_record *variant, void *user)
{
    hint_choice *choice = user;
    const hint_place *place = choice->place;
    int score = 0;
    if (guard(layer, variant->list, place->cause->list_id, BY_LIST, &score)
        && guard(layer, variant->provider, place->provider, BY_PROVIDER, &score)
        && guard(layer, variant->country, place->country, BY_COUNTRY, &score) && score > choice->score) {
        choice->layer = layer;
        choice->variant = variant;
        choice->score = score;
    }
    return true;
}

typedef struct hint_plan {
    const bnc_set *set;
    bnc_arena *arena;
    const char *ids[BNC_MAX_HINTS]; /* of the steps as remedies name them, before variants */
    bounce_hint *steps[BNC_MAX_HINTS];
    size_t count;
} hint_plan;

static size_t find(const hint_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->ids[i], id) == 0)
            return i;
    return BNC_NOT_FOUND;
}

/* Makes the step, or the variant of it that fits; NULL if there is no such hint. */
static bounce_hint *make(const hint_plan *plan, const char *id, const hint_place *place)
{
    hint_choice best = { .place = place, .score = 0 };
    const bnc_layer *layer;
    const bnc_hint_record *record = bnc_set_hint(plan->set, id, &layer);
    if (!record)
        return NULL;
    bnc_set_each_variant(plan->set, id, weigh_variant, &best);
    bounce_hint *hint = bnc_arena_alloc(plan->arena, sizeof *hint);
    hint->set = plan->set;
    hint->layer = best.variant ? best.layer : layer;
    hint->record = best.variant ? best.variant : record;
    hint->cause = place->cause;
    return hint;
}

static void insert(hint_plan *plan, size_t at, const char *id, bounce_hint *hint)
{
    memmove(&plan->ids[at + 1], &plan->ids[at], (plan->count - at) * sizeof *plan->ids);
    memmove(&plan->steps[at + 1], &plan->steps[at], (plan->count - at) * sizeof *plan->steps);
    plan->ids[at] = id;
    plan->steps[at] = hint;
    plan->count++;
}

/* Where a new step goes: before the next step of the same remedy that is there already, else to the end. */
static size_t place_for(const hint_plan *plan, const bnc_layer *layer, const uint32_t *steps, uint32_t next, uint32_t count, size_t first)
{
    for (uint32_t i = next; i < count; i++) {
        size_t at = find(plan, bnc_layer_text(layer, steps[i]));
        if (at != BNC_NOT_FOUND && at >= first)
            return at;
    }
    return plan->count;
}

static void add_remedy(hint_plan *plan, const hint_choice *chosen)
{
    const bnc_list list = chosen->remedy->steps;
    const uint32_t *steps = bnc_layer_list(chosen->layer, list);
    const bounce_hint *before = NULL;
    size_t first = 0; /* this remedy's steps so far stand before this place */
    for (uint32_t i = 0; i < list.count; i++) {
        const char *id = bnc_layer_text(chosen->layer, steps[i]);
        size_t at = find(plan, id);
        if (at == BNC_NOT_FOUND) {
            bounce_hint *hint = plan->count < BNC_MAX_HINTS ? make(plan, id, chosen->place) : NULL;
            if (!hint)
                continue;
            at = place_for(plan, chosen->layer, steps, i + 1, list.count, first);
            insert(plan, at, id, hint);
        }
        bounce_hint *hint = plan->steps[at];
        if (!hint->after && at >= first)
            hint->after = before;
        before = hint;
        if (at >= first)
            first = at + 1;
    }
}

static void choose(bounce_report *report, bounce_recipient *recipient, const bnc_context *context, const char *country)
{
    hint_plan plan = { .set = context->set, .arena = report->arena };
    for (size_t i = 0; i < recipient->cause_count; i++) {
        const bounce_cause *cause = recipient->causes[i];
        hint_place place = { cause, recipient->provider, country };
        hint_choice best = { .place = &place, .score = -1 };
        if (i > 0 && cause->confidence == BOUNCE_CONFIDENCE_LOW)
            continue; /* a guess beside the answer is no reason to do anything */
        bnc_set_each_remedy(context->set, bnc_layer_text(cause->layer, cause->record->id), weigh_remedy, &best);
        if (best.remedy)
            add_remedy(&plan, &best);
    }
    recipient->hints = bnc_arena_array(report->arena, plan.count ? plan.count : 1, sizeof *recipient->hints);
    recipient->hint_count = plan.count;
    for (size_t i = 0; i < plan.count; i++) {
        recipient->hints[i] = plan.steps[i];
        plan.steps[i]->step = (unsigned)i + 1;
    }
}

void bnc_hint_choose(bounce_report *report, const bnc_context *context)
{
    const char *country = context->country ? context->country : report->country;
    if (report->recipient_count == 0)
        choose(report, &report->whole, context, country);
    for (size_t i = 0; i < report->recipient_count; i++) {
        bounce_recipient *recipient = &report->recipients[i], *previous = i ? recipient - 1 : NULL;
        if (previous && previous->causes == recipient->causes) { /* the same question: see cause/classify.c */
            recipient->hints = previous->hints;
            recipient->hint_count = previous->hint_count;
            continue;
        }
        choose(report, recipient, context, country);
    }
}

/* ---- all steps of a cause ---- */

typedef struct hint_walk {
    const bnc_set *set;
    bnc_hint_fn *fn;
    void *user;
} hint_walk;

static bool walk_variant(const bnc_layer *layer, const bnc_hint_record *variant, void *user)
{
    const hint_walk *walk = user;
    walk->fn(layer, variant, walk->user);
    return true;
}

static bool walk_remedy(const bnc_layer *layer, const bnc_remedy_record *remedy, void *user)
{
    hint_walk *walk = user;
    const uint32_t *steps = bnc_layer_list(layer, remedy->steps);
    for (uint32_t i = 0; i < remedy->steps.count; i++) {
        const char *id = bnc_layer_text(layer, steps[i]);
        const bnc_layer *owner;
        const bnc_hint_record *record = bnc_set_hint(walk->set, id, &owner);
        if (!record)
            continue;
        walk->fn(owner, record, walk->user);
        bnc_set_each_variant(walk->set, id, walk_variant, walk);
    }
    return true;
}

void bnc_hint_each_of_cause(const bnc_set *set, const char *cause, bnc_hint_fn *fn, void *user)
{
    hint_walk walk = { set, fn, user };
    bnc_set_each_remedy(set, cause, walk_remedy, &walk);
}

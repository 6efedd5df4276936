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
    const bnc_layer *layer;
    const bnc_remedy_record *remedy;
    const bnc_hint_record *variant;
    int score;
} hint_choice;

/* Where nothing is known a guard cannot hold: most records of a cause are for other lists, providers and countries. */
static inline bool may_hold(bnc_list refs, const char *value)
{
    return refs.count == 0 || value != NULL;
}

/* Adds weight to the score if the guard holds; false if it does not. No guard: nothing. */
static bool guard(const bnc_layer *layer, bnc_list refs, const char *value, int weight, int *inout_score)
{
    if (!refs.count)
        return true;
    *inout_score += weight;
    return bnc_layer_list_has(layer, refs, value);
}

static bool facts_known(const bnc_layer *layer, const bnc_remedy_record *remedy, const bounce_cause *cause)
{
    const uint32_t *groups = bnc_layer_list(layer, remedy->fact);
    for (uint32_t i = 0; i < remedy->fact.count; i++)
        if (!bnc_cause_find_fact(cause, (bnc_group)groups[i]))
            return false;
    return true;
}

static hint_choice choose_remedy(const bnc_set *set, const hint_place *place)
{
    const char *provider = place->cause->provider ? place->cause->provider : place->provider;
    bnc_walk walk = bnc_set_remedies_of(set, bnc_layer_text(place->cause->layer, place->cause->record->id));
    hint_choice best = { .score = -1 };
    const bnc_layer *layer;
    for (const bnc_remedy_record *remedy; (remedy = bnc_set_next_remedy(set, &walk, &layer));) {
        int score = remedy->fact.count ? BY_FACT : 0;
        if (!may_hold(remedy->list, place->cause->list_id) || !may_hold(remedy->provider, provider) || !may_hold(remedy->country, place->country))
            continue;
        if (guard(layer, remedy->list, place->cause->list_id, BY_LIST, &score)
            && guard(layer, remedy->provider, provider, BY_PROVIDER, &score)
            && guard(layer, remedy->country, place->country, BY_COUNTRY, &score)
            && facts_known(layer, remedy, place->cause) && score > best.score)
            best = (hint_choice){ .layer = layer, .remedy = remedy, .score = score };
    }
    return best;
}

static hint_choice choose_variant(const bnc_set *set, const char *id, const hint_place *place)
{
    bnc_walk walk = bnc_set_variants_of(set, id);
    hint_choice best = { .score = 0 };
    const bnc_layer *layer;
    for (const bnc_hint_record *variant; (variant = bnc_set_next_variant(set, &walk, &layer));) {
        int score = 0;
        if (!may_hold(variant->list, place->cause->list_id) || !may_hold(variant->provider, place->provider)
            || !may_hold(variant->country, place->country))
            continue;
        if (guard(layer, variant->list, place->cause->list_id, BY_LIST, &score)
            && guard(layer, variant->provider, place->provider, BY_PROVIDER, &score)
            && guard(layer, variant->country, place->country, BY_COUNTRY, &score) && score > best.score)
            best = (hint_choice){ .layer = layer, .variant = variant, .score = score };
    }
    return best;
}

typedef struct hint_plan {
    const bnc_set *set;
    bnc_arena *arena;
    const bnc_hint_record *bases[BNC_MAX_HINTS]; /* the steps as remedies name them, before variants */
    bounce_hint *steps[BNC_MAX_HINTS];
    size_t count;
} hint_plan;

/* A step as a remedy names it; record: NULL if there is no such hint. */
typedef struct hint_base {
    const bnc_layer *layer;
    const bnc_hint_record *record;
} hint_base;

static size_t find(const hint_plan *plan, const bnc_hint_record *base)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->bases[i] == base)
            return i;
    return BNC_NOT_FOUND;
}

/* Makes the step, or the variant of it that fits. Every variant has a guard. */
static bounce_hint *make(const hint_plan *plan, hint_base base, const hint_place *place)
{
    hint_choice best = { .variant = NULL };
    if (place->cause->list_id || place->provider || place->country)
        best = choose_variant(plan->set, bnc_layer_text(base.layer, base.record->id), place);
    bounce_hint *hint = bnc_arena_alloc(plan->arena, sizeof *hint);
    hint->set = plan->set;
    hint->layer = best.variant ? best.layer : base.layer;
    hint->record = best.variant ? best.variant : base.record;
    hint->cause = place->cause;
    return hint;
}

static void insert(hint_plan *plan, size_t at, const bnc_hint_record *base, bounce_hint *hint)
{
    memmove(&plan->bases[at + 1], &plan->bases[at], (plan->count - at) * sizeof *plan->bases);
    memmove(&plan->steps[at + 1], &plan->steps[at], (plan->count - at) * sizeof *plan->steps);
    plan->bases[at] = base;
    plan->steps[at] = hint;
    plan->count++;
}

/* Where a new step goes: before the next step of the same remedy that is there already, else to the end. */
static size_t place_for(const hint_plan *plan, const hint_base *rest, size_t count, size_t first)
{
    for (size_t i = 0; i < count && first < plan->count; i++) {
        size_t at = find(plan, rest[i].record);
        if (at != BNC_NOT_FOUND && at >= first)
            return at;
    }
    return plan->count;
}

static void add_remedy(hint_plan *plan, const hint_choice *chosen, const hint_place *place)
{
    const size_t all = chosen->remedy->steps.count, count = all < BNC_MAX_HINTS ? all : BNC_MAX_HINTS;
    const uint32_t *ids = bnc_layer_list(chosen->layer, chosen->remedy->steps);
    hint_base bases[BNC_MAX_HINTS];
    const bounce_hint *before = NULL;
    size_t first = 0; /* this remedy's steps so far stand before this place */
    for (size_t i = 0; i < count; i++)
        bases[i].record = bnc_set_hint(plan->set, bnc_layer_text(chosen->layer, ids[i]), &bases[i].layer);
    for (size_t i = 0; i < count; i++) {
        if (!bases[i].record)
            continue;
        size_t at = find(plan, bases[i].record);
        if (at == BNC_NOT_FOUND) {
            if (plan->count == BNC_MAX_HINTS)
                continue;
            at = place_for(plan, bases + i + 1, count - i - 1, first);
            insert(plan, at, bases[i].record, make(plan, bases[i], place));
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
        if (i > 0 && cause->confidence == BOUNCE_CONFIDENCE_LOW)
            continue; /* a guess beside the answer is no reason to do anything */
        hint_choice best = choose_remedy(context->set, &place);
        if (best.remedy)
            add_remedy(&plan, &best, &place);
    }
    recipient->hints = bnc_arena_array(report->arena, plan.count ? plan.count : 1, sizeof *recipient->hints);
    recipient->hint_count = plan.count;
    for (size_t i = 0; i < plan.count; i++) {
        recipient->hints[i] = plan.steps[i];
        plan.steps[i]->step = (unsigned)i + 1;
    }
}

/* Would the same steps be chosen, with the same words in them? */
static bool is_like(const bounce_cause *a, const bounce_cause *b)
{
    if (a == b)
        return true;
    if (a->record != b->record || a->list_id != b->list_id || a->provider != b->provider || a->confidence != b->confidence
        || a->fact_count != b->fact_count)
        return false;
    for (size_t i = 0; i < a->fact_count; i++)
        if (a->facts[i].name != b->facts[i].name || strcmp(a->facts[i].value, b->facts[i].value) != 0)
            return false;
    return true;
}

/* Thousands of recipients with the same causes are one question, whatever words prove them. */
static bool is_asked_again(const bounce_recipient *a, const bounce_recipient *b)
{
    if (a->cause_count != b->cause_count || a->provider != b->provider)
        return false;
    for (size_t i = 0; i < a->cause_count; i++)
        if (!is_like(a->causes[i], b->causes[i]))
            return false;
    return true;
}

void bnc_hint_choose(bounce_report *report, const bnc_context *context)
{
    const char *country = context->country ? context->country : report->country;
    if (report->recipient_count == 0)
        choose(report, &report->whole, context, country);
    for (size_t i = 0; i < report->recipient_count; i++) {
        bounce_recipient *recipient = &report->recipients[i], *previous = i ? recipient - 1 : NULL;
        if (previous && is_asked_again(recipient, previous)) {
            recipient->hints = previous->hints;
            recipient->hint_count = previous->hint_count;
            continue;
        }
        choose(report, recipient, context, country);
    }
}

/* ---- all steps of a cause ---- */

static void walk_step(const bnc_set *set, const char *id, bnc_hint_fn *fn, void *user)
{
    const bnc_layer *layer;
    const bnc_hint_record *record = bnc_set_hint(set, id, &layer);
    if (!record)
        return;
    fn(layer, record, user);
    bnc_walk walk = bnc_set_variants_of(set, id);
    while ((record = bnc_set_next_variant(set, &walk, &layer)))
        fn(layer, record, user);
}

void bnc_hint_each_of_cause(const bnc_set *set, const char *cause, bnc_hint_fn *fn, void *user)
{
    bnc_walk walk = bnc_set_remedies_of(set, cause);
    const bnc_layer *layer;
    for (const bnc_remedy_record *remedy; (remedy = bnc_set_next_remedy(set, &walk, &layer));) {
        const uint32_t *steps = bnc_layer_list(layer, remedy->steps);
        for (uint32_t i = 0; i < remedy->steps.count; i++)
            walk_step(set, bnc_layer_text(layer, steps[i]), fn, user);
    }
}

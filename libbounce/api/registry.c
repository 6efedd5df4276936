/*
 * The registry through the classifier: causes without facts, all steps each can give, and the codes of single providers.
 *
 * Made when first asked for and published by compare-and-swap: classifying needs none of it, and a shared classifier stays lock-free.
 */
#include "api/classifier.h"
#include <bounce/bounce.h>
#include <stdlib.h>

static void hints_free(bnc_registry_hints *hints)
{
    if (!hints)
        return;
    for (size_t i = 0; i < hints->count; i++)
        bnc_text_free(&hints->list[i].filled);
    free(hints->list);
    free(hints);
}

void bnc_registry_free(bnc_registry *registry)
{
    if (!registry)
        return;
    for (size_t i = 0; i < registry->count; i++) {
        bnc_text_free(&registry->causes[i].filled);
        hints_free(atomic_load(&registry->hints[i]));
    }
    free(registry->causes);
    free(registry->hints);
    free(registry);
}

static void *zeroed(size_t count, size_t size)
{
    size_t total = count ? count * size : 1; /* counts of the registry: thousands at most */
    return memset(bnc_malloc(total), 0, total);
}

static bnc_registry *make(const bnc_set *set)
{
    bnc_registry *registry = zeroed(1, sizeof *registry);
    registry->count = bnc_set_cause_count(set);
    registry->causes = zeroed(registry->count, sizeof *registry->causes);
    registry->hints = zeroed(registry->count, sizeof *registry->hints);
    for (size_t i = 0; i < registry->count; i++) {
        bounce_cause *cause = &registry->causes[i];
        cause->set = set;
        cause->record = bnc_set_cause_at(set, i, &cause->layer);
        cause->confidence = BOUNCE_CONFIDENCE_HIGH;
    }
    return registry;
}

static const bnc_registry *registry_of(const bounce_classifier *classifier)
{
    bounce_classifier *shared = (bounce_classifier *)classifier;
    bnc_registry *registry = atomic_load_explicit(&shared->registry, memory_order_acquire), *expected = NULL;
    if (registry)
        return registry;
    registry = make(classifier->set);
    if (atomic_compare_exchange_strong_explicit(&shared->registry, &expected, registry, memory_order_acq_rel, memory_order_acquire))
        return registry;
    bnc_registry_free(registry);
    return expected;
}

size_t bounce_classifier_cause_count(const bounce_classifier *classifier)
{
    return classifier ? registry_of(classifier)->count : 0;
}

const bounce_cause *bounce_classifier_cause(const bounce_classifier *classifier, size_t index)
{
    return index < bounce_classifier_cause_count(classifier) ? &registry_of(classifier)->causes[index] : NULL;
}

static size_t index_of(const bounce_classifier *classifier, const char *id)
{
    const bnc_registry *registry = registry_of(classifier);
    for (size_t i = 0; i < registry->count; i++)
        if (strcmp(bounce_cause_id(&registry->causes[i]), id) == 0)
            return i;
    return BNC_NOT_FOUND;
}

const bounce_cause *bounce_classifier_find_cause(const bounce_classifier *classifier, const char *id)
{
    size_t index = classifier && id ? index_of(classifier, id) : BNC_NOT_FOUND;
    return index == BNC_NOT_FOUND ? NULL : bounce_classifier_cause(classifier, index);
}

typedef struct hint_collector {
    const bounce_classifier *classifier;
    bnc_registry_hints *hints;
    size_t capacity;
} hint_collector;

static void collect(const bnc_layer *layer, const bnc_hint_record *record, void *user)
{
    hint_collector *collector = user;
    bnc_registry_hints *hints = collector->hints;
    for (size_t i = 0; i < hints->count; i++)
        if (hints->list[i].record == record)
            return;
    if (hints->count == collector->capacity) {
        collector->capacity = collector->capacity ? collector->capacity * 2 : 16;
        hints->list = bnc_realloc(hints->list, collector->capacity * sizeof *hints->list);
    }
    bounce_hint *hint = &hints->list[hints->count++];
    memset(hint, 0, sizeof *hint);
    hint->set = collector->classifier->set;
    hint->layer = layer;
    hint->record = record;
    hint->step = (unsigned)hints->count;
}

static const bnc_registry_hints *hints_of(const bounce_classifier *classifier, const char *id)
{
    size_t index = classifier && id ? index_of(classifier, id) : BNC_NOT_FOUND;
    if (index == BNC_NOT_FOUND)
        return NULL;
    const bnc_registry *registry = registry_of(classifier);
    bnc_registry_hints *hints = atomic_load_explicit(&registry->hints[index], memory_order_acquire), *expected = NULL;
    if (hints)
        return hints;
    hint_collector collector = { classifier, zeroed(1, sizeof *hints), 0 };
    bnc_hint_each_of_cause(classifier->set, id, collect, &collector);
    if (atomic_compare_exchange_strong_explicit(&registry->hints[index], &expected, collector.hints, memory_order_acq_rel,
                                                memory_order_acquire))
        return collector.hints;
    hints_free(collector.hints);
    return expected;
}

size_t bounce_classifier_hint_count(const bounce_classifier *classifier, const char *cause_id)
{
    const bnc_registry_hints *hints = hints_of(classifier, cause_id);
    return hints ? hints->count : 0;
}

const bounce_hint *bounce_classifier_hint(const bounce_classifier *classifier, const char *cause_id, size_t index)
{
    const bnc_registry_hints *hints = hints_of(classifier, cause_id);
    return hints && index < hints->count ? &hints->list[index] : NULL;
}

/* ---- codes that single providers use in their own way ---- */

static const bnc_status_record *code_at(const bounce_classifier *classifier, const char *code, size_t index, const bnc_layer **ret_layer)
{
    return classifier && code ? bnc_set_private_status(classifier->set, code, index, ret_layer) : NULL;
}

size_t bounce_classifier_code_count(const bounce_classifier *classifier, const char *code)
{
    size_t count = 0;
    while (code_at(classifier, code, count, NULL))
        count++;
    return count;
}

const char *bounce_classifier_code_provider(const bounce_classifier *classifier, const char *code, size_t index)
{
    const bnc_layer *layer;
    const bnc_status_record *record = code_at(classifier, code, index, &layer);
    const char *id = record ? bnc_layer_text(layer, record->provider) : NULL;
    const bnc_provider_record *provider = id ? bnc_set_provider(classifier->set, id, &layer) : NULL;
    return provider && provider->name ? bnc_layer_text(layer, provider->name) : id;
}

const char *bounce_classifier_code_meaning(const bounce_classifier *classifier, const char *code, size_t index)
{
    const bnc_layer *layer;
    const bnc_status_record *record = code_at(classifier, code, index, &layer);
    return record ? bnc_layer_text(layer, record->meaning) : NULL;
}

const char *bounce_classifier_code_cause(const bounce_classifier *classifier, const char *code, size_t index)
{
    const bnc_layer *layer;
    const bnc_status_record *record = code_at(classifier, code, index, &layer);
    return record ? bnc_layer_text(layer, record->cause) : NULL;
}

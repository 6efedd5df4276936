/*
 * The classifier: knowledge and options, frozen. Any number of threads may use one at once; what changes is its counter, the
 * registry's getters' data, which is made once and published by compare-and-swap, and the charset converters that no report uses just now.
 */
#include "api/classifier.h"
#include <stdlib.h>

bounce_status bounce_classifier_new(const bounce_knowledge *knowledge, const bounce_options *options, bounce_classifier **ret_classifier,
                                    bounce_error **reterr_error)
{
    if (!ret_classifier) {
        if (reterr_error)
            *reterr_error = bnc_error_new(NULL, 0, 0, "no place for the classifier was given");
        return BOUNCE_ERROR_ARGUMENT;
    }
    bounce_classifier *classifier = bnc_malloc(sizeof *classifier);
    memset(classifier, 0, sizeof *classifier);
    atomic_init(&classifier->references, 1);
    classifier->set = knowledge ? bnc_set_ref(knowledge->set) : bnc_set_builtin();
    if (options) {
        bnc_options_copy(&classifier->options, options);
    } else {
        bounce_options *defaults = bounce_options_new();
        bnc_options_copy(&classifier->options, defaults);
        bounce_options_free(defaults);
    }
    classifier->converters = bnc_converters_new();
    *ret_classifier = classifier;
    return BOUNCE_OK;
}

bounce_classifier *bounce_classifier_ref(bounce_classifier *classifier)
{
    if (classifier)
        atomic_fetch_add_explicit(&classifier->references, 1, memory_order_relaxed);
    return classifier;
}

void bounce_classifier_unref(bounce_classifier *classifier)
{
    if (!classifier || atomic_fetch_sub_explicit(&classifier->references, 1, memory_order_acq_rel) != 1)
        return;
    bnc_registry_free(atomic_load(&classifier->registry));
    bnc_converters_free(classifier->converters);
    bnc_set_unref(classifier->set);
    bnc_options_clear(&classifier->options);
    free(classifier);
}

const char *bounce_classifier_message(const bounce_classifier *classifier, const char *id, const char *language)
{
    const bnc_layer *layer;
    if (!classifier || !id)
        return NULL;
    const bnc_text_record *record = bnc_set_message(classifier->set, id, &layer);
    return record ? bnc_set_translate(classifier->set, layer, record->text, language ? language : "en") : NULL;
}

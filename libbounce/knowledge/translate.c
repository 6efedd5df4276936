/*
 * Translations of the knowledge's texts.
 *
 * In:  an English text, a language tag (BCP 47).   Out: the text in the best language there is (RFC 4647, section 3.4: look-up), else the English one.
 */
#include "knowledge/set_types.h"

#define TAG_MAX 64

/* Chinese is written in two scripts; which one follows from the region where the tag does not say it. */
static const char *chinese(bnc_span tag)
{
    static const char *const traditional[] = { "-hant", "-tw", "-hk", "-mo" };

    for (size_t i = 0; i < sizeof(traditional) / sizeof(traditional[0]); i++)
        if (bnc_span_find_nocase(tag, bnc_span_of(traditional[i]), 0) != BNC_NOT_FOUND &&
            bnc_span_find_nocase(tag, BNC_SPAN("-hans"), 0) == BNC_NOT_FOUND)
            return "zh-Hant";
    return "zh-Hans";
}

static const bnc_language_record *find_tag(const bnc_layer *layer, bnc_span tag)
{
    const bnc_language_record *list = bnc_image_table(layer->image, BNC_TABLE_LANGUAGES);

    for (uint32_t i = 0; i < layer->image->tables[BNC_TABLE_LANGUAGES].count; i++)
        if (bnc_span_equal_nocase(tag, bnc_span_of(bnc_layer_text(layer, list[i].tag))))
            return &list[i];
    return NULL;
}

static const bnc_language_record *find_language(const bnc_layer *layer, bnc_span tag)
{
    if (tag.len >= 2 && bnc_span_equal_nocase(bnc_span_cut(tag, 0, 2), BNC_SPAN("zh")) && (tag.len == 2 || tag.at[2] == '-'))
        tag = bnc_span_of(chinese(tag));
    while (tag.len > 0) {
        const bnc_language_record *language = find_tag(layer, tag);

        if (language)
            return language;
        do
            tag.len--;
        while (tag.len > 0 && tag.at[tag.len] != '-');
    }
    return NULL;
}

static const char *find_text(const bnc_layer *layer, const bnc_language_record *language, const char *text)
{
    const bnc_ref *pairs = (const bnc_ref *)bnc_image_table(layer->image, BNC_TABLE_PAIRS) + 2 * (size_t)language->first;
    size_t low = 0, high = language->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(text, bnc_layer_text(layer, pairs[2 * middle]));

        if (order == 0)
            return bnc_layer_text(layer, pairs[2 * middle + 1]);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *bnc_set_translate(const bnc_set *set, const bnc_layer *layer, bnc_ref ref, const char *language)
{
    const char *text = bnc_layer_text(layer, ref);
    char tag[TAG_MAX];
    size_t len = 0;

    if (!text || !language)
        return text;
    for (; len < TAG_MAX && language[len]; len++)
        tag[len] = language[len] == '_' ? '-' : language[len];
    for (size_t i = set->layer_count; i > 0; i--) {
        const bnc_layer *with = set->layers[i - 1].layer;
        const bnc_language_record *found = find_language(with, (bnc_span){ tag, len });
        const char *translation = found ? find_text(with, found, text) : NULL;

        if (translation)
            return translation;
    }
    return text;
}

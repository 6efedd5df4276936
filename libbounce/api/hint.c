/* Getters of a hint. */
#include "hint/hint.h"
#include <bounce/bounce.h>

#define RECORD_TEXT(hint, field) ((hint) ? bnc_layer_text((hint)->layer, (hint)->record->field) : NULL)

const char *bounce_hint_id(const bounce_hint *hint)
{
    return RECORD_TEXT(hint, id);
}

unsigned bounce_hint_step(const bounce_hint *hint)
{
    return hint ? hint->step : 0;
}

const char *bounce_hint_after(const bounce_hint *hint)
{
    return hint ? bounce_hint_id(hint->after) : NULL;
}

bounce_party bounce_hint_who(const bounce_hint *hint)
{
    return hint ? (bounce_party)hint->record->who : BOUNCE_PARTY_NOBODY;
}

static const char *text(const bounce_hint *hint, bnc_ref ref, const char *language)
{
    return bnc_text_get(&((bounce_hint *)hint)->filled, hint->set, hint->layer, ref, hint->cause, language);
}

const char *bounce_hint_text(const bounce_hint *hint, const char *language)
{
    return hint ? text(hint, hint->record->text, language) : NULL;
}

const char *bounce_hint_check(const bounce_hint *hint, const char *language)
{
    if (!hint)
        return NULL;
    return bnc_text_get_check(&((bounce_hint *)hint)->filled, hint->set, hint->layer, hint->record->check, hint->cause, language);
}

const char *bounce_hint_superseded(const bounce_hint *hint)
{
    return hint ? text(hint, hint->record->superseded, NULL) : NULL;
}

const char *bounce_hint_url(const bounce_hint *hint)
{
    if (!hint)
        return NULL;
    return bnc_text_get_url(&((bounce_hint *)hint)->filled, hint->set, hint->layer, hint->record->url, hint->cause);
}

const char *bounce_hint_wait(const bounce_hint *hint)
{
    return RECORD_TEXT(hint, wait);
}

const char *bounce_hint_as_of(const bounce_hint *hint)
{
    return RECORD_TEXT(hint, as_of);
}

const char *bounce_hint_source(const bounce_hint *hint)
{
    return RECORD_TEXT(hint, source);
}

const char *bounce_hint_form_language(const bounce_hint *hint)
{
    return RECORD_TEXT(hint, form_language);
}

/* Hints: the ordered steps that put it right. */
#ifndef BOUNCE_HINT_H
#define BOUNCE_HINT_H

#include <bounce/cause.h>
#include <bounce/macros.h>
#include <bounce/recipient.h>

BOUNCE_BEGIN_DECLS

/*
 * Getters. Strings are valid UTF-8 and live as long as the report; facts are filled in. NULL where there is nothing to say.
 * "language" is a BCP 47 tag ("ko", "zh-Hant-HK"), looked up with fallback to English, never by the process locale; NULL is English.
 * A NULL hint gives NULL, 0 or the first value of an enum. Safe to call from any thread.
 */

/** The hint's stable id, "isp.set_ptr". @since 0.1 */
BOUNCE_API const char *bounce_hint_id(const bounce_hint *hint);
/** Its place in the order, counted from 1. @since 0.1 */
BOUNCE_API unsigned bounce_hint_step(const bounce_hint *hint);
/** The id of the step that must be done before; NULL for the first. @since 0.1 */
BOUNCE_API const char *bounce_hint_after(const bounce_hint *hint);
/** Who does it. @since 0.1 */
BOUNCE_API bounce_party bounce_hint_who(const bounce_hint *hint);
/** What to do. @since 0.1 */
BOUNCE_API const char *bounce_hint_text(const bounce_hint *hint, const char *language);
/** The page to do it at. From the knowledge, never from the mail. @since 0.1 */
BOUNCE_API const char *bounce_hint_url(const bounce_hint *hint);
/**
 * How to see that it is done: a command or what to look at. NULL where a fact in it is not known, or could do harm in a shell. A hint of the
 * registry (bounce_classifier_hint()) keeps its placeholders: "dig -x {ip} +short". @since 0.1
 */
BOUNCE_API const char *bounce_hint_check(const bounce_hint *hint, const char *language);
/** How long it takes to have effect, an ISO 8601 duration: "PT24H". @since 0.1 */
BOUNCE_API const char *bounce_hint_wait(const bounce_hint *hint);
/** The date of the source that says so, "2018-06"; NULL: the step was not checked. @since 0.1 */
BOUNCE_API const char *bounce_hint_as_of(const bounce_hint *hint);
/** Where it was read. @since 0.1 */
BOUNCE_API const char *bounce_hint_source(const bounce_hint *hint);
/** In which languages the page wants answers, "en, ko". @since 0.1 */
BOUNCE_API const char *bounce_hint_form_language(const bounce_hint *hint);
/** An old way this one replaces, in words. @since 0.1 */
BOUNCE_API const char *bounce_hint_superseded(const bounce_hint *hint);

/** The number of all hints a cause of the registry can give, over all its remedies. @since 0.1 */
BOUNCE_API size_t bounce_classifier_hint_count(const bounce_classifier *classifier, const char *cause_id);
/** One of them, placeholders filled with general words; lives as long as the classifier. NULL if out of range. @since 0.1 */
BOUNCE_API const bounce_hint *bounce_classifier_hint(const bounce_classifier *classifier, const char *cause_id,
                                                     size_t index);

BOUNCE_END_DECLS
#endif

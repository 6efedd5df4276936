/*
 * Sentences in the reader's language.
 *
 * In:  message ids.   Out: text, placeholders filled. Durations follow ISO 8601 as far as the knowledge uses them: P[nW][nD][T[nH][nM]], a range with '/'.
 */
#include "words.h"
#include <glib.h>
#include <stdlib.h>
#include <string.h>

const char *say(const words *w, const char *id)
{
    const char *text = bounce_classifier_message(w->classifier, id, w->language);
    return text ? text : id;
}

const char *say_name(const words *w, const char *prefix, const char *name)
{
    char id[96];
    g_snprintf(id, sizeof id, "%s.%s", prefix, name);
    const char *text = bounce_classifier_message(w->classifier, id, w->language);
    return text ? text : name;
}

char *say_with(const words *w, const char *id, const char *name, const char *value)
{
    char *place = g_strdup_printf("{%s}", name);
    char **pieces = g_strsplit(say(w, id), place, 2);
    char *text = pieces[0] && pieces[1] ? g_strconcat(pieces[0], value, pieces[1], NULL) : g_strdup(say(w, id));
    g_strfreev(pieces);
    g_free(place);
    return text;
}

static void add_unit(const words *w, GString *out, unsigned long count, const char *one, const char *many)
{
    char number[24];
    g_snprintf(number, sizeof number, "%lu", count);
    char *text = say_with(w, count == 1 ? one : many, "count", number);
    if (out->len > 0)
        g_string_append_c(out, ' ');
    g_string_append(out, text);
    g_free(text);
}

static void add_duration(const words *w, GString *out, const char *at, size_t length)
{
    bool is_time = false;
    for (const char *end = at + length; at < end; at++) {
        if (*at == 'P')
            continue;
        if (*at == 'T') {
            is_time = true;
            continue;
        }
        char *unit = NULL;
        unsigned long count = strtoul(at, &unit, 10);
        if (!unit || unit == at || unit >= end)
            return;
        if (*unit == 'W')
            add_unit(w, out, count, "duration.week", "duration.weeks");
        else if (*unit == 'D')
            add_unit(w, out, count, "duration.day", "duration.days");
        else if (*unit == 'H' && is_time)
            add_unit(w, out, count, "duration.hour", "duration.hours");
        else if (*unit == 'M' && is_time)
            add_unit(w, out, count, "duration.minute", "duration.minutes");
        else if (*unit == 'M')
            add_unit(w, out, count, "duration.month", "duration.months");
        at = unit;
    }
}

char *say_duration(const words *w, const char *duration)
{
    GString *out = g_string_new(NULL);
    const char *slash = strchr(duration, '/');
    add_duration(w, out, duration, slash ? (size_t)(slash - duration) : strlen(duration));
    if (slash) {
        GString *second = g_string_new(NULL);
        add_duration(w, second, slash + 1, strlen(slash + 1));
        g_string_append_printf(out, " – %s", second->str);
        g_string_free(second, TRUE);
    }
    return g_string_free(out, FALSE);
}

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

/* "2026-08-22T10:04:11+09:00". */
static char *of_rfc3339(const char *date)
{
    GString *text = g_string_new_len(date, 10);
    g_string_append_c(text, ' ');
    g_string_append_len(text, date + 11, 5);
    if (date[19] == 'Z')
        g_string_append(text, " UTC");
    else if (strlen(date) == 25)
        g_string_append_printf(text, " %.3s%s", date + 19, date + 23);
    return g_string_free(text, FALSE);
}

char *friendly_date(const char *date)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char month[4] = "", zone[6] = "";
    int day = 0, year = 0, hour = 0, minute = 0, used = 0;
    if (strlen(date) >= 19 && date[4] == '-' && date[10] == 'T')
        return of_rfc3339(date);
    /* "Sun, 22 Jan 2017 16:08:17 +0900 (KST)": the day of the week and the seconds may be missing. */
    const char *comma = strchr(date, ','), *at = comma ? comma + 1 : date;
    if (sscanf(at, " %2d %3[A-Za-z] %4d %2d:%2d%n", &day, month, &year, &hour, &minute, &used) != 5 || year < 1900)
        return g_strdup(date);
    const char *found = strstr(months, month);
    at += used;
    at += strspn(at, ":0123456789");
    if (sscanf(at, " %5[-+0-9A-Z]", zone) != 1)
        zone[0] = '\0';
    if (strlen(month) != 3 || !found || (found - months) % 3)
        return g_strdup(date);
    return g_strdup_printf("%04d-%02d-%02d %02d:%02d%s%s", year, (int)((found - months) / 3 + 1), day, hour, minute, *zone ? " " : "", zone);
}

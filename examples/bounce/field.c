/*
 * bounce json --field: single fields of a record as tab-separated values.
 *
 * In:  a record as libbounce wrote it (so it is valid JSON, without blanks), and paths such as "causes.0.facts.ip".   Out: a line of TSV: strings
 * as they are with \t, \n, \r and \\ for what would break a line, null as nothing, objects and arrays as JSON.
 */
#include "field.h"
#include "cli.h"
#include <glib.h>
#include <stdlib.h>
#include <string.h>

static const char *const top[] = { "schema", "libbounce", "knowledge", "source", "report", "recipient", "action", "status", "reply", "command", "local",
                                   "remote", "retry_until", "diagnostic", "causes", "hints", "original", "compat", "notes" };

bool field_check(const char *names)
{
    char **list = g_strsplit(names, ",", -1);
    bool ok = *names != '\0';
    for (size_t i = 0; list[i] && ok; i++) {
        char *word = g_strndup(list[i], strcspn(list[i], "."));
        bool known = false;
        for (size_t k = 0; k < G_N_ELEMENTS(top); k++)
            known = known || !strcmp(word, top[k]);
        const char *near = known ? NULL : cli_nearest(word, top, G_N_ELEMENTS(top));
        if (!known && near)
            cli_complain("--field: a record has no '%s'; did you mean '%s'?", word, near);
        else if (!known)
            cli_complain("--field: a record has no '%s'; doc/record.md lists the fields", word);
        ok = known;
        g_free(word);
    }
    g_strfreev(list);
    return ok;
}

static const char *string_end(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1])
            at++;
    return *at ? at + 1 : at;
}

/* Behind the value that begins at "at". */
static const char *value_end(const char *at)
{
    size_t depth = 0;
    do {
        if (*at == '"') {
            at = string_end(at);
            continue;
        }
        depth += *at == '{' || *at == '[';
        if (*at == '}' || *at == ']') {
            if (depth == 0)
                return at;
            depth--;
        } else if (depth == 0 && *at == ',') {
            return at;
        }
        at++;
    } while (*at && *at != '\n' && (depth > 0 || (*at != ',' && *at != '}' && *at != ']')));
    return at;
}

/* The member or element that a step of a path names, or NULL. */
static const char *step(const char *value, const char *name, size_t length)
{
    bool is_object = *value == '{';
    size_t index = 0, wanted = is_object ? 0 : strtoul(name, NULL, 10);
    if ((!is_object && (*value != '[' || length == 0 || !g_ascii_isdigit(*name))) || value[1] == '}' || value[1] == ']')
        return NULL;
    for (const char *at = value + 1; *at;) {
        const char *key = at;
        if (is_object)
            at = string_end(at) + 1;
        if (is_object ? (size_t)(at - key) == length + 3 && !strncmp(key + 1, name, length) : index++ == wanted)
            return at;
        at = value_end(at);
        if (*at != ',')
            return NULL;
        at++;
    }
    return NULL;
}

static void append_string(const char *at, GString *out)
{
    for (at++; *at && *at != '"'; at++) {
        if (*at != '\\') {
            g_string_append_c(out, *at);
            continue;
        }
        at++;
        if (*at == '"' || *at == '/') {
            g_string_append_c(out, *at);
        } else if (*at == 'u') { /* what the library writes so are control characters and line separators */
            char digits[5] = { 0 };
            strncpy(digits, at + 1, 4);
            gunichar c = (gunichar)strtoul(digits, NULL, 16);
            if (c >= 0x20 && g_unichar_validate(c))
                g_string_append_unichar(out, c);
            else
                g_string_append_printf(out, "\\u%s", digits);
            at += strlen(digits);
        } else {
            g_string_append_c(out, '\\');
            g_string_append_c(out, *at);
        }
    }
}

/* The value at a path, "" for null or none; to be freed with g_free(). */
char *field_value(const char *record, const char *path)
{
    const char *value = record;
    while (value && *path) {
        size_t length = strcspn(path, ".");
        value = step(value, path, length);
        path += length + (path[length] == '.');
    }
    GString *out = g_string_new(NULL);
    if (value && *value == '"')
        append_string(value, out);
    else if (value && strncmp(value, "null", 4))
        g_string_append_len(out, value, value_end(value) - value);
    return g_string_free(out, FALSE);
}

bool field_print(const char *record, const char *names, FILE *out)
{
    char **list = g_strsplit(names, ",", -1);
    for (size_t i = 0; list[i]; i++) {
        if (i > 0)
            fputc('\t', out);
        char *value = field_value(record, list[i]);
        fputs(value, out);
        g_free(value);
    }
    fputc('\n', out);
    g_strfreev(list);
    return !ferror(out);
}

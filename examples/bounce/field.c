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

/* Every path of a record, any element of an array as 0; causes.0.facts may hold any name. A test holds it against the schema. */
static const char *const paths[] = {
    "schema", "libbounce", "knowledge", "source", "source.name", "source.kind", "source.index", "source.offset", "source.length", "report", "report.kind",
    "report.format", "report.generator", "report.generator.software", "report.generator.host", "report.language", "report.ours", "report.subtype",
    "report.date", "report.arrival_date", "report.envelope_id", "recipient", "recipient.address", "recipient.original", "recipient.alias_of", "action",
    "status", "reply", "command", "local", "local.host", "local.ip", "remote", "remote.host", "remote.ip", "remote.provider", "retry_until", "diagnostic",
    "causes", "causes.0", "causes.0.id", "causes.0.confidence", "causes.0.rule", "causes.0.party", "causes.0.party.0", "causes.0.persistence",
    "causes.0.address_verdict", "causes.0.facts", "causes.0.facts.*", "causes.0.evidence", "causes.0.evidence.0", "causes.0.evidence.0.in",
    "causes.0.evidence.0.offset", "causes.0.evidence.0.length", "causes.0.evidence.0.text", "hints", "hints.0", "hints.0.id", "hints.0.step", "hints.0.after",
    "hints.0.who", "hints.0.text", "hints.0.url", "hints.0.check", "hints.0.wait", "hints.0.as_of", "hints.0.form_language", "hints.0.superseded", "original",
    "original.message_id", "original.from", "original.to", "original.subject", "original.date", "original.attachments", "original.attachments.0",
    "original.attachments.0.name", "original.attachments.0.type", "compat", "compat.sisimai", "compat.hard", "compat.anymail", "compat.anymail.0", "compat.ses",
    "compat.ses.0", "compat.powermta", "compat.sparkpost", "compat.sendgrid", "compat.mailgun", "compat.postmark", "compat.kumomta", "notes", "notes.0",
    "notes.0.id", "notes.0.detail",
};

static bool is_number(const char *word)
{
    return *word && strspn(word, "0123456789") == strlen(word);
}

/* "causes.1.facts.ip" as "causes.0.facts.*"; an element that was left out is put in, so that "causes.id" has a path near to it. */
static char *form(const char *name, bool complete)
{
    static const char *const arrays[] = { "causes", "hints", "notes", "evidence", "attachments" };
    char **words = g_strsplit(name, ".", -1);
    GString *out = g_string_new(NULL);
    for (size_t i = 0; words[i]; i++) {
        bool is_fact = i > 0 && !strcmp(words[i - 1], "facts");
        bool is_array = false;
        for (size_t k = 0; k < G_N_ELEMENTS(arrays); k++)
            is_array = is_array || !strcmp(words[i], arrays[k]);
        g_string_append_printf(out, "%s%s", i ? "." : "", is_number(words[i]) ? "0" : is_fact ? "*" : words[i]);
        if (complete && is_array && words[i + 1] && !is_number(words[i + 1]))
            g_string_append(out, ".0");
    }
    g_strfreev(words);
    return g_string_free(out, FALSE);
}

static bool is_path(const char *path)
{
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        if (!strcmp(paths[i], path))
            return true;
    return false;
}

bool field_check(const char *names)
{
    char **list = g_strsplit(names, ",", -1);
    bool ok = *names != '\0';
    if (!ok)
        cli_complain("--field: which fields? For example recipient.address,causes.0.id");
    for (size_t i = 0; list[i] && ok; i++) {
        char *path = form(list[i], false), *whole = form(list[i], true);
        ok = is_path(path);
        const char *near = ok ? NULL : is_path(whole) ? whole : cli_nearest(whole, paths, G_N_ELEMENTS(paths));
        if (near)
            cli_complain("--field: a record has no '%s'; did you mean '%s'?", list[i], near);
        else if (!ok)
            cli_complain("--field: a record has no '%s'; doc/record.md lists the fields", list[i]);
        g_free(whole);
        g_free(path);
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
    else if (value && strncmp(value, "null", 4) != 0)
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

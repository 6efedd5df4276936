/* Replies to measure with: the texts of a JSON Lines file ("reply": "…"), or the examples of the rules. */
#ifndef TESTS_BENCH_REPLIES_H
#define TESTS_BENCH_REPLIES_H

#include <glib.h>
#include <string.h>

typedef struct replies {
    char **list;
    size_t count, bytes;
} replies;

static inline void replies_add(replies *r, char *text)
{
    r->list = g_renew(char *, r->list, r->count + 1);
    r->list[r->count++] = text;
    r->bytes += strlen(text);
}

/* The string behind "reply": in a line; escapes other than \" \\ \n become '?', which is enough to measure with. */
static inline char *replies_string(const char *line)
{
    const char *at = strstr(line, "\"reply\": \"");
    GString *text = g_string_new(NULL);
    for (at = at ? at + 10 : ""; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1])
            at++, g_string_append_c(text, *at == '"' || *at == '\\' || *at == '/' ? *at : *at == 'n' ? '\n' : '?');
        else
            g_string_append_c(text, *at);
    }
    return g_string_free(text, text->len == 0);
}

static inline void replies_load(const char *path, replies *r)
{
    gchar *content = NULL;
    if (!g_file_get_contents(path, &content, NULL, NULL))
        return;
    gboolean is_json = g_str_has_suffix(path, ".jsonl");
    gchar **lines = g_strsplit(content, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        char *text = is_json ? replies_string(lines[i]) : g_str_has_prefix(lines[i], "Example: ") ? g_strdup(lines[i] + 9) : NULL;
        if (text)
            replies_add(r, text);
    }
    g_strfreev(lines);
    g_free(content);
}

#endif

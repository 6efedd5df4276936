/*
 * Measures bounce_classify_reply() beside the plain way: every pattern of the rules compiled by PCRE2's JIT, tried on the reply one after the other,
 * the weightiest first, up to the first that matches. That one gives no facts, hints or ranking, and reads no code or status.
 *
 * usage: bench-replies RULES_FOLDER REPLIES ROUNDS      REPLIES: a JSON Lines file with "reply", or "-" for the rules' own examples
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "median.h"
#include "replies.h"
#include <bounce/bounce.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct pattern {
    pcre2_code *code;
    int weight;
} pattern;

static GArray *patterns;
static pcre2_match_data *data;
static replies all;

static void add_pattern(const char *text)
{
    int error;
    size_t offset;
    pattern p = { .weight = 50 };
    p.code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_CASELESS | PCRE2_MULTILINE | PCRE2_DUPNAMES, &error, &offset, NULL);
    if (p.code && pcre2_jit_compile(p.code, PCRE2_JIT_COMPLETE) == 0)
        g_array_append_val(patterns, p);
}

/* The patterns of one file of rules; a rule's weight stands behind its patterns. */
static void load_rules(const char *path)
{
    gchar *content = NULL;
    guint first = patterns->len;
    if (!g_file_get_contents(path, &content, NULL, NULL))
        return;
    gchar **lines = g_strsplit(content, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        if (g_str_has_prefix(lines[i], "Rule: "))
            first = patterns->len;
        else if (g_str_has_prefix(lines[i], "Match: "))
            add_pattern(lines[i] + 7);
        else if (g_str_has_prefix(lines[i], "Weight: "))
            for (guint k = first; k < patterns->len; k++)
                g_array_index(patterns, pattern, k).weight = (int)strtol(lines[i] + 8, NULL, 10);
    }
    g_strfreev(lines);
    g_free(content);
}

static void walk(const char *folder, gboolean wants_examples)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const gchar *name; dir && (name = g_dir_read_name(dir));) {
        gchar *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            walk(path, wants_examples);
        else if (g_str_has_suffix(name, ".rules") && wants_examples)
            replies_load(path, &all);
        else if (g_str_has_suffix(name, ".rules"))
            load_rules(path);
        g_free(path);
    }
    if (dir)
        g_dir_close(dir);
}

static gint by_weight(gconstpointer a, gconstpointer b)
{
    return ((const pattern *)b)->weight - ((const pattern *)a)->weight;
}

static double round_sequential(size_t *ret_hits)
{
    double start = now();
    *ret_hits = 0;
    for (size_t i = 0; i < all.count; i++) {
        size_t len = strlen(all.list[i]);
        for (guint k = 0; k < patterns->len; k++)
            if (pcre2_jit_match(g_array_index(patterns, pattern, k).code, (PCRE2_SPTR)all.list[i], len, 0, PCRE2_NO_UTF_CHECK, data, NULL) > 0) {
                ++*ret_hits;
                break;
            }
    }
    return now() - start;
}

static double round_classify(const bounce_classifier *classifier)
{
    double start = now();
    for (size_t i = 0; i < all.count; i++) {
        bounce_report *report = NULL;
        bounce_classify_reply(classifier, all.list[i], strlen(all.list[i]), &report);
        bounce_report_unref(report);
    }
    return now() - start;
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 0, hits = 0;
    bounce_classifier *classifier = NULL;
    if (rounds == 0 || rounds > 1000) {
        fprintf(stderr, "usage: bench-replies RULES_FOLDER REPLIES ROUNDS\n");
        return 64;
    }
    patterns = g_array_new(FALSE, FALSE, sizeof(pattern));
    data = pcre2_match_data_create(64, NULL);
    walk(argv[1], FALSE);
    g_array_sort(patterns, by_weight);
    if (strcmp(argv[2], "-") == 0)
        walk(argv[1], TRUE);
    else
        replies_load(argv[2], &all);
    if (all.count == 0 || bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        return 66;
    double *sequential = g_new(double, rounds), *classify = g_new(double, rounds), n = (double)all.count;
    for (int i = 0; i < 5; i++)
        round_classify(classifier);
    for (size_t i = 0; i < rounds; i++) {
        sequential[i] = round_sequential(&hits);
        classify[i] = round_classify(classifier);
    }
    double s = median(sequential, rounds), c = median(classify, rounds);
    printf("replies: %zu, mean %.0f bytes, %u patterns, median of %zu rounds, one core\n", all.count, (double)all.bytes / n, patterns->len, rounds);
    printf("PCRE2 JIT one by one to a hit:      %.2f us a reply, %.0f replies a second (%.0f %% hit)\n", s / n * 1e6, n / s, 100.0 * (double)hits / n);
    printf("bounce_classify_reply:              %.2f us a reply, %.0f replies a second\n", c / n * 1e6, n / c);
    printf("ratio classify_reply / one by one:  %.3f\n", c / s);
    bounce_classifier_unref(classifier);
    return 0;
}

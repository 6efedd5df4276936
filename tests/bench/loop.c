/*
 * Classifies the same inputs again and again, for tools that count: tests/bench/instructions, tests/bench/bench_python.py.
 *
 * usage: loop mails FOLDER ROUNDS [THREADS] | loop replies FILE ROUNDS [THREADS]      prints the number of inputs; each thread does all rounds
 */
#include "replies.h"
#include <bounce/bounce.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct input {
    char *data;
    size_t length;
} input;

static GArray *inputs;
static bounce_classifier *classifier;
static gboolean is_reply;

static gpointer work(gpointer rounds)
{
    for (size_t k = 0; k < GPOINTER_TO_SIZE(rounds) * inputs->len; k++) {
        const input *in = &g_array_index(inputs, input, k % inputs->len);
        bounce_report *report = NULL;
        if (is_reply)
            bounce_classify_reply(classifier, in->data, in->length, &report);
        else
            bounce_classify(classifier, in->data, in->length, &report);
        bounce_report_unref(report);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    inputs = g_array_new(FALSE, FALSE, sizeof(input));
    if ((argc != 4 && argc != 5) || bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK) {
        fprintf(stderr, "usage: loop mails FOLDER ROUNDS [THREADS] | loop replies FILE ROUNDS [THREADS]\n");
        return 64;
    }
    is_reply = strcmp(argv[1], "replies") == 0;
    replies all = { 0 };
    GDir *dir = is_reply ? NULL : g_dir_open(argv[2], 0, NULL);
    if (is_reply)
        replies_load(argv[2], &all);
    for (size_t i = 0; i < all.count; i++)
        g_array_append_vals(inputs, &(input){ all.list[i], strlen(all.list[i]) }, 1);
    for (const gchar *name; dir && (name = g_dir_read_name(dir));) {
        gchar *path = g_build_filename(argv[2], name, NULL), *content;
        gsize length;
        if (g_str_has_suffix(name, ".eml") && g_file_get_contents(path, &content, &length, NULL))
            g_array_append_vals(inputs, &(input){ content, length }, 1);
        g_free(path);
    }
    gpointer rounds = GSIZE_TO_POINTER((gsize)strtoul(argv[3], NULL, 10));
    GThread *more[64];
    size_t count = argc == 5 ? MIN(strtoul(argv[4], NULL, 10), G_N_ELEMENTS(more) + 1) : 1;
    for (size_t i = 0; i + 1 < count; i++)
        more[i] = g_thread_new(NULL, work, rounds);
    work(rounds);
    for (size_t i = 0; i + 1 < count; i++)
        g_thread_join(more[i]);
    printf("%u\n", inputs->len);
    return 0;
}

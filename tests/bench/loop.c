/*
 * Classifies the same inputs again and again, for tools that count: tests/bench/instructions.
 *
 * usage: loop mails FOLDER ROUNDS | loop replies FILE ROUNDS      prints the number of inputs
 */
#include "replies.h"
#include <bounce/bounce.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct input {
    char *data;
    size_t length;
} input;

int main(int argc, char **argv)
{
    GArray *inputs = g_array_new(FALSE, FALSE, sizeof(input));
    bounce_classifier *classifier = NULL;
    if (argc != 4 || bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK) {
        fprintf(stderr, "usage: loop mails FOLDER ROUNDS | loop replies FILE ROUNDS\n");
        return 64;
    }
    gboolean is_reply = strcmp(argv[1], "replies") == 0;
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
    size_t rounds = (size_t)strtoul(argv[3], NULL, 10);
    for (size_t k = 0; k < rounds * inputs->len; k++) {
        const input *in = &g_array_index(inputs, input, k % inputs->len);
        bounce_report *report = NULL;
        if (is_reply)
            bounce_classify_reply(classifier, in->data, in->length, &report);
        else
            bounce_classify(classifier, in->data, in->length, &report);
        bounce_report_unref(report);
    }
    printf("%u\n", inputs->len);
    return 0;
}

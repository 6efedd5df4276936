/*
 * Classifies the same inputs again and again, for tools that count: tests/bench/instructions, tests/bench/bench_python.py.
 *
 * usage: loop mails FOLDER ROUNDS [THREADS] | loop replies FILE ROUNDS [THREADS]      prints the number of inputs; each thread does all rounds
 */
#include "mails.h"
#include "replies.h"
#include <stdio.h>
#include <stdlib.h>

static GArray *inputs;
static bounce_classifier *classifier;
static gboolean is_reply;

static gpointer work(gpointer rounds)
{
    for (size_t k = 0; k < GPOINTER_TO_SIZE(rounds) * inputs->len; k++) {
        const mail *in = &g_array_index(inputs, mail, k % inputs->len);
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
    inputs = g_array_new(FALSE, FALSE, sizeof(mail));
    if ((argc != 4 && argc != 5) || bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK) {
        fprintf(stderr, "usage: loop mails FOLDER ROUNDS [THREADS] | loop replies FILE ROUNDS [THREADS]\n");
        return 64;
    }
    is_reply = strcmp(argv[1], "replies") == 0;
    replies all = { 0 };
    if (is_reply)
        replies_load(argv[2], &all);
    else
        mails_load(inputs, argv[2]);
    for (size_t i = 0; i < all.count; i++)
        g_array_append_vals(inputs, &(mail){ all.list[i], strlen(all.list[i]) }, 1);
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

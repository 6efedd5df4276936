/*
 * Measures bounce_classify() beside GMime's own parser over the same mails, in one process, in turn.
 *
 * usage: bench FOLDER [ROUNDS]      one row per figure: median of the rounds, thread CPU time; then the ratio.
 * The goal is stated beside the figure; the program measures and does not judge.
 */
#include "median.h"
#include <bounce/bounce.h>
#include <dirent.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct mail {
    char *data;
    size_t length;
} mail;

static mail *mails;
static size_t mail_count;
static size_t total;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void load(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        gchar *path = g_build_filename(folder, entries[i]->d_name, NULL), *data = NULL;
        gsize length = 0;
        if (g_str_has_suffix(path, ".eml") && g_file_get_contents(path, &data, &length, NULL)) {
            mails = g_renew(mail, mails, mail_count + 1);
            mails[mail_count++] = (mail){ data, length };
            total += length;
        }
        g_free(path);
        free(entries[i]);
    }
    free(entries);
}

static void count_part(GMimeObject *parent, GMimeObject *part, gpointer user_data)
{
    (void)parent;
    (void)part;
    ++*(size_t *)user_data;
}

static double round_gmime(void)
{
    size_t parts = 0;
    double start = now();
    for (size_t i = 0; i < mail_count; i++) {
        GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mails[i].data, mails[i].length);
        GMimeParser *parser = g_mime_parser_new_with_stream(stream);
        GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
        if (message) {
            g_mime_message_foreach(message, count_part, &parts);
            g_object_unref(message);
        }
        g_object_unref(parser);
        g_object_unref(stream);
    }
    return now() - start;
}

static double round_classify(const bounce_classifier *classifier, bool with_json)
{
    double start = now();
    for (size_t i = 0; i < mail_count; i++) {
        bounce_report *report = NULL;
        bounce_classify(classifier, mails[i].data, mails[i].length, &report);
        if (with_json) {
            char *text = NULL;
            bounce_report_to_json(report, NULL, "en", &text, NULL);
            bounce_free(text);
        }
        bounce_report_unref(report);
    }
    return now() - start;
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 15;
    bounce_classifier *classifier = NULL;
    if (argc < 2 || rounds == 0 || rounds > 1000) {
        fprintf(stderr, "usage: bench FOLDER [ROUNDS]\n");
        return 64;
    }
    load(argv[1]);
    if (mail_count == 0) {
        fprintf(stderr, "bench: no mail in %s\n", argv[1]);
        return 66;
    }
    g_mime_init();
    if (bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        return 1;
    double *gmime = g_new(double, rounds), *classify = g_new(double, rounds), *json = g_new(double, rounds);
    round_gmime();
    round_classify(classifier, true);
    for (size_t i = 0; i < rounds; i++) {
        gmime[i] = round_gmime();
        classify[i] = round_classify(classifier, false);
        json[i] = round_classify(classifier, true);
    }
    double g = median(gmime, rounds), c = median(classify, rounds), j = median(json, rounds), n = (double)mail_count;
    printf("mails: %zu, mean %.0f bytes, median of %zu rounds, one core\n", mail_count, (double)total / n, rounds);
    printf("GMime parser and walk of the parts: %.1f us a mail\n", g / n * 1e6);
    printf("bounce_classify:                    %.1f us a mail\n", c / n * 1e6);
    printf("with JSON:                          %.1f us a mail\n", j / n * 1e6);
    printf("ratio classify / GMime:             %.3f\n", c / g);
    printf("ratio JSON / classify:              %.3f\n", j / c);
    g_free(gmime);
    g_free(classify);
    g_free(json);
    bounce_classifier_unref(classifier);
    return 0;
}

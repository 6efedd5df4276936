/*
 * Measures bounce_classify() beside GMime's own parser over the same mails, in one process, in turn.
 *
 * usage: bench FOLDER [ROUNDS]      one row per figure: median of the rounds, thread CPU time; then the ratio.
 * The goal is stated beside the figure; the program measures and does not judge.
 */
#include "gmime_mail.h"
#include "median.h"
#include <stdio.h>

static double round_gmime(const GArray *mails)
{
    double start = now();
    for (guint i = 0; i < mails->len; i++)
        gmime_mail_parts(&g_array_index(mails, mail, i));
    return now() - start;
}

static double round_classify(const GArray *mails, const bounce_classifier *classifier, bool with_json)
{
    double start = now();
    for (guint i = 0; i < mails->len; i++)
        mail_classify(classifier, &g_array_index(mails, mail, i), with_json);
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
    GArray *mails = g_array_new(FALSE, FALSE, sizeof(mail));
    double total = 0;
    mails_load(mails, argv[1]);
    for (guint i = 0; i < mails->len; i++)
        total += (double)g_array_index(mails, mail, i).length;
    if (mails->len == 0) {
        fprintf(stderr, "bench: no mail in %s\n", argv[1]);
        return 66;
    }
    g_mime_init();
    if (bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        return 1;
    double *gmime = g_new(double, rounds), *classify = g_new(double, rounds), *json = g_new(double, rounds);
    round_gmime(mails);
    round_classify(mails, classifier, true);
    for (size_t i = 0; i < rounds; i++) {
        gmime[i] = round_gmime(mails);
        classify[i] = round_classify(mails, classifier, false);
        json[i] = round_classify(mails, classifier, true);
    }
    double g = median(gmime, rounds), c = median(classify, rounds), j = median(json, rounds), n = mails->len;
    printf("mails: %u, mean %.0f bytes, median of %zu rounds, one core\n", mails->len, total / n, rounds);
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

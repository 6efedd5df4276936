/*
 * One of the programs that peers.py sets side by side: reads every mail of a folder, then, for each line on standard input, goes through all of them once and
 * prints the CPU seconds it took and in how many it found a recipient or a cause (GMime: a part).
 *
 * usage: turns bounce|json|gmime FOLDER
 */
#include "gmime_mail.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Seconds that all threads have computed. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    char line[16];
    bounce_classifier *classifier = NULL;
    if (argc != 3 || bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK) {
        fprintf(stderr, "usage: turns bounce|json|gmime FOLDER\n");
        return 64;
    }
    g_mime_init();
    GArray *mails = g_array_new(FALSE, FALSE, sizeof(mail));
    mails_load(mails, argv[2]);
    while (fgets(line, sizeof line, stdin)) {
        size_t found = 0;
        double start = now();
        for (guint i = 0; i < mails->len; i++) {
            const mail *m = &g_array_index(mails, mail, i);
            found += strcmp(argv[1], "gmime") ? mail_classify(classifier, m, !strcmp(argv[1], "json")) : gmime_mail_parts(m) > 0;
        }
        printf("%.9f %zu\n", now() - start, found);
        fflush(stdout);
    }
    bounce_classifier_unref(classifier);
    return 0;
}

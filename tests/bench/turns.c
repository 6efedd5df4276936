/*
 * One of the programs that peers.py sets side by side: reads every mail of a folder, then, for each line on standard input, goes through all of them once and
 * prints the CPU seconds it took and in how many it found a recipient or a cause (GMime: a part).
 *
 * usage: turns bounce|json|gmime FOLDER
 */
#include <bounce/bounce.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct mail {
    char *data;
    gsize length;
} mail;

static GArray *load(const char *folder)
{
    GArray *mails = g_array_new(FALSE, FALSE, sizeof(mail));
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const gchar *name; dir && (name = g_dir_read_name(dir));) {
        mail m = { 0 };
        gchar *path = g_build_filename(folder, name, NULL);
        if (g_str_has_suffix(name, ".eml") && g_file_get_contents(path, &m.data, &m.length, NULL))
            g_array_append_val(mails, m);
        g_free(path);
    }
    if (dir)
        g_dir_close(dir);
    return mails;
}

static void count_part(GMimeObject *parent, GMimeObject *part, gpointer user_data)
{
    (void)parent;
    (void)part;
    ++*(size_t *)user_data;
}

static bool parse(const mail *m)
{
    size_t parts = 0;
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(m->data, m->length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message) {
        g_mime_message_foreach(message, count_part, &parts);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    return parts > 0;
}

static bool classify(const bounce_classifier *classifier, const mail *m, bool with_json)
{
    bounce_report *report = NULL;
    bounce_classify(classifier, m->data, m->length, &report);
    bool found = bounce_report_kind(report) != BOUNCE_KIND_NONE;
    if (with_json) {
        char *text = NULL;
        bounce_report_to_json(report, NULL, "en", &text, NULL);
        bounce_free(text);
    }
    bounce_report_unref(report);
    return found;
}

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
    GArray *mails = load(argv[2]);
    while (fgets(line, sizeof line, stdin)) {
        size_t found = 0;
        double start = now();
        for (guint i = 0; i < mails->len; i++) {
            const mail *m = &g_array_index(mails, mail, i);
            found += strcmp(argv[1], "gmime") ? classify(classifier, m, !strcmp(argv[1], "json")) : parse(m);
        }
        printf("%.9f %zu\n", now() - start, found);
        fflush(stdout);
    }
    bounce_classifier_unref(classifier);
    return 0;
}

/* The mails of a folder, and what the programs that measure do with each. */
#ifndef BENCH_MAILS_H
#define BENCH_MAILS_H

#include <bounce/bounce.h>
#include <dirent.h>
#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct mail {
    char *data;
    gsize length;
} mail;

/* Appends every *.eml to an array of mail, in the order of names: what is compiled or cached first is the same everywhere. */
static inline void mails_load(GArray *mails, const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        mail m = { 0 };
        gchar *path = g_build_filename(folder, entries[i]->d_name, NULL);
        if (g_str_has_suffix(path, ".eml") && g_file_get_contents(path, &m.data, &m.length, NULL))
            g_array_append_val(mails, m);
        g_free(path);
        free(entries[i]);
    }
    free(entries);
}

/* Does it say anything? */
static inline bool mail_classify(const bounce_classifier *classifier, const mail *m, bool with_json)
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

#endif

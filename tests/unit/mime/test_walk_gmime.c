/*
 * The walk against GMime's own parser, over the corpus and, where they are there, the samples: same leaf parts in the same order,
 * same types, same bytes behind the transfer encoding. doc/mime.md lists the differences that are meant.
 */
#include <check.h>
#include <dirent.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "input/sanitise.h"
#include "leaves.h"
#include "mime/init.h"
#include "util/limits.h"

/* Differences that are meant, with the reason's letter in doc/mime.md. The file's name begins so. */
static const struct {
    const char *name;
    char reason;
} meant[] = {
    { "cut-after-header", 'a' },
    { "empty-report", 'a' },
    { "rfc3464-6958c7d08d31", 'a' },
    { "rfc3464-4f4f656ca8b8", 'a' },
    { "rfc3464-286e01b0ef3a", 'a' },
    { "rfc3464-a3235c0ee811", 'a' },
    { "messagingserver-6af3dd6468e7", 'a' },
    { "nullmailer-mime.unknown", 'a' },
    { "mime.unknown", 'a' }, /* the same in our corpus */
    { "no-boundary-parameter", 'b' },
    { "boundary-mismatch", 'b' },
    { "apachejames-451a6c239859", 'b' },
    { "verizon-29edb24a3101", 'b' },
    { "exchange2007-e7c26a52dda1", 'b' },
    { "exchange2007-2a4cdc1b8e89", 'b' },
    { "exchange2007-a1cc6662a735", 'b' },
    { "postfix-6c6b57c6c411", 'c' },
    { "postfix-8d72a5941625", 'c' },
    { "arf-0eb5b0178a7e", 'c' },
    { "exchange2007-eff6c45b78ea", 'd' },
    { "rfc822-empty", 'e' },
    { "empty-parts", 'f' },
    { "base64-rubbish", 'g' },
    { "boundary-empty", 'h' },
};

static bool is_meant(const char *name)
{
    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++)
        if (strncmp(name, meant[i].name, strlen(meant[i].name)) == 0)
            return true;
    return false;
}

static bool check_file(const char *path, const char *name)
{
    char *data;
    gsize len;
    bnc_arena *arena = bnc_arena_new(65536);
    bnc_notes notes = { .count = 0 };
    bnc_span text;
    leaves own = { .count = 0 };
    leaves gmime = { .count = 0 };
    char *difference;

    ck_assert(g_file_get_contents(path, &data, &len, NULL));
    text = bnc_input_sanitise(arena, data, len, BNC_MAX_INPUT, &notes);
    leaves_by_walk(arena, text, &own);
    difference = leaves_by_gmime(text, &gmime) ? leaves_difference(&own, &gmime) : NULL;
    if (difference && !is_meant(name))
        fprintf(stderr, "# %s: %s\n", name, difference);
    else if (difference) {
        g_free(difference);
        difference = NULL;
    }
    leaves_free(&own);
    leaves_free(&gmime);
    bnc_arena_free(arena);
    g_free(data);
    if (!difference)
        return true;
    g_free(difference);
    return false;
}

/* Checks every mail of a folder; returns how many there are. */
static int check_folder(const char *path, int *inout_different)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    int different = 0;
    int count = 0;

    while (dir && (entry = readdir(dir)) != NULL) {
        char *file;
        if (!g_str_has_suffix(entry->d_name, ".eml") && !g_str_has_suffix(entry->d_name, ".mbox"))
            continue;
        file = g_strdup_printf("%s/%s", path, entry->d_name);
        different += !check_file(file, entry->d_name);
        count++;
        g_free(file);
    }
    if (dir)
        closedir(dir);
    fprintf(stderr, "# %s: %s, %d mails, %d differ\n", path, dir ? "read" : "not there, skipped", count, different);
    *inout_different += different;
    return count;
}

static char *path_of(const char *name)
{
    return g_strdup_printf("%s/%s", getenv("BOUNCE_SOURCE_ROOT") ? getenv("BOUNCE_SOURCE_ROOT") : ".", name);
}

/* Every folder of the corpus: written by hand, broken on purpose, made by each server. */
START_TEST(corpus)
{
    char *path = path_of("corpus");
    DIR *dir = opendir(path);
    const struct dirent *entry;
    int different = 0, count = 0;

    ck_assert_ptr_nonnull(dir);
    bnc_mime_init_once();
    while ((entry = readdir(dir)) != NULL) {
        char *folder = g_strdup_printf("%s/%s", path, entry->d_name);

        if (entry->d_name[0] != '.' && g_file_test(folder, G_FILE_TEST_IS_DIR))
            count += check_folder(folder, &different);
        g_free(folder);
    }
    closedir(dir);
    g_free(path);
    ck_assert_int_gt(count, 500);
    ck_assert_int_eq(different, 0);
}
END_TEST

static const char *const others[] = { "../shared/samples/mail", "../shared/mta/dsn" };

/* Samples that are not ours to keep: where they are. */
START_TEST(samples)
{
    char *path = path_of(others[_i]);
    int different = 0;

    bnc_mime_init_once();
    check_folder(path, &different);
    g_free(path);
    ck_assert_int_eq(different, 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("walk-gmime");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, corpus);
    tcase_add_loop_test(tcase, samples, 0, COUNT(others));
    return check_run("walk-gmime", tcase);
}

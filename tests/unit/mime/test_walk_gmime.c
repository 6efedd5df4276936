/*
 * The walk against GMime's own parser, over the corpus and, where they are there, the samples: same leaf parts in the same order,
 * same types, same bytes behind the transfer encoding. doc/mime.md lists the differences that are meant.
 */
#include <check.h>
#include <dirent.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>

#include "input/sanitise.h"
#include "mime/decode.h"
#include "mime/init.h"
#include "util/limits.h"

#define LEAVES_MAX 200

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

typedef struct leaf {
    char *type;
    char *bytes;
    size_t len;
} leaf;

typedef struct leaves {
    leaf list[LEAVES_MAX];
    size_t count;
} leaves;

static void add_leaf(leaves *to, const char *type, const char *bytes, size_t len)
{
    leaf *l = &to->list[to->count];

    if (to->count == LEAVES_MAX)
        return;
    while (len && (bytes[len - 1] == '\n' || bytes[len - 1] == '\r')) /* the last line end belongs to the boundary or not */
        len--;
    l->type = g_ascii_strdown(type, -1);
    l->bytes = g_memdup2(bytes, len);
    l->len = len;
    to->count++;
}

static void free_leaves(leaves *l)
{
    for (size_t i = 0; i < l->count; i++) {
        g_free(l->list[i].type);
        g_free(l->list[i].bytes);
    }
}

static void walk_gmime(GMimeObject *object, leaves *to)
{
    char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));

    if (GMIME_IS_MULTIPART(object) && g_mime_multipart_get_count(GMIME_MULTIPART(object)) > 0) {
        for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
            walk_gmime(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), to);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (message && g_mime_message_get_mime_part(message))
            walk_gmime(g_mime_message_get_mime_part(message), to);
        else
            add_leaf(to, type, "", 0);
    } else if (GMIME_IS_PART(object) && g_mime_part_get_content(GMIME_PART(object))) {
        GMimeStream *stream = g_mime_stream_mem_new();
        GByteArray *bytes;
        g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(object)), stream);
        bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
        add_leaf(to, type, (const char *)bytes->data, bytes->len);
        g_object_unref(stream);
    } else {
        add_leaf(to, type, "", 0);
    }
    g_free(type);
}

static void walk_own(bnc_arena *arena, bnc_span text, leaves *to)
{
    bnc_notes notes = { .count = 0 };
    bnc_mime mime;

    bnc_mime_walk(arena, text, &notes, &mime);
    for (size_t i = 0; i < mime.count; i++) {
        const bnc_part *part = &mime.parts[i];
        char *type;
        bnc_span body;

        if (part->is_container)
            continue;
        type = g_strdup_printf("%.*s/%.*s", (int)part->type.len, part->type.at, (int)part->subtype.len, part->subtype.at);
        body = bnc_decode_transfer(arena, part->body, part->encoding, BNC_MAX_INPUT);
        add_leaf(to, type, body.at, body.len);
        g_free(type);
    }
}

static bool is_meant(const char *name)
{
    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++)
        if (strncmp(name, meant[i].name, strlen(meant[i].name)) == 0)
            return true;
    return false;
}

/* What differs, or NULL. */
static char *compare(const leaves *own, const leaves *gmime)
{
    if (own->count != gmime->count)
        return g_strdup_printf("%zu leaf parts, GMime has %zu", own->count, gmime->count);
    for (size_t i = 0; i < own->count; i++) {
        if (strcmp(own->list[i].type, gmime->list[i].type) != 0)
            return g_strdup_printf("part %zu is %s, GMime says %s", i, own->list[i].type, gmime->list[i].type);
        if (own->list[i].len != gmime->list[i].len
            || (own->list[i].len && memcmp(own->list[i].bytes, gmime->list[i].bytes, own->list[i].len) != 0))
            return g_strdup_printf("part %zu (%s) has %zu bytes, GMime's %zu or others", i, own->list[i].type, own->list[i].len, gmime->list[i].len);
    }
    return NULL;
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
    GMimeStream *stream;
    GMimeParser *parser;
    GMimeMessage *message;
    char *difference;

    ck_assert(g_file_get_contents(path, &data, &len, NULL));
    text = bnc_input_sanitise(arena, data, len, BNC_MAX_INPUT, &notes);
    stream = g_mime_stream_mem_new_with_buffer(text.at ? text.at : "", text.len);
    parser = g_mime_parser_new_with_stream(stream);
    message = g_mime_parser_construct_message(parser, NULL);
    if (message && g_mime_message_get_mime_part(message))
        walk_gmime(g_mime_message_get_mime_part(message), &gmime);
    walk_own(arena, text, &own);
    difference = message ? compare(&own, &gmime) : NULL;
    if (difference && !is_meant(name))
        fprintf(stderr, "# %s: %s\n", name, difference);
    else if (difference) {
        g_free(difference);
        difference = NULL;
    }
    if (message)
        g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
    free_leaves(&own);
    free_leaves(&gmime);
    bnc_arena_free(arena);
    g_free(data);
    if (!difference)
        return true;
    g_free(difference);
    return false;
}

/* Checks every mail of a folder; returns the number of files that differ, or -1 if there is no such folder. */
static int check_folder(const char *folder)
{
    char *path = g_strdup_printf("%s/%s", getenv("BOUNCE_SOURCE_ROOT") ? getenv("BOUNCE_SOURCE_ROOT") : ".", folder);
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
    fprintf(stderr, "# %s: %s, %d mails, %d differ\n", folder, dir ? "read" : "not there, skipped", count, different);
    g_free(path);
    return dir ? different : -1;
}

static const char *const folders[] = {
    "corpus/written", "corpus/broken", "corpus/not-a-bounce", "corpus/generated", "../shared/samples/mail", "../shared/mta/dsn",
};

START_TEST(same_as_gmime)
{
    bnc_mime_init_once();
    ck_assert_int_le(check_folder(folders[_i]), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("walk-gmime");
    TCase *tcase = tcase_create("walk-gmime");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tcase);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, same_as_gmime, 0, (int)(sizeof folders / sizeof folders[0]));
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

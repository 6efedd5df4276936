/*
 * Files for the build tool.
 *
 * In:  a directory.   Out: its files' texts, sorted by name so that the result does not depend on the file system; a depfile for ninja.
 * The depfile names the directories too: a directory changes when a file is added to it, so a new file is noticed without configuring again.
 */
#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEPTH_MAX 8

static const char *const suffixes[] = { ".reg", ".rules", ".layouts", ".logs", ".po" };

bool tool_has_suffix(const char *name, const char *suffix)
{
    size_t len = strlen(name), wanted = strlen(suffix);

    return len > wanted && strcmp(name + len - wanted, suffix) == 0;
}

static bool is_ours(const char *name)
{
    if (name[0] == '.')
        return false;
    for (size_t i = 0; i < BNC_COUNT_OF(suffixes); i++)
        if (tool_has_suffix(name, suffixes[i]))
            return true;
    return false;
}

static const char *join(bnc_arena *arena, const char *directory, const char *name)
{
    size_t len = strlen(directory) + strlen(name) + 2;
    char *path = bnc_arena_alloc(arena, len);

    snprintf(path, len, "%s%s%s", directory, directory[0] ? "/" : "", name);
    return path;
}

static bool read_text(tool *t, const char *path, bnc_span *ret_text)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    FILE *file = fopen(path, "rb");
    size_t len;

    if (!file) {
        bnc_complain(&t->complaints, path, 0, 0, "%s", strerror(errno));
        return false;
    }
    do {
        len = fread(bnc_buffer_reserve(&text, 65536), 1, 65536, file);
        text.len += len;
    } while (len > 0);
    if (ferror(file))
        bnc_complain(&t->complaints, path, 0, 0, "cannot read it");
    fclose(file);
    *ret_text = (bnc_span){ bnc_arena_dup(t->arena, (bnc_span){ text.at, text.len }), text.len };
    bnc_buffer_clear(&text);
    return true;
}

static bool read_directory(tool *t, const char *root, const char *name, unsigned depth)
{
    const char *path = name[0] ? join(t->arena, root, name) : root;
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);

    if (count < 0) {
        bnc_complain(&t->complaints, path, 0, 0, "%s", strerror(errno));
        return false;
    }
    t->directories = bnc_arena_grow(t->arena, t->directories, t->directory_count, &t->directory_capacity, sizeof(*t->directories));
    t->directories[t->directory_count++] = path;
    for (int i = 0; i < count; i++) {
        const char *inner = join(t->arena, name, entries[i]->d_name);
        tool_file file = { .path = join(t->arena, root, inner), .name = inner };
        struct stat about;

        if (entries[i]->d_name[0] != '.' && stat(file.path, &about) == 0) {
            if (S_ISDIR(about.st_mode) && depth > 0) {
                read_directory(t, root, inner, depth - 1);
            } else if (S_ISREG(about.st_mode) && is_ours(entries[i]->d_name) && read_text(t, file.path, &file.text)) {
                t->files = bnc_arena_grow(t->arena, t->files, t->file_count, &t->file_capacity, sizeof(*t->files));
                t->files[t->file_count++] = file;
            }
        }
        free(entries[i]);
    }
    free(entries);
    return true;
}

bool tool_read_directory(tool *t, const char *path)
{
    return read_directory(t, path, "", DEPTH_MAX);
}

/* A blank in a path would end it. */
static void add_path(bnc_buffer *out, const char *path)
{
    bnc_buffer_add_text(out, " \\\n  ");
    for (; *path; path++) {
        if (*path == ' ' || *path == '#' || *path == '\\')
            bnc_buffer_add_char(out, '\\');
        bnc_buffer_add_char(out, *path);
    }
}

void tool_write_depfile(const tool *t, const char *target, bnc_buffer *out)
{
    tool_print(out, "%s:", target);
    for (size_t i = 0; i < t->directory_count; i++)
        add_path(out, t->directories[i]);
    for (size_t i = 0; i < t->file_count; i++)
        add_path(out, t->files[i].path);
    bnc_buffer_add_char(out, '\n');
}

bool tool_write_file(const char *path, bnc_span text)
{
    FILE *file = fopen(path, "wb");
    bool is_good = file && fwrite(text.at ? text.at : "", 1, text.len, file) == text.len;

    if (file && fclose(file) != 0)
        is_good = false;
    if (!is_good)
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return is_good;
}

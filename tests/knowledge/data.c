/* Reads the knowledge's source files as one user layer, so that their examples can be asked for. */
#include "data.h"

#include "util/arena.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *join(const char *directory, const char *name)
{
    size_t len = strlen(directory) + strlen(name) + 2;
    char *path = bnc_malloc(len);
    snprintf(path, len, "%s/%s", directory, name);
    return path;
}

static void add_file(data_text *all, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t got;
    if (!file)
        return;
    all->files = bnc_realloc(all->files, (all->file_count + 1) * sizeof *all->files);
    all->files[all->file_count++] = (data_file){ strdup(path), all->line };
    size_t start = all->text.len;
    while ((got = fread(bnc_buffer_reserve(&all->text, 65536), 1, 65536, file)) > 0)
        all->text.len += got;
    fclose(file);
    bnc_buffer_add_text(&all->text, "\n\n");
    for (size_t i = start; i < all->text.len; i++)
        all->line += all->text.at[i] == '\n';
}

static bool is_knowledge(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && (strcmp(dot, ".reg") == 0 || strcmp(dot, ".rules") == 0 || strcmp(dot, ".layouts") == 0);
}

static void add_directory(data_text *all, const char *path, int depth)
{
    DIR *directory = opendir(path);
    struct dirent *entry;
    char **names = NULL;
    size_t count = 0;
    if (!directory || depth > 4) {
        if (directory)
            closedir(directory);
        return;
    }
    while ((entry = readdir(directory)))
        if (entry->d_name[0] != '.') {
            names = bnc_realloc(names, (count + 1) * sizeof *names);
            names[count++] = strdup(entry->d_name);
        }
    closedir(directory);
    if (count)
        qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        char *child = join(path, names[i]);
        struct stat status;
        if (stat(child, &status) == 0 && S_ISDIR(status.st_mode))
            add_directory(all, child, depth + 1);
        else if (is_knowledge(names[i]))
            add_file(all, child);
        free(child);
        free(names[i]);
    }
    free(names);
}

void data_read(data_text *ret_all, const char *directory)
{
    *ret_all = (data_text){ .text = BNC_BUFFER_INIT, .line = 1 };
    add_directory(ret_all, directory, 0);
}

const char *data_place(const data_text *all, unsigned line, unsigned *ret_line)
{
    const char *path = "?";
    *ret_line = line;
    for (size_t i = 0; i < all->file_count && all->files[i].first_line <= line; i++) {
        path = all->files[i].path;
        *ret_line = line - all->files[i].first_line + 1;
    }
    return path;
}

void data_free(data_text *all)
{
    for (size_t i = 0; i < all->file_count; i++)
        free(all->files[i].path);
    free(all->files);
    bnc_buffer_clear(&all->text);
}

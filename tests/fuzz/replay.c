/* Runs a fuzz target over files and folders, as an ordinary test. usage: replay-TARGET PATH... */
#include "target.h"
#include <glib.h>
#include <stdio.h>

static size_t count;

static void replay(const char *path)
{
    gchar *data = NULL;
    gsize length = 0;
    GDir *folder = g_dir_open(path, 0, NULL);
    if (folder) {
        const char *name;
        while ((name = g_dir_read_name(folder))) {
            gchar *full = g_build_filename(path, name, NULL);
            replay(full);
            g_free(full);
        }
        g_dir_close(folder);
    } else if (g_file_get_contents(path, &data, &length, NULL)) {
        LLVMFuzzerTestOneInput((const uint8_t *)data, length);
        g_free(data);
        count++;
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%zu files replayed\n", count);
    return count > 0 ? 0 : 1;
}

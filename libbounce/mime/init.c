/* One g_mime_init for the process: racing threads crash it. GLib's once is thread-safe and costs one load after the first call. */
#include "mime/init.h"

#include <gmime/gmime.h>

void bnc_mime_init_once(void)
{
    static gsize is_done;

    if (g_once_init_enter(&is_done)) {
        g_mime_init();
        g_once_init_leave(&is_done, 1);
    }
}

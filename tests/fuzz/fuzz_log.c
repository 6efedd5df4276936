/* Any bytes as a mail log: as one line with all its newlines, and line by line as the tool reads it. */
#include "look.h"
#include "target.h"
#include <stdlib.h>
#include <string.h>

static void line(const char *data, size_t size)
{
    bounce_report *report = NULL;
    if (bounce_classify_log_line(look_classifier(), data, size, &report) != BOUNCE_OK)
        abort();
    look_at_report(report);
    bounce_report_unref(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    bounce_is_log(data, size);
    line(at, size);
    for (int i = 0; i < 50 && at < end; i++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        line(at, (size_t)((stop ? stop : end) - at));
        at = stop ? stop + 1 : end;
    }
    return 0;
}

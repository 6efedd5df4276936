/* Any bytes through bounce_classify(). What a report promises is checked (look.h). */
#include "look.h"
#include "target.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bounce_report *report = NULL;
    if (bounce_classify(look_classifier(), data, size, &report) != BOUNCE_OK)
        abort();
    look_at_report(report);
    bounce_report_unref(report);
    return 0;
}

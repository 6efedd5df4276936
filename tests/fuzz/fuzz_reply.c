/* Any bytes as one SMTP reply and as one log line. */
#include "target.h"
#include <bounce/bounce.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bounce_classifier *classifier;
    bounce_report *report = NULL, *line = NULL;
    if (!classifier && bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        abort();
    if (bounce_classify_reply(classifier, (const char *)data, size, &report) != BOUNCE_OK
        || bounce_classify_log_line(classifier, (const char *)data, size, &line) != BOUNCE_OK)
        abort();
    if (bounce_report_kind(report) == BOUNCE_KIND_FAILURE && bounce_report_cause_count(report) == 0)
        abort();
    bounce_report_unref(report);
    bounce_report_unref(line);
    return 0;
}

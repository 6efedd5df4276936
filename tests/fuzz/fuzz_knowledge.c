/* Any bytes as a knowledge file: an error with a line, or a set that can be used. */
#include "target.h"
#include <bounce/bounce.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char reply[] = "550 5.1.1 <kim@partner.example>: User unknown";
    bounce_knowledge *knowledge = bounce_knowledge_new();
    bounce_error *error = NULL;
    bounce_classifier *classifier = NULL;
    bounce_report *report = NULL;
    if (bounce_knowledge_add(knowledge, "fuzz.rules", data, size, &error) != BOUNCE_OK) {
        if (!bounce_error_message(error))
            abort();
        bounce_error_free(error);
    }
    if (bounce_classifier_new(knowledge, NULL, &classifier, NULL) != BOUNCE_OK)
        abort();
    bounce_classify_reply(classifier, reply, strlen(reply), &report);
    bounce_report_unref(report);
    bounce_classifier_unref(classifier);
    bounce_knowledge_free(knowledge);
    return 0;
}

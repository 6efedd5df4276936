/* Any bytes as one SMTP reply, and as the envelope of an empty bounce. */
#include "look.h"
#include "target.h"
#include <stdlib.h>
#include <string.h>

static void as_envelope(const uint8_t *data, size_t size)
{
    bounce_report *report = NULL;
    char *address = malloc(size + 1);
    if (!address)
        abort();
    memcpy(address, data, size);
    address[size] = '\0';
    if (bounce_classify_envelope(look_classifier(), "", 0, "", address, &report) != BOUNCE_OK)
        abort();
    look_at_report(report);
    bounce_report_unref(report);
    free(address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bounce_report *report = NULL;
    if (bounce_classify_reply(look_classifier(), (const char *)data, size, &report) != BOUNCE_OK)
        abort();
    look_at_report(report);
    bounce_report_unref(report);
    if (size < 2000)
        as_envelope(data, size);
    return 0;
}

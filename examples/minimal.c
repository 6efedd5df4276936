/* The smallest program with libbounce: a bounce on standard input, one line per recipient on standard output. */
#include <bounce/bounce.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    static char data[1 << 20];
    size_t length = fread(data, 1, sizeof data, stdin);
    bounce_classifier *classifier = NULL;
    bounce_report *report = NULL;

    if (bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        return EXIT_FAILURE;
    if (bounce_classify(classifier, data, length, &report) != BOUNCE_OK)
        return EXIT_FAILURE;

    for (size_t i = 0; i < bounce_report_recipient_count(report); i++) {
        const bounce_recipient *recipient = bounce_report_recipient(report, i);
        const bounce_cause *cause = bounce_recipient_cause(recipient, 0);
        const bounce_hint *hint = bounce_recipient_hint(recipient, 0);
        const char *address = bounce_recipient_address(recipient);
        printf("%s: %s; first: %s\n", address ? address : "(no address)", bounce_cause_id(cause),
               hint ? bounce_hint_text(hint, "en") : "nothing to do");
    }
    bounce_report_unref(report);
    bounce_classifier_unref(classifier);
    return EXIT_SUCCESS;
}

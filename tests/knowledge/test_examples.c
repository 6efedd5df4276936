/*
 * Every Example and No-Example of the built-in knowledge through the whole classifier: the rule's own cause comes first, with the facts named (no
 * cross-talk, no dead rule). And: the prefilter changes no result.
 */
#include "api/check.h"
#include "data.h"

#include <bounce/bounce.h>
#include <stdio.h>
#include <stdlib.h>

static size_t check_all(const bnc_set *set, const data_text *all)
{
    bounce_classifier *classifier = NULL;
    bounce_knowledge knowledge = { set };
    size_t wrong = 0;
    bounce_classifier_new(&knowledge, NULL, &classifier, NULL);
    for (size_t i = 0; i < bnc_set_example_count(set); i++) {
        const bnc_example *example = bnc_set_example(set, i);
        char buf[1024];
        unsigned line;
        const char *complaint = bnc_check_example(classifier, example, buf, sizeof buf);
        if (!complaint)
            continue;
        const char *path = data_place(all, example->line, &line);
        printf("# %s:%u: %s\n", path, line, complaint);
        wrong++;
    }
    bounce_classifier_unref(classifier);
    return wrong;
}

static char *answer(const bounce_classifier *classifier, const bnc_example *example)
{
    bounce_report *report = NULL;
    char *text = NULL;
    if (example->owner == BNC_OWNER_RULE)
        bounce_classify_reply(classifier, example->text.at, example->text.len, &report);
    else
        bounce_classify(classifier, example->text.at, example->text.len, &report);
    bounce_report_to_json(report, NULL, NULL, &text, NULL);
    bounce_report_unref(report);
    return text;
}

/* Every step-th example with and without the prefilter. */
static size_t compare_filter(const bnc_set *set, const data_text *all, size_t step)
{
    bounce_classifier *with = NULL, *without = NULL;
    bounce_knowledge knowledge = { set };
    size_t wrong = 0;
    bounce_classifier_new(&knowledge, NULL, &with, NULL);
    bounce_classifier_new(&knowledge, NULL, &without, NULL);
    without->is_unfiltered = true;
    for (size_t i = 0; i < bnc_set_example_count(set); i += step) {
        const bnc_example *example = bnc_set_example(set, i);
        char *a = answer(with, example), *b = answer(without, example);
        unsigned line;
        if (strcmp(a, b) != 0) {
            const char *path = data_place(all, example->line, &line);
            printf("# %s:%u: %s: the prefilter changes the result\n#   %s#   %s", path, line, example->id, a, b);
            wrong++;
        }
        bounce_free(a);
        bounce_free(b);
    }
    bounce_classifier_unref(with);
    bounce_classifier_unref(without);
    return wrong;
}

int main(int argc, char **argv)
{
    data_text all;
    bounce_error *error = NULL;
    if (argc < 2)
        return EXIT_FAILURE;
    data_read(&all, argv[1]);
    bnc_set *set = bnc_set_add(bnc_set_builtin(), "all", bnc_buffer_span(&all.text), &error);
    if (!set) {
        unsigned line;
        const char *path = data_place(&all, bounce_error_line(error), &line);
        printf("Bail out! %s:%u: %s\n", path, line, bounce_error_message(error));
        return EXIT_FAILURE;
    }
    size_t allowed = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 0;
    size_t count = bnc_set_example_count(set), wrong = check_all(set, &all);
    printf("%s 1 - %zu of %zu examples hold (%zu may fail)\n", wrong > allowed || count == 0 ? "not ok" : "ok", count - wrong, count, allowed);
    wrong = compare_filter(set, &all, argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 17);
    printf("%s 2 - the prefilter changes no result\n1..2\n", wrong ? "not ok" : "ok");
    bnc_set_unref(set);
    data_free(&all);
    return EXIT_SUCCESS;
}

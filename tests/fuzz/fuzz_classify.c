/*
 * Any bytes through bounce_classify(), every getter and the JSON writer. What a report promises is checked: strings are valid UTF-8, a failure
 * has a cause, evidence lies within the diagnostic.
 */
#include "target.h"
#include <bounce/bounce.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

static void text(const char *value)
{
    if (value && !g_utf8_validate(value, -1, NULL))
        abort();
}

static void look_at_cause(const bounce_cause *cause, const char *diagnostic)
{
    text(bounce_cause_plain(cause, "ko"));
    for (size_t i = 0; i < bounce_cause_fact_count(cause); i++)
        text(bounce_cause_fact_value(cause, i));
    for (size_t i = 0; i < bounce_cause_evidence_count(cause); i++) {
        size_t end = bounce_cause_evidence_offset(cause, i) + bounce_cause_evidence_length(cause, i);
        text(bounce_cause_evidence_text(cause, i));
        if (!strcmp(bounce_cause_evidence_in(cause, i), "reply") && (!diagnostic || end > strlen(diagnostic)))
            abort();
    }
}

static void look_at(const bounce_recipient *r)
{
    text(bounce_recipient_address(r));
    text(bounce_recipient_diagnostic(r));
    text(bounce_recipient_remote_host(r));
    for (size_t i = 0; i < bounce_recipient_cause_count(r); i++)
        look_at_cause(bounce_recipient_cause(r, i), bounce_recipient_diagnostic(r));
    for (size_t i = 0; i < bounce_recipient_hint_count(r); i++) {
        text(bounce_hint_text(bounce_recipient_hint(r, i), "ja"));
        text(bounce_hint_check(bounce_recipient_hint(r, i), "zh-TW"));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bounce_classifier *classifier;
    bounce_report *report = NULL;
    char *json = NULL;
    size_t length = 0;
    if (!classifier && bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        abort();
    if (bounce_classify(classifier, data, size, &report) != BOUNCE_OK)
        abort();
    size_t count = bounce_report_recipient_count(report);
    for (size_t i = 0; i < count && i < 100; i++)
        look_at(bounce_report_recipient(report, i));
    if (count == 0)
        look_at(bounce_report_whole(report));
    if (bounce_report_kind(report) == BOUNCE_KIND_FAILURE && bounce_report_cause_count(report) == 0)
        abort();
    text(bounce_report_original_subject(report));
    if (bounce_report_to_json(report, NULL, "en", &json, &length) != BOUNCE_OK || strlen(json) != length || json[length - 1] != '\n')
        abort();
    text(json);
    bounce_free(json);
    bounce_report_unref(report);
    return 0;
}

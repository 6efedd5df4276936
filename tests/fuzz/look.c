/*
 * Looks at all a report has to say.
 *
 * In:  a report.   Out: nothing; aborts where a string is no UTF-8, a count and its items disagree, evidence lies outside the diagnostic, or a failure has
 * no cause.
 */
#include "look.h"
#include "../getters.h"
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define RECIPIENTS_LOOKED_AT 100

/* doc/limits.md: BNC_MAX_CAUSES, _HINTS, _EVIDENCE */
enum { CAUSES_MOST = 8, HINTS_MOST = 24, EVIDENCE_MOST = 500 };

const bounce_classifier *look_classifier(void)
{
    static bounce_classifier *classifier;
    if (!classifier && bounce_classifier_new(NULL, NULL, &classifier, NULL) != BOUNCE_OK)
        abort();
    return classifier;
}

static void must(int holds)
{
    if (!holds)
        abort();
}

static void text(const char *value)
{
    must(!value || g_utf8_validate(value, -1, NULL));
}

static void look_at_cause(const bounce_cause *cause, const char *diagnostic)
{
    must(bounce_cause_id(cause) != NULL);
    text(bounce_cause_plain(cause, "ko"));
    text(bounce_cause_meaning(cause, "zh-Hans"));
    for (size_t i = 0; i < bounce_cause_fact_count(cause); i++) {
        must(bounce_cause_fact_name(cause, i) && bounce_cause_fact_value(cause, i));
        text(bounce_cause_fact_value(cause, i));
        must(bounce_cause_fact(cause, bounce_cause_fact_name(cause, i)) != NULL);
    }
    for (size_t i = 0; i < bounce_cause_evidence_count(cause); i++) {
        size_t offset = bounce_cause_evidence_offset(cause, i), length = bounce_cause_evidence_length(cause, i);
        text(bounce_cause_evidence_text(cause, i));
        must(strlen(bounce_cause_evidence_text(cause, i)) <= EVIDENCE_MOST);
        must(bounce_cause_evidence_in(cause, i) != NULL);
        if (!strcmp(bounce_cause_evidence_in(cause, i), "reply"))
            must(diagnostic && offset <= strlen(diagnostic) && length <= strlen(diagnostic) - offset
                 && !strncmp(diagnostic + offset, bounce_cause_evidence_text(cause, i), length));
    }
}

static void look_at_recipient(const bounce_recipient *r)
{
    for (size_t i = 0; i < sizeof recipient_texts / sizeof *recipient_texts; i++)
        text(recipient_texts[i](r));
    must(bounce_recipient_cause_count(r) <= CAUSES_MOST && bounce_recipient_hint_count(r) <= HINTS_MOST);
    for (size_t i = 0; i < bounce_recipient_cause_count(r); i++)
        look_at_cause(bounce_recipient_cause(r, i), bounce_recipient_diagnostic(r));
    for (size_t i = 0; i < bounce_recipient_hint_count(r); i++) {
        const bounce_hint *hint = bounce_recipient_hint(r, i);
        must(bounce_hint_text(hint, "ja") != NULL);
        text(bounce_hint_text(hint, "ja"));
        text(bounce_hint_check(hint, "zh-TW"));
        text(bounce_hint_url(hint));
    }
}

void look_at_report(const bounce_report *report)
{
    size_t count = bounce_report_recipient_count(report), length = 0;
    char *json = NULL;
    for (size_t i = 0; i < sizeof report_texts / sizeof *report_texts; i++)
        text(report_texts[i](report));
    for (size_t i = 0; i < count && i < RECIPIENTS_LOOKED_AT; i++)
        look_at_recipient(bounce_report_recipient(report, i));
    look_at_recipient(bounce_report_whole(report));
    for (size_t i = 0; i < bounce_report_attachment_count(report); i++) {
        text(bounce_report_attachment_name(report, i));
        text(bounce_report_attachment_type(report, i));
    }
    for (size_t i = 0; i < bounce_report_note_count(report); i++) {
        must(bounce_report_note(report, i) != NULL);
        text(bounce_report_note_detail(report, i));
    }
    must(bounce_report_kind(report) != BOUNCE_KIND_FAILURE || bounce_report_cause_count(report) > 0);
    must(bounce_report_to_json(report, NULL, "en", &json, &length) == BOUNCE_OK && strlen(json) == length && json[length - 1] == '\n');
    text(json);
    bounce_free(json);
}

/* Every function of the shared library with NULL and absurd arguments: nothing crashes, outputs stay as they were. */
#include <bounce/bounce.h>
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_run.h"
#include "getters.h"

START_TEST(report_getters)
{
    for (size_t i = 0; i < sizeof report_texts / sizeof *report_texts; i++)
        ck_assert_ptr_null(report_texts[i](NULL));
    ck_assert_int_eq(bounce_report_kind(NULL), BOUNCE_KIND_NONE);
    ck_assert_int_eq(bounce_report_source(NULL), BOUNCE_SOURCE_MESSAGE);
    ck_assert_uint_eq(bounce_report_recipient_count(NULL), 0);
    ck_assert_ptr_null(bounce_report_recipient(NULL, 0));
    ck_assert_ptr_null(bounce_report_whole(NULL));
    ck_assert_uint_eq(bounce_report_cause_count(NULL), 0);
    ck_assert_ptr_null(bounce_report_cause(NULL, SIZE_MAX));
    ck_assert_uint_eq(bounce_report_attachment_count(NULL), 0);
    ck_assert_ptr_null(bounce_report_attachment_name(NULL, 0));
    ck_assert_ptr_null(bounce_report_attachment_type(NULL, SIZE_MAX));
    ck_assert_uint_eq(bounce_report_note_count(NULL), 0);
    ck_assert_ptr_null(bounce_report_note(NULL, 0));
    ck_assert_ptr_null(bounce_report_note_detail(NULL, 0));
    ck_assert_ptr_null(bounce_report_ref(NULL));
    bounce_report_unref(NULL);
}
END_TEST

START_TEST(recipient_getters)
{
    for (size_t i = 0; i < sizeof recipient_texts / sizeof *recipient_texts; i++)
        ck_assert_ptr_null(recipient_texts[i](NULL));
    ck_assert_int_eq(bounce_recipient_action(NULL), BOUNCE_ACTION_NONE);
    ck_assert_int_eq(bounce_recipient_command(NULL), BOUNCE_COMMAND_NONE);
    ck_assert_uint_eq(bounce_recipient_cause_count(NULL), 0);
    ck_assert_ptr_null(bounce_recipient_cause(NULL, 0));
    ck_assert_uint_eq(bounce_recipient_hint_count(NULL), 0);
    ck_assert_ptr_null(bounce_recipient_hint(NULL, 0));
    ck_assert_ptr_null(bounce_recipient_compat(NULL, "sisimai"));
    ck_assert(!bounce_recipient_hard(NULL));
}
END_TEST

START_TEST(cause_and_hint_getters)
{
    ck_assert_ptr_null(bounce_cause_id(NULL));
    ck_assert_int_eq(bounce_cause_number(NULL), BOUNCE_CAUSE_UNKNOWN);
    ck_assert_int_eq(bounce_cause_confidence(NULL), BOUNCE_CONFIDENCE_LOW);
    ck_assert_ptr_null(bounce_cause_rule(NULL));
    ck_assert_int_eq(bounce_cause_persistence(NULL), BOUNCE_PERSISTENCE_NONE);
    ck_assert_int_eq(bounce_cause_address_verdict(NULL), BOUNCE_ADDRESS_NONE);
    ck_assert_uint_eq(bounce_cause_party_count(NULL), 0);
    ck_assert_int_eq(bounce_cause_party(NULL, 0), BOUNCE_PARTY_NOBODY);
    ck_assert_ptr_null(bounce_cause_fact(NULL, "ip"));
    ck_assert_uint_eq(bounce_cause_fact_count(NULL), 0);
    ck_assert_ptr_null(bounce_cause_fact_name(NULL, 0));
    ck_assert_ptr_null(bounce_cause_fact_value(NULL, 0));
    ck_assert_uint_eq(bounce_cause_evidence_count(NULL), 0);
    ck_assert_ptr_null(bounce_cause_evidence_in(NULL, 0));
    ck_assert_uint_eq(bounce_cause_evidence_offset(NULL, 0), 0);
    ck_assert_uint_eq(bounce_cause_evidence_length(NULL, 0), 0);
    ck_assert_ptr_null(bounce_cause_evidence_text(NULL, 0));
    ck_assert_ptr_null(bounce_cause_meaning(NULL, "en"));
    ck_assert_ptr_null(bounce_cause_plain(NULL, NULL));
    ck_assert_ptr_null(bounce_cause_not(NULL, NULL));
    ck_assert_ptr_null(bounce_cause_compat(NULL, NULL));
    ck_assert(!bounce_cause_hard(NULL));
    ck_assert_ptr_null(bounce_hint_id(NULL));
    ck_assert_uint_eq(bounce_hint_step(NULL), 0);
    ck_assert_ptr_null(bounce_hint_after(NULL));
    ck_assert_int_eq(bounce_hint_who(NULL), BOUNCE_PARTY_NOBODY);
    ck_assert_ptr_null(bounce_hint_text(NULL, NULL));
    ck_assert_ptr_null(bounce_hint_url(NULL));
    ck_assert_ptr_null(bounce_hint_check(NULL, NULL));
    ck_assert_ptr_null(bounce_hint_wait(NULL));
    ck_assert_ptr_null(bounce_hint_as_of(NULL));
    ck_assert_ptr_null(bounce_hint_source(NULL));
    ck_assert_ptr_null(bounce_hint_form_language(NULL));
    ck_assert_ptr_null(bounce_hint_superseded(NULL));
}
END_TEST

START_TEST(classifier_functions)
{
    bounce_classifier *classifier = NULL;
    bounce_report *const poison = (bounce_report *)1, *report = poison;
    bounce_error *error = NULL;
    ck_assert_int_eq(bounce_classifier_new(NULL, NULL, NULL, &error), BOUNCE_ERROR_ARGUMENT);
    ck_assert_ptr_nonnull(bounce_error_message(error));
    ck_assert_ptr_null(bounce_error_file(error));
    bounce_error_free(error);
    ck_assert_int_eq(bounce_classifier_new(NULL, NULL, NULL, NULL), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_classifier_new(NULL, NULL, &classifier, NULL), BOUNCE_OK);
    ck_assert_int_eq(bounce_classify(NULL, "x", 1, &report), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_classify(classifier, NULL, 1, &report), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_classify(classifier, "x", 1, NULL), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_classify_envelope(NULL, NULL, 0, NULL, NULL, &report), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_classify_reply(classifier, NULL, 5, &report), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_classify_log_line(NULL, "x", 1, &report), BOUNCE_ERROR_ARGUMENT);
    ck_assert_ptr_eq(report, poison);
    ck_assert_int_eq(bounce_classify(classifier, NULL, 0, &report), BOUNCE_OK);
    ck_assert_int_eq(bounce_report_kind(report), BOUNCE_KIND_NONE);
    ck_assert_str_eq(bounce_report_ours(report), "unknown");
    ck_assert_ptr_null(bounce_report_recipient(report, 0));
    bounce_report_unref(report);
    ck_assert_ptr_null(bounce_classifier_ref(NULL));
    bounce_classifier_unref(NULL);
    ck_assert_ptr_null(bounce_classifier_message(NULL, "a", "en"));
    ck_assert_ptr_null(bounce_classifier_message(classifier, NULL, "en"));
    ck_assert_ptr_null(bounce_classifier_message(classifier, "no.such.message", NULL));
    ck_assert_uint_eq(bounce_classifier_cause_count(NULL), 0);
    ck_assert_ptr_null(bounce_classifier_cause(NULL, 0));
    ck_assert_ptr_null(bounce_classifier_cause(classifier, SIZE_MAX));
    ck_assert_ptr_null(bounce_classifier_find_cause(NULL, "unknown"));
    ck_assert_ptr_null(bounce_classifier_find_cause(classifier, NULL));
    ck_assert_ptr_null(bounce_classifier_find_cause(classifier, "no.such.cause"));
    ck_assert_uint_eq(bounce_classifier_hint_count(NULL, "unknown"), 0);
    ck_assert_uint_eq(bounce_classifier_hint_count(classifier, NULL), 0);
    ck_assert_uint_eq(bounce_classifier_hint_count(classifier, "no.such.cause"), 0);
    ck_assert_ptr_null(bounce_classifier_hint(classifier, "unknown", SIZE_MAX));
    ck_assert_ptr_null(bounce_classifier_hint(NULL, NULL, 0));
    ck_assert_uint_eq(bounce_classifier_code_count(NULL, "5.7.708"), 0);
    ck_assert_uint_eq(bounce_classifier_code_count(classifier, NULL), 0);
    ck_assert_uint_eq(bounce_classifier_code_count(classifier, "550"), 0);
    ck_assert_ptr_null(bounce_classifier_code_provider(classifier, "5.7.708", SIZE_MAX));
    ck_assert_ptr_null(bounce_classifier_code_meaning(classifier, NULL, 0));
    ck_assert_ptr_null(bounce_classifier_code_cause(NULL, "5.7.708", 0));
    bounce_classifier_unref(classifier);
}
END_TEST

START_TEST(builders)
{
    bounce_knowledge *knowledge = bounce_knowledge_new();
    bounce_error *error = NULL;
    ck_assert_int_eq(bounce_knowledge_add(NULL, "n", "x", 1, &error), BOUNCE_ERROR_ARGUMENT);
    bounce_error_free(error);
    ck_assert_int_eq(bounce_knowledge_add(knowledge, NULL, "x", 1, NULL), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_knowledge_add(knowledge, "n", NULL, 1, NULL), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_knowledge_add(knowledge, "n", NULL, 0, NULL), BOUNCE_OK);
    ck_assert_int_eq(bounce_knowledge_add_file(NULL, "x", NULL), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_knowledge_add_file(knowledge, NULL, NULL), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_knowledge_check(NULL, NULL, NULL), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_knowledge_check(knowledge, NULL, NULL), BOUNCE_OK);
    bounce_knowledge_free(knowledge);
    bounce_knowledge_free(NULL);
    bounce_options_free(NULL);
    ck_assert_int_eq(bounce_options_set_max_input(NULL, 1), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_set_max_recipients(NULL, 1), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_add_own(NULL, "x"), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_set_country(NULL, "KR"), BOUNCE_ERROR_ARGUMENT);
    bounce_options *options = bounce_options_new();
    ck_assert_int_eq(bounce_options_add_own(options, NULL), BOUNCE_ERROR_ARGUMENT);
    bounce_options_free(options);
    ck_assert_ptr_null(bounce_error_message(NULL));
    ck_assert_ptr_null(bounce_error_file(NULL));
    ck_assert_uint_eq(bounce_error_line(NULL), 0);
    ck_assert_uint_eq(bounce_error_column(NULL), 0);
    bounce_error_free(NULL);
}
END_TEST

START_TEST(json)
{
    char *text = (char *)1;
    size_t length = 7;
    ck_assert_int_eq(bounce_report_to_json(NULL, NULL, NULL, &text, &length), BOUNCE_ERROR_ARGUMENT);
    ck_assert_ptr_eq(text, (char *)1);
    ck_assert_uint_eq(length, 7);
    bounce_origin_free(NULL);
    bounce_origin_set_name(NULL, "x");
    bounce_origin_set_place(NULL, 0, 0, 0);
    bounce_free(NULL);
}
END_TEST

START_TEST(mbox)
{
    size_t offset = 0, start = 1, length = 2;
    ck_assert(!bounce_is_mbox(NULL, 0));
    ck_assert(!bounce_is_mbox(NULL, 10));
    ck_assert(!bounce_is_mbox("", 0));
    ck_assert(!bounce_is_log(NULL, 10));
    ck_assert(!bounce_is_log("", 0));
    ck_assert(!bounce_mbox_next(NULL, 10, &offset, &start, &length));
    ck_assert(!bounce_mbox_next("", 0, &offset, &start, &length));
    ck_assert(!bounce_mbox_next("x", 1, NULL, &start, &length));
    ck_assert(!bounce_mbox_next("x", 1, &offset, NULL, &length));
    ck_assert(!bounce_mbox_next("x", 1, &offset, &start, NULL));
    offset = SIZE_MAX;
    ck_assert(!bounce_mbox_next("x", 1, &offset, &start, &length));
    ck_assert_uint_eq(start, 1);
    ck_assert_uint_eq(length, 2);
}
END_TEST

START_TEST(names)
{
    ck_assert_str_eq(bounce_kind_name((bounce_kind)999), "none");
    ck_assert_str_eq(bounce_kind_name((bounce_kind)-1), "none");
    ck_assert_str_eq(bounce_source_name(BOUNCE_SOURCE_REPLY), "reply");
    ck_assert_ptr_nonnull(bounce_source_name((bounce_source)999));
    ck_assert_ptr_null(bounce_action_name(BOUNCE_ACTION_NONE));
    ck_assert_ptr_null(bounce_action_name((bounce_action)999));
    ck_assert_ptr_null(bounce_command_name(BOUNCE_COMMAND_NONE));
    ck_assert_ptr_null(bounce_command_name((bounce_command)-5));
    ck_assert_str_eq(bounce_command_name(BOUNCE_COMMAND_RCPT), "RCPT");
    ck_assert_ptr_nonnull(bounce_confidence_name((bounce_confidence)99));
    ck_assert_ptr_nonnull(bounce_persistence_name((bounce_persistence)99));
    ck_assert_ptr_nonnull(bounce_address_verdict_name((bounce_address_verdict)99));
    ck_assert_str_eq(bounce_party_name(BOUNCE_PARTY_ESP), "esp");
    ck_assert_ptr_nonnull(bounce_party_name((bounce_party)99));
    ck_assert_str_eq(bounce_status_message((bounce_status)77), "unknown status");
    ck_assert_str_eq(bounce_version(), BOUNCE_VERSION);
    ck_assert_uint_eq(strlen(bounce_knowledge_version()), 10);
    ck_assert_ptr_nonnull(strstr(bounce_libraries(), "PCRE2"));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("null");

    tcase_add_test(tcase, report_getters);
    tcase_add_test(tcase, recipient_getters);
    tcase_add_test(tcase, cause_and_hint_getters);
    tcase_add_test(tcase, classifier_functions);
    tcase_add_test(tcase, builders);
    tcase_add_test(tcase, json);
    tcase_add_test(tcase, mbox);
    tcase_add_test(tcase, names);
    return check_run("null", tcase);
}

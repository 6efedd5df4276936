/* Who keeps whom alive; one classifier and one report in many threads. */
#include <bounce/bounce.h>
#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check_run.h"

static const char listed[] = "550 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using Trend Micro RBL+. "
                             "Please see http://www.mail-abuse.com/cgi-bin/lookup?192.0.2.25";

static bounce_report *classify(const char *text)
{
    bounce_classifier *classifier = NULL;
    bounce_report *report = NULL;
    ck_assert_int_eq(bounce_classifier_new(NULL, NULL, &classifier, NULL), BOUNCE_OK);
    ck_assert_int_eq(bounce_classify_reply(classifier, text, strlen(text), &report), BOUNCE_OK);
    bounce_classifier_unref(classifier); /* the report holds its own reference */
    return report;
}

START_TEST(report_outlives_classifier)
{
    bounce_report *report = classify(listed);
    const bounce_recipient *whole = bounce_report_whole(report);
    const bounce_cause *cause = bounce_recipient_cause(whole, 0);
    ck_assert_int_eq(bounce_report_kind(report), BOUNCE_KIND_FAILURE);
    ck_assert_str_eq(bounce_cause_id(cause), "ip.dnsbl_listed");
    ck_assert_int_eq(bounce_cause_number(cause), BOUNCE_CAUSE_IP_DNSBL_LISTED);
    ck_assert_str_eq(bounce_cause_fact(cause, "ip"), "192.0.2.25");
    ck_assert_str_eq(bounce_recipient_reply(whole), "550");
    ck_assert_ptr_eq(bounce_report_ref(report), report);
    bounce_report_unref(report);
    ck_assert_str_eq(bounce_cause_fact(cause, "list"), "Trend Micro RBL+");
    ck_assert_uint_gt(bounce_recipient_hint_count(whole), 0);
    for (size_t i = 0; i < bounce_recipient_hint_count(whole); i++) {
        const bounce_hint *hint = bounce_recipient_hint(whole, i);
        const char *korean = bounce_hint_text(hint, "ko-KR"), *english = bounce_hint_text(hint, NULL);
        ck_assert_ptr_nonnull(english);
        ck_assert_ptr_eq(bounce_hint_text(hint, "ko-KR"), korean); /* made once, kept */
        ck_assert_ptr_eq(bounce_hint_text(hint, "en"), english);
        ck_assert_ptr_eq(bounce_hint_text(hint, "xx-nonsense"), english);
        ck_assert_uint_eq(bounce_hint_step(hint), i + 1);
    }
    bounce_report_unref(report);
}
END_TEST

START_TEST(classifier_outlives_knowledge)
{
    static const char rule[] = "Rule: own.rule\nCause: policy.other\nMatch: zorblax refused\nWeight: 90\nSource: test\nExample: 550 zorblax refused\n";
    bounce_knowledge *knowledge = bounce_knowledge_new();
    bounce_options *options = bounce_options_new();
    bounce_classifier *classifier = NULL;
    bounce_report *report = NULL;
    char *text = malloc(sizeof rule);
    memcpy(text, rule, sizeof rule);
    ck_assert_int_eq(bounce_knowledge_add(knowledge, "own.rules", text, sizeof rule - 1, NULL), BOUNCE_OK);
    free(text);
    ck_assert_int_eq(bounce_classifier_new(knowledge, options, &classifier, NULL), BOUNCE_OK);
    bounce_knowledge_free(knowledge);
    bounce_options_free(options);
    char *reply = strdup("550 zorblax refused");
    ck_assert_int_eq(bounce_classify_reply(classifier, reply, strlen(reply), &report), BOUNCE_OK);
    memset(reply, 'x', strlen(reply)); /* the bytes are not kept */
    free(reply);
    ck_assert_str_eq(bounce_cause_rule(bounce_report_cause(report, 0)), "own.rule");
    ck_assert_str_eq(bounce_recipient_diagnostic(bounce_report_whole(report)), "550 zorblax refused");
    bounce_classifier_unref(classifier);
    bounce_report_unref(report);
}
END_TEST

START_TEST(registry)
{
    bounce_classifier *classifier = NULL;
    ck_assert_int_eq(bounce_classifier_new(NULL, NULL, &classifier, NULL), BOUNCE_OK);
    ck_assert_uint_ge(bounce_classifier_cause_count(classifier), 93);
    for (size_t i = 0; i < bounce_classifier_cause_count(classifier); i++) {
        const bounce_cause *cause = bounce_classifier_cause(classifier, i);
        const char *id = bounce_cause_id(cause);
        ck_assert_ptr_eq(bounce_classifier_find_cause(classifier, id), cause);
        ck_assert_ptr_nonnull(bounce_cause_meaning(cause, "ja"));
        ck_assert_ptr_nonnull(bounce_cause_plain(cause, NULL));
        ck_assert_uint_ge(bounce_cause_party_count(cause), 1);
        ck_assert_uint_eq(bounce_cause_fact_count(cause), 0);
        ck_assert_uint_gt(bounce_classifier_hint_count(classifier, id), 0);
        for (size_t k = 0; k < bounce_classifier_hint_count(classifier, id); k++) {
            const bounce_hint *hint = bounce_classifier_hint(classifier, id, k);
            ck_assert_ptr_nonnull(bounce_hint_text(hint, "zh-TW"));
            ck_assert_ptr_null(strchr(bounce_hint_text(hint, NULL), '{'));
        }
    }
    bounce_classifier_unref(classifier);
}
END_TEST

START_TEST(json)
{
    bounce_report *report = classify(listed);
    bounce_origin *origin = bounce_origin_new();
    char *text = NULL;
    size_t length = 0;
    bounce_origin_set_name(origin, "a\xff\nb");
    bounce_origin_set_name(origin, "na\xffme");
    bounce_origin_set_place(origin, 3, 100, 2000);
    ck_assert_int_eq(bounce_report_to_json(report, origin, "ko", &text, &length), BOUNCE_OK);
    bounce_origin_free(origin);
    ck_assert_uint_eq(strlen(text), length);
    ck_assert_int_eq(text[length - 1], '\n');
    ck_assert_ptr_eq(strchr(text, '\n'), text + length - 1);
    ck_assert_ptr_nonnull(strstr(text, "\"source\":{\"name\":\"na\xef\xbf\xbdme\",\"kind\":\"reply\",\"index\":3,\"offset\":100,\"length\":2000}"));
    ck_assert_ptr_nonnull(strstr(text, "\"compat\":{\"sisimai\":\"blocked\",\"hard\":false,"));
    bounce_free(text);
    ck_assert_int_eq(bounce_report_to_json(report, NULL, NULL, &text, NULL), BOUNCE_OK);
    ck_assert_ptr_eq(strstr(text, "{\"schema\":\"bounce/1\""), text);
    bounce_free(text);
    bounce_report_unref(report);
}
END_TEST

typedef struct shared {
    const bounce_classifier *classifier;
    const bounce_report *report;
} shared;

static void *work(void *user)
{
    const shared *s = user;
    for (int i = 0; i < 50; i++) {
        bounce_report *report = NULL;
        char *text = NULL;
        bounce_classify_reply(s->classifier, listed, sizeof listed - 1, &report);
        bounce_report_to_json(report, NULL, i % 2 ? "ko" : "ja", &text, NULL);
        bounce_free(text);
        bounce_report_unref(report);
        bounce_report_to_json(s->report, NULL, i % 3 ? "zh-Hant" : "en", &text, NULL);
        bounce_free(text);
        bounce_cause_plain(bounce_classifier_cause(s->classifier, (size_t)i), "ko");
        bounce_hint_text(bounce_classifier_hint(s->classifier, "ip.dnsbl_listed", 0), "ko");
    }
    return NULL;
}

START_TEST(many_threads)
{
    pthread_t threads[8];
    bounce_classifier *classifier = NULL;
    bounce_report *report = NULL;
    ck_assert_int_eq(bounce_classifier_new(NULL, NULL, &classifier, NULL), BOUNCE_OK);
    ck_assert_int_eq(bounce_classify_reply(classifier, listed, sizeof listed - 1, &report), BOUNCE_OK);
    shared s = { classifier, report };
    for (size_t i = 0; i < 8; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &s), 0);
    for (size_t i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    bounce_report_unref(report);
    bounce_classifier_unref(classifier);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("lifetime");

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, report_outlives_classifier);
    tcase_add_test(tcase, classifier_outlives_knowledge);
    tcase_add_test(tcase, registry);
    tcase_add_test(tcase, json);
    tcase_add_test(tcase, many_threads);
    return check_run("lifetime", tcase);
}

/* api/ from inside: options are checked, layers are all or nothing, checks complain with file and line, a rule's own word for another vocabulary. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "api/classifier.h"
#include <bounce/bounce.h>

static const struct {
    const char *text;
    unsigned line; /* of the complaint of bounce_knowledge_check(); 0: none */
} checks[] = {
    { "Rule: t.ok\nCause: policy.other\nMatch: zorblax refused\nWeight: 90\nSource: test\nExample: 550 zorblax refused\n", 0 },
    { "Rule: t.beaten\nCause: policy.other\nMatch: mailbox is full\nWeight: 1\nSource: test\nExample: 552 5.2.2 zorblax mailbox is full\n", 6 },
    { "Rule: t.prose\nCause: policy.other\nIn: text\nMatch: zorblax page\nWeight: 90\nSource: test\nExample: zorblax page\n", 0 },
};

static void complain(const char *file, unsigned line, const char *message, void *user_data)
{
    ck_assert_str_eq(file, "test.rules");
    ck_assert_ptr_nonnull(message);
    *(unsigned *)user_data = line;
}

START_TEST(check)
{
    unsigned line = 0;
    bounce_error *error = NULL;
    bounce_knowledge *knowledge = bounce_knowledge_new();
    ck_assert_int_eq(bounce_knowledge_add(knowledge, "test.rules", checks[_i].text, strlen(checks[_i].text), &error), BOUNCE_OK);
    bounce_status status = bounce_knowledge_check(knowledge, complain, &line);
    ck_assert_uint_eq(line, checks[_i].line);
    ck_assert_int_eq(status, checks[_i].line ? BOUNCE_ERROR_KNOWLEDGE : BOUNCE_OK);
    bounce_knowledge_free(knowledge);
}
END_TEST

START_TEST(broken_layer)
{
    static const char broken[] = "# one\n\nRule: t.broken\nCause: no.such.cause\n";
    bounce_error *error = NULL;
    bounce_knowledge *knowledge = bounce_knowledge_new();
    const bnc_set *before = knowledge->set;
    ck_assert_int_eq(bounce_knowledge_add(knowledge, "broken.rules", broken, sizeof broken - 1, &error), BOUNCE_ERROR_KNOWLEDGE);
    ck_assert_ptr_eq(knowledge->set, before);
    ck_assert_str_eq(bounce_error_file(error), "broken.rules");
    ck_assert_uint_ge(bounce_error_line(error), 3);
    ck_assert_ptr_nonnull(bounce_error_message(error));
    bounce_error_free(error);
    ck_assert_int_eq(bounce_knowledge_add(knowledge, "broken.rules", broken, sizeof broken - 1, NULL), BOUNCE_ERROR_KNOWLEDGE);
    bounce_knowledge_free(knowledge);
}
END_TEST

static const struct {
    const char *text;
    const char *address; /* NULL: the reply names no recipient */
} named[] = {
    { "550 5.1.1 <kim@partner.example>: Recipient address rejected: User unknown", "kim@partner.example" },
    { "554 5.7.1 <kim@partner.example>: Sender address rejected: Access denied", NULL },
    { "450 4.1.8 <kim@partner.example>: Sender address rejected: Domain not found", NULL },
    { "Our users see: 553 5.7.1 <kim@partner.example>: Sender address rejected: not owned by user lee. Why?", NULL },
    { "Final-Recipient: rfc822; kim@partner.example\nAction: failed\nStatus: 5.7.1\n"
      "Diagnostic-Code: smtp; 554 5.7.1 <kim@partner.example>: Sender address rejected: Access denied", "kim@partner.example" },
};

/* An address that a reply's words show to be the sender's is no recipient; who wrote to himself is. */
START_TEST(recipient_of_reply)
{
    bounce_classifier *classifier = NULL;
    bounce_report *report = NULL;
    ck_assert_int_eq(bounce_classifier_new(NULL, NULL, &classifier, NULL), BOUNCE_OK);
    ck_assert_int_eq(bounce_classify(classifier, named[_i].text, strlen(named[_i].text), &report), BOUNCE_OK);
    ck_assert_uint_eq(bounce_report_recipient_count(report), 1);
    const char *address = bounce_recipient_address(bounce_report_recipient(report, 0));
    if (named[_i].address)
        ck_assert_str_eq(address, named[_i].address);
    else
        ck_assert_ptr_null(address);
    bounce_report_unref(report);
    bounce_classifier_unref(classifier);
}
END_TEST

START_TEST(missing_file)
{
    bounce_error *error = NULL;
    bounce_knowledge *knowledge = bounce_knowledge_new();
    ck_assert_int_eq(bounce_knowledge_add_file(knowledge, "/nonexistent/x.rules", &error), BOUNCE_ERROR_IO);
    ck_assert_str_eq(bounce_error_file(error), "/nonexistent/x.rules");
    bounce_error_free(error);
    error = NULL;
    ck_assert_int_eq(bounce_knowledge_add_file(knowledge, "/", &error), BOUNCE_ERROR_IO);
    bounce_error_free(error);
    bounce_knowledge_free(knowledge);
}
END_TEST

START_TEST(option_values)
{
    bounce_options *options = bounce_options_new();
    ck_assert_int_eq(bounce_options_set_max_input(options, 0), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_set_max_input(options, (size_t)1 << 31), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_set_max_input(options, 1000), BOUNCE_OK);
    ck_assert_int_eq(bounce_options_set_max_recipients(options, 0), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_set_max_recipients(options, 1000001), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_set_max_recipients(options, 7), BOUNCE_OK);
    ck_assert_int_eq(bounce_options_set_country(options, "kr"), BOUNCE_OK);
    ck_assert_str_eq(options->country, "KR");
    ck_assert_int_eq(bounce_options_set_country(options, "KOR"), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_set_country(options, "K"), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_set_country(options, ""), BOUNCE_ERROR_ARGUMENT);
    ck_assert_str_eq(options->country, "KR");
    ck_assert_int_eq(bounce_options_set_country(options, NULL), BOUNCE_OK);
    ck_assert_str_eq(options->country, "");
    ck_assert_int_eq(bounce_options_add_own(options, ""), BOUNCE_ERROR_ARGUMENT);
    ck_assert_int_eq(bounce_options_add_own(options, "example.com"), BOUNCE_OK);
    bounce_classifier *classifier = NULL;
    ck_assert_int_eq(bounce_classifier_new(NULL, options, &classifier, NULL), BOUNCE_OK);
    bounce_options_free(options);
    ck_assert_uint_eq(classifier->options.max_input, 1000);
    ck_assert_str_eq(classifier->options.own[0], "example.com");
    bounce_classifier_unref(classifier);
}
END_TEST

/* A rule's own word for another vocabulary stands for the cause's; the recipient's and the cause's getter agree. */
static const struct {
    const char *reply, *word;
    bool is_hard;
} words[] = {
    { "550 5.1.1 zorblax plain (in reply to RCPT TO command)", "userunknown", true },
    { "550 5.1.1 zorblax soft (in reply to RCPT TO command)", "rejected", false },
    { "550 5.7.0 zorblax hard (in reply to end of DATA command)", "notaccept", true },
    { "450 4.1.1 zorblax hard (in reply to RCPT TO command)", "notaccept", false },
    { "550 5.7.0 zorblax plain (in reply to end of DATA command)", "filtered", false },
    { "550 5.7.99 (in reply to end of DATA command)", "mailererror", false },
};

START_TEST(own_words)
{
    static const char text[] =
        "Rule: t.plain\nCause: recipient.unknown\nMatch: zorblax plain\nWeight: 90\nSource: test\nExample: 550 zorblax plain\n\n"
        "Rule: t.soft\nCause: recipient.unknown\nSisimai: rejected\nHard: no\nMatch: zorblax soft\nWeight: 90\nSource: test\nExample: 550 zorblax soft\n\n"
        "Rule: t.hard\nCause: policy.other\nSisimai: notaccept\nHard: yes\nMatch: zorblax hard\nWeight: 90\nSource: test\nExample: 550 zorblax hard\n\n"
        "Status: 5.7.99\nCause: policy.other\nSisimai: mailererror\nMeaning: test\nSource: test\n";
    bounce_knowledge *knowledge = bounce_knowledge_new();
    bounce_classifier *classifier = NULL;
    bounce_report *report = NULL;
    ck_assert_int_eq(bounce_knowledge_add(knowledge, "test.rules", text, sizeof text - 1, NULL), BOUNCE_OK);
    ck_assert_int_eq(bounce_classifier_new(knowledge, NULL, &classifier, NULL), BOUNCE_OK);
    bounce_knowledge_free(knowledge);
    ck_assert_int_eq(bounce_classify_reply(classifier, words[_i].reply, strlen(words[_i].reply), &report), BOUNCE_OK);
    const bounce_recipient *recipient = bounce_report_whole(report);
    ck_assert_str_eq(bounce_recipient_compat(recipient, "sisimai"), words[_i].word);
    ck_assert(bounce_recipient_hard(recipient) == words[_i].is_hard);
    if (strcmp(words[_i].word, "filtered") != 0) /* Sisimai-Unproven is a matter of the recipient */
        ck_assert_str_eq(bounce_cause_compat(bounce_recipient_cause(recipient, 0), "sisimai"), words[_i].word);
    bounce_report_unref(report);
    bounce_classifier_unref(classifier);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("api");

    tcase_add_loop_test(tcase, check, 0, COUNT(checks));
    tcase_add_test(tcase, broken_layer);
    tcase_add_loop_test(tcase, recipient_of_reply, 0, COUNT(named));
    tcase_add_test(tcase, missing_file);
    tcase_add_test(tcase, option_values);
    tcase_add_loop_test(tcase, own_words, 0, COUNT(words));
    return check_run("api", tcase);
}

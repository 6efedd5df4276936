/*
 * bounce status CODE: what a reply code or an enhanced status code alone says (RFC 3463, RFC 5321).
 *
 * In:  "5.7.26", "550" or "550 5.7.26".   Out: the explanation of a reply that holds the code and no words; before it, what single providers
 * mean by it.
 */
#include "explain.h"
#include <glib.h>
#include <string.h>

/* "550", "5.7.26" or both; nothing else. */
static bool is_code(const char *text)
{
    return g_regex_match_simple("^([245][0-9][0-9]|[245]\\.[0-9]{1,3}\\.[0-9]{1,3}|[245][0-9][0-9][ -][245]\\.[0-9]{1,3}\\.[0-9]{1,3})$", text, 0, 0);
}

static void print_private(explanation *e, const char *code)
{
    const bounce_classifier *classifier = e->w.classifier;
    bool english = !strcmp(e->w.language, "en") || !strncmp(e->w.language, "en-", 3);
    for (size_t i = 0; i < bounce_classifier_code_count(classifier, code); i++) {
        const char *id = bounce_classifier_code_cause(classifier, code, i);
        const bounce_cause *cause = bounce_classifier_find_cause(classifier, id);
        char *title = g_strdup_printf("%s: %s", code, bounce_classifier_code_provider(classifier, code, i));
        paper_text(&e->p, title, 0, 0, PAPER_BOLD);
        /* The short meaning is English; the sentence of the cause is in the reader's language. */
        if (english)
            paper_row(&e->p, say(&e->w, "label.why"), bounce_classifier_code_meaning(classifier, code, i));
        if (cause)
            paper_row(&e->p, english ? "" : say(&e->w, "label.why"), bounce_cause_plain(cause, e->w.language));
        paper_label(&e->p, "");
        paper_text(&e->p, id, 0, 0, PAPER_DIM);
        if (cause) {
            explain_who(e, cause);
            paper_row(&e->p, say(&e->w, "label.address"),
                      say_name(&e->w, "address", bounce_address_verdict_name(bounce_cause_address_verdict(cause))));
        }
        char *command = g_strdup_printf("bounce cause %s", id);
        paper_row(&e->p, say(&e->w, "label.do"), command);
        g_free(command);
        g_free(title);
    }
}

/* Whether only the reply code says something, and the status has no meaning that everybody shares. */
static bool is_class_only(const bounce_report *report)
{
    const bounce_cause *cause = bounce_report_cause(report, 0);
    const char *rule = cause ? bounce_cause_rule(cause) : NULL;
    return !rule || !strchr(rule, '.');
}

int cli_status(const cli_options *options)
{
    int status = CLI_OK;
    if (options->argument_count == 0) {
        cli_complain("status: which code? For example 'bounce status 5.7.26'");
        return CLI_USAGE;
    }
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier)
        return status;
    explanation e;
    explanation_start(&e, options, classifier);
    for (int i = 0; i < options->argument_count; i++) {
        const char *code = options->arguments[i];
        bounce_report *report = NULL;
        if (!is_code(code)) {
            cli_complain("status: '%s' is no code such as 550 or 5.7.26", code);
            status = CLI_USAGE;
            continue;
        }
        /* A reply begins with its three digits; the class of the status gives them where only that is known. */
        char *reply = code[1] == '.' ? g_strdup_printf("%c50 %s", code[0], code) : g_strdup(code);
        bounce_classify_reply(classifier, reply, strlen(reply), &report);
        if (i > 0)
            paper_blank(&e.p);
        const char *enhanced = strchr(reply, '.') ? strchr(reply, '.') - 1 : reply;
        print_private(&e, enhanced);
        if (bounce_classifier_code_count(classifier, enhanced) == 0) {
            explain_report(&e, report);
        } else if (!is_class_only(report)) {
            paper_blank(&e.p);
            explain_report(&e, report);
        }
        bounce_report_unref(report);
        g_free(reply);
    }
    bounce_classifier_unref(classifier);
    return status;
}

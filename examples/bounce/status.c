/*
 * bounce status CODE: what a reply code or an enhanced status code alone says (RFC 3463, RFC 5321).
 *
 * In:  "5.7.26", "550" or "550 5.7.26".   Out: the explanation of a reply that holds the code and no words.
 */
#include "explain.h"
#include <glib.h>
#include <string.h>

/* "550", "5.7.26" or both; nothing else. */
static bool is_code(const char *text)
{
    return g_regex_match_simple("^([245][0-9][0-9]|[245]\\.[0-9]{1,3}\\.[0-9]{1,3}|[245][0-9][0-9][ -][245]\\.[0-9]{1,3}\\.[0-9]{1,3})$", text, 0, 0);
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
        explain_report(&e, report);
        bounce_report_unref(report);
        g_free(reply);
    }
    bounce_classifier_unref(classifier);
    return status;
}

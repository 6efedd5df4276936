/*
 * bounce cause ID, bounce causes: the registry for people.
 */
#include "explain.h"
#include <glib.h>
#include <string.h>

static void print_hint(explanation *e, const bounce_hint *hint, bool is_first)
{
    const char *who = say_name(&e->w, "party", bounce_party_name(bounce_hint_who(hint)));
    const char *check = bounce_hint_check(hint, e->w.language), *url = bounce_hint_url(hint);
    char *line = g_strdup_printf("- [%s] %s", who, bounce_hint_text(hint, e->w.language));
    paper_row(&e->p, is_first ? say(&e->w, "label.do") : "", line);
    g_free(line);
    e->p.indent += 2;
    if (url)
        paper_row(&e->p, "", url);
    if (check) {
        line = g_strdup_printf("%s: %s", say(&e->w, "label.check"), check);
        paper_row(&e->p, "", line);
        g_free(line);
    }
    e->p.indent -= 2;
}

static void print_cause(explanation *e, const bounce_cause *cause)
{
    static const char *const vocabularies[] = { "sisimai", "anymail", "ses", "sendgrid", "mailgun", "postmark", "sparkpost",
                                                "powermta", "kumomta" };
    const char *id = bounce_cause_id(cause), *plain = bounce_cause_plain(cause, e->w.language);
    const char *not = bounce_cause_not(cause, e->w.language);
    GString *line = g_string_new(NULL);
    g_string_printf(line, "%s: %s", id, bounce_cause_meaning(cause, e->w.language));
    paper_text(&e->p, line->str, 0, 0, PAPER_BOLD);
    if (plain)
        paper_row(&e->p, say(&e->w, "label.why"), plain);
    if (not)
        paper_row(&e->p, say(&e->w, "label.not"), not);
    g_string_truncate(line, 0);
    for (size_t i = 0; i < bounce_cause_party_count(cause); i++)
        g_string_append_printf(line, "%s%s", i ? ", " : "", say_name(&e->w, "party", bounce_party_name(bounce_cause_party(cause, i))));
    paper_row(&e->p, say(&e->w, "label.who"), line->str);
    paper_row(&e->p, say(&e->w, "label.address"),
              say_name(&e->w, "address", bounce_address_verdict_name(bounce_cause_address_verdict(cause))));
    size_t count = bounce_classifier_hint_count(e->w.classifier, id);
    for (size_t i = 0; i < count; i++)
        print_hint(e, bounce_classifier_hint(e->w.classifier, id, i), i == 0);
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++) {
        const char *word = bounce_cause_compat(cause, vocabularies[i]);
        if (word) {
            paper_label(&e->p, vocabularies[i]);
            paper_text(&e->p, word, 0, 0, PAPER_DIM);
        }
    }
    g_string_free(line, TRUE);
}

static int unknown_cause(const bounce_classifier *classifier, const char *id)
{
    size_t count = bounce_classifier_cause_count(classifier);
    const char **ids = g_new(const char *, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = bounce_cause_id(bounce_classifier_cause(classifier, i));
    const char *near = cli_nearest(id, ids, count);
    if (near)
        cli_complain("no cause '%s'; did you mean '%s'?", id, near);
    else
        cli_complain("no cause '%s'; 'bounce causes' lists them", id);
    g_free(ids);
    return CLI_USAGE;
}

int cli_cause(const cli_options *options)
{
    int status = CLI_OK;
    if (options->argument_count == 0) {
        cli_complain("cause: which id? 'bounce causes' lists them");
        return CLI_USAGE;
    }
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier)
        return status;
    explanation e;
    explanation_start(&e, options, classifier);
    for (int i = 0; i < options->argument_count; i++) {
        const bounce_cause *cause = bounce_classifier_find_cause(classifier, options->arguments[i]);
        if (i > 0)
            paper_blank(&e.p);
        if (cause)
            print_cause(&e, cause);
        else
            status = unknown_cause(classifier, options->arguments[i]);
    }
    bounce_classifier_unref(classifier);
    return status;
}

int cli_causes(const cli_options *options)
{
    int status = CLI_OK;
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier)
        return status;
    explanation e;
    explanation_start(&e, options, classifier);
    e.p.label = 0;
    e.p.indent = 32;
    for (size_t i = 0; i < bounce_classifier_cause_count(classifier); i++) {
        const bounce_cause *cause = bounce_classifier_cause(classifier, i);
        paper_row(&e.p, bounce_cause_id(cause), bounce_cause_meaning(cause, options->language));
    }
    bounce_classifier_unref(classifier);
    return status;
}

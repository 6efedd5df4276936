/*
 * bounce cause ID, bounce causes: the registry for people.
 */
#include "explain.h"
#include <glib.h>
#include <string.h>

static bool same(const char *a, const char *b) { return a == b || (a && b && !strcmp(a, b)); }

/* A detail of a step, unless a variant before it said the same. */
static void print_detail(explanation *e, GHashTable *told, const char *label, const char *text)
{
    if (!text || !g_hash_table_add(told, (gpointer)text))
        return;
    char *line = *label ? g_strdup_printf("%s: %s", label, text) : g_strdup(text);
    paper_row(&e->p, "", line);
    g_free(line);
}

/*
 * Every step the cause can give. One that reads the same at several providers and lists is told once, with the page of each.
 */
static void print_hints(explanation *e, const char *id)
{
    const bounce_classifier *classifier = e->w.classifier;
    size_t count = bounce_classifier_hint_count(classifier, id);
    for (size_t i = 0; i < count; i++) {
        const bounce_hint *hint = bounce_classifier_hint(classifier, id, i);
        const char *text = bounce_hint_text(hint, e->w.language);
        bool is_told = false;
        for (size_t k = 0; k < i && !is_told; k++) {
            const bounce_hint *other = bounce_classifier_hint(classifier, id, k);
            is_told = bounce_hint_who(other) == bounce_hint_who(hint) && same(bounce_hint_text(other, e->w.language), text);
        }
        if (is_told)
            continue;
        GHashTable *told = g_hash_table_new(g_str_hash, g_str_equal);
        char *line = g_strdup_printf("[%s] %s", say_name(&e->w, "party", bounce_party_name(bounce_hint_who(hint))), text);
        paper_label(&e->p, i == 0 ? say(&e->w, "label.do") : "");
        fputs("- ", e->p.out);
        e->p.indent += 2;
        paper_text(&e->p, line, 0, 0, PAPER_NORMAL);
        for (size_t k = i; k < count; k++) {
            const bounce_hint *variant = bounce_classifier_hint(classifier, id, k);
            if (bounce_hint_who(variant) != bounce_hint_who(hint) || !same(bounce_hint_text(variant, e->w.language), text))
                continue;
            print_detail(e, told, "", bounce_hint_url(variant));
            print_detail(e, told, say(&e->w, "label.check"), bounce_hint_check(variant, e->w.language));
        }
        e->p.indent -= 2;
        g_hash_table_unref(told);
        g_free(line);
    }
}

static void print_cause(explanation *e, const bounce_cause *cause)
{
    static const char *const vocabularies[] = { "sisimai", "anymail", "ses", "sendgrid", "mailgun", "postmark", "sparkpost",
                                                "powermta", "kumomta" };
    const char *id = bounce_cause_id(cause), *plain = bounce_cause_plain(cause, e->w.language);
    bounce_address_verdict verdict = bounce_cause_address_verdict(cause);
    paper_text(&e->p, id, 0, 0, PAPER_BOLD);
    paper_row(&e->p, say(&e->w, "label.meaning"), bounce_cause_meaning(cause, e->w.language));
    if (plain)
        paper_row(&e->p, say(&e->w, "label.why"), plain);
    explain_who(e, cause);
    if (verdict != BOUNCE_ADDRESS_NONE)
        paper_row(&e->p, say(&e->w, "label.address"), say_name(&e->w, "address", bounce_address_verdict_name(verdict)));
    print_hints(e, id);
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++) {
        const char *word = bounce_cause_compat(cause, vocabularies[i]);
        if (word) {
            paper_label(&e->p, vocabularies[i]);
            paper_text(&e->p, word, 0, 0, PAPER_DIM);
        }
    }
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

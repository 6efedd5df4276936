/*
 * bounce learn FILE...: a rule record for each reply that no rule recognised, to be edited and checked.
 *
 * In:  bounces.   Out: records of doc/knowledge.md on stdout: the longest run of words that look the same in every such reply, guards, the example.
 * What varies (addresses, numbers, names of hosts) is left out of the pattern and replaced in the example. Recognised replies are told on stderr.
 */
#include "cli.h"
#include "paper.h"
#include <glib.h>
#include <string.h>
#include <unistd.h>

/* Words of a pattern: fewer say too little, more do not match the next wording. */
#define WORDS_MOST 8
#define WORDS_LEAST 2

typedef struct learn_run {
    const bounce_classifier *classifier;
    unsigned proposed;
    GHashTable *seen;
} learn_run;

/* The reply on one line, with what belongs to one mail only replaced by examples. */
static char *generalised(const char *reply)
{
    static const struct { const char *pattern, *with; } table[] = {
        { "[^\\s<>\"'():;,]+@[^\\s<>\"'():;,]+", "kim@partner.example" },
        { "\\b[0-9]{1,3}(\\.[0-9]{1,3}){3}\\b", "192.0.2.25" },
        { "\\b[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}\\b", "2001:db8::25" },
        { "https?://[^\\s<>\"]+", "https://www.example/" },
        { "\\s+", " " },
    };
    char *text = paper_safe(reply);
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        GRegex *regex = g_regex_new(table[i].pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
        char *next = g_regex_replace_literal(regex, text, -1, 0, table[i].with, 0, NULL);
        g_regex_unref(regex);
        g_free(text);
        text = next ? next : g_strdup("");
    }
    return g_strstrip(text);
}

/* A word that another reply of this kind has too: letters, maybe with a hyphen or apostrophe, and punctuation behind. */
static bool is_fixed(const char *word)
{
    return g_regex_match_simple("^[\"'(]?[\\p{L}][\\p{L}'/-]*[\"')]?[.,;:!]?$", word, 0, 0) && strlen(word) < 40;
}

/* The longest run of fixed words, as a pattern; NULL if there is none. */
static char *pattern_of(const char *text)
{
    char **words = g_strsplit(text, " ", -1);
    size_t best = 0, best_length = 0, start = 0;
    for (size_t i = 0; words[i]; i++) {
        if (!is_fixed(words[i])) {
            start = i + 1;
        } else if (i + 1 - start > best_length) {
            best = start;
            best_length = i + 1 - start;
        }
    }
    if (best_length > WORDS_MOST)
        best_length = WORDS_MOST;
    GString *pattern = g_string_new(NULL);
    for (size_t i = 0; i < best_length; i++) {
        char *escaped = g_regex_escape_string(words[best + i], -1);
        g_string_append_printf(pattern, "%s%s", i ? " " : "", escaped);
        g_free(escaped);
    }
    /* Punctuation at the end is not what decides. */
    while (pattern->len > 0 && strchr(".,;:!\\", pattern->str[pattern->len - 1]))
        g_string_truncate(pattern, pattern->len - 1);
    g_strfreev(words);
    return g_string_free(pattern, best_length < WORDS_LEAST);
}

static char *id_of(const char *pattern)
{
    GString *id = g_string_new("local.");
    for (const char *at = pattern; *at && id->len < 40; at++)
        if (g_ascii_isalnum(*at))
            g_string_append_c(id, g_ascii_tolower(*at));
        else if (*at == ' ' && id->str[id->len - 1] != '-')
            g_string_append_c(id, '-');
    while (strchr("-.", id->str[id->len - 1]))
        g_string_truncate(id, id->len - 1);
    return g_string_free(id, FALSE);
}

static void propose(learn_run *run, const bounce_recipient *r, const bounce_cause *cause)
{
    char *text = generalised(bounce_recipient_diagnostic(r)), *pattern = pattern_of(text);
    const char *reply = bounce_recipient_reply(r), *status = bounce_recipient_status(r);
    if (!pattern) {
        cli_complain("too few words to make a rule of: %s", text);
    } else if (g_hash_table_add(run->seen, g_strdup(pattern))) {
        char *id = id_of(pattern);
        bool known = cause && strcmp(bounce_cause_id(cause), "unknown") != 0;
        printf("%s# Put the right cause in ('bounce causes' lists them), shorten Match to what decides, then 'bounce rules check FILE'.\n",
               run->proposed++ ? "\n" : "");
        printf("Rule: %s\nCause: %s\nMatch: %s\n", id, known ? bounce_cause_id(cause) : "policy.other", pattern);
        if (reply)
            printf("If-Code: %s\n", reply);
        if (status)
            printf("# If-Status: %s\n", status);
        printf("Weight: 60\nSource: a bounce of our own\nExample: %s\n", text);
        g_free(id);
    }
    g_free(pattern);
    g_free(text);
}

/* Whether nothing but a code said so: a guess, nothing learnt yet. */
static bool is_from_code(const bounce_recipient *r, const bounce_cause *cause)
{
    const char *words = bounce_cause_evidence_text(cause, 0), *in = bounce_cause_evidence_in(cause, 0);
    return !words || bounce_cause_confidence(cause) == BOUNCE_CONFIDENCE_LOW || !g_strcmp0(in, "status") || !g_strcmp0(in, "command")
           || !g_strcmp0(words, bounce_recipient_reply(r)) || !g_strcmp0(words, bounce_recipient_status(r));
}

static bool one(const cli_input *input, void *user_data)
{
    learn_run *run = user_data;
    bounce_report *report = NULL;
    if (input->is_log_line)
        bounce_classify_log_line(run->classifier, input->data, input->length, &report);
    else
        bounce_classify(run->classifier, input->data, input->length, &report);
    if (bounce_report_kind(report) == BOUNCE_KIND_NONE && !input->is_log_line && input->length < 4096) {
        bounce_report_unref(report); /* told to learn from it, so a reply it is */
        bounce_classify_reply(run->classifier, input->data, input->length, &report);
    }
    size_t count = bounce_report_recipient_count(report);
    for (size_t i = 0; i < (count ? count : 1); i++) {
        const bounce_recipient *r = count ? bounce_report_recipient(report, i) : bounce_report_whole(report);
        const bounce_cause *cause = bounce_recipient_cause(r, 0);
        if (!bounce_recipient_diagnostic(r))
            continue;
        if (cause && bounce_cause_rule(cause) && !is_from_code(r, cause))
            cli_complain("%s: recognised already: %s, rule %s", input->name, bounce_cause_id(cause), bounce_cause_rule(cause));
        else
            propose(run, r, cause);
    }
    bounce_report_unref(report);
    return !ferror(stdout);
}

int cli_learn(const cli_options *options)
{
    int status = CLI_OK;
    if (options->argument_count == 0 && isatty(STDIN_FILENO)) {
        cli_complain("learn: from which file?");
        return CLI_USAGE;
    }
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier)
        return status;
    learn_run run = { .classifier = classifier, .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
    int result = cli_inputs_all(options, one, &run);
    if (result != CLI_OK)
        status = result;
    g_hash_table_destroy(run.seen);
    bounce_classifier_unref(classifier);
    return status;
}

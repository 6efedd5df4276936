/*
 * bounce rules check|list|test FILE...: a user's own knowledge.
 *
 * check runs every example through the whole classifier; what is wrong is printed as file:line: message.
 * list shows the ids a file adds; test FILE classifies standard input with the file and says which rule decided.
 */
#include "cli.h"
#include "paper.h"
#include <glib.h>
#include <stdlib.h>
#include <string.h>

static void complain(const char *file, unsigned line, const char *message, void *user_data)
{
    unsigned *count = user_data;
    ++*count;
    printf("%s:%u: %s\n", file, line, message);
}

static int check(const cli_options *options)
{
    int status = CLI_OK;
    for (int i = 1; i < options->argument_count; i++) {
        const char *path = options->arguments[i];
        bounce_knowledge *knowledge = bounce_knowledge_new();
        bounce_error *error = NULL;
        unsigned complaints = 0;
        if (bounce_knowledge_add_file(knowledge, path, &error) != BOUNCE_OK) {
            if (bounce_error_line(error) > 0)
                printf("%s:%u: %s\n", bounce_error_file(error), bounce_error_line(error), bounce_error_message(error));
            else
                cli_complain("%s: %s", path, bounce_error_message(error));
            status = bounce_error_line(error) > 0 ? CLI_BAD_RULES : CLI_NO_INPUT;
            bounce_error_free(error);
        } else if (bounce_knowledge_check(knowledge, complain, &complaints) != BOUNCE_OK) {
            status = CLI_BAD_RULES;
        } else {
            printf("%s: ok\n", path);
        }
        bounce_knowledge_free(knowledge);
    }
    return status;
}

/* A record's first field, "Rule: id", stands behind a blank line; a comment ends no record. */
static int list_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    bool is_fresh = true;
    while (file && getline(&line, &capacity, file) >= 0) {
        const char *text = g_str_has_prefix(line, "\xEF\xBB\xBF") ? line + 3 : line;
        if (*text == '#')
            continue;
        char *safe = paper_safe(g_strchomp(line) + (text - line));
        if (is_fresh && strchr(safe, ':'))
            puts(safe);
        is_fresh = *safe == '\0';
        g_free(safe);
    }
    bool is_read = file && !ferror(file);
    if (!is_read)
        cli_complain("%s: cannot read", path);
    if (file)
        fclose(file);
    free(line);
    return is_read ? CLI_OK : CLI_NO_INPUT;
}

static int list(const cli_options *options)
{
    int status = CLI_OK;
    for (int i = 1; i < options->argument_count; i++) {
        int result = list_file(options->arguments[i]);
        status = result != CLI_OK ? result : status;
    }
    return status;
}

static bool test_one(const cli_input *input, void *user_data)
{
    const bounce_classifier *classifier = user_data;
    bounce_report *report = NULL;
    bounce_classify(classifier, input->data, input->length, &report);
    for (size_t i = 0; i < bounce_report_cause_count(report); i++) {
        const bounce_cause *cause = bounce_report_cause(report, i);
        const char *rule = bounce_cause_rule(cause);
        printf("%s\t%s\t%s", bounce_cause_id(cause), bounce_confidence_name(bounce_cause_confidence(cause)), rule ? rule : "-");
        for (size_t k = 0; k < bounce_cause_fact_count(cause); k++) {
            char *value = paper_safe(bounce_cause_fact_value(cause, k));
            printf("\t%s=%s", bounce_cause_fact_name(cause, k), value);
            g_free(value);
        }
        putchar('\n');
    }
    bounce_report_unref(report);
    return true;
}

static int test(const cli_options *options)
{
    int status = CLI_OK;
    cli_options with = *options;
    with.rules = (const char **)(options->arguments + 1);
    with.rule_count = (size_t)(options->argument_count - 1);
    bounce_classifier *classifier = cli_classifier_new(&with, &status);
    if (classifier && status == CLI_OK)
        status = cli_inputs_each("-", test_one, classifier);
    bounce_classifier_unref(classifier);
    return status;
}

int cli_rules(const cli_options *options)
{
    static const struct {
        const char *name;
        int (*run)(const cli_options *);
    } verbs[] = { { "check", check }, { "list", list }, { "test", test } };
    const char *verb = options->argument_count > 0 ? options->arguments[0] : "";
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(verb, verbs[i].name) != 0)
            continue;
        if (options->argument_count < 2) {
            cli_complain("rules %s: which file?", verb);
            return CLI_USAGE;
        }
        return verbs[i].run(options);
    }
    cli_complain("rules check|list|test FILE..., not '%s'", verb);
    return CLI_USAGE;
}

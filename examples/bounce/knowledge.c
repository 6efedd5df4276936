/*
 * The knowledge and the classifier that the options ask for.
 *
 * In:  --rules, --own, --country, and the user's files in $XDG_CONFIG_HOME/bounce, named *.rules (XDG Base Directory Specification).
 * Out: a classifier. A broken file is told as file:line: message on stderr and left out.
 */
#include "cli.h"
#include <glob.h>
#include <stdlib.h>
#include <string.h>

static void add_file(bounce_knowledge *knowledge, const char *path, int *inout_exit)
{
    bounce_error *error = NULL;
    if (bounce_knowledge_add_file(knowledge, path, &error) == BOUNCE_OK)
        return;
    if (bounce_error_line(error) > 0)
        fprintf(stderr, "%s:%u: %s\n", bounce_error_file(error), bounce_error_line(error), bounce_error_message(error));
    else
        cli_complain("%s: %s", path, bounce_error_message(error));
    bounce_error_free(error);
    *inout_exit = CLI_BAD_RULES;
}

static void add_folder(bounce_knowledge *knowledge, int *inout_exit)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char *pattern = NULL;
    glob_t found;
    if (config && config[0] == '/') {
        if (asprintf(&pattern, "%s/bounce/*.rules", config) < 0)
            abort();
    } else if (home && *home) {
        if (asprintf(&pattern, "%s/.config/bounce/*.rules", home) < 0)
            abort();
    }
    if (!pattern)
        return;
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            add_file(knowledge, found.gl_pathv[i], inout_exit);
        globfree(&found);
    }
    free(pattern);
}

bounce_knowledge *cli_knowledge_new(const cli_options *options, int *inout_exit)
{
    bounce_knowledge *knowledge = bounce_knowledge_new();
    add_folder(knowledge, inout_exit);
    for (size_t i = 0; i < options->rule_count; i++)
        add_file(knowledge, options->rules[i], inout_exit);
    return knowledge;
}

bounce_classifier *cli_classifier_new(const cli_options *options, int *inout_exit)
{
    bounce_classifier *classifier = NULL;
    bounce_error *error = NULL;
    bounce_knowledge *knowledge = cli_knowledge_new(options, inout_exit);
    bounce_options *settings = bounce_options_new();

    for (size_t i = 0; i < options->own_count; i++)
        bounce_options_add_own(settings, options->own[i]);
    if (options->country && bounce_options_set_country(settings, options->country) != BOUNCE_OK) {
        cli_complain("--country is two letters, such as KR, not '%s'", options->country);
        *inout_exit = CLI_USAGE;
    } else if (bounce_classifier_new(knowledge, settings, &classifier, &error) != BOUNCE_OK) {
        cli_complain("%s", bounce_error_message(error));
        bounce_error_free(error);
        *inout_exit = CLI_BAD_RULES;
    }
    bounce_options_free(settings);
    bounce_knowledge_free(knowledge);
    return classifier;
}

int cli_report_exit(const bounce_report *report)
{
    switch (bounce_report_kind(report)) {
    case BOUNCE_KIND_DELAY: return 10;
    case BOUNCE_KIND_AUTOREPLY:
    case BOUNCE_KIND_CHALLENGE: return 11;
    case BOUNCE_KIND_COMPLAINT: return 12;
    case BOUNCE_KIND_DELIVERED:
    case BOUNCE_KIND_RELAYED:
    case BOUNCE_KIND_EXPANDED:
    case BOUNCE_KIND_RECEIPT: return 13;
    case BOUNCE_KIND_NONE: return 20;
    default: break;
    }
    const bounce_cause *cause = bounce_report_cause(report, 0);
    return cause && bounce_cause_number(cause) != BOUNCE_CAUSE_UNKNOWN ? 0 : 30;
}

/*
 * bounce json: JSON Lines, one object per recipient, as the inputs come; nothing is collected.
 */
#include "cli.h"
#include <string.h>
#include <unistd.h>

typedef struct json_run {
    const cli_options *options;
    const bounce_classifier *classifier;
    int status;
    bool failed;
} json_run;

static bounce_report *classify(const json_run *run, const cli_input *input)
{
    bounce_report *report = NULL;
    if (input->is_log_line)
        bounce_classify_log_line(run->classifier, input->data, input->length, &report);
    else if (run->options->envelope)
        bounce_classify_envelope(run->classifier, input->data, input->length, run->options->envelope_from,
                                 run->options->envelope_to, &report);
    else
        bounce_classify(run->classifier, input->data, input->length, &report);
    return report;
}

static bool one(const cli_input *input, void *user_data)
{
    json_run *run = user_data;
    bounce_report *report = classify(run, input);
    /* A log tells of much that is no bounce; only failed and delayed deliveries are records. */
    if (input->is_log_line && bounce_report_kind(report) == BOUNCE_KIND_NONE) {
        bounce_report_unref(report);
        return true;
    }
    int exit_status = cli_report_exit(report);
    if ((run->options->exit_status || (run->options->fail_on_unknown && exit_status == 30)) && run->status == CLI_OK)
        run->status = exit_status;

    bounce_origin *origin = bounce_origin_new();
    char *text = NULL;
    size_t length = 0;
    bounce_origin_set_name(origin, input->name);
    bounce_origin_set_place(origin, input->index, input->offset, input->length);
    bounce_report_to_json(report, origin, run->options->language, &text, &length);
    run->failed = fwrite(text, 1, length, stdout) != length;
    bounce_free(text);
    bounce_origin_free(origin);
    bounce_report_unref(report);
    return !run->failed;
}

int cli_json(const cli_options *options)
{
    int status = CLI_OK;
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier)
        return status;
    json_run run = { .options = options, .classifier = classifier };
    static char *standard_input[] = { "-" };
    char **paths = options->argument_count ? options->arguments : standard_input;
    int count = options->argument_count ? options->argument_count : 1;
    for (int i = 0; i < count && !run.failed; i++) {
        int result = cli_inputs_each(paths[i], one, &run);
        if (result != CLI_OK)
            status = result;
    }
    bounce_classifier_unref(classifier);
    return run.failed ? CLI_IO : status != CLI_OK ? status : run.status;
}

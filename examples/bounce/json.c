/*
 * bounce json: JSON Lines, one object per recipient, as the inputs come; nothing is collected. --field prints single fields as TSV instead.
 */
#include "json.h"
#include "field.h"
#include <string.h>
#include <unistd.h>

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

static bool write_fields(const json_run *run, const char *records)
{
    for (const char *at = records; *at;) {
        const char *end = strchr(at, '\n');
        if (!field_print(at, run->options->fields, run->out))
            return false;
        at = end ? end + 1 : at + strlen(at);
    }
    return true;
}

static void write_records(json_run *run, const cli_input *input, const bounce_report *report)
{
    bounce_origin *origin = bounce_origin_new();
    char *text = NULL;
    size_t length = 0;
    bounce_origin_set_name(origin, input->name);
    bounce_origin_set_place(origin, input->index, input->offset, input->length);
    bounce_report_to_json(report, origin, run->options->language, &text, &length);
    if (run->options->fields)
        run->failed = !write_fields(run, text);
    else
        run->failed = fwrite(text, 1, length, run->out) != length;
    bounce_free(text);
    bounce_origin_free(origin);
}

bool json_input(const cli_input *input, void *json_run_pointer)
{
    json_run *run = json_run_pointer;
    bounce_report *report = classify(run, input);
    run->count++;
    run->bytes += input->length;
    /* A log tells of much that is no bounce; only failed and delayed deliveries are records. */
    if (!(input->is_log_line && bounce_report_kind(report) == BOUNCE_KIND_NONE)) {
        int exit_status = cli_report_exit(report);
        if ((run->options->exit_status || (run->options->fail_on_unknown && exit_status == 30)) && run->status == CLI_OK)
            run->status = exit_status;
        write_records(run, input, report);
    }
    bounce_report_unref(report);
    if (run->progress)
        run->progress(run->count, run->bytes);
    return !run->failed;
}

static bool has_standard_input(const cli_options *options)
{
    for (int i = 0; i < options->argument_count; i++)
        if (!strcmp(options->arguments[i], "-"))
            return true;
    return options->argument_count == 0;
}

int cli_json(const cli_options *options)
{
    int status = CLI_OK;
    if (options->fields && !field_check(options->fields))
        return CLI_USAGE;
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier)
        return status;
    json_run run = { .options = options, .classifier = classifier, .out = stdout };
    if (isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO))
        run.progress = progress_show;
    bool is_alone = options->jobs <= 1 || has_standard_input(options);
    int result = is_alone ? cli_inputs_all(options, json_input, &run) : jobs_run(&run, options->arguments, options->argument_count);
    if (result != CLI_OK)
        status = result;
    progress_clear();
    bounce_classifier_unref(classifier);
    return run.failed ? CLI_IO : status != CLI_OK ? status : run.status;
}

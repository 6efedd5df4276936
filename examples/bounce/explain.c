/*
 * bounce explain: reports for a person.
 *
 * In:  files, standard input.   Out: one story after the other; see story.c for what is told.
 */
#include "explain.h"
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static unsigned terminal_width(const cli_options *options)
{
    struct winsize size;
    if (options->width)
        return options->width;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col < 80 ? size.ws_col : 80;
    return 80;
}

void explanation_start(explanation *e, const cli_options *options, const bounce_classifier *classifier)
{
    static const char *const labels[] = { "label.why", "label.who", "label.address", "label.evidence", "label.do", "label.note",
                                          "label.recipient", "label.also", "label.original", "label.attachments" };
    const char *term = getenv("TERM");
    bool can = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
    *e = (explanation){ .w = { classifier, options->language },
                        .p = { .out = stdout, .width = terminal_width(options), .plain = options->plain, .label = 2 } };
    e->p.color = !options->plain && (options->color == CLI_ALWAYS || (options->color == CLI_AUTO && can));
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        const char *text = say(&e->w, labels[i]);
        unsigned width = (unsigned)paper_width(text, strlen(text)) + 4;
        if (width > e->p.indent)
            e->p.indent = width;
    }
    /* On a narrow terminal the text matters more than the columns: labels stand above it. */
    if (e->p.width < 60 || e->p.indent > e->p.width / 3)
        e->p.indent = 4;
    if (e->p.width < e->p.indent + 16)
        e->p.width = e->p.indent + 16;
}

typedef struct explain_run {
    explanation *e;
    const cli_options *options;
    int status;
    size_t count;
} explain_run;

static bool one(const cli_input *input, void *user_data)
{
    explain_run *run = user_data;
    const bounce_classifier *classifier = run->e->w.classifier;
    bounce_report *report = NULL;
    if (input->is_log_line)
        bounce_classify_log_line(classifier, input->data, input->length, &report);
    else
        bounce_classify_envelope(classifier, input->data, input->length, run->options->envelope_from,
                                 run->options->envelope_to, &report);
    int exit_status = cli_report_exit(report);
    if (!(input->is_log_line && exit_status == 20)) {
        if (run->count++ > 0)
            paper_blank(&run->e->p);
        if (run->options->argument_count > 1 || input->index > 0) {
            char *safe = paper_safe(input->name);
            printf("== %s", safe);
            if (input->index > 0 || input->offset > 0)
                printf(" #%zu", input->index + 1);
            putchar('\n');
            g_free(safe);
        }
        explain_report(run->e, report);
    }
    if ((run->options->exit_status || (run->options->fail_on_unknown && exit_status == 30)) && run->status == CLI_OK)
        run->status = exit_status;
    bounce_report_unref(report);
    return !ferror(stdout);
}

int cli_explain(const cli_options *options)
{
    int status = CLI_OK;
    if (options->argument_count == 0 && isatty(STDIN_FILENO)) {
        cli_help(stdout);
        return CLI_OK;
    }
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier)
        return status;
    explanation e;
    explanation_start(&e, options, classifier);
    explain_run run = { .e = &e, .options = options };
    int result = cli_inputs_all(options, one, &run);
    if (result != CLI_OK)
        status = result;
    bounce_classifier_unref(classifier);
    return status != CLI_OK ? status : run.status;
}

/*
 * bounce: what a bounce e-mail says, whose turn it is, and what to do now.
 *
 * In:  command line.   Out: data on stdout, talk on stderr, an exit code of sysexits.h.
 */
#include "cli.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(const cli_options *);
} commands[] = {
    { "explain", cli_explain }, { "json", cli_json },     { "deliver", cli_deliver }, { "rules", cli_rules },
    { "cause", cli_cause },     { "causes", cli_causes }, { "status", cli_status },   { "learn", cli_learn },
    { "redact", cli_redact }, { "report", cli_report },
};

int main(int argc, char **argv)
{
    cli_options options;
    bool is_deliver = argc > 1 && !strcmp(argv[1], "deliver");
    /* A server's pipe knows 0 and 75 only, and sends every word to the sender. */
    if (is_deliver)
        cli_deliver_prepare();
    int status = cli_options_parse(argc, argv, &options);
    if (status != CLI_OK)
        return status > 0 ? (is_deliver ? CLI_TRY_LATER : status) : fflush(stdout) || ferror(stdout) ? CLI_IO : CLI_OK;

    /* A closed pipe ends the program silently, as with any filter. */
    if (!is_deliver)
        signal(SIGPIPE, SIG_DFL);

    status = CLI_USAGE;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(commands[i].name, options.command))
            status = commands[i].run(&options);
    if (fflush(stdout) || ferror(stdout)) {
        cli_complain("standard output: cannot write");
        if (status == CLI_OK)
            status = CLI_IO;
    }
    cli_options_clear(&options);
    return status;
}

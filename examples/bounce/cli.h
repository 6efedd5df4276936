/*
 * The command-line tool's shared parts. Everything here uses libbounce's public API only.
 */
#ifndef CLI_H
#define CLI_H

#include <bounce/bounce.h>
#include <stdbool.h>
#include <stdio.h>

/* Exit codes: sysexits.h, and those of --exit-status. */
enum {
    CLI_OK = 0,
    CLI_USAGE = 64,
    CLI_NO_INPUT = 66,
    CLI_IO = 74,
    CLI_TRY_LATER = 75,
    CLI_BAD_RULES = 78
};

typedef enum cli_when { CLI_AUTO, CLI_ALWAYS, CLI_NEVER } cli_when;

typedef struct cli_options {
    const char *command;   /* "explain", "json" … */
    const char *language;  /* BCP 47, never NULL once parsed */
    cli_when color;
    bool plain;
    bool exit_status;
    bool fail_on_unknown;
    bool envelope;         /* --envelope-from or --envelope-to was given */
    const char *envelope_from, *envelope_to, *envelope_id;
    const char *output;    /* deliver, report */
    const char *country;
    const char *fields;    /* json --field */
    const char *key_file;  /* redact */
    unsigned width;        /* 0: the terminal's, at most 80 */
    unsigned jobs;
    const char **rules;    /* --rules, in order */
    size_t rule_count;
    const char **own;      /* --own, in order */
    size_t own_count;
    char **arguments;      /* what is left: files, ids */
    int argument_count;
} cli_options;

/* Parses argv; prints what is wrong on stderr. Returns CLI_OK or CLI_USAGE; -1: all is done (--help, --version). */
int cli_options_parse(int argc, char **argv, cli_options *ret_options);
void cli_options_clear(cli_options *options);

/* The classifier for these options: built-in knowledge, the user's rules (XDG folder), --rules. A broken file is told on stderr and left out. */
bounce_classifier *cli_classifier_new(const cli_options *options, int *inout_exit);
/* The same for knowledge alone. */
bounce_knowledge *cli_knowledge_new(const cli_options *options, int *inout_exit);

/* One input: a file, a message of a container, a line of a log. */
typedef struct cli_input {
    const char *name;      /* as it was given, "-" for stdin */
    const void *data;
    size_t length;
    size_t index, offset;  /* within a container */
    bool is_log_line;
} cli_input;

typedef bool cli_input_fn(const cli_input *input, void *user_data); /* false: stop */

/*
 * Calls fn for every input of a path: "-" is stdin; a folder is walked (Maildir, MH, any); an mbox or a log is taken apart.
 * Returns CLI_OK, CLI_NO_INPUT or CLI_IO; what is wrong is told on stderr.
 */
int cli_inputs_each(const char *path, cli_input_fn *fn, void *user_data);
/* The same for all paths of the command line, standard input if there are none; the last thing that went wrong. No further path once fn said stop. */
int cli_inputs_all(const cli_options *options, cli_input_fn *fn, void *user_data);

/* "error: bounce: …" on stderr. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The candidate nearest to word, or NULL if none is near. */
const char *cli_nearest(const char *word, const char *const *candidates, size_t count);

/* The exit status of a report for --exit-status. */
int cli_report_exit(const bounce_report *report);

/* The help text. */
void cli_help(FILE *out);

int cli_explain(const cli_options *options);
int cli_json(const cli_options *options);
int cli_deliver(const cli_options *options);
/* Before anything else is done for "deliver": silence, and no signal for a closed pipe or a full disk. */
void cli_deliver_prepare(void);
int cli_rules(const cli_options *options);
int cli_cause(const cli_options *options);
int cli_causes(const cli_options *options);
int cli_status(const cli_options *options);
int cli_learn(const cli_options *options);
int cli_redact(const cli_options *options);
int cli_report(const cli_options *options);

#endif

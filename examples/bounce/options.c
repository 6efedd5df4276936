/*
 * Command line and environment.
 *
 * In:  argv, LC_ALL, LC_MESSAGES, LANG, NO_COLOR.   Out: cli_options. getopt_long does the parsing.
 */
#include "cli.h"
#include "paper.h"
#include <getopt.h>
#include <glib.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: bounce [explain] [OPTION]... [FILE...|-]   why, whose turn, what to do\n"
    "       bounce json [OPTION]... [FILE...|-]        JSON Lines, one per recipient\n"
    "       bounce deliver --output FILE               at the end of a mail pipe\n"
    "       bounce rules check|list|test FILE...       your own knowledge files\n"
    "       bounce cause ID                            what a cause means, its hints\n"
    "       bounce causes                              all causes\n"
    "       bounce status CODE                         what 550 or 5.7.26 alone says\n"
    "       bounce learn FILE...                       a rule for what was not known\n"
    "       bounce redact FILE                         without personal data\n"
    "       bounce report -o PAGE.html PATH...         a page over many\n"
    "\n"
    "FILE is a mail, pasted text, a mail log, an mbox, a Maildir or a folder;\n"
    "- is standard input.\n"
    "\n"
    "  -l, --lang LANG        answer in en, ko, ja, zh-Hant or zh-Hans\n"
    "      --rules FILE       your knowledge over the built-in one; may be repeated\n"
    "      --own DOMAIN       a domain or address of yours, to tell backscatter\n"
    "      --country CC       where your server stands: KR, TW, CN, JP ...\n"
    "      --color WHEN       auto, always or never (NO_COLOR is heeded)\n"
    "      --plain            no colour, no symbols: for screen readers\n"
    "      --width N          columns (default: the terminal's, at most 80)\n"
    "      --exit-status      0 failure, 10 delay, 11 auto-reply, 12 complaint,\n"
    "                         13 delivered, 20 no report, 30 unknown\n"
    "      --fail-on-unknown  30 if nothing was recognised in a failure\n"
    "      --key FILE         redact: the same key gives the same pseudonyms\n"
    "      --field A,B,...    json: these fields as TSV, such as causes.0.id\n"
    "  -j, --jobs N           json: N worker processes\n"
    "  -o, --output FILE      deliver: where the records go\n"
    "      --envelope-from A, --envelope-to A, --envid ID\n"
    "                         json, deliver: the envelope of the bounce itself\n"
    "  -h, --help             this text\n"
    "  -V, --version          versions\n"
    "\n"
    "examples:\n"
    "  bounce returned.eml\n"
    "  pbpaste | bounce -l ko\n"
    "  echo '550 5.1.1 User unknown' | bounce\n"
    "  bounce json Maildir/ | jq -r '.causes[0].id' | sort | uniq -c\n";

static const char *const command_names[] = { "explain", "json", "deliver", "rules", "cause", "causes", "status", "learn", "redact", "report" };

enum {
    OPTION_RULES = 256, OPTION_OWN, OPTION_COUNTRY, OPTION_COLOR, OPTION_PLAIN, OPTION_WIDTH, OPTION_EXIT_STATUS,
    OPTION_FAIL_ON_UNKNOWN, OPTION_ENVELOPE_FROM, OPTION_ENVELOPE_TO, OPTION_ENVID, OPTION_FIELD, OPTION_KEY
};

static const struct option long_options[] = {
    { "lang", required_argument, NULL, 'l' },
    { "rules", required_argument, NULL, OPTION_RULES },
    { "own", required_argument, NULL, OPTION_OWN },
    { "country", required_argument, NULL, OPTION_COUNTRY },
    { "color", required_argument, NULL, OPTION_COLOR },
    { "plain", no_argument, NULL, OPTION_PLAIN },
    { "width", required_argument, NULL, OPTION_WIDTH },
    { "exit-status", no_argument, NULL, OPTION_EXIT_STATUS },
    { "fail-on-unknown", no_argument, NULL, OPTION_FAIL_ON_UNKNOWN },
    { "output", required_argument, NULL, 'o' },
    { "envelope-from", required_argument, NULL, OPTION_ENVELOPE_FROM },
    { "envelope-to", required_argument, NULL, OPTION_ENVELOPE_TO },
    { "envid", required_argument, NULL, OPTION_ENVID },
    { "field", required_argument, NULL, OPTION_FIELD },
    { "key", required_argument, NULL, OPTION_KEY },
    { "jobs", required_argument, NULL, 'j' },
    { "help", no_argument, NULL, 'h' },
    { "version", no_argument, NULL, 'V' },
    { NULL, 0, NULL, 0 },
};

void cli_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments), *safe = paper_safe(text); /* it may name a file, or words out of a mail */
    va_end(arguments);
    fprintf(stderr, "bounce: %s\n", safe);
    g_free(safe);
    g_free(text);
}

/* Edit distance (Levenshtein) of two short words, at most 32 letters looked at. */
static size_t distance(const char *a, const char *b)
{
    size_t row[33], n = strnlen(b, 32);
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 0; i < 32 && a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            size_t best = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (diagonal + 1 < best)
                best = diagonal + 1;
            row[j + 1] = best;
        }
    }
    return row[n];
}

const char *cli_nearest(const char *word, const char *const *candidates, size_t count)
{
    const char *best = NULL;
    size_t least = strlen(word) > 5 ? 4 : 3;
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(word, candidates[i]);
        if (d < least) {
            least = d;
            best = candidates[i];
        }
    }
    return best;
}

static int unknown_option(const char *given)
{
    const char *names[sizeof long_options / sizeof *long_options];
    size_t count = 0;
    while (long_options[count].name) {
        names[count] = long_options[count].name;
        count++;
    }
    const char *near = given && !strncmp(given, "--", 2) ? cli_nearest(given + 2, names, count) : NULL;
    if (near)
        cli_complain("unknown option '%s'; did you mean '--%s'?", given, near);
    else
        cli_complain("unknown option '%s'; 'bounce --help' lists them", given ? given : "?");
    return CLI_USAGE;
}

/* LC_ALL, LC_MESSAGES or LANG as a BCP 47 tag: "zh_TW.UTF-8" is "zh-TW". */
static const char *environment_language(void)
{
    static char tag[32];
    const char *names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        size_t n = strcspn(value, ".@");
        if (n >= sizeof tag || n == 0 || (n == 1 && value[0] == 'C') || (n == 5 && !strncmp(value, "POSIX", 5)))
            return "en";
        for (size_t k = 0; k < n; k++)
            tag[k] = value[k] == '_' ? '-' : value[k];
        tag[n] = '\0';
        return tag;
    }
    return "en";
}

static void print_version(void)
{
    printf("bounce %s\nknowledge %s\n", bounce_version(), bounce_knowledge_version());
    printf("libraries %s\n", bounce_libraries());
}

void cli_help(FILE *out) { fputs(help, out); }

static bool parse_number(const char *text, unsigned long most, unsigned *ret_number)
{
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);
    if (!*text || *end || number == 0 || number > most || text[0] == '-')
        return false;
    *ret_number = (unsigned)number;
    return true;
}

static bool parse_color(const char *word, cli_when *ret_when)
{
    static const char *const words[] = { "auto", "always", "never" };
    for (int i = 0; i < 3; i++) {
        if (!strcmp(word, words[i])) {
            *ret_when = (cli_when)i;
            return true;
        }
    }
    return false;
}

static void append(const char ***list, size_t *count, const char *value)
{
    const char **grown = realloc(*list, (*count + 1) * sizeof *grown);
    if (!grown)
        abort();
    grown[(*count)++] = value;
    *list = grown;
}

/* "ko", "zh-TW", "en_US": one of the five, whatever follows. */
static bool is_language(const char *tag)
{
    static const char *const known[] = { "en", "ko", "ja", "zh" };
    size_t length = strcspn(tag, "-_.");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (length == 2 && !strncasecmp(tag, known[i], 2))
            return true;
    return false;
}

/* One option. Returns CLI_OK, CLI_USAGE or -1 (done). */
static int take(int option, const char *given, cli_options *o)
{
    switch (option) {
    case 'l':
        o->language = optarg;
        if (is_language(optarg))
            return CLI_OK;
        cli_complain("--lang is en, ko, ja, zh-Hant or zh-Hans, not '%s'", optarg);
        return CLI_USAGE;
    case 'o': o->output = optarg; return CLI_OK;
    case OPTION_RULES: append(&o->rules, &o->rule_count, optarg); return CLI_OK;
    case OPTION_OWN: append(&o->own, &o->own_count, optarg); return CLI_OK;
    case OPTION_COUNTRY: o->country = optarg; return CLI_OK;
    case OPTION_PLAIN: o->plain = true; return CLI_OK;
    case OPTION_EXIT_STATUS: o->exit_status = true; return CLI_OK;
    case OPTION_FAIL_ON_UNKNOWN: o->fail_on_unknown = true; return CLI_OK;
    case OPTION_ENVELOPE_FROM: o->envelope_from = optarg; o->envelope = true; return CLI_OK;
    case OPTION_ENVELOPE_TO: o->envelope_to = optarg; o->envelope = true; return CLI_OK;
    case OPTION_ENVID: o->envelope_id = optarg; return CLI_OK;
    case OPTION_FIELD: o->fields = optarg; return CLI_OK;
    case OPTION_KEY: o->key_file = optarg; return CLI_OK;
    case 'j':
        if (parse_number(optarg, 64, &o->jobs))
            return CLI_OK;
        cli_complain("--jobs is a number from 1 to 64, not '%s'", optarg);
        return CLI_USAGE;
    case OPTION_COLOR:
        if (parse_color(optarg, &o->color))
            return CLI_OK;
        cli_complain("--color is auto, always or never, not '%s'", optarg);
        return CLI_USAGE;
    case OPTION_WIDTH:
        if (parse_number(optarg, 1000, &o->width))
            return CLI_OK;
        cli_complain("--width is a number from 1 to 1000, not '%s'", optarg);
        return CLI_USAGE;
    case 'h': cli_help(stdout); return -1;
    case 'V': print_version(); return -1;
    case ':': cli_complain("option '%s' needs a value", given); return CLI_USAGE;
    default: return unknown_option(given);
    }
}

static bool is_command(const char *word)
{
    for (size_t i = 0; i < sizeof command_names / sizeof *command_names; i++)
        if (!strcmp(word, command_names[i]))
            return true;
    return false;
}

int cli_options_parse(int argc, char **argv, cli_options *ret_options)
{
    cli_options o = { .command = "explain", .color = CLI_AUTO };
    const char *no_color = getenv("NO_COLOR");
    if (no_color && *no_color)
        o.color = CLI_NEVER;
    if (argc > 1 && is_command(argv[1])) {
        o.command = argv[1];
        argv++;
        argc--;
    }
    opterr = 0;
    for (;;) {
        int at = optind;
        int option = getopt_long(argc, argv, ":l:o:j:hV", long_options, NULL);
        if (option < 0)
            break;
        int status = take(option, argv[at > 0 && at < argc ? at : argc - 1], &o);
        if (status != CLI_OK)
            return status;
    }
    if (!o.language)
        o.language = environment_language();
    /* A file that is not there may be a command with a typing error. */
    const char *first = optind < argc ? argv[optind] : NULL;
    const char *near = first && !strcmp(o.command, "explain") && !strpbrk(first, "./") && access(first, F_OK) < 0
                           ? cli_nearest(first, command_names, sizeof command_names / sizeof *command_names) : NULL;
    if (near)
        cli_complain("no file '%s'; did you mean 'bounce %s'?", first, near);
    o.arguments = argv + optind;
    o.argument_count = argc - optind;
    *ret_options = o;
    return CLI_OK;
}

void cli_options_clear(cli_options *options)
{
    free(options->rules);
    free(options->own);
}

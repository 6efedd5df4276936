/*
 * bounce explain: a report for a person.
 *
 * In:  reports.   Out: delivered or not and to whom, why, who acts, what it is not, the words that prove it, the ordered steps.
 * Recipients with the same story are told together.
 */
#include "explain.h"
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Addresses named before "and n more". */
#define ADDRESSES_SHOWN 10

static bool same_text(const char *a, const char *b) { return a == b || (a && b && !strcmp(a, b)); }

/* Do two recipients have the same causes, facts, provider and steps? */
static bool same_story(const bounce_recipient *a, const bounce_recipient *b)
{
    size_t count = bounce_recipient_cause_count(a);
    if (bounce_recipient_action(a) != bounce_recipient_action(b) || count != bounce_recipient_cause_count(b)
        || !same_text(bounce_recipient_provider(a), bounce_recipient_provider(b)))
        return false;
    for (size_t i = 0; i < count; i++) {
        const bounce_cause *x = bounce_recipient_cause(a, i), *y = bounce_recipient_cause(b, i);
        if (strcmp(bounce_cause_id(x), bounce_cause_id(y)) || bounce_cause_confidence(x) != bounce_cause_confidence(y))
            return false;
        static const char *const names[] = { "ip", "list", "token", "helo", "limit" };
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (!same_text(bounce_cause_fact(x, names[k]), bounce_cause_fact(y, names[k])))
                return false;
    }
    return true;
}

static const char *verdict_id(bounce_kind kind, bounce_action action)
{
    switch (action) {
    case BOUNCE_ACTION_FAILED: return "failure";
    case BOUNCE_ACTION_DELAYED: return "delay";
    case BOUNCE_ACTION_DELIVERED: return "delivered";
    case BOUNCE_ACTION_RELAYED: return "relayed";
    case BOUNCE_ACTION_EXPANDED: return "expanded";
    default: return bounce_kind_name(kind);
    }
}

static paper_style verdict_style(const char *verdict)
{
    return !strcmp(verdict, "failure") ? PAPER_RED : !strcmp(verdict, "delay") ? PAPER_YELLOW : PAPER_GREEN;
}

static void print_verdict(explanation *e, const char *verdict, const char *date)
{
    const char *sign = !strcmp(verdict, "failure") ? "✗ " : !strcmp(verdict, "delay") ? "… " : "· ";
    char *line = g_strconcat(e->p.plain ? "" : sign, say_name(&e->w, "verdict", verdict), date ? "   " : NULL, date, NULL);
    unsigned indent = e->p.indent;
    e->p.indent = 0;
    paper_text(&e->p, line, 0, 0, verdict_style(verdict));
    e->p.indent = indent;
    g_free(line);
}

static void print_who(explanation *e, const bounce_cause *cause)
{
    size_t count = bounce_cause_party_count(cause);
    GString *line = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            g_string_append_printf(line, "; %s: ", say(&e->w, "label.then"));
        g_string_append(line, say_name(&e->w, "party", bounce_party_name(bounce_cause_party(cause, i))));
    }
    if (count > 0)
        paper_row(&e->p, say(&e->w, "label.who"), line->str);
    g_string_free(line, TRUE);
}

static void print_said_by(explanation *e, const bounce_recipient *r)
{
    const char *host = bounce_recipient_remote_host(r), *ip = bounce_recipient_remote_ip(r);
    const char *command = bounce_command_name(bounce_recipient_command(r));
    GString *line = g_string_new(NULL);
    if (host || ip)
        g_string_append_printf(line, "%s: %s", say(&e->w, "label.said_by"), host ? host : ip);
    if (host && ip)
        g_string_append_printf(line, " [%s]", ip);
    if (command)
        g_string_append_printf(line, "%s%s: %s", line->len ? ", " : "", say(&e->w, "label.after"), command);
    if (line->len > 0)
        paper_row(&e->p, "", line->str);
    g_string_free(line, TRUE);
}

static void print_evidence(explanation *e, const bounce_recipient *r)
{
    const bounce_cause *cause = bounce_recipient_cause(r, 0);
    const char *diagnostic = bounce_recipient_diagnostic(r);
    bool in_reply = bounce_cause_evidence_count(cause) > 0 && same_text(bounce_cause_evidence_in(cause, 0), "reply");
    if (diagnostic) {
        paper_label(&e->p, say(&e->w, "label.evidence"));
        paper_text(&e->p, diagnostic, in_reply ? bounce_cause_evidence_offset(cause, 0) : 0,
                   in_reply ? bounce_cause_evidence_length(cause, 0) : 0, PAPER_NORMAL);
        print_said_by(e, r);
    }
    for (size_t i = 0; i < bounce_cause_evidence_count(cause); i++) {
        const char *text = bounce_cause_evidence_text(cause, i);
        if (text && !(diagnostic && same_text(bounce_cause_evidence_in(cause, i), "reply"))) {
            paper_label(&e->p, diagnostic ? "" : say(&e->w, "label.evidence"));
            paper_text(&e->p, text, 0, strlen(text), PAPER_NORMAL);
        }
    }
}

static void print_hint_details(explanation *e, const bounce_hint *hint)
{
    const char *check = bounce_hint_check(hint, e->w.language), *wait = bounce_hint_wait(hint);
    const char *url = bounce_hint_url(hint), *form = bounce_hint_form_language(hint), *as_of = bounce_hint_as_of(hint);
    const char *superseded = bounce_hint_superseded(hint);
    GString *line = g_string_new(NULL);
    if (url)
        g_string_append_printf(line, "%s%s%s%s", url, form ? " (" : "", form ? form : "", form ? ")" : "");
    if (line->len > 0)
        paper_row(&e->p, "", line->str);
    if (check) {
        g_string_printf(line, "%s: %s", say(&e->w, "label.check"), check);
        paper_row(&e->p, "", line->str);
    }
    g_string_truncate(line, 0);
    if (wait) {
        char *text = say_duration(&e->w, wait);
        g_string_append_printf(line, "%s: %s   ", say(&e->w, "label.wait"), text);
        g_free(text);
    }
    /* A step that nobody has read up lately says so; steps that hold no claim about anyone need no date. */
    if (as_of)
        g_string_append_printf(line, "%s: %s", say(&e->w, "label.as_of"), as_of);
    else if (url)
        g_string_append(line, say(&e->w, "label.not_checked"));
    if (line->len > 0)
        paper_row(&e->p, "", line->str);
    if (superseded) {
        g_string_printf(line, "%s: %s", say(&e->w, "label.superseded"), superseded);
        paper_row(&e->p, "", line->str);
    }
    g_string_free(line, TRUE);
}

static void print_hints(explanation *e, const bounce_recipient *r)
{
    size_t count = bounce_recipient_hint_count(r);
    for (size_t i = 0; i < count; i++) {
        const bounce_hint *hint = bounce_recipient_hint(r, i);
        const char *who = say_name(&e->w, "party", bounce_party_name(bounce_hint_who(hint)));
        char *line = g_strdup_printf("%u. [%s] %s", bounce_hint_step(hint), who, bounce_hint_text(hint, e->w.language));
        paper_row(&e->p, i == 0 ? say(&e->w, "label.do") : "", line);
        g_free(line);
        e->p.indent += 3;
        print_hint_details(e, hint);
        e->p.indent -= 3;
    }
}

static void print_cause(explanation *e, const bounce_cause *cause, bool is_first)
{
    const char *plain = is_first ? bounce_cause_plain(cause, e->w.language) : bounce_cause_meaning(cause, e->w.language);
    paper_row(&e->p, say(&e->w, is_first ? "label.why" : "label.also"), plain ? plain : bounce_cause_id(cause));
    char *line = g_strdup_printf("%s, %s", bounce_cause_id(cause),
                                 say_name(&e->w, "confidence", bounce_confidence_name(bounce_cause_confidence(cause))));
    paper_label(&e->p, "");
    paper_text(&e->p, line, 0, 0, PAPER_DIM);
    g_free(line);
}

void explain_story(explanation *e, const bounce_recipient *r)
{
    const bounce_cause *cause = bounce_recipient_cause(r, 0);
    if (!cause)
        return;
    print_cause(e, cause, true);
    for (size_t i = 1; i < bounce_recipient_cause_count(r); i++)
        print_cause(e, bounce_recipient_cause(r, i), false);
    print_who(e, cause);
    const char *not = bounce_cause_not(cause, e->w.language);
    if (not)
        paper_row(&e->p, say(&e->w, "label.not"), not);
    bounce_address_verdict verdict = bounce_cause_address_verdict(cause);
    if (verdict != BOUNCE_ADDRESS_NONE && bounce_recipient_address(r))
        paper_row(&e->p, say(&e->w, "label.address"), say_name(&e->w, "address", bounce_address_verdict_name(verdict)));
    print_evidence(e, r);
    print_hints(e, r);
}

static void print_addresses(explanation *e, const bounce_report *report, size_t first, const bool *told_with)
{
    size_t count = bounce_report_recipient_count(report), shown = 0, more = 0;
    for (size_t i = first; i < count; i++) {
        const bounce_recipient *r = bounce_report_recipient(report, i);
        const char *address = bounce_recipient_address(r), *alias = bounce_recipient_alias_of(r);
        if (i != first && !told_with[i])
            continue;
        if (shown >= ADDRESSES_SHOWN) {
            more++;
            continue;
        }
        char *line = alias ? g_strdup_printf("%s (%s: %s)", address ? address : "?", say(&e->w, "label.alias_of"), alias)
                           : g_strdup(address ? address : say(&e->w, "label.no_address"));
        paper_row(&e->p, shown++ == 0 ? say(&e->w, "label.recipient") : "", line);
        g_free(line);
    }
    if (more > 0) {
        char number[24];
        g_snprintf(number, sizeof number, "%zu", more);
        char *line = say_with(&e->w, "label.more", "count", number);
        paper_row(&e->p, "", line);
        g_free(line);
    }
}

static void print_original(explanation *e, const bounce_report *report)
{
    const char *subject = bounce_report_original_subject(report), *date = bounce_report_original_date(report);
    if (subject) {
        char *line = g_strdup_printf("%s%s%s", subject, date ? ", " : "", date ? date : "");
        paper_row(&e->p, say(&e->w, "label.original"), line);
        g_free(line);
    }
    for (size_t i = 0; i < bounce_report_attachment_count(report); i++) {
        const char *name = bounce_report_attachment_name(report, i), *type = bounce_report_attachment_type(report, i);
        char *line = g_strdup_printf("%s (%s)", name ? name : "?", type);
        paper_row(&e->p, i == 0 ? say(&e->w, "label.attachments") : "", line);
        g_free(line);
    }
}

static void print_notes(explanation *e, const bounce_report *report)
{
    for (size_t i = 0; i < bounce_report_note_count(report); i++) {
        const char *detail = bounce_report_note_detail(report, i);
        char *line = g_strdup_printf("%s%s%s%s", say_name(&e->w, "note", bounce_report_note(report, i)), detail ? " (" : "",
                                     detail ? detail : "", detail ? ")" : "");
        paper_row(&e->p, i == 0 ? say(&e->w, "label.note") : "", line);
        g_free(line);
    }
}

void explain_report(explanation *e, const bounce_report *report)
{
    size_t count = bounce_report_recipient_count(report);
    bool *told = g_new0(bool, count + 1), *with = g_new0(bool, count + 1);
    bounce_kind kind = bounce_report_kind(report);
    const char *date = bounce_report_date(report);

    for (size_t i = 0; i < count; i++) {
        const bounce_recipient *r = bounce_report_recipient(report, i);
        if (told[i])
            continue;
        memset(with, 0, count * sizeof *with);
        for (size_t k = i + 1; k < count; k++)
            if (!told[k] && same_story(r, bounce_report_recipient(report, k)))
                told[k] = with[k] = true;
        if (i > 0)
            paper_blank(&e->p);
        print_verdict(e, verdict_id(kind, bounce_recipient_action(r)), i == 0 ? date : NULL);
        print_addresses(e, report, i, with);
        explain_story(e, r);
    }
    if (count == 0) {
        print_verdict(e, bounce_kind_name(kind), date);
        explain_whole(e, report);
    }
    print_original(e, report);
    print_notes(e, report);
    g_free(told);
    g_free(with);
}

void explain_whole(explanation *e, const bounce_report *report)
{
    const bounce_recipient *whole = bounce_report_whole(report);
    if (whole)
        explain_story(e, whole);
}

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
    static const char *const labels[] = { "label.why", "label.who", "label.not", "label.address", "label.evidence", "label.do",
                                          "label.note", "label.recipient", "label.also", "label.original", "label.attachments" };
    const char *term = getenv("TERM");
    bool can = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb");
    *e = (explanation){ .w = { classifier, options->language },
                        .p = { .out = stdout, .width = terminal_width(options), .plain = options->plain, .label = 2 } };
    e->p.color = !options->plain && (options->color == CLI_ALWAYS || (options->color == CLI_AUTO && can));
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        const char *text = say(&e->w, labels[i]);
        unsigned width = (unsigned)paper_width(text, strlen(text)) + 4;
        if (width > e->p.indent)
            e->p.indent = width;
    }
    /* On a narrow terminal the text matters more than the columns. */
    if (e->p.indent > e->p.width / 3)
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
    static char *standard_input[] = { "-" };
    char **paths = options->argument_count ? options->arguments : standard_input;
    int count = options->argument_count ? options->argument_count : 1;
    for (int i = 0; i < count; i++) {
        int result = cli_inputs_each(paths[i], one, &run);
        if (result != CLI_OK)
            status = result;
    }
    bounce_classifier_unref(classifier);
    return status != CLI_OK ? status : run.status;
}

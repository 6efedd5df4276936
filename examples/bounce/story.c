/*
 * What happened, told to a person.
 *
 * In:  reports.   Out: delivered or not and to whom, why, who acts, what it is not, the words that prove it, the ordered steps.
 * Recipients with the same story are told together.
 */
#include "explain.h"
#include <glib.h>
#include <string.h>

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
        if (strcmp(bounce_cause_id(x), bounce_cause_id(y)) != 0 || bounce_cause_confidence(x) != bounce_cause_confidence(y))
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

/* "✗ Not delivered   kim@partner.example      2026-08-22 10:04 +0900": what fits into one line; returns whether the address did. */
static bool print_verdict(explanation *e, const char *verdict, const char *address, const char *iso_date)
{
    const char *sign = !strcmp(verdict, "failure") ? "✗ " : !strcmp(verdict, "delay") ? "… " : "· ";
    const char *title = say_name(&e->w, "verdict", verdict);
    char *safe = address ? paper_safe(address) : NULL, *raw_date = iso_date ? friendly_date(iso_date) : NULL;
    char *date = raw_date ? paper_safe(raw_date) : NULL;
    size_t used = paper_width(title, strlen(title)) + 2, date_width = date ? paper_width(date, strlen(date)) + 2 : 0;
    size_t wanted = safe ? paper_width(safe, strlen(safe)) + 3 : 0;
    bool with_address = safe && used + wanted <= e->p.width, with_date = date && used + (with_address ? wanted : 0) + date_width <= e->p.width;

    paper_start(&e->p, verdict_style(verdict));
    fprintf(e->p.out, "%s%s", e->p.plain ? "" : sign, title);
    paper_end(&e->p, verdict_style(verdict));
    if (with_address)
        fprintf(e->p.out, "%s%s", e->p.plain ? ": " : "   ", safe);
    if (with_date)
        fprintf(e->p.out, "%*s%s", e->p.plain ? 2 : (int)(e->p.width - used - (with_address ? wanted : 0) - (date_width - 2)), "", date);
    paper_blank(&e->p);
    if (date && !with_date)
        paper_row(&e->p, say(&e->w, "label.date"), date);
    g_free(safe);
    g_free(date);
    g_free(raw_date);
    return with_address;
}

/* Whose turn it is, and what it is not: the sentence that stops the usual wrong escalation. */
void explain_who(explanation *e, const bounce_cause *cause)
{
    size_t count = bounce_cause_party_count(cause);
    const char *not = bounce_cause_not(cause, e->w.language);
    GString *line = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            g_string_append_printf(line, "; %s: ", say(&e->w, "label.then"));
        g_string_append(line, say_name(&e->w, "party", bounce_party_name(bounce_cause_party(cause, i))));
    }
    if (count > 0)
        paper_row(&e->p, say(&e->w, "label.who"), line->str);
    if (not)
        paper_row(&e->p, count > 0 ? "" : say(&e->w, "label.who"), not);
    g_string_free(line, TRUE);
}

static void print_said_by(explanation *e, const bounce_report *report, const bounce_recipient *r)
{
    const char *host = bounce_recipient_remote_host(r), *ip = bounce_recipient_remote_ip(r);
    const char *command = bounce_command_name(bounce_recipient_command(r)), *reporter = bounce_report_generator_host(report);
    GString *line = g_string_new(NULL);
    if (host || ip)
        g_string_append_printf(line, "%s: %s", say(&e->w, "label.said_by"), host ? host : ip);
    if (host && ip)
        g_string_append_printf(line, " [%s]", ip);
    if (command)
        g_string_append_printf(line, "%s%s: %s", line->len ? ", " : "", say(&e->w, "label.after"), command);
    if (reporter && !(host && !g_ascii_strcasecmp(host, reporter)))
        g_string_append_printf(line, "%s%s: %s", line->len ? ", " : "", say(&e->w, "label.reported_by"), reporter);
    if (line->len > 0)
        paper_row(&e->p, "", line->str);
    g_string_free(line, TRUE);
}

/* Where the next line of a reply begins ("552-5.7.0 …", RFC 5321, section 4.2.1); the end of the text if there is none. */
static size_t next_reply_line(const char *text, size_t at)
{
    for (;; at++) {
        at += strcspn(text + at, "\n");
        const char *line = text + at + (text[at] != '\0');
        if (text[at] == '\0' || (g_ascii_isdigit(line[0]) && g_ascii_isdigit(line[1]) && g_ascii_isdigit(line[2]) && (line[3] == '-' || line[3] == ' ')))
            return (size_t)(line - text);
    }
}

/* The reply, each of its lines on one of its own; the deciding words are marked in every line they stand in. */
static void print_reply(explanation *e, const char *text, size_t mark, size_t mark_length)
{
    size_t length = strlen(text), mark_end = mark + mark_length;
    for (size_t at = 0, next; at < length; at = next) {
        next = next_reply_line(text, at);
        char *line = g_strndup(text + at, next - at);
        size_t from = mark > at ? mark : at, to = mark_end < next ? mark_end : next;
        while (to > from && g_ascii_isspace(text[to - 1]))
            to--;
        paper_label(&e->p, at == 0 ? say(&e->w, "label.evidence") : "");
        paper_text(&e->p, line, from < to ? from - at : 0, from < to ? to - from : 0, PAPER_NORMAL);
        g_free(line);
    }
}

static void print_evidence(explanation *e, const bounce_report *report, const bounce_recipient *r)
{
    const bounce_cause *cause = bounce_recipient_cause(r, 0);
    const char *diagnostic = bounce_recipient_diagnostic(r);
    size_t count = bounce_cause_evidence_count(cause);
    bool in_reply = count > 0 && same_text(bounce_cause_evidence_in(cause, 0), "reply");
    bool first = true;
    if (diagnostic) {
        print_reply(e, diagnostic, in_reply ? bounce_cause_evidence_offset(cause, 0) : 0, in_reply ? bounce_cause_evidence_length(cause, 0) : 0);
        first = false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *text = bounce_cause_evidence_text(cause, i);
        bool told = diagnostic && same_text(bounce_cause_evidence_in(cause, i), "reply");
        if (!text || (told && !e->p.plain))
            continue;
        /* Without symbols nothing marks the words within the reply; they are said again. */
        char *line = told ? g_strdup_printf("%s: %s", say(&e->w, "label.decides"), text) : g_strdup(text);
        paper_label(&e->p, first ? say(&e->w, "label.evidence") : "");
        paper_text(&e->p, line, 0, told ? 0 : strlen(line), PAPER_NORMAL);
        g_free(line);
        first = false;
    }
    print_said_by(e, report, r);
}

/* Wait and age in one line, each behind its word. The age of a step with a page stands beside the page. */
static void print_terms(explanation *e, const bounce_hint *hint)
{
    const char *wait = bounce_hint_wait(hint), *as_of = bounce_hint_url(hint) ? NULL : bounce_hint_as_of(hint);
    GString *line = g_string_new(NULL);
    if (wait) {
        char *text = say_duration(&e->w, wait);
        g_string_append_printf(line, "%s: %s", say(&e->w, "label.wait"), text);
        g_free(text);
    }
    if (as_of)
        g_string_append_printf(line, "%s%s: %s", line->len ? ", " : "", say(&e->w, "label.as_of"), as_of);
    if (line->len > 0)
        paper_row(&e->p, "", line->str);
    g_string_free(line, TRUE);
}

/* "https://… (en, as of: 2018-06)"; a page that nobody has read up says so. */
static void print_page(explanation *e, const bounce_hint *hint)
{
    const char *form = bounce_hint_form_language(hint), *as_of = bounce_hint_as_of(hint);
    char *line = g_strdup_printf("%s (%s%s%s%s%s)", bounce_hint_url(hint), form ? form : "", form ? ", " : "",
                                 say(&e->w, as_of ? "label.as_of" : "label.not_checked"), as_of ? ": " : "", as_of ? as_of : "");
    paper_row(&e->p, "", line);
    g_free(line);
}

static void print_hint_details(explanation *e, const bounce_hint *hint, bool with_superseded)
{
    const char *check = bounce_hint_check(hint, e->w.language), *superseded = bounce_hint_superseded(hint);
    if (bounce_hint_url(hint))
        print_page(e, hint);
    if (check) {
        char *line = g_strdup_printf("%s: %s", say(&e->w, "label.check"), check);
        paper_row(&e->p, "", line);
        g_free(line);
    }
    print_terms(e, hint);
    if (superseded && with_superseded) {
        char *line = g_strdup_printf("%s: %s", say(&e->w, "label.superseded"), superseded);
        paper_row(&e->p, "", line);
        g_free(line);
    }
}

/* Whether a step before this one named the same old way. */
static bool superseded_told(const bounce_recipient *r, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_text(bounce_hint_superseded(bounce_recipient_hint(r, i)), bounce_hint_superseded(bounce_recipient_hint(r, index))))
            return true;
    return false;
}

/* The steps; one that only says what the address row has said already is left out. */
static void print_hints(explanation *e, const bounce_recipient *r, const char *said)
{
    size_t count = bounce_recipient_hint_count(r);
    unsigned number = 0, indent = e->p.indent;
    for (size_t i = 0; i < count; i++) {
        const bounce_hint *hint = bounce_recipient_hint(r, i);
        const char *who = say_name(&e->w, "party", bounce_party_name(bounce_hint_who(hint)));
        const char *text = bounce_hint_text(hint, e->w.language);
        if (!text || same_text(text, said))
            continue;
        char *head = g_strdup_printf("%*u. ", count > 9 ? 2 : 1, ++number), *line = g_strdup_printf("[%s] %s", who, text);
        paper_label(&e->p, number == 1 ? say(&e->w, "label.do") : "");
        fputs(head, e->p.out);
        e->p.indent += (unsigned)strlen(head);
        paper_text(&e->p, line, 0, 0, PAPER_NORMAL);
        print_hint_details(e, hint, !superseded_told(r, i));
        e->p.indent = indent;
        g_free(line);
        g_free(head);
    }
}

static void print_cause(explanation *e, const bounce_cause *cause, bool is_first)
{
    const char *plain = is_first ? bounce_cause_plain(cause, e->w.language) : bounce_cause_meaning(cause, e->w.language);
    const char *rule = bounce_cause_rule(cause);
    paper_row(&e->p, say(&e->w, is_first ? "label.why" : "label.also"), plain ? plain : bounce_cause_id(cause));
    char *line = g_strdup_printf("%s, %s: %s%s%s%s%s", bounce_cause_id(cause), say(&e->w, "label.confidence"),
                                 say_name(&e->w, "confidence", bounce_confidence_name(bounce_cause_confidence(cause))),
                                 rule ? ", " : "", rule ? say(&e->w, "label.rule") : "", rule ? ": " : "", rule ? rule : "");
    paper_label(&e->p, "");
    paper_text(&e->p, line, 0, 0, PAPER_DIM);
    g_free(line);
}

/* Whether the input says that mail to an address failed or waits: only then is there anything to say about the address. */
static bool is_about_address(const bounce_report *report)
{
    bounce_kind kind = bounce_report_kind(report);
    return kind == BOUNCE_KIND_FAILURE || kind == BOUNCE_KIND_DELAY || kind == BOUNCE_KIND_COMPLAINT;
}

static void explain_story(explanation *e, const bounce_report *report, const bounce_recipient *r)
{
    const bounce_cause *cause = bounce_recipient_cause(r, 0);
    const char *until = bounce_recipient_retry_until(r);
    if (!cause)
        return;
    print_cause(e, cause, true);
    for (size_t i = 1; i < bounce_recipient_cause_count(r); i++)
        print_cause(e, bounce_recipient_cause(r, i), false);
    explain_who(e, cause);
    bounce_address_verdict verdict = bounce_cause_address_verdict(cause);
    const char *said = say_name(&e->w, "address", bounce_address_verdict_name(verdict));
    if (verdict != BOUNCE_ADDRESS_NONE && is_about_address(report))
        paper_row(&e->p, say(&e->w, "label.address"), said);
    print_evidence(e, report, r);
    if (until) {
        char *date = friendly_date(until), *line = g_strdup_printf("%s: %s", say(&e->w, "label.until"), date);
        paper_row(&e->p, say(&e->w, "label.wait"), line);
        g_free(line);
        g_free(date);
    }
    print_hints(e, r, said);
    if (!strcmp(bounce_cause_id(cause), "unknown"))
        paper_row(&e->p, say(&e->w, "label.note"), say(&e->w, "label.learn"));
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
        char *when = date ? friendly_date(date) : NULL, *line = g_strdup_printf("%s%s%s%s", subject, when ? " (" : "", when ? when : "", when ? ")" : "");
        paper_row(&e->p, say(&e->w, "label.original"), line);
        g_free(line);
        g_free(when);
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
        const char *alone = memchr(with, 1, count) || bounce_recipient_alias_of(r) ? NULL : bounce_recipient_address(r);
        /* One reply on its own rarely has an address; that is no lack. */
        bool bare = count == 1 && !bounce_recipient_address(r) && bounce_report_source(report) == BOUNCE_SOURCE_REPLY;
        if (!print_verdict(e, verdict_id(kind, bounce_recipient_action(r)), alone, i == 0 ? date : NULL) && !bare)
            print_addresses(e, report, i, with);
        explain_story(e, report, r);
    }
    if (count == 0) {
        print_verdict(e, bounce_kind_name(kind), NULL, date);
        explain_story(e, report, bounce_report_whole(report));
    }
    print_original(e, report);
    print_notes(e, report);
    g_free(told);
    g_free(with);
}

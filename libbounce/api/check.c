/*
 * Examples of the knowledge, run through the whole classifier: an Example must give its record's answer and the values it names, a No-Example must
 * not be matched by its rule (doc/knowledge.md).
 *
 * In:  a set with layers of a user.   Out: complaints with file and line.
 */
#include "api/check.h"
#include "util/utf8.h"
#include <bounce/bounce.h>
#include <stdio.h>

static const char *text_or_none(const char *text)
{
    return text ? text : "nothing";
}

static bool has_recipient(const bounce_report *report, bnc_span address)
{
    for (size_t i = 0; i < bounce_report_recipient_count(report); i++) {
        const char *have = bounce_recipient_address(bounce_report_recipient(report, i));
        if (have && bnc_span_equal_nocase(bnc_span_of(have), address))
            return true;
    }
    return false;
}

/* What the report says under a name that an example may use. */
static const char *value_of(const bounce_report *report, const char *name)
{
    const bounce_recipient *whole = bounce_report_whole(report);
    const bounce_cause *cause = bounce_recipient_cause(whole, 0);
    const struct { const char *name, *value; } values[] = {
        { "kind", bounce_kind_name(bounce_report_kind(report)) },
        { "format", bounce_report_format(report) },
        { "software", bounce_report_software(report) },
        { "recipient", bounce_recipient_address(whole) },
        { "status", bounce_recipient_status(whole) },
        { "reply", bounce_recipient_diagnostic(whole) },
        { "command", bounce_command_name(bounce_recipient_command(whole)) },
        { "host", bounce_recipient_remote_host(whole) },
        { "ip", bounce_recipient_remote_ip(whole) },
        { "address", bounce_recipient_address(whole) },
        { "alias", bounce_recipient_alias_of(whole) },
        { "cause", bounce_cause_id(cause) },
        { "provider", bounce_recipient_provider(whole) },
        { "language", bounce_report_language(report) },
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(values[i].name, name) == 0)
            return values[i].value;
    return NULL;
}

static bool value_fits(const bounce_report *report, const char *name, const char *have, bnc_span want)
{
    if (strcmp(name, "recipient") == 0)
        return has_recipient(report, want);
    if (!have)
        return false;
    if (strcmp(name, "reply") == 0) /* the words, or the code alone */
        return bnc_span_find(bnc_span_of(have), want, 0) != BNC_NOT_FOUND
            || bnc_span_equal(bnc_span_of(bounce_recipient_reply(bounce_report_whole(report))), want);
    return bnc_span_equal_nocase(bnc_span_of(have), want);
}

/* The first value that is not as the example wants it. */
static const char *compare(const bounce_report *report, const bnc_example *example, char *buf, size_t buf_len)
{
    const bounce_cause *cause = bounce_report_cause(report, 0);
    for (size_t i = 0; i < example->expect_count; i++) {
        char name[64];
        bnc_span key = example->expect_names[i], want = example->expect_values[i];
        snprintf(name, sizeof name, "%.*s", (int)(key.len < sizeof name ? key.len : sizeof name - 1), key.at);
        bool is_rule = example->owner == BNC_OWNER_RULE;
        const char *have = is_rule && strcmp(name, "provider") != 0 ? bounce_cause_fact(cause, name) : value_of(report, name);
        if (is_rule ? !have || !bnc_span_equal(bnc_span_of(have), want) : !value_fits(report, name, have, want)) {
            snprintf(buf, buf_len, "%s: the example wants %s=%.*s, it gives %s", example->id, name, (int)want.len, want.at, text_or_none(have));
            return buf;
        }
    }
    return NULL;
}

/* A text as a notice's prose, not sniffed: what rules "In: text" see. */
static bounce_report *as_prose(const bounce_classifier *classifier, bnc_span text)
{
    bounce_report *report = NULL;
    bounce_classify(classifier, NULL, 0, &report);
    const bnc_context context = { .set = classifier->set };
    report->kind = BOUNCE_KIND_NONE;
    report->source = BOUNCE_SOURCE_TEXT;
    report->text = bnc_utf8_repair(report->arena, (bnc_span){ bnc_arena_dup(report->arena, text), text.len });
    bnc_cause_classify(report, &context);
    return report;
}

/* A reply; host: who is to have said it, or NULL. */
static bounce_report *as_reply(const bounce_classifier *classifier, bnc_span text, const char *host)
{
    bounce_report *report = NULL;
    bounce_classify_reply(classifier, text.at, text.len, &report);
    if (host) {
        const bnc_context context = { .set = classifier->set };
        bounce_recipient *recipient = report->recipient_count ? &report->recipients[0] : &report->whole;
        recipient->remote_host = host;
        bnc_cause_classify(report, &context);
    }
    return report;
}

static bool is_first(const bounce_report *report, const char *rule)
{
    const char *first = bounce_cause_rule(bounce_report_cause(report, 0));
    return first && strcmp(first, rule) == 0;
}

static const char *check_rule(const bounce_classifier *classifier, const bnc_example *example, char *buf, size_t buf_len)
{
    const char *complaint = NULL;
    bnc_probe probe;
    bool is_reply = bnc_cause_probe(classifier->set, example->id, example->text, false, &probe);
    bool is_prose = !is_reply && bnc_cause_probe(classifier->set, example->id, example->text, true, &probe);
    if (example->is_negative || !(is_reply || is_prose)) {
        if (example->is_negative == !(is_reply || is_prose))
            return NULL;
        snprintf(buf, buf_len, "%s: %s", example->id, example->is_negative ? "its No-Example matches" : "its Example does not match");
        return buf;
    }
    bounce_report *report = is_prose ? as_prose(classifier, example->text) : as_reply(classifier, example->text, probe.host);
    const bounce_cause *first = bounce_report_cause(report, 0);
    if (!is_first(report, example->id)) {
        snprintf(buf, buf_len, "%s: %s by %s comes first for its Example", example->id, text_or_none(bounce_cause_id(first)),
                 text_or_none(bounce_cause_rule(first)));
        complaint = buf;
    } else if (!first->list_id && strcmp(bounce_cause_id(first), probe.cause) != 0) {
        snprintf(buf, buf_len, "%s: its Example gives %s instead of %s", example->id, bounce_cause_id(first), probe.cause);
        complaint = buf;
    } else {
        complaint = compare(report, example, buf, buf_len);
    }
    bounce_report_unref(report);
    return complaint;
}

/* Its Example is read by this layout and no other; its No-Example is not read by it, whatever else reads it. */
static const char *check_layout(const bounce_report *report, const bnc_example *example, char *buf, size_t buf_len)
{
    bool is_own = report->layout && strcmp(report->layout, example->id) == 0;
    if (is_own != example->is_negative)
        return NULL;
    if (example->is_negative)
        snprintf(buf, buf_len, "%s: it reads its No-Example", example->id);
    else
        snprintf(buf, buf_len, "%s: its Example is read by layout %s", example->id, text_or_none(report->layout));
    return buf;
}

static const char *check_other(const bounce_classifier *classifier, const bnc_example *example, char *buf, size_t buf_len)
{
    bounce_report *report = NULL;
    if (example->owner == BNC_OWNER_LOG)
        bounce_classify_log_line(classifier, example->text.at, example->text.len, &report);
    else if (example->owner == BNC_OWNER_PROVIDER || example->owner == BNC_OWNER_BLOCKLIST)
        bounce_classify_reply(classifier, example->text.at, example->text.len, &report);
    else
        bounce_classify(classifier, example->text.at, example->text.len, &report);
    const char *complaint = compare(report, example, buf, buf_len);
    if (!complaint && example->owner == BNC_OWNER_LAYOUT)
        complaint = check_layout(report, example, buf, buf_len);
    if (!complaint && example->owner == BNC_OWNER_PROVIDER) {
        const char *provider = bounce_recipient_provider(bounce_report_whole(report));
        if (!provider || strcmp(provider, example->id) != 0) {
            snprintf(buf, buf_len, "%s: its Example gives provider %s", example->id, text_or_none(provider));
            complaint = buf;
        }
    }
    bounce_report_unref(report);
    return complaint;
}

const char *bnc_check_example(const bounce_classifier *classifier, const bnc_example *example, char *buf, size_t buf_len)
{
    if (example->owner == BNC_OWNER_RULE)
        return check_rule(classifier, example, buf, buf_len);
    if (example->owner == BNC_OWNER_FORWARD || (example->is_negative && example->owner != BNC_OWNER_LAYOUT))
        return NULL; /* a forward's pattern is all there is to it; what a log line or a provider is not, another may be */
    return check_other(classifier, example, buf, buf_len);
}

bounce_status bounce_knowledge_check(const bounce_knowledge *knowledge, bounce_check_fn *check, void *user_data)
{
    bounce_classifier *classifier;
    bounce_status status = BOUNCE_OK;
    char buf[1024];
    if (!knowledge || bounce_classifier_new(knowledge, NULL, &classifier, NULL) != BOUNCE_OK)
        return BOUNCE_ERROR_ARGUMENT;
    for (size_t i = 0; i < bnc_set_example_count(knowledge->set); i++) {
        const bnc_example *example = bnc_set_example(knowledge->set, i);
        const char *complaint = bnc_check_example(classifier, example, buf, sizeof buf);
        if (!complaint)
            continue;
        status = BOUNCE_ERROR_KNOWLEDGE;
        if (check)
            check(example->file, example->line, complaint, user_data);
    }
    bounce_classifier_unref(classifier);
    return status;
}

/*
 * The record bounce/1 (doc/record.md): JSON Lines, one object per recipient.
 *
 * In:  a report through its public getters.   Out: text. The order of the fields is fixed; what is not known is null.
 */
#include "out/writer.h"
#include "util/arena.h"
#include <bounce/bounce.h>
#include <stdlib.h>

#define USUAL_RECORD 8192 /* bytes, so that the text of an ordinary record is not moved while it grows */

struct bounce_origin {
    char *name;
    uint64_t index, offset, length;
    bool has_place;
};

bounce_origin *bounce_origin_new(void)
{
    bounce_origin *origin = bnc_malloc(sizeof *origin);
    *origin = (bounce_origin){ .name = NULL };
    return origin;
}

void bounce_origin_free(bounce_origin *origin)
{
    if (!origin)
        return;
    free(origin->name);
    free(origin);
}

void bounce_origin_set_name(bounce_origin *origin, const char *name)
{
    if (!origin)
        return;
    size_t size = name ? strlen(name) + 1 : 0;
    char *copy = name ? memcpy(bnc_malloc(size), name, size) : NULL;
    free(origin->name);
    origin->name = copy;
}

void bounce_origin_set_place(bounce_origin *origin, uint64_t index, uint64_t offset, uint64_t length)
{
    if (!origin)
        return;
    origin->index = index;
    origin->offset = offset;
    origin->length = length;
    origin->has_place = true;
}

void bounce_free(void *memory)
{
    free(memory);
}

static void write_source(bnc_json *json, const bounce_report *report, const bounce_origin *origin)
{
    bnc_json_key(json, "source");
    bnc_json_open(json, '{');
    bnc_json_field(json, "name", origin ? origin->name : NULL);
    bnc_json_field(json, "kind", bounce_source_name(bounce_report_source(report)));
    const struct { const char *key; uint64_t value; } places[] = {
        { "index", origin ? origin->index : 0 }, { "offset", origin ? origin->offset : 0 }, { "length", origin ? origin->length : 0 }
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bnc_json_key(json, places[i].key);
        if (origin && origin->has_place)
            bnc_json_number(json, places[i].value);
        else
            bnc_json_null(json);
    }
    bnc_json_close(json, '}');
}

static void write_report(bnc_json *json, const bounce_report *report)
{
    bnc_json_key(json, "report");
    bnc_json_open(json, '{');
    bnc_json_field(json, "kind", bounce_kind_name(bounce_report_kind(report)));
    bnc_json_field(json, "format", bounce_report_format(report));
    bnc_json_key(json, "generator");
    bnc_json_open(json, '{');
    bnc_json_field(json, "software", bounce_report_software(report));
    bnc_json_field(json, "host", bounce_report_generator_host(report));
    bnc_json_close(json, '}');
    bnc_json_field(json, "language", bounce_report_language(report));
    bnc_json_field(json, "ours", bounce_report_ours(report));
    bnc_json_field(json, "subtype", bounce_report_subtype(report));
    bnc_json_field(json, "date", bounce_report_date(report));
    bnc_json_field(json, "arrival_date", bounce_report_arrival_date(report));
    bnc_json_field(json, "envelope_id", bounce_report_envelope_id(report));
    bnc_json_close(json, '}');
}

/* The recipient's fields; of a report without recipients (is_whole) only what the servers said. */
static void write_recipient(bnc_json *json, const bounce_recipient *recipient, bool is_whole)
{
    bnc_json_key(json, "recipient");
    if (is_whole) {
        bnc_json_null(json);
    } else {
        bnc_json_open(json, '{');
        bnc_json_field(json, "address", bounce_recipient_address(recipient));
        bnc_json_field(json, "original", bounce_recipient_original(recipient));
        bnc_json_field(json, "alias_of", bounce_recipient_alias_of(recipient));
        bnc_json_close(json, '}');
    }
    bnc_json_field(json, "action", bounce_action_name(bounce_recipient_action(recipient)));
    bnc_json_field(json, "status", bounce_recipient_status(recipient));
    bnc_json_field(json, "reply", bounce_recipient_reply(recipient));
    bnc_json_field(json, "command", bounce_command_name(bounce_recipient_command(recipient)));
    bnc_json_key(json, "local");
    bnc_json_open(json, '{');
    bnc_json_field(json, "host", bounce_recipient_local_host(recipient));
    bnc_json_field(json, "ip", bounce_recipient_local_ip(recipient));
    bnc_json_close(json, '}');
    bnc_json_key(json, "remote");
    bnc_json_open(json, '{');
    bnc_json_field(json, "host", bounce_recipient_remote_host(recipient));
    bnc_json_field(json, "ip", bounce_recipient_remote_ip(recipient));
    bnc_json_field(json, "provider", bounce_recipient_provider(recipient));
    bnc_json_close(json, '}');
    bnc_json_field(json, "retry_until", bounce_recipient_retry_until(recipient));
    bnc_json_field(json, "diagnostic", bounce_recipient_diagnostic(recipient));
}

static void write_cause(bnc_json *json, const bounce_cause *cause)
{
    bnc_json_open(json, '{');
    bnc_json_field(json, "id", bounce_cause_id(cause));
    bnc_json_field(json, "confidence", bounce_confidence_name(bounce_cause_confidence(cause)));
    bnc_json_field(json, "rule", bounce_cause_rule(cause));
    bnc_json_key(json, "party");
    bnc_json_open(json, '[');
    for (size_t i = 0; i < bounce_cause_party_count(cause); i++)
        bnc_json_text(json, bounce_party_name(bounce_cause_party(cause, i)));
    bnc_json_close(json, ']');
    bnc_json_field(json, "persistence", bounce_persistence_name(bounce_cause_persistence(cause)));
    bnc_json_field(json, "address_verdict", bounce_address_verdict_name(bounce_cause_address_verdict(cause)));
    bnc_json_key(json, "facts");
    bnc_json_open(json, '{');
    for (size_t i = 0; i < bounce_cause_fact_count(cause); i++)
        bnc_json_field(json, bounce_cause_fact_name(cause, i), bounce_cause_fact_value(cause, i));
    bnc_json_close(json, '}');
    bnc_json_key(json, "evidence");
    bnc_json_open(json, '[');
    for (size_t i = 0; i < bounce_cause_evidence_count(cause); i++) {
        const char *in = bounce_cause_evidence_in(cause, i);
        bnc_json_open(json, '{');
        bnc_json_field(json, "in", in);
        bnc_json_key(json, "offset");
        if (strcmp(in, "reply") == 0)
            bnc_json_number(json, bounce_cause_evidence_offset(cause, i));
        else
            bnc_json_null(json);
        bnc_json_key(json, "length");
        bnc_json_number(json, bounce_cause_evidence_length(cause, i));
        bnc_json_field(json, "text", bounce_cause_evidence_text(cause, i));
        bnc_json_close(json, '}');
    }
    bnc_json_close(json, ']');
    bnc_json_close(json, '}');
}

static void write_hint(bnc_json *json, const bounce_hint *hint, const char *language)
{
    bnc_json_open(json, '{');
    bnc_json_field(json, "id", bounce_hint_id(hint));
    bnc_json_key(json, "step");
    bnc_json_number(json, bounce_hint_step(hint));
    bnc_json_field(json, "after", bounce_hint_after(hint));
    bnc_json_field(json, "who", bounce_party_name(bounce_hint_who(hint)));
    bnc_json_field(json, "text", bounce_hint_text(hint, language));
    bnc_json_field(json, "url", bounce_hint_url(hint));
    bnc_json_field(json, "check", bounce_hint_check(hint, language));
    bnc_json_field(json, "wait", bounce_hint_wait(hint));
    bnc_json_field(json, "as_of", bounce_hint_as_of(hint));
    bnc_json_field(json, "form_language", bounce_hint_form_language(hint));
    bnc_json_field(json, "superseded", bounce_hint_superseded(hint));
    bnc_json_close(json, '}');
}

static void write_original(bnc_json *json, const bounce_report *report)
{
    bnc_json_key(json, "original");
    bnc_json_open(json, '{');
    bnc_json_field(json, "message_id", bounce_report_original_message_id(report));
    bnc_json_field(json, "from", bounce_report_original_from(report));
    bnc_json_field(json, "to", bounce_report_original_to(report));
    bnc_json_field(json, "subject", bounce_report_original_subject(report));
    bnc_json_field(json, "date", bounce_report_original_date(report));
    bnc_json_key(json, "attachments");
    bnc_json_open(json, '[');
    for (size_t i = 0; i < bounce_report_attachment_count(report); i++) {
        bnc_json_open(json, '{');
        bnc_json_field(json, "name", bounce_report_attachment_name(report, i));
        bnc_json_field(json, "type", bounce_report_attachment_type(report, i));
        bnc_json_close(json, '}');
    }
    bnc_json_close(json, ']');
    bnc_json_close(json, '}');
}

/* Anymail's event and reason, SES's type and subtype: two words. */
static void write_pair(bnc_json *json, const char *key, const char *words)
{
    bnc_json_key(json, key);
    if (!words) {
        bnc_json_null(json);
        return;
    }
    bnc_span text = bnc_span_of(words);
    size_t blank = bnc_span_find_char(text, ' ', 0);
    bnc_json_open(json, '[');
    bnc_json_span(json, bnc_span_cut(text, 0, blank == BNC_NOT_FOUND ? text.len : blank));
    if (blank == BNC_NOT_FOUND)
        bnc_json_null(json);
    else
        bnc_json_span(json, bnc_span_from(text, blank + 1));
    bnc_json_close(json, ']');
}

static void write_compat(bnc_json *json, const bounce_recipient *recipient)
{
    static const char *const names[] = { "powermta", "sparkpost", "sendgrid", "mailgun", "postmark", "kumomta" };
    bnc_json_key(json, "compat");
    bnc_json_open(json, '{');
    bnc_json_field(json, "sisimai", bounce_recipient_compat(recipient, "sisimai"));
    bnc_json_key(json, "hard");
    bnc_json_bool(json, bounce_recipient_hard(recipient));
    write_pair(json, "anymail", bounce_recipient_compat(recipient, "anymail"));
    write_pair(json, "ses", bounce_recipient_compat(recipient, "ses"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        bnc_json_field(json, names[i], bounce_recipient_compat(recipient, names[i]));
    bnc_json_close(json, '}');
}

static void write_notes(bnc_json *json, const bounce_report *report)
{
    bnc_json_key(json, "notes");
    bnc_json_open(json, '[');
    for (size_t i = 0; i < bounce_report_note_count(report); i++) {
        bnc_json_open(json, '{');
        bnc_json_field(json, "id", bounce_report_note(report, i));
        bnc_json_field(json, "detail", bounce_report_note_detail(report, i));
        bnc_json_close(json, '}');
    }
    bnc_json_close(json, ']');
}

static void write_record(bnc_json *json, const bounce_report *report, const bounce_recipient *recipient, bool is_whole,
                         const bounce_origin *origin, const char *language)
{
    bnc_json_open(json, '{');
    bnc_json_field(json, "schema", "bounce/1");
    bnc_json_field(json, "libbounce", bounce_version());
    bnc_json_field(json, "knowledge", bounce_knowledge_version());
    write_source(json, report, origin);
    write_report(json, report);
    write_recipient(json, recipient, is_whole);
    bnc_json_key(json, "causes");
    bnc_json_open(json, '[');
    for (size_t i = 0; i < bounce_recipient_cause_count(recipient); i++)
        write_cause(json, bounce_recipient_cause(recipient, i));
    bnc_json_close(json, ']');
    bnc_json_key(json, "hints");
    bnc_json_open(json, '[');
    for (size_t i = 0; i < bounce_recipient_hint_count(recipient); i++)
        write_hint(json, bounce_recipient_hint(recipient, i), language);
    bnc_json_close(json, ']');
    write_original(json, report);
    write_compat(json, recipient);
    write_notes(json, report);
    bnc_json_close(json, '}');
    bnc_json_line_end(json);
}

bounce_status bounce_report_to_json(const bounce_report *report, const bounce_origin *origin, const char *language, char **ret_text,
                                    size_t *ret_length)
{
    bnc_json json = BNC_JSON_INIT;
    if (!report || !ret_text)
        return BOUNCE_ERROR_ARGUMENT;
    size_t count = bounce_report_recipient_count(report);
    bnc_buffer_reserve(&json.buffer, USUAL_RECORD);
    for (size_t i = 0; i < count; i++)
        write_record(&json, report, bounce_report_recipient(report, i), false, origin, language);
    if (count == 0)
        write_record(&json, report, bounce_report_whole(report), true, origin, language);
    *ret_text = json.buffer.at;
    if (ret_length)
        *ret_length = json.buffer.len;
    return BOUNCE_OK;
}

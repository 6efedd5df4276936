/*
 * The last resort: what codes alone say (RFC 3463; RFC 5321, section 4.2), and what the kind of a report says.
 *
 * In:  status, reply code, command, provider; the kind.   Out: one cause; low confidence for codes unless the record says otherwise.
 */
#include "cause/find.h"

/* What a code or status is looked up by, and where it stands. */
typedef struct seen {
    const char *provider, *in, *text, *diagnostic;
} seen;

/* A private code of the provider's own first; then what everybody means by it. */
static bool try_key(bnc_found *found, const char *key, const seen *s)
{
    const bnc_layer *layer;
    const bnc_status_record *record = s->provider ? bnc_set_provider_status(found->set, s->provider, key, &layer) : NULL;
    if (!record)
        record = bnc_set_status(found->set, key, &layer);
    if (!record)
        return false;
    bounce_cause *cause = bnc_found_add(found, bnc_layer_text(layer, record->cause), bnc_layer_text(layer, record->key),
                                        (bounce_confidence)record->confidence);
    if (!cause)
        return false;
    cause->sisimai = bnc_layer_text(layer, record->sisimai);
    cause->hard = record->hard;
    bnc_evidence_add_code(cause, s->in, bnc_arena_dup(found->arena, bnc_span_of(s->text)), s->diagnostic);
    return true;
}

static bool try_status(bnc_found *found, bnc_status status, const char *provider)
{
    char key[12], any[12];
    seen s = { provider, "status", key, NULL };
    if (!bnc_status_is_set(status))
        return false;
    bnc_status_write(status, key);
    memcpy(any, key, sizeof any);
    any[0] = 'x';
    return try_key(found, key, &s) || try_key(found, any, &s);
}

static bool try_code(bnc_found *found, uint16_t code, bounce_command command, const char *provider, const char *diagnostic)
{
    char key[24], digits[4];
    seen s = { provider, "reply", digits, diagnostic };
    if (code < 200 || code > 999)
        return false;
    digits[0] = (char)('0' + code / 100);
    digits[1] = (char)('0' + code / 10 % 10);
    digits[2] = (char)('0' + code % 10);
    digits[3] = '\0';
    const char *name = bounce_command_name(command);
    if (name) {
        memcpy(key, digits, 3);
        key[3] = ' ';
        size_t len = strlen(name) < sizeof key - 5 ? strlen(name) : sizeof key - 5;
        memcpy(key + 4, name, len);
        key[4 + len] = '\0';
        if (try_key(found, key, &s))
            return true;
    }
    return try_key(found, digits, &s);
}

void bnc_fallback_status(bnc_found *found, const bounce_recipient *recipient, const char *provider)
{
    bnc_status status = { 0 };
    uint16_t code = 0;
    bounce_command command = recipient->command;
    if (recipient->reply_count) {
        status = recipient->replies[0].status;
        code = recipient->replies[0].code;
        if (recipient->replies[0].command != BOUNCE_COMMAND_NONE)
            command = recipient->replies[0].command;
    }
    if (!bnc_status_is_set(status) && recipient->status)
        bnc_status_parse(bnc_span_of(recipient->status), &status);
    uint32_t number;
    if (!code && recipient->code && bnc_span_number(bnc_span_of(recipient->code), &number) == 3)
        code = (uint16_t)number;
    /* "Other or undefined", and x.5.0, which Sendmail writes behind any refusal: the reply code says more. */
    bool is_vague = (status.subject == 0 || status.subject == 5) && status.detail == 0;
    if (is_vague && try_code(found, code, command, provider, recipient->diagnostic))
        return;
    if (try_status(found, status, provider))
        return;
    if (!is_vague)
        try_code(found, code, command, provider, recipient->diagnostic);
}

/* x.7.2 names a reason, and x.3.0 an area; x.7.1 and x.2.0 stand in front of any refusal. */
static bool names_reason(bnc_status status)
{
    static const uint32_t least_detail[] = { 1000, 1, 1, 0, 0, 1000, 0, 2 };
    return bnc_status_is_set(status) && status.subject < sizeof least_detail / sizeof *least_detail && status.detail >= least_detail[status.subject];
}

void bnc_fallback_refine(bnc_found *found, const bounce_recipient *recipient, const char *provider)
{
    bounce_cause *vague = found->count == 1 ? found->causes[0] : NULL;
    bnc_status status = { 0 };
    if (!vague || vague->confidence > BOUNCE_CONFIDENCE_LOW || vague->weight >= BNC_WEIGHT_FAINT || strcmp(bnc_cause_id_of(vague), "policy.access_denied") != 0)
        return;
    if (recipient->reply_count)
        status = recipient->replies[0].status;
    if (!bnc_status_is_set(status) && recipient->status)
        bnc_status_parse(bnc_span_of(recipient->status), &status);
    if (!names_reason(status))
        return;
    found->count = 0;
    if (!try_status(found, status, provider)) {
        found->causes[found->count++] = vague;
        return;
    }
    bnc_cause_add_facts(found->causes[0], vague);
}

static const char *feedback_cause(const char *subtype)
{
    static const struct { const char *subtype, *cause; } table[] = {
        { "abuse", "feedback.complaint" },     { "opt-out", "feedback.opt_out" },        { "opt-out-list", "feedback.opt_out" },
        { "auth-failure", "feedback.auth_failure" }, { "dmarc", "feedback.auth_failure" }, { "dkim", "feedback.auth_failure" },
    };
    for (size_t i = 0; subtype && i < sizeof table / sizeof *table; i++)
        if (bnc_span_equal_nocase(bnc_span_of(subtype), bnc_span_of(table[i].subtype)))
            return table[i].cause;
    return subtype ? "feedback.other" : "feedback.complaint";
}

static const char *kind_cause(const bounce_report *report, const bounce_recipient *recipient)
{
    switch (report->kind) {
    case BOUNCE_KIND_AUTOREPLY: return "autoreply.absence";
    case BOUNCE_KIND_CHALLENGE: return "autoreply.challenge";
    case BOUNCE_KIND_RECEIPT: return "receipt.read";
    case BOUNCE_KIND_COMPLAINT:
        return !report->subtype && report->whole.layout_cause ? report->whole.layout_cause : feedback_cause(report->subtype);
    case BOUNCE_KIND_DELIVERED: case BOUNCE_KIND_RELAYED: case BOUNCE_KIND_EXPANDED:
        return recipient->action == BOUNCE_ACTION_FAILED || recipient->action == BOUNCE_ACTION_DELAYED ? NULL : "report.delivered";
    default:
        return recipient->action >= BOUNCE_ACTION_DELIVERED && recipient->action <= BOUNCE_ACTION_EXPANDED ? "report.delivered" : NULL;
    }
}

bool bnc_fallback_kind(bnc_found *found, const bounce_report *report, const bounce_recipient *recipient)
{
    bool is_ours = !report->ours || strcmp(report->ours, "no") != 0;
    const char *id = is_ours ? kind_cause(report, recipient) : "backscatter.not_ours";
    if (!id)
        return false;
    bounce_cause *cause = bnc_found_add(found, id, NULL, BOUNCE_CONFIDENCE_HIGH);
    if (cause && report->kind == BOUNCE_KIND_COMPLAINT) /* Source-IP (RFC 5965, section 3.2) */
        bnc_cause_add_fact(cause, BNC_GROUP_IP, recipient->local_ip);
    return true;
}

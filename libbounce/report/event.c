/*
 * JSON events of sending services.
 *
 * In:  a JSON text (one event, an array of events, or one event a line).   Out: a recipient for each event that tells of a failed or deferred
 * delivery or a complaint. Known: Amazon SES (also within an SNS notification), SendGrid, Mailgun, Postmark, SparkPost, Mandrill, KumoMTA.
 *
 * The reader keeps no tree: it looks members up in the text itself, skipping nested values by counting brackets, so that depth costs nothing.
 */
#include "report/event.h"

#include "smtp/command.h"
#include "util/utf8.h"

static void add(bnc_reader *reader, const bnc_event *event)
{
    bounce_report *report = reader->report;
    bounce_recipient *recipient =
        event->address.len || event->reply.len ? bnc_report_add_recipient(report, reader->context) : NULL;
    reader->is_full = report->recipient_count >= reader->context->max_recipients && !recipient;
    if (!recipient)
        return;
    bnc_recipient_set_address(recipient, event->address);
    bnc_recipient_add_reply(recipient, bnc_blocks_untype(event->reply, NULL));
    bnc_status status;
    size_t read, at = bnc_status_find(event->status, 0, &status, &read);
    if (at != BNC_NOT_FOUND) {
        char written[12];
        bnc_status_write(status, written);
        recipient->status = bnc_arena_dup(reader->arena, bnc_span_of(written));
    }
    if (event->code.len == 3)
        recipient->code = bnc_arena_dup(reader->arena, event->code);
    if (event->command.len)
        recipient->command = bnc_command_parse(event->command);
    bnc_span host, ip;
    bnc_blocks_host(event->host, &host, &ip);
    recipient->remote_host = bnc_report_string(report, host);
    recipient->remote_ip = bnc_report_string(report, ip);
    recipient->action = event->kind == BOUNCE_KIND_FAILURE     ? BOUNCE_ACTION_FAILED
                        : event->kind == BOUNCE_KIND_DELAY     ? BOUNCE_ACTION_DELAYED
                        : event->kind == BOUNCE_KIND_DELIVERED ? BOUNCE_ACTION_DELIVERED
                                                               : BOUNCE_ACTION_NONE;
    if (report->kind == BOUNCE_KIND_NONE || event->kind == BOUNCE_KIND_FAILURE)
        report->kind = event->kind;
    report->format = event->format;
    report->software = event->format;
}

/* The words services use for what happened. */
static bounce_kind kind_of(bnc_span word)
{
    static const struct {
        const char *word;
        bounce_kind kind;
    } words[] = { { "bounce", BOUNCE_KIND_FAILURE },           { "bounced", BOUNCE_KIND_FAILURE },       { "dropped", BOUNCE_KIND_FAILURE },
                  { "failed", BOUNCE_KIND_FAILURE },           { "deferred", BOUNCE_KIND_DELAY },        { "delivered", BOUNCE_KIND_DELIVERED },
                  { "delivery", BOUNCE_KIND_DELIVERED },       { "deliverydelay", BOUNCE_KIND_DELAY },   { "spamreport", BOUNCE_KIND_COMPLAINT },
                  { "complaint", BOUNCE_KIND_COMPLAINT },      { "complained", BOUNCE_KIND_COMPLAINT },  { "spamcomplaint", BOUNCE_KIND_COMPLAINT },
                  { "spam_complaint", BOUNCE_KIND_COMPLAINT }, { "out_of_band", BOUNCE_KIND_FAILURE },   { "delay", BOUNCE_KIND_DELAY },
                  { "policy_rejection", BOUNCE_KIND_FAILURE }, { "hard_bounce", BOUNCE_KIND_FAILURE },   { "soft_bounce", BOUNCE_KIND_FAILURE },
                  { "reject", BOUNCE_KIND_FAILURE },           { "transientfailure", BOUNCE_KIND_DELAY }, { "expiration", BOUNCE_KIND_FAILURE },
                  { "adminbounce", BOUNCE_KIND_FAILURE },      { "oob", BOUNCE_KIND_FAILURE },           { "feedback", BOUNCE_KIND_COMPLAINT },
                  { "spam", BOUNCE_KIND_COMPLAINT },           { "deferral", BOUNCE_KIND_DELAY } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (bnc_span_equal_nocase(word, bnc_span_of(words[i].word)))
            return words[i].kind;
    }
    return BOUNCE_KIND_NONE;
}

/* Amazon SES: lists of recipients in bounce, complaint, delivery or deliveryDelay. */
static bool read_ses(bnc_reader *reader, bnc_span event)
{
    static const struct {
        const char *member, *list;
    } lists[] = { { "bounce", "bouncedRecipients" }, { "complaint", "complainedRecipients" }, { "delivery", "recipients" },
                  { "deliveryDelay", "delayedRecipients" } };
    bnc_span type = bnc_event_text(reader, event, "notificationType");
    if (type.len == 0)
        type = bnc_event_text(reader, event, "eventType");
    bounce_kind kind = kind_of(type);
    bnc_span mail = bnc_event_member(reader, event, "mail"), item;
    if (kind == BOUNCE_KIND_NONE)
        return false;
    size_t before = reader->report->recipient_count;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        bnc_span detail = bnc_event_member(reader, event, lists[i].member), rest = bnc_event_member(reader, detail, lists[i].list);
        reader->report->generator_host = reader->report->generator_host
                                             ? reader->report->generator_host
                                             : bnc_report_string(reader->report, bnc_blocks_untype(bnc_event_text(reader, detail, "reportingMTA"), NULL));
        bnc_span response = kind == BOUNCE_KIND_DELIVERED ? bnc_event_text(reader, detail, "smtpResponse") : (bnc_span){ "", 0 };
        while (!reader->is_full && bnc_event_next(&rest, &item)) {
            bnc_event found = { .format = "sns", .kind = kind };
            found.address = item.len && item.at[0] == '{' ? bnc_event_text(reader, item, "emailAddress") : bnc_event_decode(reader, item);
            found.status = bnc_event_text(reader, item, "status");
            found.reply = kind == BOUNCE_KIND_DELIVERED ? response : bnc_event_text(reader, item, "diagnosticCode");
            add(reader, &found);
        }
        bnc_span feedback = bnc_event_text(reader, detail, "complaintFeedbackType");
        if (feedback.len)
            reader->report->subtype = bnc_report_string(reader->report, feedback);
    }
    reader->report->original.message_id = bnc_report_string(reader->report, bnc_event_text(reader, bnc_event_member(reader, mail, "commonHeaders"), "messageId"));
    return reader->report->recipient_count > before;
}

/* Flat events: which members hold what. The first name that is there counts. */
static const struct {
    const char *format, *sign; /* sign: a member only this service has */
    const char *kind, *address, *reply, *status, *code, *host;
} services[] = {
    { "sendgrid", "sg_event_id", "event", "email", "reason", "status", NULL, NULL },
    { "postmark", "RecordType", "RecordType", "Email", "Details", NULL, NULL, NULL },
    { "sparkpost", "bounce_class", "type", "rcpt_to", "raw_reason", NULL, "error_code", "routing_domain" },
    { "mandrill", "msg", "event", "email", "diag", NULL, NULL, NULL },
    { "mailgun", "delivery-status", "event", "recipient", NULL, NULL, NULL, NULL },
    { "kumomta", "egress_source", "type", "recipient", NULL, NULL, NULL, NULL },
    { "kumomta", "bounce_classification", "type", "recipient", NULL, NULL, NULL, NULL },
    { "sendgrid", "event", "event", "email", "reason", "status", NULL, NULL },
};

static bnc_span text_of(bnc_reader *reader, bnc_span object, const char *name)
{
    return name ? bnc_event_text(reader, object, name) : (bnc_span){ "", 0 };
}

static void read_nested(bnc_reader *reader, bnc_span event, bnc_event *found)
{
    bnc_span detail = bnc_event_member(reader, event, "delivery-status"), response = bnc_event_member(reader, event, "response");
    if (detail.len && detail.at[0] == '{') {
        found->reply = text_of(reader, detail, "message");
        if (found->reply.len == 0)
            found->reply = text_of(reader, detail, "description");
        found->code = text_of(reader, detail, "code");
        found->status = text_of(reader, detail, "enhanced-code");
        found->host = text_of(reader, detail, "mx-host");
        if (bnc_span_equal_nocase(text_of(reader, event, "severity"), BNC_SPAN("temporary")))
            found->kind = BOUNCE_KIND_DELAY;
    }
    if (response.len && response.at[0] == '{') {
        found->reply = text_of(reader, response, "content");
        found->code = text_of(reader, response, "code");
        found->command = text_of(reader, response, "command");
        bnc_span enhanced = bnc_event_member(reader, response, "enhanced_code"), class = text_of(reader, enhanced, "class");
        bnc_span subject = text_of(reader, enhanced, "subject"), detail_code = text_of(reader, enhanced, "detail");
        if (class.len == 1 && subject.len && subject.len < 4 && detail_code.len && detail_code.len < 4) {
            char *status = bnc_arena_alloc(reader->arena, 12);
            size_t len = 0;
            status[len++] = class.at[0];
            status[len++] = '.';
            memcpy(status + len, subject.at, subject.len);
            len += subject.len;
            status[len++] = '.';
            memcpy(status + len, detail_code.at, detail_code.len);
            found->status = (bnc_span){ status, len + detail_code.len };
        }
        found->host = text_of(reader, bnc_event_member(reader, event, "peer_address"), "name");
    }
    bnc_span message = bnc_event_member(reader, event, "msg");
    if (found->reply.len == 0 && message.len)
        found->reply = text_of(reader, message, "diag");
    if (found->address.len == 0 && message.len)
        found->address = text_of(reader, message, "email");
}

static bool read_flat(bnc_reader *reader, bnc_span event)
{
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        if (bnc_event_member(reader, event, services[i].sign).len == 0)
            continue;
        bnc_event found = { .format = services[i].format, .kind = kind_of(text_of(reader, event, services[i].kind)) };
        if (found.kind == BOUNCE_KIND_NONE)
            return false;
        found.address = text_of(reader, event, services[i].address);
        found.reply = text_of(reader, event, services[i].reply);
        if (found.reply.len == 0)
            found.reply = text_of(reader, event, "response");
        found.status = text_of(reader, event, services[i].status);
        found.code = text_of(reader, event, services[i].code);
        found.host = text_of(reader, event, services[i].host);
        read_nested(reader, event, &found);
        add(reader, &found);
        return true;
    }
    return false;
}

static bool read_event(bnc_reader *reader, bnc_span event)
{
    static const char *const wrappers[] = { "event-data", "msys", "message_event" };
    bnc_span message = bnc_event_member(reader, event, "Message");
    if (message.len && message.at[0] == '"')
        event = bnc_event_decode(reader, message);
    for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++) {
        bnc_span inner = bnc_event_member(reader, event, wrappers[i]);
        if (inner.len && inner.at[0] == '{')
            event = inner;
    }
    return read_ses(reader, event) || read_flat(reader, event);
}

bool bnc_event_read(bnc_reader *reader, bnc_span text)
{
    bool has_found = false;
    text = bnc_utf8_repair(reader->arena, bnc_span_trim(text));
    if (text.len && text.at[0] == '[') {
        bnc_span item, rest = text;
        while (!reader->is_full && bnc_event_next(&rest, &item))
            has_found = read_event(reader, item) || has_found;
        return has_found;
    }
    while (text.len && text.at[0] == '{' && !reader->is_full) {
        size_t len = bnc_event_skip(text);
        has_found = read_event(reader, bnc_span_cut(text, 0, len)) || has_found;
        text = bnc_span_trim(bnc_span_from(text, len));
    }
    return has_found;
}

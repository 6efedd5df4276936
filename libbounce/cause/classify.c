/*
 * From what a report says to why it failed: each recipient's causes, and whose system answered.
 *
 * In:  a report that report/ has filled.   Out: recipients[i].causes, provider; the kind "notice". The order of proof: the report's kind, the words of
 * the deciding reply, those of the others, what a layout proves, the prose, the codes (doc/confidence.md).
 */
#include "cause/find.h"

#define FEW_RECIPIENTS 8 /* of a report whose own arena may hold what is needed on the way */
#define SCRATCH_FIRST (64u * 1024)
#define SCRATCH_MAX (512u * 1024)

static const char *provider_of_host(const bnc_set *set, bnc_span host)
{
    const bnc_layer *layer;
    const bnc_provider_record *record = host.len ? bnc_set_provider_of_host(set, host, &layer) : NULL;
    return record ? bnc_layer_text(layer, record->id) : NULL;
}

/* The weakest sign: a domain may be hosted anywhere. */
static const char *provider_of_address(const bnc_set *set, const char *address)
{
    const char *at = address ? strrchr(address, '@') : NULL;
    const bnc_layer *layer;
    const bnc_provider_record *record = at ? bnc_set_provider_of_domain(set, bnc_span_of(at + 1), &layer) : NULL;
    return record ? bnc_layer_text(layer, record->id) : NULL;
}

static void set_provider(bounce_recipient *recipient, const bnc_set *set, const char *id)
{
    const bnc_layer *layer;
    const bnc_provider_record *record = id ? bnc_set_provider(set, id, &layer) : NULL;
    recipient->provider = id;
    recipient->provider_name = record ? bnc_layer_text(layer, record->name) : NULL;
}

static uint16_t code_of(const bounce_recipient *recipient)
{
    uint32_t number;
    return recipient->code && bnc_span_number(bnc_span_of(recipient->code), &number) == 3 ? (uint16_t)number : 0;
}

/* What the rules see of a reply; the report's own codes stand in for what the deciding reply leaves open. */
static bnc_saying saying_of(const bounce_recipient *recipient, size_t index, bnc_run *run)
{
    const bnc_reply *reply = &recipient->replies[index];
    const bnc_context *context = run->context;
    bnc_saying saying = { .set = context->set, .arena = recipient->report->arena, .scratch = run->scratch, .effort = &run->effort,
                          .recipient = recipient, .reply = reply, .text = reply->text,
                          .code = reply->code, .status = reply->status, .command = reply->command,
                          .is_deciding = index == 0 && recipient->diagnostic, .is_unfiltered = context->is_unfiltered };
    if (index == 0) {
        if (!saying.code)
            saying.code = code_of(recipient);
        if (!bnc_status_is_set(saying.status) && recipient->status)
            bnc_status_parse(bnc_span_of(recipient->status), &saying.status);
        if (saying.command == BOUNCE_COMMAND_NONE)
            saying.command = recipient->command;
    }
    bnc_span host = reply->host.len ? reply->host : bnc_span_of(recipient->remote_host);
    saying.host_provider = provider_of_host(context->set, host);
    return saying;
}

/* The replies, the deciding one first; the others only as long as no reason is known. */
static const char *find_in_replies(bnc_found *found, bounce_recipient *recipient, bnc_run *run)
{
    const char *provider = NULL;
    for (size_t i = 0; i < recipient->reply_count && !bnc_found_has_reason(found); i++) {
        bnc_saying saying = saying_of(recipient, i, run);
        bnc_find_causes(found, &saying, i || recipient->report->is_guess ? BOUNCE_CONFIDENCE_MEDIUM : BOUNCE_CONFIDENCE_HIGH);
        if (!found->provider && !provider)
            provider = bnc_saying_provider(&saying) ? saying.text_provider : saying.host_provider;
    }
    return found->provider ? found->provider : provider;
}

static void find_in_layout(bnc_found *found, const bounce_recipient *recipient, bnc_run *run)
{
    bounce_cause *cause = bnc_found_add(found, recipient->layout_cause, recipient->report->format, BOUNCE_CONFIDENCE_MEDIUM);
    if (cause && recipient->reply_count) {
        bnc_saying saying = saying_of(recipient, 0, run);
        bnc_facts_from_form(cause, &saying, 0, saying.text.len);
    }
}

/* "<kim@partner.example>: Sender address rejected": the address that a reply begins with is not always the recipient's. */
static void drop_sender(bounce_recipient *recipient, const bnc_found *found)
{
    const char *sender = found->count ? bnc_cause_find_fact(found->causes[0], BNC_GROUP_SENDER) : NULL;
    if (recipient->is_from_reply && recipient->address && sender && bnc_span_equal_nocase(bnc_span_of(sender), bnc_span_of(recipient->address)))
        recipient->address = NULL;
}

static const char *provider_of(const bnc_found *found, const char *from_reply, const bounce_recipient *recipient, const bnc_set *set)
{
    const char *provider = found->provider ? found->provider : from_reply;
    if (!provider)
        provider = provider_of_host(set, bnc_span_of(recipient->remote_host));
    return provider ? provider : provider_of_address(set, recipient->address);
}

static void find_failure(bnc_found *found, bounce_recipient *recipient, bnc_run *run)
{
    const bnc_context *context = run->context;
    const bounce_report *report = recipient->report;
    const char *provider = find_in_replies(found, recipient, run);

    if (!bnc_found_has_reason(found) && recipient->layout_cause)
        find_in_layout(found, recipient, run);
    if (!bnc_found_has_reason(found))
        bnc_prose_find(found, report, recipient, run);
    drop_sender(recipient, found);
    provider = provider_of(found, provider, recipient, context->set);
    if (found->count == 0)
        bnc_fallback_status(found, recipient, provider);
    else
        bnc_fallback_refine(found, recipient, provider);
    bool is_delay = report->kind == BOUNCE_KIND_DELAY || recipient->action == BOUNCE_ACTION_DELAYED;
    bnc_found_order(found, is_delay);
    if (found->count == 0 && is_delay)
        bnc_found_add(found, "report.delayed", NULL, BOUNCE_CONFIDENCE_HIGH);
    if (found->count == 0)
        bnc_found_add(found, "unknown", NULL, BOUNCE_CONFIDENCE_LOW);
    set_provider(recipient, context->set, provider);
}

/* Addresses that somebody masked in the text before he pasted it. */
static void note_masked(bounce_report *report, const bounce_cause *cause)
{
    const char *ip = bnc_cause_find_fact(cause, BNC_GROUP_IP);
    if (ip && bnc_form_is_masked(ip))
        bnc_notes_add(&report->notes, "masked_address", ip);
}

static void keep(bounce_report *report, bounce_recipient *recipient, const bnc_found *found)
{
    recipient->causes = bnc_arena_array(report->arena, found->count ? found->count : 1, sizeof *recipient->causes);
    recipient->cause_count = found->count;
    for (size_t i = 0; i < found->count; i++) {
        recipient->causes[i] = found->causes[i];
        if (!found->causes[i]->provider)
            found->causes[i]->provider = recipient->provider;
        note_masked(report, found->causes[i]);
    }
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_span(bnc_span a, bnc_span b)
{
    return a.len == b.len && (a.at == b.at || bnc_span_equal(a, b));
}

static bool is_same_reply(const bnc_reply *a, const bnc_reply *b)
{
    return is_same_span(a->diagnostic, b->diagnostic) && a->code == b->code && a->command == b->command && a->status.class == b->status.class
        && a->status.subject == b->status.subject && a->status.detail == b->status.detail && is_same_span(a->host, b->host)
        && is_same_span(a->ip, b->ip) && a->is_comment == b->is_comment && a->is_smtp == b->is_smtp;
}

static bool are_same_replies(const bounce_recipient *a, const bounce_recipient *b)
{
    if (a->reply_count != b->reply_count)
        return false;
    for (size_t i = 0; i < a->reply_count && a->replies != b->replies; i++)
        if (!is_same_reply(&a->replies[i], &b->replies[i]))
            return false;
    return true;
}

/* Thousands of recipients with one reply, or with none, are one question. */
static bool is_like(const bounce_recipient *a, const bounce_recipient *b)
{
    return a->action == b->action && a->command == b->command
        && is_same_text(a->diagnostic, b->diagnostic) && is_same_text(a->status, b->status) && is_same_text(a->code, b->code)
        && is_same_text(a->remote_host, b->remote_host) && is_same_text(a->layout_cause, b->layout_cause)
        && is_same_text(a->local_ip, b->local_ip) && is_same_text(a->remote_ip, b->remote_ip) && are_same_replies(a, b);
}

static const char *domain_of(const char *address)
{
    const char *at = address ? strrchr(address, '@') : NULL;
    return at ? at + 1 : NULL;
}

static void classify_recipient(bounce_report *report, bounce_recipient *recipient, const bounce_recipient *previous, bnc_run *run)
{
    const bnc_context *context = run->context;
    bnc_found found = { .set = context->set, .arena = report->arena };
    recipient->report = report;
    bnc_key_cut_recipient(context->set, recipient);
    if (previous && previous->cause_count && is_like(recipient, previous)
        && is_same_text(domain_of(recipient->address), domain_of(previous->address))) {
        recipient->causes = previous->causes;
        recipient->cause_count = previous->cause_count;
        recipient->provider = previous->provider;
        recipient->provider_name = previous->provider_name;
        return;
    }
    if (report->kind == BOUNCE_KIND_NONE) {
        bnc_prose_find_notice(&found, report, run);
        set_provider(recipient, context->set, found.provider);
    } else if (bnc_fallback_kind(&found, report, recipient)) {
        set_provider(recipient, context->set, provider_of(&found, NULL, recipient, context->set));
    } else {
        find_failure(&found, recipient, run);
    }
    keep(report, recipient, &found);
}

static void drop_recipients(bounce_report *report)
{
    report->kind = BOUNCE_KIND_NONE;
    report->format = NULL;
    report->recipient_count = 0;
}

/* A guess stands where the text is no notice and a rule that is not faint knows its words; else the text says nothing of a mail. */
static void judge_guess(bounce_report *report, bnc_run *run)
{
    bounce_kind kind = report->kind;
    const char *format = report->format;
    size_t count = report->recipient_count;
    drop_recipients(report);
    classify_recipient(report, &report->whole, NULL, run);
    if (report->kind != BOUNCE_KIND_NONE)
        return;
    report->kind = kind;
    report->format = format;
    report->recipient_count = count;
    classify_recipient(report, &report->recipients[0], NULL, run);
    const bounce_recipient *recipient = &report->recipients[0];
    if (!recipient->cause_count || !recipient->causes[0]->rule || recipient->causes[0]->weight < BNC_WEIGHT_FAINT)
        drop_recipients(report);
}

static void classify_each(bounce_report *report, bnc_run *run)
{
    bool is_own = report->recipient_count > FEW_RECIPIENTS;
    if (is_own)
        run->scratch = bnc_arena_new(SCRATCH_FIRST);
    for (size_t i = 0; i < report->recipient_count; i++) {
        classify_recipient(report, &report->recipients[i], i ? &report->recipients[i - 1] : NULL, run);
        if (is_own && bnc_arena_size(run->scratch) > SCRATCH_MAX) {
            bnc_arena_free(run->scratch);
            run->scratch = bnc_arena_new(SCRATCH_FIRST);
        }
    }
    if (is_own)
        bnc_arena_free(run->scratch);
}

void bnc_cause_classify(bounce_report *report, const bnc_context *context)
{
    bnc_run run = { .context = context, .scratch = report->arena, .effort = BNC_MAX_EFFORT + BNC_MAX_EFFORT_PER_BYTE * (uint64_t)report->input_length };
    const uint64_t effort = run.effort;
    report->text = bnc_key_cut(context->set, report->arena, report->text);
    report->whole.report = report;
    if (report->is_guess)
        judge_guess(report, &run);
    else if (report->recipient_count == 0)
        classify_recipient(report, &report->whole, NULL, &run);
    else
        classify_each(report, &run);
    if (effort && run.effort == 0)
        bnc_notes_add(&report->notes, "matching_cut", NULL);
}

/*
 * Delivery status notifications (RFC 3464; with addresses of RFC 6533).
 *
 * In:  the decoded text of message/delivery-status or message/global-delivery-status, or such fields found in a text.
 * Out: the report's envelope id, reporting host and dates; a recipient for each block.
 * Tolerates: no blank line between recipients, blank lines within a recipient, two Final-Recipient fields, comments behind a status.
 */
#include "report/reader.h"
#include "smtp/address.h"

#include <stddef.h>

/* One recipient's fields as they are found; empty spans where absent. */
typedef struct block {
    bnc_span final, original, actual, action, status, remote, diagnostic, retry_until;
    bool is_late_original; /* Original-Recipient came behind all the others: perhaps the next recipient's */
} block;

static const struct {
    bnc_span name;
    size_t offset;
} recipient_fields[] = {
    { { "Final-Recipient", 15 }, offsetof(block, final) },
    { { "Original-Recipient", 18 }, offsetof(block, original) },
    { { "Action", 6 }, offsetof(block, action) },
    { { "Status", 6 }, offsetof(block, status) },
    { { "Remote-MTA", 10 }, offsetof(block, remote) },
    { { "Diagnostic-Code", 15 }, offsetof(block, diagnostic) },
    { { "X-Actual-Recipient", 18 }, offsetof(block, actual) },
    { { "Will-Retry-Until", 16 }, offsetof(block, retry_until) },
};

static bnc_span *block_field(block *b, bnc_span name)
{
    for (size_t i = 0; i < sizeof recipient_fields / sizeof *recipient_fields; i++) {
        if (recipient_fields[i].name.len == name.len && bnc_span_equal_nocase(recipient_fields[i].name, name))
            return (bnc_span *)((char *)b + recipient_fields[i].offset);
    }
    return NULL;
}

static bounce_action parse_action(bnc_span value)
{
    static const struct {
        const char *word;
        bounce_action action;
    } words[] = { { "fail", BOUNCE_ACTION_FAILED },        { "delay", BOUNCE_ACTION_DELAYED },    { "deliver", BOUNCE_ACTION_DELIVERED },
                  { "relay", BOUNCE_ACTION_RELAYED },      { "expan", BOUNCE_ACTION_EXPANDED },   { "expire", BOUNCE_ACTION_FAILED },
                  { "undeliver", BOUNCE_ACTION_FAILED },   { "error", BOUNCE_ACTION_FAILED },     { "reject", BOUNCE_ACTION_FAILED } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (bnc_span_starts_nocase(value, bnc_span_of(words[i].word)))
            return words[i].action;
    }
    return BOUNCE_ACTION_NONE;
}

/* "5.1.1 (bad destination)": the comment in brackets is a reply of a kind where there is no other. */
static void read_status(bounce_recipient *recipient, bnc_span value)
{
    bnc_status status;
    size_t read = bnc_status_parse(value, &status), start = 0;
    if (read == 0) {
        start = bnc_status_find(value, 0, &status, &read);
        if (start == BNC_NOT_FOUND)
            return;
    }
    char text[12];
    bnc_status_write(status, text);
    recipient->status = bnc_arena_dup(recipient->report->arena, bnc_span_of(text));
    bnc_span comment = bnc_span_trim(bnc_span_from(value, start + read));
    if (comment.len > 2 && comment.at[0] == '(' && comment.at[comment.len - 1] == ')' && recipient->reply_count == 0) {
        bnc_reply *reply = bnc_recipient_add_reply(recipient, bnc_report_join(recipient->report, bnc_span_cut(comment, 1, comment.len - 2)));
        if (reply)
            reply->is_comment = true;
    }
}

static bool has_domain(bnc_arena *arena, bnc_span raw)
{
    bnc_address address = bnc_address_clean(arena, raw);
    size_t at = bnc_span_find_char(address.text, '@', 0);
    return !address.is_local && at != BNC_NOT_FOUND && bnc_span_find_char(address.text, '.', at) != BNC_NOT_FOUND;
}

/* Final-Recipient names who failed; where it is a local name, what the sender wrote is more use. */
static bool set_addresses(bounce_recipient *recipient, const block *b)
{
    bnc_arena *arena = recipient->report->arena;
    bnc_span final = bnc_blocks_untype(b->final, NULL), original = bnc_blocks_untype(b->original, NULL);
    bnc_span actual = bnc_blocks_untype(b->actual, NULL), used = final;
    if (!has_domain(arena, final)) {
        if (has_domain(arena, actual))
            used = actual;
        else if (has_domain(arena, original))
            used = original;
        else if (final.len == 0)
            used = original.len ? original : actual;
    }
    if (!bnc_recipient_set_address(recipient, used))
        return false;
    bnc_address wrote = bnc_address_clean(arena, original);
    if (wrote.text.len && !bnc_span_equal_nocase(wrote.text, bnc_span_of(recipient->address))) {
        recipient->original = bnc_arena_dup(arena, wrote.text);
        bnc_addressee_add(recipient, recipient->original);
    }
    return true;
}

static void finish_block(bnc_reader *reader, block *b, block *previous)
{
    /* A block that names nobody counts where it is the only one: the returned message may name him. */
    bool is_nameless = b->final.len == 0 && b->original.len == 0 && b->actual.len == 0;
    if (is_nameless && (reader->report->recipient_count || b->action.len == 0 || b->status.len == 0))
        return;
    if (b->action.len == 0)
        b->action = previous->action;
    if (b->status.len == 0 && b->diagnostic.len == 0)
        b->status = previous->status;
    bounce_recipient *recipient = bnc_report_add_recipient(reader->report, reader->context);
    if (!recipient)
        return;
    bnc_arena *arena = reader->arena;
    recipient->action = parse_action(b->action);
    if (bnc_span_starts_nocase(b->action, BNC_SPAN("deliverable"))) {
        recipient->action = BOUNCE_ACTION_NONE; /* a verification, nothing was sent */
        reader->report->kind = BOUNCE_KIND_NOTICE;
    }
    bnc_span diagnostic = bnc_blocks_untype(bnc_blocks_join(arena, b->diagnostic), NULL);
    if (diagnostic.len)
        bnc_recipient_add_reply(recipient, diagnostic);
    read_status(recipient, b->status);
    /* "delayed" with a permanent status and a permanent reply: the action is wrong. */
    if (recipient->action == BOUNCE_ACTION_DELAYED && recipient->status && recipient->status[0] == '5' && recipient->reply_count &&
        recipient->replies[0].code >= 500) {
        recipient->action = BOUNCE_ACTION_FAILED;
        bnc_notes_add(&reader->report->notes, "status_contradiction", NULL);
    }
    bnc_span host, ip;
    bnc_blocks_host(bnc_blocks_untype(b->remote, NULL), &host, &ip);
    recipient->remote_host = bnc_report_string(reader->report, host);
    recipient->remote_ip = bnc_report_string(reader->report, ip);
    recipient->retry_until = bnc_report_string(reader->report, bnc_header_unfold(arena, b->retry_until));
    if (!set_addresses(recipient, b)) {
        if (recipient->action == BOUNCE_ACTION_NONE)
            reader->report->recipient_count--;
        else
            bnc_notes_add(&reader->report->notes, "no_address", NULL);
    }
    *previous = *b;
}

static void read_message_field(bnc_reader *reader, const bnc_block_field *field)
{
    bounce_report *report = reader->report;
    bnc_span host, ip;
    if (bnc_span_equal_nocase(field->name, BNC_SPAN("Reporting-MTA"))) {
        bnc_blocks_host(bnc_blocks_untype(field->value, NULL), &host, &ip);
        report->generator_host = bnc_report_string(report, host.len ? host : ip);
    } else if (bnc_span_equal_nocase(field->name, BNC_SPAN("Original-Envelope-Id"))) {
        report->envelope_id = bnc_report_string(report, bnc_header_unfold(reader->arena, field->value));
    } else if (bnc_span_equal_nocase(field->name, BNC_SPAN("Arrival-Date"))) {
        report->arrival_date = bnc_report_string(report, bnc_header_unfold(reader->arena, field->value));
    }
}

/* Does this field begin another recipient's block? */
static bool starts_recipient(const block *b, const bnc_span *slot, const bnc_block_field *field)
{
    bool has_address = b->final.len || b->original.len || b->actual.len;
    if (slot == &b->final || slot == &b->original)
        return has_address && (slot->len != 0 || field->starts_block);
    if (slot == &b->action)
        return has_address && slot->len != 0;
    return slot == &b->status && has_address && slot->len != 0 && field->starts_block;
}

/* Two Final-Recipient fields over one Action: both have it. */
static void share_backwards(bounce_report *report, size_t from)
{
    for (size_t i = report->recipient_count; i-- > from + 1;) {
        bounce_recipient *upper = &report->recipients[i - 1], *lower = &report->recipients[i];
        if (upper->action != BOUNCE_ACTION_NONE || upper->status || upper->reply_count)
            continue;
        upper->action = lower->action;
        upper->status = lower->status;
        upper->replies = lower->replies;
        upper->reply_count = lower->reply_count;
    }
}

bool bnc_dsn_read(bnc_reader *reader, bnc_span text)
{
    block now = { 0 }, previous = { 0 };
    size_t before = reader->report->recipient_count;
    bnc_blocks blocks = { text, false };
    bnc_block_field field;
    while (bnc_blocks_next(&blocks, &field)) {
        bnc_span *slot = block_field(&now, field.name);
        if (!slot) {
            read_message_field(reader, &field);
            continue;
        }
        if (starts_recipient(&now, slot, &field)) {
            bnc_span last = now.final;
            bool is_same = slot == &now.final && !field.starts_block && bnc_span_equal_nocase(last, field.value);
            if (is_same)
                continue;
            bnc_span carried = { NULL, 0 };
            if (now.is_late_original && slot == &now.final && !field.starts_block) {
                carried = now.original;
                now.original.len = 0;
            }
            finish_block(reader, &now, &previous);
            now = (block){ .original = carried };
        }
        if (slot == &now.original && now.final.len && now.action.len && now.status.len)
            now.is_late_original = true;
        if (slot->len == 0)
            *slot = field.value;
    }
    finish_block(reader, &now, &previous);
    share_backwards(reader->report, before);
    return reader->report->recipient_count > before;
}

size_t bnc_dsn_find(bnc_span text)
{
    size_t original = BNC_NOT_FOUND;
    for (size_t at = 0; at < text.len;) {
        bnc_span line = bnc_span_from(text, at);
        size_t end = bnc_span_find_char(line, '\n', 0);
        char first = bnc_to_lower(line.at[0]);
        if ((first == 'f' || first == 'o') && line.len > 20) {
            bool is_final = bnc_span_starts_nocase(line, BNC_SPAN("Final-Recipient:"));
            bool is_original = !is_final && original == BNC_NOT_FOUND && bnc_span_starts_nocase(line, BNC_SPAN("Original-Recipient:"));
            bnc_span value = end == BNC_NOT_FOUND ? line : bnc_span_cut(line, 0, end);
            if ((is_final || is_original) && bnc_span_find_char(value, ';', 0) != BNC_NOT_FOUND) {
                if (is_final)
                    return original < at ? original : at;
                original = at;
            }
        }
        at = end == BNC_NOT_FOUND ? text.len : at + end + 1;
    }
    return original;
}

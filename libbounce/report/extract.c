/*
 * What a layout says: recipients, replies and the rest.
 *
 * In:  the report's prose and a Layout record that matches it.   Out: recipients with their replies, or, beside a report part whose recipients are
 * known, the replies that part lacks.
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "smtp/command.h"

#define PATTERNS_MAX 8 /* Recipient patterns of one layout that are followed */

typedef struct extraction {
    bnc_reader *reader;
    const bnc_layer *layer;
    const bnc_layout_record *layout;
    const bnc_sight *sight;
    bnc_span text;
    size_t start, end; /* the area */
    size_t chosen_start; /* where the notice begins */
    bool is_beside;
    size_t found, known; /* recipients found; of these, ones a report part names too */
} extraction;

static void find_area(extraction *x)
{
    bnc_match match;
    const uint32_t *begin = bnc_layer_list(x->layer, x->layout->begin), *end = bnc_layer_list(x->layer, x->layout->end);
    x->start = 0;
    x->end = x->text.len;
    for (size_t i = 0; i < x->layout->begin.count; i++) {
        if (bnc_pattern_find_seen(x->layer, begin[i], x->sight, x->text, 0, &match)) {
            x->start = match.end;
            break;
        }
    }
    for (size_t i = 0; i < x->layout->end.count; i++) {
        if (bnc_pattern_find_seen(x->layer, end[i], x->sight, x->text, x->start, &match) && match.start < x->end) {
            x->end = match.start;
            x->reader->returned = bnc_span_from(x->text, match.end);
        }
    }
}

/* What a match says beside a reply: as strings of the report, because it may be every recipient's. */
typedef struct pieces {
    const char *host, *host_ip, *ip, *alias, *original, *status, *code;
    bounce_command command;
} pieces;

static pieces read_pieces(bounce_report *report, const bnc_match *match, bnc_span text)
{
    pieces p = { 0 };
    bnc_span host, ip, code = bnc_match_group(match, text, BNC_GROUP_CODE);
    bnc_blocks_host(bnc_match_group(match, text, BNC_GROUP_HOST), &host, &ip);
    p.host = bnc_report_string(report, host);
    p.host_ip = bnc_report_string(report, ip);
    p.ip = bnc_report_string(report, bnc_match_group(match, text, BNC_GROUP_IP));
    p.command = bnc_command_parse(bnc_match_group(match, text, BNC_GROUP_COMMAND));
    p.alias = bnc_report_string(report, bnc_address_clean(report->arena, bnc_match_group(match, text, BNC_GROUP_ALIAS)).text);
    p.original = bnc_report_string(report, bnc_address_clean(report->arena, bnc_match_group(match, text, BNC_GROUP_ORIGINAL)).text);
    bnc_status status;
    char written[12];
    if (bnc_status_parse(bnc_match_group(match, text, BNC_GROUP_STATUS), &status)) {
        bnc_status_write(status, written);
        p.status = bnc_arena_dup(report->arena, bnc_span_of(written));
    }
    if (code.len == 3 && bnc_reply_code(code))
        p.code = bnc_arena_dup(report->arena, code);
    return p;
}

/* Those that a recipient has not got yet. */
static void apply_pieces(bounce_recipient *recipient, const pieces *p)
{
    if (p->host && !recipient->remote_host)
        recipient->remote_host = p->host;
    if (p->host_ip && !recipient->remote_ip)
        recipient->remote_ip = p->host_ip;
    if (p->ip && !recipient->remote_ip)
        recipient->remote_ip = p->ip;
    if (recipient->command == BOUNCE_COMMAND_NONE)
        recipient->command = p->command;
    if (p->alias && !recipient->alias_of)
        recipient->alias_of = p->alias;
    if (p->original && !recipient->original && !bnc_span_equal_nocase(bnc_span_of(p->original), bnc_span_of(recipient->address))) {
        recipient->original = p->original;
        bnc_addressee_add(recipient, p->original);
    }
    if (p->status && bnc_status_is_placeholder(recipient->status))
        recipient->status = p->status;
    if (p->code && !recipient->code)
        recipient->code = p->code;
}

/*
 * A reply the layout shows. One that a report part holds already stays the deciding one, unless it has no code and this one has, or this one is
 * the same and longer (a field that holds the first line only).
 */
static void apply_reply(bounce_recipient *recipient, bnc_span raw)
{
    bounce_report *report = recipient->report;
    bool had_code = recipient->reply_count && recipient->replies[0].code;
    bool had_any = recipient->reply_count != 0;
    raw = bnc_span_trim(raw);
    if (raw.len == 0)
        return;
    /* The same reply with the client's words around it: only these are news. */
    if (had_code && raw.len < recipient->replies[0].diagnostic.len + 100) {
        if (recipient->command == BOUNCE_COMMAND_NONE)
            recipient->command = bnc_command_find(bnc_report_join(report, raw));
        return;
    }
    bnc_reply *added = bnc_recipient_add_reply(recipient, bnc_report_join(report, raw));
    if (!added || !had_any)
        return;
    const bnc_reply *first = &recipient->replies[0];
    bool is_longer = added->code == first->code && added->text.len > first->text.len + 8;
    /* A status' comment only says what kind of failure it is. */
    if ((!had_code && (added->code || first->is_comment)) || (had_code && is_longer)) {
        bnc_recipient_decide(recipient, recipient->reply_count - 1);
        return;
    }
    recipient->reply_count--;
    if (added->code != first->code)
        return;
    if (recipient->command == BOUNCE_COMMAND_NONE)
        recipient->command = added->command;
    if (!recipient->remote_host)
        recipient->remote_host = bnc_report_string(report, added->host);
    if (!recipient->remote_ip)
        recipient->remote_ip = bnc_report_string(report, added->ip);
}

static void apply_match(bounce_recipient *recipient, const bnc_match *match, bnc_span text)
{
    pieces p = read_pieces(recipient->report, match, text);
    apply_reply(recipient, bnc_match_group(match, text, BNC_GROUP_REPLY));
    apply_pieces(recipient, &p);
}

/* An address that was broken over lines. */
static bnc_span without_breaks(bnc_arena *arena, bnc_span raw)
{
    if (bnc_span_find_char(raw, '\n', 0) == BNC_NOT_FOUND)
        return raw;
    char *text = bnc_arena_alloc_raw(arena, raw.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        if (!bnc_is_space(raw.at[i]))
            text[len++] = raw.at[i];
    }
    text[len] = 0;
    return (bnc_span){ text, len };
}

static bounce_recipient *take_recipient(extraction *x, bnc_span raw)
{
    bounce_report *report = x->reader->report;
    raw = without_breaks(x->reader->arena, raw);
    bnc_address address = bnc_address_clean(x->reader->arena, raw);
    if (address.text.len == 0)
        return NULL;
    bounce_recipient *known = bnc_report_find_recipient(report, address.text);
    if (known) {
        x->known++;
        return known;
    }
    /* Beside a report part: one more only where the text names those of the part too. */
    if (x->is_beside && x->known == 0)
        return report->recipient_count == 1 ? &report->recipients[0] : NULL;
    bounce_recipient *recipient = bnc_report_add_recipient(report, x->reader->context);
    if (recipient)
        bnc_recipient_set_address(recipient, raw);
    return recipient;
}

/* The Reply patterns within one recipient's region: the first that matches, then what it left open. */
static void read_region(extraction *x, bounce_recipient *recipient, size_t start, size_t end)
{
    const uint32_t *list = bnc_layer_list(x->layer, x->layout->reply);
    bnc_span region = { x->text.at, end };
    bool has_reply = false;
    for (size_t i = 0; i < x->layout->reply.count; i++) {
        bnc_match match;
        if (!bnc_pattern_find_seen(x->layer, list[i], x->sight, region, start, &match))
            continue;
        if (!has_reply && bnc_match_group(&match, region, BNC_GROUP_REPLY).len) {
            apply_match(recipient, &match, region);
            has_reply = true;
        } else {
            pieces p = read_pieces(recipient->report, &match, region);
            apply_pieces(recipient, &p);
        }
    }
}

/* The next match of any Recipient pattern; each pattern is searched again only behind its own last match. */
static bool next_recipient(extraction *x, bnc_match matches[PATTERNS_MAX], bool alive[PATTERNS_MAX], size_t from, bnc_match *ret_match)
{
    const uint32_t *list = bnc_layer_list(x->layer, x->layout->recipient);
    size_t count = x->layout->recipient.count < PATTERNS_MAX ? x->layout->recipient.count : PATTERNS_MAX, best = BNC_NOT_FOUND;
    bnc_span area = { x->text.at, x->end };
    for (size_t i = 0; i < count; i++) {
        if (alive[i] && (matches[i].end == 0 || matches[i].start < from))
            alive[i] = bnc_pattern_find_seen(x->layer, list[i], x->sight, area, from, &matches[i]);
        if (alive[i] && (best == BNC_NOT_FOUND || matches[i].start < matches[best].start))
            best = i;
    }
    if (best == BNC_NOT_FOUND)
        return false;
    *ret_match = matches[best];
    return true;
}

/* Does a match name the same address as the one before it? Then it belongs to that one's region: "<a@b.example>: 550 Unknown user a@b.example". */
static bool is_repeated(const extraction *x, const bnc_match *now, const bnc_match *next)
{
    bnc_span address = bnc_match_group(now, x->text, BNC_GROUP_ADDRESS);
    return address.len && bnc_match_group(next, x->text, BNC_GROUP_REPLY).len == 0 &&
           bnc_span_equal_nocase(address, bnc_match_group(next, x->text, BNC_GROUP_ADDRESS));
}

static void read_recipients(extraction *x)
{
    bnc_match matches[PATTERNS_MAX] = { 0 }, now, next;
    bool alive[PATTERNS_MAX] = { true, true, true, true, true, true, true, true };
    size_t limit = x->reader->context->max_recipients;
    bool has_next = next_recipient(x, matches, alive, x->start, &next);
    while (has_next && x->found < limit) {
        now = next;
        do {
            size_t from = next.end > next.start ? next.end : next.end + 1;
            has_next = from < x->end && next_recipient(x, matches, alive, from, &next);
        } while (has_next && is_repeated(x, &now, &next));
        bounce_recipient *recipient = take_recipient(x, bnc_match_group(&now, x->text, BNC_GROUP_ADDRESS));
        if (!recipient)
            continue;
        x->found++;
        apply_match(recipient, &now, x->text);
        read_region(x, recipient, now.start, has_next ? next.start : x->end);
    }
}

static void report_piece(bounce_report *report, const char **slot, const bnc_match *match, bnc_span text, bnc_group group)
{
    if (!*slot)
        *slot = bnc_report_string(report, bnc_match_group(match, text, group));
}

/* What holds for every recipient, and for the report. */
static void read_common(extraction *x)
{
    bounce_report *report = x->reader->report;
    const uint32_t *list = bnc_layer_list(x->layer, x->layout->common);
    for (size_t i = 0; i < x->layout->common.count; i++) {
        bnc_match match;
        if (!bnc_pattern_find_seen(x->layer, list[i], x->sight, x->text, 0, &match))
            continue;
        report_piece(report, &report->generator_host, &match, x->text, BNC_GROUP_GENERATOR);
        report_piece(report, &report->original.message_id, &match, x->text, BNC_GROUP_MESSAGE_ID);
        report_piece(report, &report->original.subject, &match, x->text, BNC_GROUP_SUBJECT);
        const char *local_host = bnc_report_string(report, bnc_match_group(&match, x->text, BNC_GROUP_LOCAL_HOST));
        const char *local_ip = bnc_report_string(report, bnc_match_group(&match, x->text, BNC_GROUP_LOCAL_IP));
        const pieces p = read_pieces(report, &match, x->text);
        for (size_t r = 0; r < report->recipient_count; r++) {
            bounce_recipient *recipient = &report->recipients[r];
            recipient->local_host = recipient->local_host ? recipient->local_host : local_host;
            recipient->local_ip = recipient->local_ip ? recipient->local_ip : local_ip;
            if (recipient->reply_count == 0 || !recipient->replies[0].code)
                apply_reply(recipient, bnc_match_group(&match, x->text, BNC_GROUP_REPLY));
            apply_pieces(recipient, &p);
        }
    }
}

static void set_kind(extraction *x)
{
    bounce_report *report = x->reader->report;
    const uint32_t *list = bnc_layer_list(x->layer, x->layout->delay);
    bounce_kind kind = (bounce_kind)x->layout->kind;
    bnc_match match;
    for (size_t i = 0; i < x->layout->delay.count; i++) {
        if (bnc_pattern_find_seen(x->layer, list[i], x->sight, x->text, 0, &match))
            kind = BOUNCE_KIND_DELAY;
    }
    /* A refusal sent in the form of a receipt (Sieve's reject) is a failure. */
    if (!x->is_beside || report->kind == BOUNCE_KIND_NONE || (report->kind == BOUNCE_KIND_RECEIPT && kind == BOUNCE_KIND_FAILURE))
        report->kind = kind;
    bool starts_line = x->chosen_start > 0 && x->text.at[x->chosen_start - 1] == '\n';
    x->reader->notice = starts_line ? x->chosen_start : 0;
}

/* A layout that names nobody but shows a reply (or a cause) is a report about somebody it does not name. */
static bool read_nameless(extraction *x)
{
    bounce_report *report = x->reader->report;
    bounce_recipient *recipient = bnc_report_add_recipient(report, x->reader->context);
    if (!recipient)
        return false;
    read_region(x, recipient, x->start, x->end);
    read_common(x);
    bool has_code = recipient->reply_count && (recipient->replies[0].code || bnc_status_is_set(recipient->replies[0].status));
    /* A reason in words only counts where the layout itself is the proof. */
    if (has_code || recipient->status || recipient->code || (x->layout->cause && recipient->reply_count))
        return true;
    bool is_decided = x->layout->recipient.count == 0 || x->layout->cause;
    report->recipient_count--;
    return is_decided;
}

/* takes_nameless: the layout alone decides, with or without a recipient or reply. */
static bool extract(bnc_reader *reader, const bnc_chosen *chosen, bool is_beside, bool takes_nameless)
{
    extraction x = { .reader = reader, .layer = chosen->layer, .layout = chosen->layout, .sight = chosen->sight, .text = reader->text,
                     .is_beside = is_beside, .chosen_start = chosen->start };
    bounce_report *report = reader->report;
    bnc_match match;
    find_area(&x);
    read_recipients(&x);
    if (x.found == 0 && !is_beside) {
        if (!read_nameless(&x) && !takes_nameless)
            return false;
    } else {
        read_common(&x);
    }
    set_kind(&x);
    report->layout = bnc_layer_text(x.layer, x.layout->id);
    const char *software = bnc_layer_text(x.layer, x.layout->software), *format = bnc_layer_text(x.layer, x.layout->format);
    if (!software)
        software = format;
    report->software = bnc_span_equal(bnc_span_of(software), BNC_SPAN("text")) ? NULL : software; /* "text" names no system */
    report->language = bnc_layer_text(x.layer, x.layout->language);
    if (!report->format)
        report->format = format;
    const uint32_t *final = bnc_layer_list(x.layer, x.layout->final);
    for (size_t i = 0; i < x.layout->final.count && !reader->is_final; i++)
        reader->is_final = bnc_pattern_find_seen(x.layer, final[i], x.sight, x.text, 0, &match);
    const char *cause = bnc_layer_text(x.layer, x.layout->cause);
    for (size_t i = 0; i < report->recipient_count && cause; i++)
        report->recipients[i].layout_cause = cause;
    if (cause)
        report->whole.layout_cause = cause;
    if (x.layout->transcript) {
        bnc_transcript *transcript = bnc_arena_alloc(reader->arena, sizeof *transcript);
        bnc_transcript_read(reader->arena, x.text, transcript);
        bnc_transcript_apply(reader, transcript);
    }
    return true;
}

bool bnc_layout_read(bnc_reader *reader, bool is_beside)
{
    bnc_layout_walk walk = bnc_layout_walk_start(reader);
    bnc_chosen best = { 0 }, chosen;
    for (size_t tried = 0; tried < BNC_LAYOUTS_MAX && bnc_layout_next(reader, &walk, &chosen); tried++) {
        if (extract(reader, &chosen, is_beside, false))
            return true;
        if (tried == 0)
            best = chosen;
    }
    /* A daemon's notice that names nobody: its header or the returned message may. A sender, a subject or a loose word alone is no notice. */
    if (!best.layout || !reader->is_daemon)
        return false;
    uint32_t weight = best.layout->weight;
    bool is_notice = weight >= BNC_NAMELESS_WEIGHT || (weight > BNC_SENDER_WEIGHT && bnc_original_part(reader) != BNC_NOT_FOUND);
    return is_notice && extract(reader, &best, is_beside, true);
}

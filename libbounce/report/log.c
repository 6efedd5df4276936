/*
 * Mail logs.
 *
 * In:  one or more lines of a log.   Out: a recipient for each delivery that failed or was deferred (Log records of the knowledge; lines of accepted
 * mail give nothing).
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "smtp/command.h"
#include "util/utf8.h"

#define SCRATCH 12288u
#define SCRATCH_MAX (128u * 1024)

static bool has_word(const bnc_layer *layer, bnc_list words, bnc_span action)
{
    const uint32_t *list = bnc_layer_list(layer, words);
    for (size_t i = 0; i < words.count; i++) {
        if (bnc_span_equal_nocase(bnc_span_of(bnc_layer_text(layer, list[i])), action))
            return true;
    }
    return false;
}

static bounce_kind line_kind(const bnc_layer *layer, const bnc_log_record *log, bnc_span action)
{
    if (action.len == 0)
        return (bounce_kind)log->kind;
    if (has_word(layer, log->failed, action))
        return BOUNCE_KIND_FAILURE;
    if (has_word(layer, log->delayed, action))
        return BOUNCE_KIND_DELAY;
    return has_word(layer, log->delivered, action) ? BOUNCE_KIND_DELIVERED : BOUNCE_KIND_NONE;
}

/* qmail-send writes '_' for a blank and '/' for a line end; a '/' within a URL stays. */
static bnc_span unescape(bnc_arena *arena, bnc_span text)
{
    char *out = bnc_arena_dup(arena, text);
    for (size_t i = 0; i < text.len; i++) {
        bool ends_line = out[i] == '/' && (i + 1 == text.len || (out[i + 1] >= 'A' && out[i + 1] <= 'Z')) && (i == 0 || out[i - 1] != '/');
        if (out[i] == '_')
            out[i] = ' ';
        else if (ends_line)
            out[i] = '\n';
    }
    return (bnc_span){ out, text.len };
}

static void set_status(bounce_recipient *recipient, bnc_span text)
{
    bnc_status status;
    char written[12];
    if (bnc_status_parse(text, &status) == 0)
        return;
    bnc_status_write(status, written);
    recipient->status = bnc_arena_dup(recipient->report->arena, bnc_span_of(written));
}

static void set_hosts(bounce_recipient *recipient, const bnc_match *match, bnc_span line)
{
    bounce_report *report = recipient->report;
    bnc_span host, ip, own_ip = bnc_match_group(match, line, BNC_GROUP_IP);
    bnc_blocks_host(bnc_match_group(match, line, BNC_GROUP_HOST), &host, &ip);
    if (!bnc_span_equal_nocase(host, BNC_SPAN("none")) && !bnc_span_equal_nocase(host, BNC_SPAN("local")))
        recipient->remote_host = bnc_report_string(report, host);
    recipient->remote_ip = bnc_report_string(report, own_ip.len ? own_ip : ip);
    recipient->local_host = bnc_report_string(report, bnc_match_group(match, line, BNC_GROUP_LOCAL_HOST));
    recipient->local_ip = bnc_report_string(report, bnc_match_group(match, line, BNC_GROUP_LOCAL_IP));
    if (!report->generator_host)
        report->generator_host = recipient->local_host;
}

/* One more recipient for a line; a delivered one is kept only until a line tells of trouble. */
static bounce_recipient *take_recipient(bnc_reader *reader, bounce_kind kind)
{
    bounce_report *report = reader->report;
    if (kind == BOUNCE_KIND_NONE || (kind == BOUNCE_KIND_DELIVERED && (reader->skips_delivered || report->recipient_count)))
        return NULL;
    if (report->recipient_count == 1 && report->recipients[0].action == BOUNCE_ACTION_DELIVERED)
        report->recipient_count = 0;
    bounce_recipient *recipient = bnc_report_add_recipient(report, reader->context);
    reader->is_full = !recipient;
    if (!recipient)
        return NULL;
    if (report->kind != BOUNCE_KIND_FAILURE)
        report->kind = kind;
    recipient->action = kind == BOUNCE_KIND_DELAY       ? BOUNCE_ACTION_DELAYED
                        : kind == BOUNCE_KIND_DELIVERED ? BOUNCE_ACTION_DELIVERED
                                                        : BOUNCE_ACTION_FAILED;
    return recipient;
}

static bool add(bnc_reader *reader, const bnc_candidate *candidate, const bnc_log_record *log, bnc_span line, const bnc_match *match)
{
    bounce_report *report = reader->report;
    bounce_recipient *recipient = take_recipient(reader, line_kind(candidate->layer, log, bnc_match_group(match, line, BNC_GROUP_ACTION)));
    if (!recipient)
        return false;
    report->software = bnc_layer_text(candidate->layer, log->software);
    bnc_span address = bnc_match_group(match, line, BNC_GROUP_ADDRESS), alias = bnc_match_group(match, line, BNC_GROUP_ALIAS);
    if (address.len)
        bnc_recipient_set_address(recipient, address);
    recipient->alias_of = alias.len ? bnc_report_string(report, bnc_address_clean(reader->arena, alias).text) : NULL;
    bnc_span reply = bnc_match_group(match, line, BNC_GROUP_REPLY), command = bnc_match_group(match, line, BNC_GROUP_COMMAND);
    bnc_recipient_add_reply(recipient, log->unescape_underscore ? unescape(reader->arena, reply) : reply);
    set_status(recipient, bnc_match_group(match, line, BNC_GROUP_STATUS));
    recipient->command = command.len ? bnc_command_parse(command) : BOUNCE_COMMAND_NONE;
    set_hosts(recipient, match, line);
    if (!report->original.message_id)
        report->original.message_id = bnc_report_string(report, bnc_match_group(match, line, BNC_GROUP_MESSAGE_ID));
    return true;
}

static bool read_line(bnc_reader *reader, bnc_arena *scratch, bnc_span line)
{
    const bnc_candidate *list;
    line = bnc_utf8_repair(reader->arena, bnc_span_trim(bnc_span_cut(line, 0, BNC_MAX_LINE)));
    size_t count = reader->context->is_unfiltered ? bnc_reader_candidates(reader, BNC_SCAN_LOG, line, &list)
                                                  : bnc_set_candidates(reader->context->set, BNC_SCAN_LOG, line, scratch, &list);
    for (size_t i = 0; i < count; i++) {
        bnc_match match;
        if (list[i].owner == BNC_OWNER_LOG && bnc_pattern_find_seen(list[i].layer, list[i].pattern, list[i].sight, line, 0, &match))
            return add(reader, &list[i], bnc_layer_log(list[i].layer, list[i].record), line, &match);
    }
    return false;
}

bool bnc_log_read(bnc_reader *reader, bnc_span text)
{
    bnc_span line, rest = text;
    bool has_found = false;
    bnc_arena *scratch = bnc_arena_new(SCRATCH);
    while (!reader->is_full && bnc_span_next_line(&rest, &line)) {
        if (line.len && read_line(reader, scratch, line))
            has_found = true;
        if (bnc_arena_size(scratch) > SCRATCH_MAX) { /* what a scan saw is kilobytes, a line may be one letter */
            bnc_arena_free(scratch);
            scratch = bnc_arena_new(SCRATCH);
        }
    }
    bnc_arena_free(scratch);
    if (has_found)
        reader->report->format = "log";
    return has_found;
}

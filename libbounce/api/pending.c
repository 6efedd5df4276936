/* Stands in until report/ reads inputs: any text is one reply of a failure. Every function gives way to the real one. */
#include "report/report.h"
#include "util/utf8.h"

__attribute__((weak)) void bnc_report_read_reply(bounce_report *report, const bnc_context *context, const void *data, size_t len)
{
    bnc_span text = bnc_utf8_repair(report->arena, bnc_utf8_cut((bnc_span){ data, len }, BNC_MAX_DIAGNOSTIC));
    bnc_reply *reply = bnc_arena_alloc(report->arena, sizeof *reply);
    report->source = BOUNCE_SOURCE_REPLY;
    if (!text.len)
        return;
    text.at = bnc_arena_dup(report->arena, text);
    bnc_reply_parse(report->arena, text, reply);
    report->kind = BOUNCE_KIND_FAILURE;
    report->format = "reply";
    report->whole.diagnostic = text.at;
    report->whole.replies = reply;
    report->whole.reply_count = 1;
    report->whole.command = reply->command;
    report->whole.code = reply->code ? bnc_arena_dup(report->arena, bnc_span_cut(reply->text, 0, 3)) : NULL;
}

__attribute__((weak)) void bnc_report_read(bounce_report *report, const bnc_context *context, const void *data, size_t len)
{
    bnc_report_read_reply(report, context, data, len);
}

__attribute__((weak)) void bnc_report_read_log_line(bounce_report *report, const bnc_context *context, const void *data, size_t len)
{
    bnc_report_read_reply(report, context, data, len);
}

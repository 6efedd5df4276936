/*
 * What every recipient shows, within bounds: a record tells of one recipient and repeats what holds for all of them.
 *
 * In:  a report.   Out: the same; where its recipients together would show many times the input, long replies and long fields are cut.
 */
#include "report/reader.h"
#include "util/utf8.h"

#define CUT 200 /* bytes that are left of each */

static size_t room(const bounce_report *report)
{
    return BNC_MAX_SHARED_FIRST + BNC_MAX_SHARED * report->input_length;
}

void bnc_shared_cut_reply(bounce_recipient *recipient)
{
    bounce_report *report = recipient->report;
    bnc_span diagnostic = recipient->replies[0].diagnostic;
    if (diagnostic.len <= CUT)
        return;
    if (report->shared.shown + diagnostic.len <= room(report)) {
        report->shared.shown += diagnostic.len;
        return;
    }
    bnc_notes_add(&report->notes, "reply_cut", NULL);
    if (report->shared.cut_from != diagnostic.at) {
        report->shared.cut_from = diagnostic.at;
        recipient->replies = NULL;
        recipient->reply_count = 0;
        bnc_recipient_add_reply(recipient, bnc_utf8_cut(diagnostic, CUT));
        report->shared.cut = recipient->replies;
    }
    recipient->replies = report->shared.cut;
    recipient->reply_count = report->shared.cut != NULL;
}

static size_t length(const char *text)
{
    return text ? strlen(text) : 0;
}

static size_t attachment_length(const bnc_attachment *attachment)
{
    return length(attachment->name) + length(attachment->type);
}

static void cut(bounce_report *report, const char **slot)
{
    if (length(*slot) > CUT)
        *slot = bnc_arena_dup(report->arena, bnc_utf8_cut(bnc_span_of(*slot), CUT));
}

/* As many attachments as fit into what is left for each recipient. */
static void cut_attachments(bounce_report *report, size_t left)
{
    for (size_t i = 0; i < report->original.attachment_count; i++) {
        bnc_attachment *attachment = &report->original.attachments[i];
        cut(report, &attachment->name);
        cut(report, &attachment->type);
        size_t needed = attachment_length(attachment);
        if (needed > left) {
            report->original.attachment_count = i;
            bnc_notes_add(&report->notes, "too_many_attachments", NULL);
            return;
        }
        left -= needed;
    }
}

void bnc_shared_cut_fields(bounce_report *report)
{
    const char **fields[] = { &report->original.from, &report->original.to, &report->original.subject, &report->original.message_id,
                              &report->original.date, &report->envelope_id,     &report->generator_host,    &report->arrival_date };
    size_t all = 0, count = report->recipient_count ? report->recipient_count : 1, share = room(report) / count;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        all += length(*fields[i]);
    for (size_t i = 0; i < report->original.attachment_count; i++)
        all += attachment_length(&report->original.attachments[i]);
    if (all <= share)
        return;
    bnc_notes_add(&report->notes, "line_too_long", NULL);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        cut(report, fields[i]);
        share -= length(*fields[i]) < share ? length(*fields[i]) : share;
    }
    cut_attachments(report, share);
}

/* Getters of a report; its counter. A report is immutable once it was given out, but for texts that are made when asked for (hint/text.h). */
#include "api/classifier.h"
#include "report/report.h"
#include <bounce/bounce.h>

bounce_report *bounce_report_ref(bounce_report *report)
{
    if (report)
        __atomic_fetch_add(&report->references, 1, __ATOMIC_RELAXED);
    return report;
}

static void free_texts(bounce_recipient *recipient)
{
    for (size_t i = 0; i < recipient->cause_count; i++)
        bnc_text_free(&recipient->causes[i]->filled);
    for (size_t i = 0; i < recipient->hint_count; i++)
        bnc_text_free(&recipient->hints[i]->filled);
}

void bounce_report_unref(bounce_report *report)
{
    if (!report || __atomic_fetch_sub(&report->references, 1, __ATOMIC_ACQ_REL) != 1)
        return;
    free_texts(&report->whole);
    for (size_t i = 0; i < report->recipient_count; i++)
        free_texts(&report->recipients[i]);
    bounce_classifier *classifier = report->classifier;
    bnc_arena_free(report->arena); /* the report lies in it */
    bounce_classifier_unref(classifier);
}

bounce_kind bounce_report_kind(const bounce_report *report)
{
    return report ? report->kind : BOUNCE_KIND_NONE;
}

bounce_source bounce_report_source(const bounce_report *report)
{
    return report ? report->source : BOUNCE_SOURCE_MESSAGE;
}

#define TEXT_GETTER(name, field)                          \
    const char *bounce_report_##name(const bounce_report *report) \
    {                                                     \
        return report ? report->field : NULL;             \
    }

TEXT_GETTER(software, software)
TEXT_GETTER(generator_host, generator_host)
TEXT_GETTER(envelope_id, envelope_id)
TEXT_GETTER(arrival_date, arrival_date)
TEXT_GETTER(date, date)
TEXT_GETTER(subtype, subtype)
TEXT_GETTER(original_message_id, original.message_id)
TEXT_GETTER(original_from, original.from)
TEXT_GETTER(original_to, original.to)
TEXT_GETTER(original_subject, original.subject)
TEXT_GETTER(original_date, original.date)

const char *bounce_report_language(const bounce_report *report)
{
    return report ? bnc_report_language(report) : NULL;
}

const char *bounce_report_format(const bounce_report *report)
{
    return report && report->kind != BOUNCE_KIND_NONE ? report->format : NULL;
}

const char *bounce_report_ours(const bounce_report *report)
{
    if (!report)
        return NULL;
    return report->ours ? report->ours : "unknown";
}

size_t bounce_report_recipient_count(const bounce_report *report)
{
    return report ? report->recipient_count : 0;
}

const bounce_recipient *bounce_report_recipient(const bounce_report *report, size_t index)
{
    return report && index < report->recipient_count ? &report->recipients[index] : NULL;
}

const bounce_recipient *bounce_report_whole(const bounce_report *report)
{
    if (!report)
        return NULL;
    return report->recipient_count ? &report->recipients[0] : &report->whole;
}

size_t bounce_report_cause_count(const bounce_report *report)
{
    return bounce_recipient_cause_count(bounce_report_whole(report));
}

const bounce_cause *bounce_report_cause(const bounce_report *report, size_t index)
{
    return bounce_recipient_cause(bounce_report_whole(report), index);
}

size_t bounce_report_attachment_count(const bounce_report *report)
{
    return report ? report->original.attachment_count : 0;
}

const char *bounce_report_attachment_name(const bounce_report *report, size_t index)
{
    return index < bounce_report_attachment_count(report) ? report->original.attachments[index].name : NULL;
}

const char *bounce_report_attachment_type(const bounce_report *report, size_t index)
{
    return index < bounce_report_attachment_count(report) ? report->original.attachments[index].type : NULL;
}

size_t bounce_report_note_count(const bounce_report *report)
{
    return report ? report->notes.count : 0;
}

const char *bounce_report_note(const bounce_report *report, size_t index)
{
    return index < bounce_report_note_count(report) ? report->notes.list[index].id : NULL;
}

const char *bounce_report_note_detail(const bounce_report *report, size_t index)
{
    return index < bounce_report_note_count(report) ? report->notes.list[index].detail : NULL;
}

/*
 * The calls that make a report: bytes in, report out. Each makes one arena, and lets report/, cause/ and hint/ fill it.
 */
#include "api/classifier.h"
#include "report/report.h"

#define ARENA_FIRST (24 * 1024) /* holds an ordinary bounce with its causes and hints in one block */
#define ARENA_REPLY (20 * 1024)

typedef void read_fn(bounce_report *report, const bnc_context *context, const void *data, size_t len);

static bounce_report *report_new(const bounce_classifier *classifier, size_t arena_size)
{
    bnc_arena *arena = bnc_arena_new(arena_size);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    report->references = 1;
    report->arena = arena;
    report->classifier = bounce_classifier_ref((bounce_classifier *)classifier);
    report->whole.report = report;
    return report;
}

static bounce_status classify(const bounce_classifier *classifier, const void *data, size_t length, const char *envelope_from,
                              const char *envelope_to, read_fn *read, size_t arena_size, bounce_report **ret_report)
{
    if (!classifier || !ret_report || (!data && length))
        return BOUNCE_ERROR_ARGUMENT;
    const bounce_options *options = &classifier->options;
    const bnc_context context = {
        .set = classifier->set,
        .converters = classifier->converters,
        .max_input = options->max_input,
        .max_recipients = options->max_recipients,
        .envelope_from = envelope_from,
        .envelope_to = envelope_to,
        .own = (const char *const *)options->own,
        .own_count = options->own_count,
        .country = *options->country ? options->country : NULL,
        .is_unfiltered = classifier->is_unfiltered,
    };
    bounce_report *report = report_new(classifier, arena_size);
    report->input_length = length;
    read(report, &context, data ? data : "", length);
    bnc_cause_classify(report, &context);
    bnc_hint_choose(report, &context);
    *ret_report = report;
    return BOUNCE_OK;
}

bounce_status bounce_classify(const bounce_classifier *classifier, const void *data, size_t length, bounce_report **ret_report)
{
    return classify(classifier, data, length, NULL, NULL, bnc_report_read, ARENA_FIRST, ret_report);
}

bounce_status bounce_classify_envelope(const bounce_classifier *classifier, const void *data, size_t length, const char *envelope_from,
                                       const char *envelope_to, bounce_report **ret_report)
{
    return classify(classifier, data, length, envelope_from, envelope_to, bnc_report_read, ARENA_FIRST, ret_report);
}

bounce_status bounce_classify_reply(const bounce_classifier *classifier, const char *text, size_t length, bounce_report **ret_report)
{
    return classify(classifier, text, length, NULL, NULL, bnc_report_read_reply, ARENA_REPLY, ret_report);
}

bounce_status bounce_classify_log_line(const bounce_classifier *classifier, const char *line, size_t length, bounce_report **ret_report)
{
    return classify(classifier, line, length, NULL, NULL, bnc_report_read_log_line, ARENA_REPLY, ret_report);
}

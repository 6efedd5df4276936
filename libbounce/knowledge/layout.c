/*
 * What Layout, Log and Forward are made of (doc/knowledge.md).
 */
#include "knowledge/fields.h"

#include <bounce/report.h>

#define PATTERN(member, name, flags) BNC_FIELD(bnc_layout_record, member, name, PATTERN, BNC_FIELD_REPEATED | (flags))
#define LAYOUT(member, name, form, flags) BNC_FIELD(bnc_layout_record, member, name, form, flags)
#define LAYOUT_WORDS(member, name, form, words) BNC_FIELD_WORDS(bnc_layout_record, member, name, form, 0, words)

static const bnc_field_spec layout_fields[] = {
    LAYOUT(format, "Format", TEXT, BNC_FIELD_REQUIRED),
    LAYOUT(software, "Software", TEXT, 0),
    LAYOUT_WORDS(kind, "Kind", WORD, kind),
    LAYOUT(language, "Language", TEXT, 0),
    PATTERN(if_from, "If-From", BNC_FIELD_HEADER),
    PATTERN(if_subject, "If-Subject", BNC_FIELD_HEADER),
    PATTERN(if_type, "If-Type", BNC_FIELD_HEADER),
    LAYOUT(if_header, "If-Header", HEADER, BNC_FIELD_REPEATED),
    PATTERN(body, "Body", BNC_FIELD_SCANNED),
    PATTERN(and_body, "And-Body", BNC_FIELD_ASLEEP),
    PATTERN(unless, "Unless", BNC_FIELD_ASLEEP),
    PATTERN(begin, "Begin", BNC_FIELD_ASLEEP),
    PATTERN(end, "End", BNC_FIELD_ASLEEP),
    PATTERN(recipient, "Recipient", BNC_FIELD_ASLEEP),
    PATTERN(reply, "Reply", BNC_FIELD_ASLEEP),
    PATTERN(common, "Common", BNC_FIELD_ASLEEP),
    LAYOUT_WORDS(transcript, "Transcript", WORD, no_yes),
    PATTERN(delay, "Delay", BNC_FIELD_ASLEEP),
    PATTERN(final, "Final", BNC_FIELD_ASLEEP),
    BNC_FIELD_IDS(bnc_layout_record, cause, "Cause", ID, 0, BNC_ONE(CAUSE)),
    LAYOUT(weight, "Weight", NUMBER, 0),
    LAYOUT(id, "Source", NOTE, BNC_FIELD_REQUIRED),
    LAYOUT(id, "Example", EXAMPLE, BNC_FIELD_REQUIRED | BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
    LAYOUT(id, "No-Example", COUNTEREXAMPLE, BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
};

static const bnc_layout_record layout_preset = { .kind = BOUNCE_KIND_FAILURE, .weight = 50 };

const bnc_kind_spec bnc_spec_layout = { "Layout", sizeof(bnc_layout_record), layout_fields, BNC_COUNT_OF(layout_fields),
                                        &layout_preset };

#define LOG(member, name, form, flags) BNC_FIELD(bnc_log_record, member, name, form, flags)

static const bnc_words unescape_words = { (const char *const[]){ NULL, "underscore" }, 2 };

static const bnc_field_spec log_fields[] = {
    LOG(software, "Software", TEXT, BNC_FIELD_REQUIRED),
    LOG(match, "Match", PATTERN, BNC_FIELD_REQUIRED | BNC_FIELD_REPEATED | BNC_FIELD_SCANNED),
    LOG(failed, "Failed", TEXTS, BNC_FIELD_REPEATED),
    LOG(delayed, "Delayed", TEXTS, BNC_FIELD_REPEATED),
    LOG(delivered, "Delivered", TEXTS, BNC_FIELD_REPEATED),
    BNC_FIELD_WORDS(bnc_log_record, kind, "Kind", WORD, 0, kind),
    { "Unescape", offsetof(bnc_log_record, unescape_underscore), BNC_FORM_WORD, 0, 0, &unescape_words },
    LOG(id, "Source", NOTE, BNC_FIELD_REQUIRED),
    LOG(id, "Example", EXAMPLE, BNC_FIELD_REQUIRED | BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
    LOG(id, "No-Example", COUNTEREXAMPLE, BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
};

static const bnc_log_record log_preset = { .kind = BOUNCE_KIND_FAILURE };

const bnc_kind_spec bnc_spec_log = { "Log", sizeof(bnc_log_record), log_fields, BNC_COUNT_OF(log_fields), &log_preset };

static const bnc_field_spec forward_fields[] = {
    BNC_FIELD(bnc_forward_record, match, "Match", PATTERN, BNC_FIELD_REQUIRED | BNC_FIELD_REPEATED | BNC_FIELD_SCANNED),
    BNC_FIELD(bnc_forward_record, language, "Language", TEXT, 0),
    BNC_FIELD(bnc_forward_record, id, "Source", NOTE, BNC_FIELD_REQUIRED),
    BNC_FIELD(bnc_forward_record, id, "Example", EXAMPLE, BNC_FIELD_REQUIRED | BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
    BNC_FIELD(bnc_forward_record, id, "No-Example", COUNTEREXAMPLE, BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
};

const bnc_kind_spec bnc_spec_forward = { "Forward", sizeof(bnc_forward_record), forward_fields, BNC_COUNT_OF(forward_fields),
                                         NULL };

/*
 * What a Rule is made of (doc/knowledge.md).
 */
#include "knowledge/fields.h"

#include <bounce/terms.h>

#define FIELD(member, name, form, flags) BNC_FIELD(bnc_rule_record, member, name, form, flags)
#define IDS(member, name, form, flags, kinds) BNC_FIELD_IDS(bnc_rule_record, member, name, form, flags, kinds)
#define WORDS(member, name, form, flags, words) BNC_FIELD_WORDS(bnc_rule_record, member, name, form, flags, words)

static const bnc_field_spec fields[] = {
    IDS(cause, "Cause", ID, BNC_FIELD_REQUIRED, BNC_ONE(CAUSE)),
    FIELD(match, "Match", PATTERN, BNC_FIELD_REQUIRED | BNC_FIELD_REPEATED | BNC_FIELD_SCANNED | BNC_FIELD_UNREAD),
    FIELD(unless, "Unless", PATTERN, BNC_FIELD_REPEATED | BNC_FIELD_GUARD),
    FIELD(if_code, "If-Code", CODE, BNC_FIELD_REPEATED),
    FIELD(if_status, "If-Status", STATUS, BNC_FIELD_REPEATED),
    WORDS(if_command, "If-Command", WORD_MASK, BNC_FIELD_REPEATED, command),
    IDS(if_provider, "If-Provider", IDS, BNC_FIELD_REPEATED, BNC_ONE(PROVIDER)),
    IDS(provider, "Provider", ID, 0, BNC_ONE(PROVIDER)),
    IDS(also, "Also", CAUSE, BNC_FIELD_REPEATED, BNC_ONE(CAUSE)),
    FIELD(set, "Set", SET, BNC_FIELD_REPEATED),
    WORDS(in, "In", WORD, 0, in),
    FIELD(weight, "Weight", NUMBER, 0),
    WORDS(confidence, "Confidence", WORD, 0, confidence),
    FIELD(sisimai, "Sisimai", TEXT, 0),
    WORDS(hard, "Hard", WORD, 0, own_hard),
    FIELD(id, "Source", NOTE, BNC_FIELD_REQUIRED),
    FIELD(id, "Example", EXAMPLE, BNC_FIELD_REQUIRED | BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
    FIELD(id, "No-Example", COUNTEREXAMPLE, BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
};

static const bnc_rule_record preset = { .weight = 50, .confidence = BOUNCE_CONFIDENCE_HIGH, .in = 1 };

const bnc_kind_spec bnc_spec_rule = { "Rule", sizeof(bnc_rule_record), fields, BNC_COUNT_OF(fields), &preset };

/*
 * What Cause, Provider, Blocklist and Status are made of (doc/knowledge.md).
 */
#include "knowledge/fields.h"

#include <bounce/terms.h>

#define CAUSE(member, name, form, flags) BNC_FIELD(bnc_cause_record, member, name, form, flags)
#define CAUSE_WORDS(member, name, form, flags, words) BNC_FIELD_WORDS(bnc_cause_record, member, name, form, flags, words)
#define VOCABULARY(index, name) BNC_FIELD(bnc_cause_record, compat[index], name, TEXT, BNC_FIELD_VOCABULARY)

static const bnc_field_spec cause_fields[] = {
    CAUSE(meaning, "Meaning", TEXT, BNC_FIELD_REQUIRED | BNC_FIELD_TRANSLATED),
    CAUSE(plain, "Plain", TEXT, BNC_FIELD_REQUIRED | BNC_FIELD_TRANSLATED),
    CAUSE(not_, "Not", TEXT, BNC_FIELD_TRANSLATED),
    CAUSE_WORDS(party, "Party", WORDS, BNC_FIELD_REQUIRED, party),
    CAUSE_WORDS(persistence, "Persistence", WORD, BNC_FIELD_REQUIRED, persistence),
    CAUSE_WORDS(address, "Address", WORD, BNC_FIELD_REQUIRED, address),
    BNC_FIELD_IDS(bnc_cause_record, parent, "Parent", ID, 0, BNC_ONE(CAUSE)),
    CAUSE_WORDS(hard, "Hard", WORD, 0, no_yes),
    VOCABULARY(0, "Sisimai"),
    CAUSE(sisimai_unproven, "Sisimai-Unproven", TEXT, 0),
    VOCABULARY(1, "Anymail"),
    VOCABULARY(2, "SES"),
    VOCABULARY(3, "SendGrid"),
    VOCABULARY(4, "Mailgun"),
    VOCABULARY(5, "Postmark"),
    VOCABULARY(6, "SparkPost"),
    VOCABULARY(7, "PowerMTA"),
    VOCABULARY(8, "KumoMTA"),
};

const bnc_kind_spec bnc_spec_cause = { "Cause", sizeof(bnc_cause_record), cause_fields, BNC_COUNT_OF(cause_fields), NULL };

#define PROVIDER(member, name, form, flags) BNC_FIELD(bnc_provider_record, member, name, form, flags)

static const bnc_field_spec provider_fields[] = {
    PROVIDER(name, "Name", TEXT, BNC_FIELD_REQUIRED),
    BNC_FIELD_WORDS(bnc_provider_record, kind, "Kind", TEXT, BNC_FIELD_REQUIRED | BNC_FIELD_UNREAD, provider_kind),
    PROVIDER(host, "Host", LOWER, BNC_FIELD_REPEATED),
    PROVIDER(domain, "Domain", LOWER, BNC_FIELD_REPEATED | BNC_FIELD_UNREAD),
    PROVIDER(match, "Match", PATTERN, BNC_FIELD_REPEATED | BNC_FIELD_SCANNED | BNC_FIELD_UNREAD),
    PROVIDER(weight, "Weight", NUMBER, 0),
    PROVIDER(id, "Source", NOTE, BNC_FIELD_REQUIRED),
    PROVIDER(id, "Example", EXAMPLE, BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
    PROVIDER(id, "No-Example", COUNTEREXAMPLE, BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
};

static const bnc_provider_record provider_preset = { .weight = 50 };

const bnc_kind_spec bnc_spec_provider = { "Provider", sizeof(bnc_provider_record), provider_fields,
                                          BNC_COUNT_OF(provider_fields), &provider_preset };

#define LIST(member, name, form, flags) BNC_FIELD(bnc_blocklist_record, member, name, form, flags)
#define LIST_IDS(member, name, form, flags, kinds) BNC_FIELD_IDS(bnc_blocklist_record, member, name, form, flags, kinds)

static const bnc_field_spec blocklist_fields[] = {
    LIST(name, "Name", TEXT, BNC_FIELD_REQUIRED),
    LIST(alias, "Alias", TEXTS, BNC_FIELD_REPEATED | BNC_FIELD_UNREAD),
    LIST(zone, "Zone", LOWER, BNC_FIELD_REPEATED | BNC_FIELD_UNREAD),
    LIST(keyed_zone, "Keyed-Zone", LOWER, BNC_FIELD_REPEATED | BNC_FIELD_UNREAD),
    LIST(match, "Match", PATTERN, BNC_FIELD_REPEATED | BNC_FIELD_SCANNED | BNC_FIELD_UNREAD),
    LIST_IDS(code, "Code", ANSWER, BNC_FIELD_REPEATED, BNC_ONE(BLOCKLIST) | BNC_ONE(CAUSE)),
    LIST_IDS(cause, "Cause", ID, 0, BNC_ONE(CAUSE)),
    LIST_IDS(also, "Also", CAUSE, BNC_FIELD_REPEATED, BNC_ONE(CAUSE)),
    BNC_FIELD_WORDS(bnc_blocklist_record, is_defunct, "Status", WORD, BNC_FIELD_REQUIRED, list_status),
    LIST(lookup, "Lookup", TEXT, BNC_FIELD_URL | BNC_FIELD_UNREAD),
    LIST(delist, "Delist", TEXT, BNC_FIELD_URL | BNC_FIELD_UNREAD),
    LIST(id, "Source", NOTE, BNC_FIELD_REQUIRED),
    LIST(id, "As-Of", NOTE, BNC_FIELD_DATE | BNC_FIELD_EMPTY),
    LIST(weight, "Weight", NUMBER, 0),
    LIST(id, "Example", EXAMPLE, BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
    LIST(id, "No-Example", COUNTEREXAMPLE, BNC_FIELD_REPEATED | BNC_FIELD_EMPTY),
};

static const bnc_blocklist_record blocklist_preset = { .weight = 50 };

const bnc_kind_spec bnc_spec_blocklist = { "Blocklist", sizeof(bnc_blocklist_record), blocklist_fields,
                                           BNC_COUNT_OF(blocklist_fields), &blocklist_preset };

static const bnc_field_spec status_fields[] = {
    BNC_FIELD_IDS(bnc_status_record, cause, "Cause", ID, BNC_FIELD_REQUIRED, BNC_ONE(CAUSE)),
    BNC_FIELD(bnc_status_record, meaning, "Meaning", TEXT, BNC_FIELD_REQUIRED),
    BNC_FIELD_WORDS(bnc_status_record, confidence, "Confidence", WORD, 0, confidence),
    BNC_FIELD(bnc_status_record, sisimai, "Sisimai", TEXT, 0),
    BNC_FIELD_WORDS(bnc_status_record, hard, "Hard", WORD, 0, own_hard),
    BNC_FIELD_IDS(bnc_status_record, provider, "Provider", ID, 0, BNC_ONE(PROVIDER)),
    BNC_FIELD(bnc_status_record, key, "Source", NOTE, BNC_FIELD_REQUIRED),
};

static const bnc_status_record status_preset = { .confidence = BOUNCE_CONFIDENCE_LOW };

const bnc_kind_spec bnc_spec_status = { "Status", sizeof(bnc_status_record), status_fields, BNC_COUNT_OF(status_fields),
                                        &status_preset };

/*
 * What Hint, Remedy, Placeholder and Message are made of (doc/knowledge.md).
 */
#include "knowledge/fields.h"

#define HINT(member, name, form, flags) BNC_FIELD(bnc_hint_record, member, name, form, flags)
#define HINT_IDS(member, name, form, flags, kinds) BNC_FIELD_IDS(bnc_hint_record, member, name, form, flags, kinds)

static const bnc_field_spec hint_fields[] = {
    BNC_FIELD_WORDS(bnc_hint_record, who, "Who", WORD, BNC_FIELD_REQUIRED, party),
    HINT(text, "Text", TEXT, BNC_FIELD_REQUIRED | BNC_FIELD_TRANSLATED),
    HINT(url, "Url", TEXT, BNC_FIELD_URL),
    HINT(check, "Check", TEXT, BNC_FIELD_TRANSLATED | BNC_FIELD_COMMAND),
    HINT(wait, "Wait", TEXT, BNC_FIELD_DURATION),
    HINT(form_language, "Form-Language", TEXT, 0),
    HINT(source, "Source", TEXT, BNC_FIELD_REQUIRED),
    HINT(as_of, "As-Of", TEXT, BNC_FIELD_DATE | BNC_FIELD_EMPTY),
    HINT(superseded, "Superseded", TEXT, BNC_FIELD_REPEATED),
    HINT_IDS(variant_of, "Variant-Of", ID, 0, BNC_ONE(HINT)),
    HINT(country, "Country", TEXTS, BNC_FIELD_COUNTRY),
    HINT_IDS(provider, "Provider", IDS, 0, BNC_ONE(PROVIDER)),
    HINT_IDS(list, "List", IDS, 0, BNC_ONE(BLOCKLIST)),
};

const bnc_kind_spec bnc_spec_hint = { "Hint", sizeof(bnc_hint_record), hint_fields, BNC_COUNT_OF(hint_fields), NULL };

#define REMEDY(member, name, form, flags) BNC_FIELD(bnc_remedy_record, member, name, form, flags)
#define REMEDY_IDS(member, name, form, flags, kinds) BNC_FIELD_IDS(bnc_remedy_record, member, name, form, flags, kinds)

static const bnc_field_spec remedy_fields[] = {
    REMEDY_IDS(cause, "Cause", IDS, BNC_FIELD_REQUIRED | BNC_FIELD_UNREAD, BNC_ONE(CAUSE)),
    REMEDY_IDS(list, "List", IDS, 0, BNC_ONE(BLOCKLIST)),
    REMEDY_IDS(provider, "Provider", IDS, 0, BNC_ONE(PROVIDER)),
    REMEDY(country, "Country", TEXTS, BNC_FIELD_COUNTRY),
    REMEDY(fact, "Fact", FACTS, 0),
    REMEDY_IDS(steps, "Steps", IDS, BNC_FIELD_REQUIRED, BNC_ONE(HINT)),
};

const bnc_kind_spec bnc_spec_remedy = { "Remedy", sizeof(bnc_remedy_record), remedy_fields, BNC_COUNT_OF(remedy_fields), NULL };

static const bnc_field_spec text_fields[] = {
    BNC_FIELD(bnc_text_record, text, "Text", TEXT, BNC_FIELD_REQUIRED | BNC_FIELD_TRANSLATED),
};

const bnc_kind_spec bnc_spec_placeholder = { "Placeholder", sizeof(bnc_text_record), text_fields, 1, NULL };
const bnc_kind_spec bnc_spec_message = { "Message", sizeof(bnc_text_record), text_fields, 1, NULL };

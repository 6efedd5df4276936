/* Getters of a cause, found or of the registry. */
#include "hint/hint.h"
#include <bounce/bounce.h>

#define RECORD_TEXT(cause, field) ((cause) ? bnc_layer_text((cause)->layer, (cause)->record->field) : NULL)

const char *bounce_cause_id(const bounce_cause *cause)
{
    return RECORD_TEXT(cause, id);
}

bounce_cause_code bounce_cause_number(const bounce_cause *cause)
{
    return cause ? (bounce_cause_code)cause->record->number : BOUNCE_CAUSE_UNKNOWN;
}

bounce_confidence bounce_cause_confidence(const bounce_cause *cause)
{
    return cause ? cause->confidence : BOUNCE_CONFIDENCE_LOW;
}

const char *bounce_cause_rule(const bounce_cause *cause)
{
    return cause ? cause->rule : NULL;
}

bounce_persistence bounce_cause_persistence(const bounce_cause *cause)
{
    return cause ? (bounce_persistence)cause->record->persistence : BOUNCE_PERSISTENCE_NONE;
}

bounce_address_verdict bounce_cause_address_verdict(const bounce_cause *cause)
{
    return cause ? (bounce_address_verdict)cause->record->address : BOUNCE_ADDRESS_NONE;
}

size_t bounce_cause_party_count(const bounce_cause *cause)
{
    return cause ? cause->record->party.count : 0;
}

bounce_party bounce_cause_party(const bounce_cause *cause, size_t index)
{
    if (index >= bounce_cause_party_count(cause))
        return BOUNCE_PARTY_NOBODY;
    return (bounce_party)bnc_layer_list(cause->layer, cause->record->party)[index];
}

const char *bounce_cause_fact(const bounce_cause *cause, const char *name)
{
    bnc_group group = cause && name ? bnc_group_find(bnc_span_of(name)) : BNC_GROUP_NONE;
    return group > BNC_GROUP_NONE && group < BNC_GROUP_FACTS_END ? bnc_cause_find_fact(cause, group) : NULL;
}

size_t bounce_cause_fact_count(const bounce_cause *cause)
{
    return cause ? cause->fact_count : 0;
}

const char *bounce_cause_fact_name(const bounce_cause *cause, size_t index)
{
    return index < bounce_cause_fact_count(cause) ? bnc_group_name(cause->facts[index].name) : NULL;
}

const char *bounce_cause_fact_value(const bounce_cause *cause, size_t index)
{
    return index < bounce_cause_fact_count(cause) ? cause->facts[index].value : NULL;
}

size_t bounce_cause_evidence_count(const bounce_cause *cause)
{
    return cause ? cause->evidence_count : 0;
}

const char *bounce_cause_evidence_in(const bounce_cause *cause, size_t index)
{
    return index < bounce_cause_evidence_count(cause) ? cause->evidence[index].in : NULL;
}

size_t bounce_cause_evidence_offset(const bounce_cause *cause, size_t index)
{
    return index < bounce_cause_evidence_count(cause) ? cause->evidence[index].offset : 0;
}

size_t bounce_cause_evidence_length(const bounce_cause *cause, size_t index)
{
    return index < bounce_cause_evidence_count(cause) ? cause->evidence[index].length : 0;
}

const char *bounce_cause_evidence_text(const bounce_cause *cause, size_t index)
{
    return index < bounce_cause_evidence_count(cause) ? cause->evidence[index].text : NULL;
}

/* The list of texts made so far is no part of what a cause says: const callers may add to it. */
static const char *text(const bounce_cause *cause, bnc_ref ref, const char *language)
{
    return bnc_text_get(&((bounce_cause *)cause)->filled, cause->set, cause->layer, ref, cause, language);
}

const char *bounce_cause_meaning(const bounce_cause *cause, const char *language)
{
    return cause ? text(cause, cause->record->meaning, language) : NULL;
}

const char *bounce_cause_plain(const bounce_cause *cause, const char *language)
{
    return cause ? text(cause, cause->record->plain, language) : NULL;
}

const char *bounce_cause_not(const bounce_cause *cause, const char *language)
{
    return cause ? text(cause, cause->record->not_, language) : NULL;
}

const char *bounce_cause_compat(const bounce_cause *cause, const char *vocabulary)
{
    static const char *const names[] = BNC_VOCABULARIES;
    for (size_t i = 0; cause && vocabulary && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], vocabulary) == 0)
            return i == 0 && cause->sisimai ? cause->sisimai : bnc_layer_text(cause->layer, cause->record->compat[i]);
    return NULL;
}

bool bounce_cause_hard(const bounce_cause *cause)
{
    return cause && (cause->hard ? cause->hard == 2 : cause->record->hard);
}

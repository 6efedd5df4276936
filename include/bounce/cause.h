/* One cause that was found, and the registry of all causes. */
#ifndef BOUNCE_CAUSE_H
#define BOUNCE_CAUSE_H

#include <bounce/cause_id.h>
#include <bounce/macros.h>
#include <bounce/report.h>
#include <bounce/terms.h>

BOUNCE_BEGIN_DECLS

/*
 * Getters. Strings are valid UTF-8 and live as long as the report (or, for a registry entry, the classifier).
 * A NULL cause gives NULL, 0 or the first value of an enum. Safe to call from any thread.
 */

/** The cause's stable id, "ip.dynamic_range". @since 0.1 */
BOUNCE_API const char *bounce_cause_id(const bounce_cause *cause);
/** The same as a number; BOUNCE_CAUSE_UNKNOWN for a cause that a user's knowledge added. @since 0.1 */
BOUNCE_API bounce_cause_code bounce_cause_number(const bounce_cause *cause);
/** How sure. @since 0.1 */
BOUNCE_API bounce_confidence bounce_cause_confidence(const bounce_cause *cause);
/** The id of the rule (blocklist, status, layout record) that said so; NULL for "unknown". @since 0.1 */
BOUNCE_API const char *bounce_cause_rule(const bounce_cause *cause);
/** Whether it passes by itself. @since 0.1 */
BOUNCE_API bounce_persistence bounce_cause_persistence(const bounce_cause *cause);
/** What it says against the address. @since 0.1 */
BOUNCE_API bounce_address_verdict bounce_cause_address_verdict(const bounce_cause *cause);
/** The number of parties that have to act. @since 0.1 */
BOUNCE_API size_t bounce_cause_party_count(const bounce_cause *cause);
/** The party at @p index, who acts first first; BOUNCE_PARTY_NOBODY if out of range. @since 0.1 */
BOUNCE_API bounce_party bounce_cause_party(const bounce_cause *cause, size_t index);

/** The value of a fact, "ip", "list", "zone", "token", "url", "helo" …; NULL where it was not found. @since 0.1 */
BOUNCE_API const char *bounce_cause_fact(const bounce_cause *cause, const char *name);
/** The number of facts. @since 0.1 */
BOUNCE_API size_t bounce_cause_fact_count(const bounce_cause *cause);
/** The name of a fact; NULL if out of range. @since 0.1 */
BOUNCE_API const char *bounce_cause_fact_name(const bounce_cause *cause, size_t index);
/** The value of a fact; NULL if out of range. @since 0.1 */
BOUNCE_API const char *bounce_cause_fact_value(const bounce_cause *cause, size_t index);

/** The number of pieces of evidence. @since 0.1 */
BOUNCE_API size_t bounce_cause_evidence_count(const bounce_cause *cause);
/** Where it stands: "reply" (the recipient's diagnostic), "status", "command", "subject", "body", "header:NAME" or "log". @since 0.1 */
BOUNCE_API const char *bounce_cause_evidence_in(const bounce_cause *cause, size_t index);
/** Its offset in bytes into the diagnostic where it stands in "reply"; 0 otherwise. @since 0.1 */
BOUNCE_API size_t bounce_cause_evidence_offset(const bounce_cause *cause, size_t index);
/** Its length in bytes there. @since 0.1 */
BOUNCE_API size_t bounce_cause_evidence_length(const bounce_cause *cause, size_t index);
/** Its words, at most 500 bytes. @since 0.1 */
BOUNCE_API const char *bounce_cause_evidence_text(const bounce_cause *cause, size_t index);

/** One line: what the cause means, in @p language (BCP 47, falls back to English; NULL is English). @since 0.1 */
BOUNCE_API const char *bounce_cause_meaning(const bounce_cause *cause, const char *language);
/** Why, for a person who is no expert, with the facts filled in. @since 0.1 */
BOUNCE_API const char *bounce_cause_plain(const bounce_cause *cause, const char *language);
/** What it is not. @since 0.1 */
BOUNCE_API const char *bounce_cause_not(const bounce_cause *cause, const char *language);

/** The number of causes @p classifier knows. @since 0.1 */
BOUNCE_API size_t bounce_classifier_cause_count(const bounce_classifier *classifier);
/** The registry's entry at @p index, in the registry's order: a cause without facts or evidence that lives as long as the classifier. NULL if out of range. @since 0.1 */
BOUNCE_API const bounce_cause *bounce_classifier_cause(const bounce_classifier *classifier, size_t index);
/** The registry's entry of that id; NULL if there is none. @since 0.1 */
BOUNCE_API const bounce_cause *bounce_classifier_find_cause(const bounce_classifier *classifier, const char *id);
/** What another vocabulary calls @p cause; see bounce_recipient_compat(). @since 0.1 */
BOUNCE_API const char *bounce_cause_compat(const bounce_cause *cause, const char *vocabulary);
/** Whether it is hard in Sisimai's meaning. @since 0.1 */
BOUNCE_API bool bounce_cause_hard(const bounce_cause *cause);

BOUNCE_END_DECLS
#endif

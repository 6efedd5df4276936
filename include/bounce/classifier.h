/* The classifier: immutable, refcounted, shared by any number of threads. */
#ifndef BOUNCE_CLASSIFIER_H
#define BOUNCE_CLASSIFIER_H

#include <bounce/error.h>
#include <bounce/knowledge.h>
#include <bounce/macros.h>

BOUNCE_BEGIN_DECLS

/** Options for a classifier; a mutable builder, one thread at a time. @since 0.1 */
typedef struct bounce_options bounce_options;
/** An immutable classifier. @since 0.1 */
typedef struct bounce_classifier bounce_classifier;
/** What one input said; see report.h. @since 0.1 */
typedef struct bounce_report bounce_report;

/** Returns options with their defaults. Free them with bounce_options_free(). @since 0.1 */
BOUNCE_API bounce_options *bounce_options_new(void);

/** Frees @p options; NULL is a no-op. @since 0.1 */
BOUNCE_API void bounce_options_free(bounce_options *options);

/**
 * Sets how many bytes of one input are read; what is beyond is cut off and noted. 1 to 1 GiB, default 16 MiB.
 *
 * @return BOUNCE_OK, or BOUNCE_ERROR_ARGUMENT for NULL or a value out of range
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_options_set_max_input(bounce_options *options, size_t bytes);

/**
 * Sets how many recipients of one report are kept; more are counted in a note. 1 to 1,000,000, default 10,000.
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_options_set_max_recipients(bounce_options *options, size_t count);

/**
 * Adds a domain of ours (or an address, if it holds '@'): a report about a message from elsewhere is then
 * backscatter (cause backscatter.not_ours). The string is copied.
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_options_add_own(bounce_options *options, const char *domain_or_address);

/**
 * Sets the country (ISO 3166-1 alpha-2, for example "KR") of the sending server, for hints that differ by country. Default: found from the
 * report itself, else none. NULL takes it back.
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_options_set_country(bounce_options *options, const char *country);

/**
 * Makes an immutable classifier. Knowledge and options may be changed or freed afterwards.
 *
 * @param knowledge  NULL stands for the built-in knowledge
 * @param options    NULL stands for the defaults
 * @param ret_classifier  the new classifier, one reference; untouched on failure
 * @param reterr_error    on failure, if not NULL, an error the caller frees
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_classifier_new(const bounce_knowledge *knowledge, const bounce_options *options,
                                               bounce_classifier **ret_classifier, bounce_error **reterr_error);

/** Takes a reference; returns @p classifier. NULL gives NULL. Any thread. @since 0.1 */
BOUNCE_API bounce_classifier *bounce_classifier_ref(bounce_classifier *classifier);

/** Drops a reference; the last one frees. NULL is a no-op. Any thread. @since 0.1 */
BOUNCE_API void bounce_classifier_unref(bounce_classifier *classifier);

/**
 * Classifies anything: a message, a fragment or pasted text, a mail-log line, an SMTP reply.
 *
 * Mail never fails: garbage gives a report of kind BOUNCE_KIND_NONE with notes. The bytes are not kept.
 *
 * @param data    may be NULL if @p length is 0
 * @param length  in bytes
 * @param ret_report  a report, one reference; the caller drops it with bounce_report_unref()
 * @return BOUNCE_OK; BOUNCE_ERROR_ARGUMENT if a pointer is NULL (then @p ret_report is untouched)
 *
 * Safe to call from any number of threads at once on one classifier. Aborts when memory runs out.
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_classify(const bounce_classifier *classifier, const void *data, size_t length,
                                         bounce_report **ret_report);

/**
 * The same with what the envelope of the bounce says. A report's own recipients win; the envelope fills in where a report names none.
 *
 * @param envelope_to    the address the bounce was sent to: a VERP or BATV address names the failed recipient; may be NULL
 * @param envelope_from  the sender of the bounce, "" for the null reverse-path; may be NULL
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_classify_envelope(const bounce_classifier *classifier, const void *data, size_t length,
                                                  const char *envelope_from, const char *envelope_to,
                                                  bounce_report **ret_report);

/**
 * Classifies one SMTP reply (RFC 5321, section 4.2), of one or several lines, with or without the words a client puts around it.
 *
 * Unlike bounce_classify() it does not ask what the text is: a reply it is, and a failure.
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_classify_reply(const bounce_classifier *classifier, const char *text, size_t length,
                                               bounce_report **ret_report);

/**
 * Classifies one line of a mail log. The report has kind BOUNCE_KIND_NONE where the line tells of no failed or delayed delivery.
 *
 * @since 0.1
 */
BOUNCE_API bounce_status bounce_classify_log_line(const bounce_classifier *classifier, const char *line, size_t length,
                                                  bounce_report **ret_report);

/**
 * Returns a sentence of the knowledge's messages in @p language, for example "verdict.failure" or "party.isp".
 *
 * Belongs to the classifier. NULL if there is no such message, or an argument is NULL; a NULL @p language is "en".
 *
 * @since 0.1
 */
BOUNCE_API const char *bounce_classifier_message(const bounce_classifier *classifier, const char *id,
                                                 const char *language);

/**
 * The number of meanings that single providers give to an enhanced status code ("5.7.708"), beside what everybody means by it.
 *
 * 0 if there is none, or an argument is NULL.
 *
 * @since 0.1
 */
BOUNCE_API size_t bounce_classifier_code_count(const bounce_classifier *classifier, const char *code);
/** Whose meaning it is: the provider's name for people. Belongs to the classifier; NULL if out of range. @since 0.1 */
BOUNCE_API const char *bounce_classifier_code_provider(const bounce_classifier *classifier, const char *code, size_t index);
/** The meaning in short, in English. Belongs to the classifier; NULL if out of range. @since 0.1 */
BOUNCE_API const char *bounce_classifier_code_meaning(const bounce_classifier *classifier, const char *code, size_t index);
/** The id of its cause, for bounce_classifier_find_cause(). Belongs to the classifier; NULL if out of range. @since 0.1 */
BOUNCE_API const char *bounce_classifier_code_cause(const bounce_classifier *classifier, const char *code, size_t index);

BOUNCE_END_DECLS
#endif

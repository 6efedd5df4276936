/* The report: what one input said. Immutable, refcounted; it holds a reference on its classifier. */
#ifndef BOUNCE_REPORT_H
#define BOUNCE_REPORT_H

#include <bounce/classifier.h>
#include <bounce/macros.h>

BOUNCE_BEGIN_DECLS

/** One failed, delayed or delivered address; see recipient.h. @since 0.1 */
typedef struct bounce_recipient bounce_recipient;
/** One cause found; see cause.h. @since 0.1 */
typedef struct bounce_cause bounce_cause;

/**
 * What a report reports. Open: new values may come. bounce_kind_name() gives the record's word.
 *
 * @since 0.1
 */
typedef enum bounce_kind {
    BOUNCE_KIND_NONE = 0,   /**< no report at all */
    BOUNCE_KIND_FAILURE,    /**< at least one recipient will not get the message */
    BOUNCE_KIND_DELAY,      /**< not delivered yet, the server keeps trying */
    BOUNCE_KIND_DELIVERED,  /**< delivered, as was asked to report */
    BOUNCE_KIND_RELAYED,    /**< handed to a server that sends no reports */
    BOUNCE_KIND_EXPANDED,   /**< delivered to a list, which sends it on */
    BOUNCE_KIND_AUTOREPLY,  /**< an automatic answer (RFC 3834) */
    BOUNCE_KIND_CHALLENGE,  /**< the sender is asked to prove something */
    BOUNCE_KIND_COMPLAINT,  /**< feedback (RFC 5965, RFC 6591) */
    BOUNCE_KIND_RECEIPT,    /**< disposition notification (RFC 8098) */
    BOUNCE_KIND_NOTICE      /**< a text about a listing or a look-up that is no bounce, but tells of a cause */
} bounce_kind;

/** What kind of input it was. Open. @since 0.1 */
typedef enum bounce_source {
    BOUNCE_SOURCE_MESSAGE = 0, /**< an Internet message (RFC 5322) */
    BOUNCE_SOURCE_TEXT,        /**< a fragment or pasted text */
    BOUNCE_SOURCE_LOG,         /**< a line of a mail log */
    BOUNCE_SOURCE_REPLY        /**< an SMTP reply */
} bounce_source;

/** Returns "failure", "delay" … for @p kind, "none" for a value not known. Static. @since 0.1 */
BOUNCE_API const char *bounce_kind_name(bounce_kind kind);
/** Returns "message", "text", "log" or "reply". Static. @since 0.1 */
BOUNCE_API const char *bounce_source_name(bounce_source source);

/** Takes a reference; returns @p report. NULL gives NULL. Any thread. @since 0.1 */
BOUNCE_API bounce_report *bounce_report_ref(bounce_report *report);
/** Drops a reference; the last one frees the report and all it gave out. NULL is a no-op. Any thread. @since 0.1 */
BOUNCE_API void bounce_report_unref(bounce_report *report);

/*
 * Getters. Strings are valid UTF-8, belong to the report and are NULL where the input does not say.
 * A NULL report gives NULL, 0 or the first value of an enum. Safe to call from any thread.
 */

/** What is reported. @since 0.1 */
BOUNCE_API bounce_kind bounce_report_kind(const bounce_report *report);
/** What kind of input it was. @since 0.1 */
BOUNCE_API bounce_source bounce_report_source(const bounce_report *report);
/** The form of the report: "rfc3464", "rfc6533", "arf", "mdn", "sendmail", "qmail", "exchange", "log", "reply", "text" … NULL for kind none. @since 0.1 */
BOUNCE_API const char *bounce_report_format(const bounce_report *report);
/** The software that wrote the report: "postfix", "exim" … @since 0.1 */
BOUNCE_API const char *bounce_report_software(const bounce_report *report);
/** The host that wrote the report (Reporting-MTA, RFC 3464, section 2.2.2). @since 0.1 */
BOUNCE_API const char *bounce_report_generator_host(const bounce_report *report);
/** The language the report is written in, BCP 47. @since 0.1 */
BOUNCE_API const char *bounce_report_language(const bounce_report *report);
/** Whether the returned message was ours: "yes", "no", "unknown" (needs bounce_options_add_own()). Never NULL for a report. @since 0.1 */
BOUNCE_API const char *bounce_report_ours(const bounce_report *report);
/** The envelope identifier (Original-Envelope-Id, RFC 3464, section 2.2.1). @since 0.1 */
BOUNCE_API const char *bounce_report_envelope_id(const bounce_report *report);
/** When the message arrived at the reporting host (Arrival-Date), as written there. @since 0.1 */
BOUNCE_API const char *bounce_report_arrival_date(const bounce_report *report);
/** The Date field of the report itself, ISO 8601, e.g. "2026-08-22T10:04:11+09:00". @since 0.1 */
BOUNCE_API const char *bounce_report_date(const bounce_report *report);
/** The ARF Feedback-Type ("abuse", "auth-failure" …) or the MDN's disposition ("displayed", "deleted" …). @since 0.1 */
BOUNCE_API const char *bounce_report_subtype(const bounce_report *report);

/** The number of recipients. @since 0.1 */
BOUNCE_API size_t bounce_report_recipient_count(const bounce_report *report);
/** The recipient at @p index, in the report's order; NULL if out of range. @since 0.1 */
BOUNCE_API const bounce_recipient *bounce_report_recipient(const bounce_report *report, size_t index);

/**
 * The report as a whole, as a recipient without an address: for reports that name none (notices, replies, complaints …) it holds the causes,
 * the hints, the provider and the diagnostic; with recipients it is the first of them. NULL only for NULL.
 *
 * @since 0.1
 */
BOUNCE_API const bounce_recipient *bounce_report_whole(const bounce_report *report);
/**
 * The causes of the whole report, for reports without a recipient (notices, replies, complaints …); with recipients these are the first
 * recipient's.
 *
 * @since 0.1
 */
BOUNCE_API size_t bounce_report_cause_count(const bounce_report *report);
/** The cause at @p index, the surest first; NULL if out of range. @since 0.1 */
BOUNCE_API const bounce_cause *bounce_report_cause(const bounce_report *report, size_t index);

/** The Message-ID of the returned message, with its angle brackets. @since 0.1 */
BOUNCE_API const char *bounce_report_original_message_id(const bounce_report *report);
/** The From field of the returned message, decoded. @since 0.1 */
BOUNCE_API const char *bounce_report_original_from(const bounce_report *report);
/** The To field of the returned message, decoded. @since 0.1 */
BOUNCE_API const char *bounce_report_original_to(const bounce_report *report);
/** The Subject of the returned message, decoded. @since 0.1 */
BOUNCE_API const char *bounce_report_original_subject(const bounce_report *report);
/** The Date of the returned message, as written there. @since 0.1 */
BOUNCE_API const char *bounce_report_original_date(const bounce_report *report);
/** The number of attachments of the returned message. @since 0.1 */
BOUNCE_API size_t bounce_report_attachment_count(const bounce_report *report);
/** The file name of an attachment, decoded; NULL if it has none or @p index is out of range. @since 0.1 */
BOUNCE_API const char *bounce_report_attachment_name(const bounce_report *report, size_t index);
/** The media type of an attachment, lower case, "application/zip"; NULL if @p index is out of range. @since 0.1 */
BOUNCE_API const char *bounce_report_attachment_type(const bounce_report *report, size_t index);

/** The number of notes: odd things about the input. @since 0.1 */
BOUNCE_API size_t bounce_report_note_count(const bounce_report *report);
/** The id of a note, "truncated", "charset_guessed" …: the message "note.ID" explains it. NULL if out of range. @since 0.1 */
BOUNCE_API const char *bounce_report_note(const bounce_report *report, size_t index);
/** What a note is about (a charset's name, a count), or NULL. @since 0.1 */
BOUNCE_API const char *bounce_report_note_detail(const bounce_report *report, size_t index);

BOUNCE_END_DECLS
#endif

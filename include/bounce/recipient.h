/* One recipient of a report, with what the servers said about it. */
#ifndef BOUNCE_RECIPIENT_H
#define BOUNCE_RECIPIENT_H

#include <bounce/macros.h>
#include <bounce/report.h>

BOUNCE_BEGIN_DECLS

/** One step of the remedy; see hint.h. @since 0.1 */
typedef struct bounce_hint bounce_hint;

/** What happened to the message for this recipient (RFC 3464, section 2.3.3). Open. @since 0.1 */
typedef enum bounce_action {
    BOUNCE_ACTION_NONE = 0, /**< not said */
    BOUNCE_ACTION_FAILED,
    BOUNCE_ACTION_DELAYED,
    BOUNCE_ACTION_DELIVERED,
    BOUNCE_ACTION_RELAYED,
    BOUNCE_ACTION_EXPANDED
} bounce_action;

/** The SMTP command a reply answered (RFC 5321). Open. @since 0.1 */
typedef enum bounce_command {
    BOUNCE_COMMAND_NONE = 0, /**< not known */
    BOUNCE_COMMAND_CONN,     /**< the connection itself: the greeting */
    BOUNCE_COMMAND_HELO,     /**< HELO, EHLO or LHLO */
    BOUNCE_COMMAND_STARTTLS,
    BOUNCE_COMMAND_AUTH,
    BOUNCE_COMMAND_MAIL,
    BOUNCE_COMMAND_RCPT,
    BOUNCE_COMMAND_DATA, /**< DATA and the end of the data */
    BOUNCE_COMMAND_QUIT
} bounce_command;

/** Returns "failed", "delayed" …; NULL for BOUNCE_ACTION_NONE or a value not known. Static. @since 0.1 */
BOUNCE_API const char *bounce_action_name(bounce_action action);
/** Returns "RCPT", "DATA" …; NULL for BOUNCE_COMMAND_NONE or a value not known. Static. @since 0.1 */
BOUNCE_API const char *bounce_command_name(bounce_command command);

/*
 * Getters. Strings are valid UTF-8, belong to the report and are NULL where the input does not say.
 * A NULL recipient gives NULL, 0 or the first value of an enum. Safe to call from any thread.
 */

/** The address that failed, without brackets or "rfc822;": "kim@partner.example". @since 0.1 */
BOUNCE_API const char *bounce_recipient_address(const bounce_recipient *recipient);
/** The address as the sender wrote it (Original-Recipient), where it differs. @since 0.1 */
BOUNCE_API const char *bounce_recipient_original(const bounce_recipient *recipient);
/** The alias or list it came from ("expanded from"), where the report says. @since 0.1 */
BOUNCE_API const char *bounce_recipient_alias_of(const bounce_recipient *recipient);
/** What happened. @since 0.1 */
BOUNCE_API bounce_action bounce_recipient_action(const bounce_recipient *recipient);
/** The enhanced status code, "5.7.1" (RFC 3463). @since 0.1 */
BOUNCE_API const char *bounce_recipient_status(const bounce_recipient *recipient);
/** The reply code, "550" (RFC 5321, section 4.2). @since 0.1 */
BOUNCE_API const char *bounce_recipient_reply(const bounce_recipient *recipient);
/** The command that was answered. @since 0.1 */
BOUNCE_API bounce_command bounce_recipient_command(const bounce_recipient *recipient);
/** What the server said, verbatim but for a blocklist subscriber's key, which is cut out; at most 16 KiB. @since 0.1 */
BOUNCE_API const char *bounce_recipient_diagnostic(const bounce_recipient *recipient);
/** The host that tried to send. @since 0.1 */
BOUNCE_API const char *bounce_recipient_local_host(const bounce_recipient *recipient);
/** Its address. @since 0.1 */
BOUNCE_API const char *bounce_recipient_local_ip(const bounce_recipient *recipient);
/** The host that answered (Remote-MTA). @since 0.1 */
BOUNCE_API const char *bounce_recipient_remote_host(const bounce_recipient *recipient);
/** Its address. @since 0.1 */
BOUNCE_API const char *bounce_recipient_remote_ip(const bounce_recipient *recipient);
/** Whose system answered: a provider's id, "gmail". @since 0.1 */
BOUNCE_API const char *bounce_recipient_provider(const bounce_recipient *recipient);
/** That provider's name, "Gmail". @since 0.1 */
BOUNCE_API const char *bounce_recipient_provider_name(const bounce_recipient *recipient);
/** Until when the server keeps trying (Will-Retry-Until), as written there. @since 0.1 */
BOUNCE_API const char *bounce_recipient_retry_until(const bounce_recipient *recipient);

/** The number of causes. A failure has at least one: "unknown" where nothing was recognised. @since 0.1 */
BOUNCE_API size_t bounce_recipient_cause_count(const bounce_recipient *recipient);
/** The cause at @p index, the surest first; NULL if out of range. @since 0.1 */
BOUNCE_API const bounce_cause *bounce_recipient_cause(const bounce_recipient *recipient, size_t index);

/** The number of hints: ordered steps over all causes. @since 0.1 */
BOUNCE_API size_t bounce_recipient_hint_count(const bounce_recipient *recipient);
/** The step at @p index, in the order to do them; NULL if out of range. @since 0.1 */
BOUNCE_API const bounce_hint *bounce_recipient_hint(const bounce_recipient *recipient, size_t index);

/**
 * What another vocabulary calls it.
 *
 * @param vocabulary  "sisimai", "anymail", "ses", "sendgrid", "mailgun", "postmark", "sparkpost", "powermta", "kumomta"
 * @return words of the first cause, several separated by one blank ("Permanent General"); NULL where that vocabulary has none
 *
 * @since 0.1
 */
BOUNCE_API const char *bounce_recipient_compat(const bounce_recipient *recipient, const char *vocabulary);
/** Whether it is a hard bounce in Sisimai's meaning: only a dead address is hard. @since 0.1 */
BOUNCE_API bool bounce_recipient_hard(const bounce_recipient *recipient);

BOUNCE_END_DECLS
#endif

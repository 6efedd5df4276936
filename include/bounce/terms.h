/* The words a cause is described with: confidence, persistence, address verdict, party. */
#ifndef BOUNCE_TERMS_H
#define BOUNCE_TERMS_H

#include <bounce/macros.h>

BOUNCE_BEGIN_DECLS

/** How sure. @since 0.1 */
typedef enum bounce_confidence {
    BOUNCE_CONFIDENCE_LOW = 0, /**< from codes alone, or vague words */
    BOUNCE_CONFIDENCE_MEDIUM,
    BOUNCE_CONFIDENCE_HIGH
} bounce_confidence;

/** Whether it passes by itself. Open. @since 0.1 */
typedef enum bounce_persistence {
    BOUNCE_PERSISTENCE_NONE = 0,
    BOUNCE_PERSISTENCE_TRANSIENT,   /**< passes by itself */
    BOUNCE_PERSISTENCE_UNTIL_FIXED, /**< stays until somebody repairs it */
    BOUNCE_PERSISTENCE_PERMANENT    /**< stays */
} bounce_persistence;

/** What it says against the recipient's address. Open. @since 0.1 */
typedef enum bounce_address_verdict {
    BOUNCE_ADDRESS_NONE = 0,
    BOUNCE_ADDRESS_FINE,     /**< nothing: keep the address */
    BOUNCE_ADDRESS_SUSPECT,  /**< watch it */
    BOUNCE_ADDRESS_DEAD,     /**< stop sending there */
    BOUNCE_ADDRESS_OPTED_OUT /**< the owner does not want the mail */
} bounce_address_verdict;

/** Who has to act. Open. @since 0.1 */
typedef enum bounce_party {
    BOUNCE_PARTY_NOBODY = 0,          /**< nobody: wait */
    BOUNCE_PARTY_SENDER,              /**< who wrote the message */
    BOUNCE_PARTY_SENDING_ADMIN,       /**< who runs the sending server */
    BOUNCE_PARTY_ISP,                 /**< the provider of the sending server's line or host */
    BOUNCE_PARTY_DNS_ADMIN,           /**< who runs the DNS of the domain concerned */
    BOUNCE_PARTY_LIST_OPERATOR,       /**< who runs the blocklist */
    BOUNCE_PARTY_FORWARDER,           /**< who forwards the message on the way */
    BOUNCE_PARTY_RECIPIENT,           /**< the addressee */
    BOUNCE_PARTY_RECIPIENT_ADMIN,     /**< who runs the addressee's mailboxes */
    BOUNCE_PARTY_RECEIVER_POSTMASTER, /**< who runs the receiving servers */
    BOUNCE_PARTY_ESP                  /**< the service that sends for the sender */
} bounce_party;

/** Returns "low", "medium" or "high". Static. @since 0.1 */
BOUNCE_API const char *bounce_confidence_name(bounce_confidence confidence);
/** Returns "none", "transient", "until_fixed" or "permanent". Static. @since 0.1 */
BOUNCE_API const char *bounce_persistence_name(bounce_persistence persistence);
/** Returns "none", "fine", "suspect", "dead" or "opted_out". Static. @since 0.1 */
BOUNCE_API const char *bounce_address_verdict_name(bounce_address_verdict verdict);
/** Returns "nobody", "sender", "sending_admin" … Static. @since 0.1 */
BOUNCE_API const char *bounce_party_name(bounce_party party);

BOUNCE_END_DECLS
#endif

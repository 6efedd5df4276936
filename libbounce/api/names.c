/* The words of the enums, as the record bounce/1 writes them; and the versions. */
#include "api/versions.h"
#include <bounce/bounce.h>

#define NAME_OF(table, value, other) ((unsigned)(value) < sizeof(table) / sizeof *(table) ? (table)[(unsigned)(value)] : (other))

const char *bounce_kind_name(bounce_kind kind)
{
    static const char *const names[] = { "none", "failure", "delay", "delivered", "relayed", "expanded",
                                         "autoreply", "challenge", "complaint", "receipt", "notice" };
    return NAME_OF(names, kind, "none");
}

const char *bounce_source_name(bounce_source source)
{
    static const char *const names[] = { "message", "text", "log", "reply" };
    return NAME_OF(names, source, "message");
}

const char *bounce_action_name(bounce_action action)
{
    static const char *const names[] = { NULL, "failed", "delayed", "delivered", "relayed", "expanded" };
    return NAME_OF(names, action, NULL);
}

const char *bounce_command_name(bounce_command command)
{
    static const char *const names[] = { NULL, "CONN", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT" };
    return NAME_OF(names, command, NULL);
}

const char *bounce_confidence_name(bounce_confidence confidence)
{
    static const char *const names[] = { "low", "medium", "high" };
    return NAME_OF(names, confidence, "low");
}

const char *bounce_persistence_name(bounce_persistence persistence)
{
    static const char *const names[] = { "none", "transient", "until_fixed", "permanent" };
    return NAME_OF(names, persistence, "none");
}

const char *bounce_address_verdict_name(bounce_address_verdict verdict)
{
    static const char *const names[] = { "none", "fine", "suspect", "dead", "opted_out" };
    return NAME_OF(names, verdict, "none");
}

const char *bounce_party_name(bounce_party party)
{
    static const char *const names[] = { "nobody", "sender", "sending_admin", "isp", "dns_admin", "list_operator", "forwarder",
                                         "recipient", "recipient_admin", "receiver_postmaster", "esp" };
    return NAME_OF(names, party, "nobody");
}

const char *bounce_status_message(bounce_status status)
{
    switch (status) {
    case BOUNCE_OK: return "success";
    case BOUNCE_ERROR_ARGUMENT: return "bad argument";
    case BOUNCE_ERROR_IO: return "file could not be read";
    case BOUNCE_ERROR_KNOWLEDGE: return "broken knowledge file";
    case BOUNCE_ERROR_NOT_FOUND: return "not found";
    }
    return "unknown status";
}

const char *bounce_version(void)
{
    return BOUNCE_VERSION;
}

const char *bounce_knowledge_version(void)
{
    return BNC_KNOWLEDGE_VERSION;
}

const char *bounce_libraries(void)
{
    return BNC_LIBRARIES;
}

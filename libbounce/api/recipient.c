/* Getters of a recipient. */
#include "hint/hint.h"
#include <bounce/bounce.h>

#define TEXT_GETTER(name, field)                                      \
    const char *bounce_recipient_##name(const bounce_recipient *recipient) \
    {                                                                 \
        return recipient ? recipient->field : NULL;                   \
    }

TEXT_GETTER(address, address)
TEXT_GETTER(original, original)
TEXT_GETTER(alias_of, alias_of)
TEXT_GETTER(status, status)
TEXT_GETTER(reply, code)
TEXT_GETTER(diagnostic, diagnostic)
TEXT_GETTER(local_host, local_host)
TEXT_GETTER(local_ip, local_ip)
TEXT_GETTER(remote_host, remote_host)
TEXT_GETTER(remote_ip, remote_ip)
TEXT_GETTER(provider, provider)
TEXT_GETTER(provider_name, provider_name)
TEXT_GETTER(retry_until, retry_until)

bounce_action bounce_recipient_action(const bounce_recipient *recipient)
{
    return recipient ? recipient->action : BOUNCE_ACTION_NONE;
}

bounce_command bounce_recipient_command(const bounce_recipient *recipient)
{
    return recipient ? recipient->command : BOUNCE_COMMAND_NONE;
}

size_t bounce_recipient_cause_count(const bounce_recipient *recipient)
{
    return recipient ? recipient->cause_count : 0;
}

const bounce_cause *bounce_recipient_cause(const bounce_recipient *recipient, size_t index)
{
    return recipient && index < recipient->cause_count ? recipient->causes[index] : NULL;
}

size_t bounce_recipient_hint_count(const bounce_recipient *recipient)
{
    return recipient ? recipient->hint_count : 0;
}

const bounce_hint *bounce_recipient_hint(const bounce_recipient *recipient, size_t index)
{
    return recipient && index < recipient->hint_count ? recipient->hints[index] : NULL;
}

const char *bounce_recipient_compat(const bounce_recipient *recipient, const char *vocabulary)
{
    return bounce_cause_compat(bounce_recipient_cause(recipient, 0), vocabulary);
}

/* A report of a delay says nothing final, whatever its words are. */
bool bounce_recipient_hard(const bounce_recipient *recipient)
{
    return recipient && recipient->report->kind != BOUNCE_KIND_DELAY && recipient->action != BOUNCE_ACTION_DELAYED
        && bounce_cause_hard(bounce_recipient_cause(recipient, 0));
}

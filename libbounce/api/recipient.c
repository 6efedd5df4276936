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

/*
 * Sisimai believes that an address is dead where RCPT was refused or the status is about an address or a route (x.1.x, x.4.x; RFC 3463,
 * section 3). So do we where no server answered at all: then the reporter speaks of its own users. A text nobody can place proves nothing.
 * A status about the protocol (x.5.x) stands for a command that was refused: IIS and sendmail write it where RCPT's reply had none.
 */
static bool is_proven(const bounce_recipient *recipient)
{
    const char *status = recipient->status, *format = bounce_report_format(recipient->report);
    if (recipient->command == BOUNCE_COMMAND_RCPT || (status && (status[2] == '1' || status[2] == '4')))
        return true;
    if (status && status[2] == '5' && recipient->command == BOUNCE_COMMAND_NONE)
        return true;
    const bool has_answer = recipient->reply_count ? recipient->replies[0].code != 0 : recipient->code != NULL;
    return !has_answer && !status && format && strcmp(format, "text") != 0;
}

/* The word of the cause's Sisimai-Unproven. NULL where it is proven or the cause has no such word. */
static const char *unproven_word(const bounce_recipient *recipient)
{
    const bounce_cause *cause = bounce_recipient_cause(recipient, 0);
    return !cause || cause->sisimai || is_proven(recipient) ? NULL : bnc_layer_text(cause->layer, cause->record->sisimai_unproven);
}

const char *bounce_recipient_compat(const bounce_recipient *recipient, const char *vocabulary)
{
    const char *word = vocabulary && strcmp(vocabulary, "sisimai") == 0 ? unproven_word(recipient) : NULL;
    return word ? word : bounce_cause_compat(bounce_recipient_cause(recipient, 0), vocabulary);
}

/* "450 User unknown" may be a check that is still under way: what is said to be temporary proves no dead address. 4.0.0 says nothing at all. */
static bool is_temporary(const bounce_recipient *recipient)
{
    const char *status = recipient->status;
    return (status && status[0] == '4' && strcmp(status, "4.0.0") != 0) || (recipient->code && recipient->code[0] == '4');
}

/* A report of a delay says nothing final, whatever its words are. */
bool bounce_recipient_hard(const bounce_recipient *recipient)
{
    return recipient && recipient->report->kind != BOUNCE_KIND_DELAY && recipient->action != BOUNCE_ACTION_DELAYED
        && !is_temporary(recipient) && !unproven_word(recipient) && bounce_cause_hard(bounce_recipient_cause(recipient, 0));
}

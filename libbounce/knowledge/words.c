/*
 * The words that stand in records for the values of public enums (bounce/terms.h, report.h, recipient.h).
 */
#include "knowledge/words.h"

#include <stdio.h>

#define WORDS(name, ...)                                              \
    static const char *const name##_list[] = { __VA_ARGS__ };         \
    const bnc_words bnc_words_##name = { name##_list, sizeof(name##_list) / sizeof(name##_list[0]) }

WORDS(confidence, "low", "medium", "high");
WORDS(persistence, "none", "transient", "until_fixed", "permanent");
WORDS(address, "none", "fine", "suspect", "dead", "opted_out");
WORDS(party, "nobody", "sender", "sending_admin", "isp", "dns_admin", "list_operator", "forwarder", "recipient",
      "recipient_admin", "receiver_postmaster", "esp");
WORDS(kind, "none", "failure", "delay", "delivered", "relayed", "expanded", "autoreply", "challenge", "complaint",
      "receipt", "notice");
WORDS(command, NULL, "CONN", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT");
WORDS(provider_kind, "mailbox", "isp", "filter", "mta", "esp", "dnsbl");
WORDS(no_yes, "no", "yes");
WORDS(own_hard, NULL, "no", "yes");
WORDS(list_status, "active", "defunct");
WORDS(in, NULL, "reply", "text", "any");

int bnc_words_find(const bnc_words *words, bnc_span word)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->list[i] && bnc_span_equal(word, bnc_span_of(words->list[i])))
            return (int)i;
    return -1;
}

const char *bnc_words_name(const bnc_words *words, unsigned value)
{
    return value < words->count ? words->list[value] : NULL;
}

void bnc_words_text(const bnc_words *words, char *buf, size_t buf_len)
{
    size_t at = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < words->count && at < buf_len; i++) {
        int len;

        if (!words->list[i])
            continue;
        len = snprintf(buf + at, buf_len - at, "%s%s", at ? ", " : "", words->list[i]);
        if (len < 0)
            return;
        at += (size_t)len;
    }
}

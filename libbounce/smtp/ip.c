/*
 * IP addresses (RFC 5321, section 4.1.3).
 *
 * In:  "192.0.2.1", "192.0.2.***", "IPv6:2001:db8::1".   Out: whether it is one, and whether a part of it is masked.
 */
#include "smtp/address.h"

#include <arpa/inet.h>

/* "113.98.228.7", "113.98.228.***": four groups of digits, or of signs that mask them. */
static bool is_ipv4(bnc_span text, bool *ret_is_masked)
{
    size_t at = 0;

    *ret_is_masked = false;
    for (int group = 0; group < 4; group++) {
        uint32_t number = 0;
        size_t len = bnc_span_number(bnc_span_cut(text, at, 4), &number);

        if (len == 0) {
            while (at + len < text.len && len < 3 && strchr("*#xX", text.at[at + len]) && text.at[at + len])
                len++;
            *ret_is_masked = true;
        }
        if (len == 0 || len > 3 || number > 255)
            return false;
        at += len;
        if (group < 3 && (at >= text.len || text.at[at++] != '.'))
            return false;
    }
    return at == text.len && bnc_is_digit(text.at[0]);
}

bool bnc_is_ip(bnc_span text, bool *ret_is_masked)
{
    bool is_masked = false;
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr address;
    bool is = is_ipv4(text, &is_masked);

    if (!is) {
        is_masked = false;
        if (bnc_span_starts_nocase(text, BNC_SPAN("IPv6:")))
            text = bnc_span_from(text, 5);
        if (text.len >= 2 && text.len < sizeof copy && bnc_span_find_char(text, ':', 0) != BNC_NOT_FOUND) {
            memcpy(copy, text.at, text.len);
            copy[text.len] = '\0';
            is = inet_pton(AF_INET6, copy, &address) == 1;
        }
    }
    if (is && ret_is_masked)
        *ret_is_masked = is_masked;
    return is;
}

/*
 * Addresses as reports write them (RFC 5321, section 4.1.2; RFC 3464, section 2.3.2).
 *
 * Undone: "rfc822;", "utf-8;" (RFC 6533), angle brackets, source routes, quotes around the whole, "mailto:", trailing dots and punctuation,
 * IMCEAEX and IMCEA encapsulation (decoded), X.400 with a /DD.RFC-822/ part, xtext (+XX, RFC 3461, section 4).
 * Masked ones ("JSoria#iag.org", "k***@example.com") are kept as they stand and flagged.
 */
#ifndef BNC_SMTP_ADDRESS_H
#define BNC_SMTP_ADDRESS_H

#include "util/arena.h"

typedef struct bnc_address {
    bnc_span text;  /* cleaned, valid UTF-8; empty: no address */
    bool is_masked; /* '#' or '*' where '@' or a part was */
    bool is_local;  /* no domain */
} bnc_address;

bnc_address bnc_address_clean(bnc_arena *arena, bnc_span raw);
/* Finds the first thing that looks like an address in prose; returns its offset or BNC_NOT_FOUND. Linear. */
size_t bnc_address_find(bnc_span text, size_t start, size_t *ret_len);
/* Is a piece of text without a blank (from start to end) part of an address's local part or domain: "virus" in "virus@partner.example"? */
bool bnc_address_holds(bnc_span text, size_t start, size_t end);
/* What hides in a VERP, SRS0/SRS1, BATV (prvs=) or bounce+user=domain address: the address inside; an empty span if nothing does. */
bnc_span bnc_address_unwrap(bnc_arena *arena, bnc_span address);
/* Is text an IPv4 or IPv6 literal (masked octets "113.98.228.***" count as masked IPv4)? */
bool bnc_is_ip(bnc_span text, bool *ret_is_masked);

#endif

/*
 * The address inside an envelope address: SRS0 and SRS1 (forwarders), BATV (prvs=, btv1==), VERP (list-bounces+kim=partner.example@…).
 *
 * In:  an address.   Out: the one inside, in the arena; an empty span if there is none. The text inside is not verified: hints only.
 */
#include "smtp/address.h"

#include "util/limits.h"

static bnc_span join(bnc_arena *arena, bnc_span local, bnc_span domain)
{
    size_t len = local.len + 1 + domain.len;
    char *text;

    if (local.len == 0 || domain.len == 0 || len > BNC_MAX_ADDRESS)
        return (bnc_span){ 0 };
    text = bnc_arena_alloc_raw(arena, len + 1);
    memcpy(text, local.at, local.len);
    text[local.len] = '@';
    memcpy(text + local.len + 1, domain.at, domain.len);
    text[len] = '\0';
    return (bnc_span){ text, len };
}

static bool is_domain(bnc_span text)
{
    if (text.len < 3 || bnc_span_find_char(text, '.', 0) == BNC_NOT_FOUND || text.at[0] == '.' || text.at[text.len - 1] == '.')
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!bnc_is_alnum(text.at[i]) && text.at[i] != '.' && text.at[i] != '-')
            return false;
    return true;
}

/* "HHH=TT=partner.example=kim" behind "SRS0=" (or "SRS0+", "SRS0-"); SRS1 has "HHH=forwarder==HHH=TT=…". */
static bnc_span unwrap_srs(bnc_arena *arena, bnc_span local)
{
    bool is_second = local.at[3] == '1';
    bnc_span rest = bnc_span_from(local, 5);
    size_t at;

    if (is_second) {
        at = bnc_span_find(rest, BNC_SPAN("=="), 0);
        if (at == BNC_NOT_FOUND)
            return (bnc_span){ 0 };
        rest = bnc_span_from(rest, at + 2);
    }
    for (int field = 0; field < 2; field++) {
        at = bnc_span_find_char(rest, '=', 0);
        if (at == BNC_NOT_FOUND)
            return (bnc_span){ 0 };
        rest = bnc_span_from(rest, at + 1);
    }
    at = bnc_span_find_char(rest, '=', 0);
    return at == BNC_NOT_FOUND ? (bnc_span){ 0 } : join(arena, bnc_span_from(rest, at + 1), bnc_span_cut(rest, 0, at));
}

/* Is text[0, len) a tag a sending system made up: digits, or hex and dots with a digit among them? */
static bool is_tag(bnc_span text, size_t len)
{
    bool has_digit = false;

    for (size_t i = 0; i < len; i++) {
        char c = bnc_to_lower(text.at[i]);

        if (!bnc_is_digit(c) && !(c >= 'a' && c <= 'f') && c != '.')
            return false;
        has_digit |= bnc_is_digit(c);
    }
    return len && has_digit;
}

static bnc_span skip_tags(bnc_span text)
{
    size_t dash;

    while ((dash = bnc_span_find_char(text, '-', 0)) != BNC_NOT_FOUND && is_tag(text, dash))
        text = bnc_span_from(text, dash + 1);
    return text;
}

/* "list-bounces+kim", "bounce-kim", "list-return-12-kim": what stands before "=partner.example". */
static bnc_span verp_user(bnc_span text)
{
    static const bnc_span words[] = { BNC_SPAN("bounces-"), BNC_SPAN("bounce-"), BNC_SPAN("return-"), BNC_SPAN("errors-") };
    size_t at = bnc_span_find_char(text, '+', 0);
    size_t dash;

    if (at != BNC_NOT_FOUND)
        return skip_tags(bnc_span_from(text, at + 1));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        at = bnc_span_find_nocase(text, words[i], 0);
        if (at != BNC_NOT_FOUND)
            return skip_tags(bnc_span_from(text, at + words[i].len));
    }
    dash = bnc_span_find_char(text, '-', 0);
    return dash == BNC_NOT_FOUND ? (bnc_span){ 0 } : skip_tags(bnc_span_from(text, dash + 1));
}

bnc_span bnc_address_unwrap(bnc_arena *arena, bnc_span address)
{
    const char *sign = address.len ? memrchr(address.at, '@', address.len) : NULL;
    bnc_span local;
    bnc_span rest;
    const char *equals;
    size_t at;

    if (!sign)
        return (bnc_span){ 0 };
    local = bnc_span_cut(address, 0, (size_t)(sign - address.at));
    rest = bnc_span_from(address, local.len + 1);
    if (local.len > 5 && (bnc_span_starts_nocase(local, BNC_SPAN("SRS0")) || bnc_span_starts_nocase(local, BNC_SPAN("SRS1")))
        && strchr("=+-", local.at[4]) && local.at[4])
        return unwrap_srs(arena, local);
    if (bnc_span_starts_nocase(local, BNC_SPAN("prvs="))) {
        at = bnc_span_find_char(local, '=', 5);
        return at == BNC_NOT_FOUND ? (bnc_span){ 0 } : join(arena, bnc_span_from(local, at + 1), rest);
    }
    if (bnc_span_starts_nocase(local, BNC_SPAN("btv1=="))) {
        at = bnc_span_find(local, BNC_SPAN("=="), 6);
        return at == BNC_NOT_FOUND ? (bnc_span){ 0 } : join(arena, bnc_span_from(local, at + 2), rest);
    }
    equals = memrchr(local.at, '=', local.len);
    if (!equals || !is_domain(bnc_span_from(local, (size_t)(equals - local.at) + 1)))
        return (bnc_span){ 0 };
    return join(arena, verp_user(bnc_span_cut(local, 0, (size_t)(equals - local.at))),
                bnc_span_from(local, (size_t)(equals - local.at) + 1));
}

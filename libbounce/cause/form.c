/*
 * Facts that their form gives away where a rule named none: an IP address, a URL, a vendor's token, a domain, a blocklist's answer.
 *
 * In:  a text.   Out: a fact only where the form leaves no doubt: "4.16.55.1" at the end of a sentence is a version or an error number, "[192.0.2.1]"
 * and "IP 192.0.2.1" are addresses; two different addresses are a doubt, unless one is that of the sending host or the only one in brackets.
 */
#include "cause/find.h"
#include "smtp/address.h"
#include "util/utf8.h"

#define DOMAIN_MAX 253 /* RFC 1035, section 2.3.4 */
#define ADDRESS_MAX 15 /* bytes of an IPv4 address */

static bool is_address_char(char c)
{
    return bnc_is_digit(c) || c == '.' || c == '*';
}

static bool is_word_char(char c)
{
    return bnc_is_alnum(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

/* The word that ends at "end", without a colon or blanks behind it. */
static bnc_span word_before(bnc_span text, size_t end)
{
    while (end > 0 && (bnc_is_space(text.at[end - 1]) || text.at[end - 1] == ':'))
        end--;
    size_t start = end;
    while (start > 0 && is_word_char(text.at[start - 1]))
        start--;
    return bnc_span_cut(text, start, end - start);
}

static bnc_span word_behind(bnc_span text, size_t start)
{
    while (start < text.len && bnc_is_blank(text.at[start]))
        start++;
    size_t end = start;
    while (end < text.len && is_word_char(text.at[end]))
        end++;
    return bnc_span_cut(text, start, end - start);
}

static bool is_one_of(bnc_span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bnc_span_equal_nocase(word, bnc_span_of(words[i])))
            return true;
    return false;
}

/* Numbers of versions and errors are small. */
static bool has_large_number(bnc_span address)
{
    size_t digits = 0;
    for (size_t i = 0; i < address.len && digits < 3; i++)
        digits = bnc_is_digit(address.at[i]) ? digits + 1 : 0;
    return digits == 3 && address.at[0] != '0';
}

/* Do the signs around four numbers say that they are an address? */
static bool is_address_place(bnc_span text, size_t start, size_t end)
{
    static const char *const before[] = { "ip", "ips", "ipv4", "address", "addr", "host", "from", "client", "server", "for", "by", "ip-address", "sender" };
    static const char *const behind[] = { "is", "has", "was", "blocked", "listed", "rejected", "found", "refused", "not" };
    if (bnc_span_starts_nocase(bnc_span_from(text, end), BNC_SPAN(".in-addr.arpa")))
        return true;
    char previous = start ? text.at[start - 1] : ' ', next = end < text.len ? text.at[end] : ' ';
    if (is_word_char(next) || is_word_char(previous) || previous == '.')
        return false;
    if ((previous == '[' && next == ']') || (previous == '(' && next == ')') || previous == '=' || previous == '?' || previous == '/')
        return true;
    return has_large_number(bnc_span_cut(text, start, end - start))
        || is_one_of(word_before(text, start), before, sizeof before / sizeof *before)
        || is_one_of(word_behind(text, end), behind, sizeof behind / sizeof *behind);
}

bool bnc_form_is_masked(const char *ip)
{
    return strpbrk(ip, "*xX#") != NULL;
}

/* The next address at or after *inout_at. */
static bool next_address(bnc_span text, size_t *inout_at, bnc_span *ret_address)
{
    for (size_t i = *inout_at; i < text.len; i++) {
        bool is_masked;
        size_t end = i;
        if (text.at[i] == '[' && i + 1 < text.len) { /* RFC 5321, section 4.1.3 */
            size_t close = bnc_span_find_char(bnc_span_cut(text, 0, i + 60 < text.len ? i + 60 : text.len), ']', i);
            bnc_span inside = close == BNC_NOT_FOUND ? BNC_SPAN("") : bnc_span_cut(text, i + 1, close - i - 1);
            if (bnc_span_starts_nocase(inside, BNC_SPAN("IPv6:")))
                inside = bnc_span_from(inside, 5);
            if (inside.len && bnc_span_find_char(inside, ':', 0) != BNC_NOT_FOUND && bnc_is_ip(inside, &is_masked)) {
                *inout_at = close + 1;
                *ret_address = inside;
                return true;
            }
        }
        if (!bnc_is_digit(text.at[i]))
            continue;
        while (end < text.len && is_address_char(text.at[end]))
            end++;
        size_t run = end;
        while (end > i && text.at[end - 1] == '.')
            end--;
        bnc_span address = bnc_span_cut(text, i, end - i);
        if (end - i >= 7 && end - i <= ADDRESS_MAX && bnc_is_ip(address, &is_masked) && is_address_place(text, i, end)) {
            *inout_at = run;
            *ret_address = address;
            return true;
        }
        i = run - 1;
    }
    return false;
}

/* RFC 5782: a list answers with an address in 127.0.0.0/8. */
static bool is_answer(bnc_span address)
{
    return bnc_span_starts(address, BNC_SPAN("127."));
}

/* Of several addresses the sending host's own; else the only one in brackets; else the only one. */
static void add_address(bounce_cause *cause, const bnc_saying *saying, size_t from, size_t end)
{
    bnc_span text = bnc_span_cut(saying->text, 0, end), address, any = BNC_SPAN(""), bracketed = BNC_SPAN("");
    const bounce_recipient *recipient = saying->recipient;
    bnc_span remote = bnc_span_of(recipient ? recipient->remote_ip : NULL), local = bnc_span_of(recipient ? recipient->local_ip : NULL);
    bool is_any_doubtful = false, is_bracketed_doubtful = false;
    for (size_t at = from; next_address(text, &at, &address);) {
        if (is_answer(address) || (remote.len && bnc_span_equal(address, remote))
            || (saying->reply && bnc_span_equal(address, saying->reply->ip)))
            continue;
        if (local.len && bnc_span_equal(address, local)) {
            bracketed = address;
            is_bracketed_doubtful = false;
            break;
        }
        is_any_doubtful |= any.len && !bnc_span_equal(address, any);
        any = address;
        if (address.at == text.at || address.at[-1] != '[')
            continue;
        is_bracketed_doubtful |= bracketed.len && !bnc_span_equal(address, bracketed);
        bracketed = address;
    }
    bnc_span only = bracketed.len && !is_bracketed_doubtful ? bracketed : bracketed.len || is_any_doubtful ? BNC_SPAN("") : any;
    if (!only.len)
        return;
    const char *behind = only.at + only.len;
    bnc_cause_add_fact(cause, BNC_GROUP_IP,
                       bnc_fact_address(saying->arena, only, (bnc_span){ behind, (size_t)(saying->text.at + saying->text.len - behind) }));
}

/* A URL that begins in the area; it may end behind it. */
static void add_url(bounce_cause *cause, const bnc_saying *saying, size_t from, size_t end)
{
    bnc_span text = saying->text;
    for (size_t at = from; (at = bnc_span_find_char(text, ':', at)) != BNC_NOT_FOUND && at < end; at++) {
        if (!bnc_span_starts(bnc_span_from(text, at), BNC_SPAN("://")))
            continue;
        size_t start = at, stop = at + 3;
        while (start > from && at - start < 5 && bnc_is_alpha(text.at[start - 1]))
            start--;
        bnc_span scheme = bnc_span_cut(text, start, at - start);
        if (!bnc_span_equal_nocase(scheme, BNC_SPAN("http")) && !bnc_span_equal_nocase(scheme, BNC_SPAN("https")))
            continue;
        while (stop < text.len && !strchr(" \t\r\n<>\"\\^`{|}", text.at[stop]) && (unsigned char)text.at[stop] < 0x80)
            stop++;
        while (stop > at + 3 && strchr(".,;:!'])", text.at[stop - 1])
               && !(text.at[stop - 1] == ')' && bnc_span_find_char(bnc_span_cut(text, start, stop - start), '(', 0) != BNC_NOT_FOUND))
            stop--;
        if (stop < at + 7)
            continue;
        bnc_cause_add_fact(cause, BNC_GROUP_URL, bnc_arena_dup(saying->arena, bnc_utf8_cut(bnc_span_cut(text, start, stop - start), 500)));
        return;
    }
}

/* "[TSS09]", "(S3140)", "(AS8561)": capitals, then digits, alone in brackets. */
static void add_token(bounce_cause *cause, const bnc_saying *saying, size_t from, size_t end)
{
    bnc_span text = bnc_span_cut(saying->text, 0, end);
    for (size_t i = from; i < text.len; i++) {
        char close = text.at[i] == '[' ? ']' : text.at[i] == '(' ? ')' : '\0';
        if (!close)
            continue;
        size_t at = i + 1, letters = at, digits;
        while (at < text.len && text.at[at] >= 'A' && text.at[at] <= 'Z')
            at++;
        letters = at - letters;
        digits = at;
        while (at < text.len && bnc_is_digit(text.at[at]))
            at++;
        digits = at - digits;
        if (letters < 1 || letters > 5 || digits < 2 || digits > 8 || at >= text.len || text.at[at] != close)
            continue;
        bnc_cause_add_fact(cause, BNC_GROUP_TOKEN, bnc_arena_dup(saying->arena, bnc_span_cut(text, i + 1, letters + digits)));
        return;
    }
}

bnc_span bnc_form_find_code(bnc_span text)
{
    for (size_t at = 0; (at = bnc_span_find(text, BNC_SPAN("127."), at)) != BNC_NOT_FOUND; at++) {
        size_t end = at;
        bool is_masked;
        while (end < text.len && is_address_char(text.at[end]))
            end++;
        while (end > at && text.at[end - 1] == '.')
            end--;
        bnc_span code = bnc_span_cut(text, at, end - at);
        if ((at == 0 || !(is_word_char(text.at[at - 1]) || text.at[at - 1] == '.')) && bnc_is_ip(code, &is_masked) && !is_masked)
            return code;
    }
    return BNC_SPAN("");
}

/* A name with a dot that is no part of a URL, an address or a longer name, and no list's zone. Its end is *ret_end. */
static bool is_plain_domain(const bnc_saying *saying, size_t start, bool may_follow_at, size_t *ret_end)
{
    bnc_span text = saying->text, proper;
    const bnc_layer *layer;
    size_t end = start, dots = 0, label = start;
    while (end < text.len && (bnc_is_alnum(text.at[end]) || text.at[end] == '-' || text.at[end] == '_' || text.at[end] == '.'))
        end++;
    *ret_end = end;
    while (end > start && text.at[end - 1] == '.')
        end--;
    for (size_t i = start; i < end; i++)
        if (text.at[i] == '.') {
            dots++;
            label = i + 1;
        }
    char previous = start ? text.at[start - 1] : ' ', next = end < text.len ? text.at[end] : ' ';
    if (!dots || end - start > DOMAIN_MAX || end - label < 2 || (previous == '@' && !may_follow_at) || strchr("/=&?%", previous) || strchr("@/[=%", next)
        || (next == ':' && end + 1 < text.len && text.at[end + 1] == '/'))
        return false;
    for (size_t i = label; i < end; i++)
        if (!bnc_is_alpha(text.at[i]))
            return false;
    *ret_end = end;
    return !bnc_set_blocklist_of_zone(saying->set, bnc_span_cut(text, start, end - start), &proper, &layer);
}

/* How sure the words around a name make it that it is the domain in question: 2 before it, 1 behind it, 0. */
static int domain_place(bnc_span text, size_t start, size_t end)
{
    static const char *const before[] = { "domain", "domains", "from", "for", "of", "by", "name", "mx", "to", "spf", "dmarc" };
    static const char *const behind[] = { "does", "doesn", "is", "has", "policy", "email", "dmarc", "spf", "could", "cannot", "not", "was", "failed", "requires" };
    size_t open = start && strchr("[(<\"'", text.at[start - 1]) ? start - 1 : start;
    if (is_one_of(word_before(text, open), before, sizeof before / sizeof *before))
        return 2;
    return is_one_of(word_behind(text, end), behind, sizeof behind / sizeof *behind) || bnc_span_starts(bnc_span_from(text, end), BNC_SPAN("'s "));
}

/* The one domain that a cause about domains speaks of; where the sender's domain is at fault, that of the only address as well. */
static void add_domain(bounce_cause *cause, const bnc_saying *saying)
{
    static const bnc_span about[] = { BNC_SPAN("auth."),       BNC_SPAN("sender_domain."),         BNC_SPAN("sender.domain_invalid"), BNC_SPAN("domain."),
                                      BNC_SPAN("rate.volume"), BNC_SPAN("sender.quota_exceeded"), BNC_SPAN("network.dns_failure") };
    bnc_span text = saying->text, only = BNC_SPAN(""), id = bnc_span_of(bnc_cause_id_of(cause));
    bool is_about = false, is_doubtful = false, is_sender = bnc_span_equal(id, BNC_SPAN("sender.domain_invalid"));
    int best = 0;
    for (size_t i = 0; i < sizeof about / sizeof *about; i++)
        is_about |= id.at[0] == about[i].at[0] && bnc_span_starts(id, about[i]);
    for (size_t i = 0, end; is_about && i < text.len; i = end + 1) {
        end = i;
        if (!bnc_is_alnum(text.at[i]) || !is_plain_domain(saying, i, is_sender, &end))
            continue;
        int place = i && text.at[i - 1] == '@' ? 1 : domain_place(text, i, end);
        bnc_span name = bnc_span_cut(text, i, end - i);
        if (!place || place < best || (place == best && bnc_span_equal_nocase(only, name)))
            continue;
        is_doubtful = place == best;
        best = place;
        only = name;
    }
    if (best && !is_doubtful)
        bnc_cause_add_fact(cause, BNC_GROUP_DOMAIN, bnc_arena_dup(saying->arena, only));
}

static bool has_char(bnc_span text, char c)
{
    return bnc_span_find_char(text, c, 0) != BNC_NOT_FOUND;
}

/* Three dots as near to each other as those of an IPv4 address, or what an IPv6 literal stands in. Few texts need a closer look. */
static bool may_hold_address(bnc_span text)
{
    size_t before = BNC_NOT_FOUND, last = BNC_NOT_FOUND;
    for (size_t at = 0; (at = bnc_span_find_char(text, '.', at)) != BNC_NOT_FOUND; at++) {
        if (before != BNC_NOT_FOUND && at - before <= ADDRESS_MAX)
            return true;
        before = last;
        last = at;
    }
    return has_char(text, '[') && has_char(text, ':');
}

void bnc_facts_from_form(bounce_cause *cause, const bnc_saying *saying, size_t from, size_t end)
{
    const bnc_span area = bnc_span_cut(saying->text, from, end - from);
    if (!bnc_cause_find_fact(cause, BNC_GROUP_IP) && may_hold_address(area))
        add_address(cause, saying, from, end);
    if (!bnc_cause_find_fact(cause, BNC_GROUP_URL))
        add_url(cause, saying, from, end);
    if (!bnc_cause_find_fact(cause, BNC_GROUP_TOKEN) && (has_char(area, '[') || has_char(area, '(')))
        add_token(cause, saying, from, end);
    if (saying->reply && area.len == saying->text.len && !bnc_cause_find_fact(cause, BNC_GROUP_DOMAIN) && has_char(area, '.'))
        add_domain(cause, saying);
}

/*
 * Addresses in prose (RFC 5322, section 3.4.1; RFC 6531).
 *
 * In:  a sentence, in any script.   Out: where the first address stands in it. Each byte is looked at a bounded number of times.
 */
#include "smtp/address.h"

/* RFC 5322 atext, the dot, and what RFC 6531 adds. */
static bool is_local_char(char c)
{
    return bnc_is_alnum(c) || (signed char)c < 0 || (c && strchr(".!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_domain_char(char c)
{
    return bnc_is_alnum(c) || (signed char)c < 0 || c == '.' || c == '-' || c == '_';
}

/*
 * The length of a character of the scripts that are written without blanks (three bytes and more in UTF-8) at a place, 0 for others. In such
 * text an address has no blank around it: where the script changes it begins or ends.
 */
static size_t wide_at(bnc_span text, size_t at)
{
    unsigned char lead = (unsigned char)text.at[at];
    size_t len = lead >= 0xF0 ? 4 : lead >= 0xE2 ? 3 : 0;

    return len <= text.len - at ? len : 0;
}

static size_t wide_before(bnc_span text, size_t at, size_t floor)
{
    size_t start = at;

    while (start > floor && at - start < 4 && ((unsigned char)text.at[start - 1] & 0xC0) == 0x80)
        start--;
    return start > floor && start < at && wide_at(text, start - 1) == at - start + 1 ? at - start + 1 : 0;
}

/* CJK punctuation (U+3000 to U+303F) and full-width signs (U+FF00 to U+FF20). */
static bool is_wide_punctuation(const char *c)
{
    return bnc_span_starts((bnc_span){ c, 3 }, BNC_SPAN("\xE3\x80")) || (bnc_span_starts((bnc_span){ c, 3 }, BNC_SPAN("\xEF\xBC")) && (unsigned char)c[2] <= 0xA0);
}

/* Where the local part that ends before "at" begins; not before "floor". */
static size_t local_start(bnc_span text, size_t at, size_t floor)
{
    size_t start = at;

    if (start > floor && text.at[start - 1] == '"') {
        size_t quote = start - 1;

        while (quote > floor && quote + 70 > start && text.at[quote - 1] != '"' && text.at[quote - 1] != '\n')
            quote--;
        return quote > floor && text.at[quote - 1] == '"' ? quote - 1 : at;
    }
    while (start > floor && at - start < 320 && is_local_char(text.at[start - 1])) {
        size_t wide = wide_before(text, start, floor);

        if (wide && (is_wide_punctuation(text.at + start - wide) || (start < at && (signed char)text.at[start] >= 0)))
            break;
        start -= wide ? wide : 1;
    }
    while (start < at && strchr("'`.=/", text.at[start]))
        start++;
    return start;
}

static size_t domain_end(bnc_span text, size_t at)
{
    size_t end = at;

    if (end < text.len && text.at[end] == '[') {
        size_t close = bnc_span_find_char(bnc_span_cut(text, 0, end + 60), ']', end);
        return close == BNC_NOT_FOUND ? at : close + 1;
    }
    while (end < text.len && end - at < 256 && is_domain_char(text.at[end])) {
        size_t wide = wide_at(text, end);

        if (wide && (is_wide_punctuation(text.at + end) || (end > at && bnc_is_alnum(text.at[end - 1]))))
            break;
        end += wide ? wide : 1;
    }
    while (end > at && !bnc_is_alnum(text.at[end - 1]) && (signed char)text.at[end - 1] >= 0)
        end--;
    return end;
}

size_t bnc_address_find(bnc_span text, size_t start, size_t *ret_len)
{
    size_t floor = start;
    size_t at = bnc_span_find_char(text, '@', start);

    for (; at != BNC_NOT_FOUND; floor = at + 1, at = bnc_span_find_char(text, '@', at + 1)) {
        size_t begin = local_start(text, at, floor);
        size_t end = domain_end(text, at + 1);

        if (begin < at && end > at + 1) {
            *ret_len = end - begin;
            return begin;
        }
    }
    return BNC_NOT_FOUND;
}

bool bnc_address_holds(bnc_span text, size_t start, size_t end)
{
    size_t first = start;

    if (bnc_span_find_char(bnc_span_cut(text, start, end - start), ' ', 0) != BNC_NOT_FOUND)
        return false;
    while (end < text.len && is_local_char(text.at[end]))
        end++;
    if (end + 1 < text.len && text.at[end] == '@' && is_domain_char(text.at[end + 1]))
        return true;
    while (first > 0 && is_domain_char(text.at[first - 1]))
        first--;
    return first > 1 && text.at[first - 1] == '@' && is_local_char(text.at[first - 2]);
}

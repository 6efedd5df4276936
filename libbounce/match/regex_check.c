/*
 * What doc/knowledge.md forbids in patterns though PCRE2 allows it: they would be quadratic, or look at bytes instead of characters.
 *
 * In:  a pattern.   Out: the first complaint and its offset.
 */
#include "match/regex_check.h"

/* Behind a class that begins at "at". */
static size_t skip_class(bnc_span p, size_t at)
{
    at++;
    if (at < p.len && p.at[at] == '^')
        at++;
    if (at < p.len && p.at[at] == ']')
        at++;
    while (at < p.len && p.at[at] != ']') {
        if (p.at[at] == '\\')
            at++;
        else if (p.at[at] == '[' && at + 1 < p.len && p.at[at + 1] == ':') {
            size_t end = bnc_span_find_char(p, ']', at);

            at = end == BNC_NOT_FOUND ? p.len : end;
        }
        at++;
    }
    return at + 1;
}

/* Behind what opens groups, and anchors, at the pattern's start. */
static size_t skip_openings(bnc_span p)
{
    size_t at = 0;

    while (at < p.len) {
        if (p.at[at] == '\\' && at + 1 < p.len && (p.at[at + 1] == 'b' || p.at[at + 1] == 'B')) {
            at += 2;
        } else if (p.at[at] == '(' && at + 2 < p.len && p.at[at + 1] == '?' && p.at[at + 2] == ':') {
            at += 3;
        } else if (p.at[at] == '(' && at + 3 < p.len && p.at[at + 1] == '?' && p.at[at + 2] == '<' && bnc_is_alpha(p.at[at + 3])) {
            size_t end = bnc_span_find_char(p, '>', at);

            at = end == BNC_NOT_FOUND ? p.len : end + 1;
        } else if (p.at[at] == '(' && at + 1 < p.len && p.at[at + 1] != '?' && p.at[at + 1] != '*') {
            at++;
        } else {
            break;
        }
    }
    return at;
}

/* A class, '.' or class escape with +, * or {n,} in front: tried at every place of a text to its end. */
static bool begins_unbounded(bnc_span p)
{
    size_t at = skip_openings(p), end;

    if (at >= p.len)
        return false;
    if (p.at[at] == '[')
        at = skip_class(p, at);
    else if (p.at[at] == '.')
        at++;
    else if (p.at[at] == '\\' && at + 1 < p.len && strchr("dDsSwWhHvVNR", p.at[at + 1]))
        at += 2;
    else
        return false;
    if (at >= p.len)
        return false;
    if (p.at[at] == '+' || p.at[at] == '*')
        return true;
    if (p.at[at] != '{')
        return false;
    end = bnc_span_find_char(p, '}', at);
    return end != BNC_NOT_FOUND && p.at[end - 1] == ',';
}

const char *bnc_regex_check_form(bnc_span p, size_t *ret_offset)
{
    *ret_offset = 0;
    if (p.len == 0)
        return "empty pattern";
    for (size_t i = 0; i < p.len; i++) {
        *ret_offset = i;
        if (p.at[i] == '\\' && i + 1 < p.len) {
            if (p.at[i + 1] == 'C')
                return "\\C is not allowed: it breaks characters";
            if (p.at[i + 1] == 'K')
                return "\\K is not allowed";
            i++;
        } else if (p.at[i] == '[') {
            i = skip_class(p, i) - 1;
        } else if (p.at[i] == '(' && i + 1 < p.len && p.at[i + 1] == '*') {
            return "(*…) is not allowed";
        }
    }
    *ret_offset = 0;
    return begins_unbounded(p) ? "begins with an unbounded class: put a literal first or bound it ({1,100})" : NULL;
}

/*
 * Atoms, quantifiers and group openings of PCRE2 patterns, for literal.c.
 *
 * In:  a pattern and a place in it.   Out: what stands there, as the few texts it matches where it is that simple.
 */
#include "match/literal_parse.h"

#include "match/fold.h"

#define CLASS_MAX 4 /* members of a class that still counts as exact */

static char peek(const bnc_literal_parser *p, size_t ahead)
{
    return p->at + ahead < p->pattern.len ? p->pattern.at[p->at + ahead] : '\0';
}

/* Moves behind the next c; lost where there is none. */
static void skip_to(bnc_literal_parser *p, char c)
{
    size_t at = bnc_span_find_char(p->pattern, c, p->at);

    if (at == BNC_NOT_FOUND)
        p->is_lost = true;
    p->at = at == BNC_NOT_FOUND ? p->pattern.len : at + 1;
}

static bnc_group_form read_flags(bnc_literal_parser *p)
{
    while (peek(p, 0) && strchr("imsnJU-^", peek(p, 0))) /* not x: blanks would mean nothing */
        p->at++;
    if (peek(p, 0) == ')') {
        p->at++;
        return BNC_GROUP_NOTHING;
    }
    if (peek(p, 0) != ':')
        return BNC_GROUP_UNKNOWN;
    p->at++;
    return BNC_GROUP_PLAIN;
}

bnc_group_form bnc_literal_open(bnc_literal_parser *p)
{
    p->at++;
    if (peek(p, 0) == '*')
        return BNC_GROUP_UNKNOWN;
    if (peek(p, 0) != '?')
        return BNC_GROUP_PLAIN;
    p->at++;
    switch (peek(p, 0)) {
    case '#':
        skip_to(p, ')');
        return BNC_GROUP_NOTHING;
    case ':': case '|': case '>':
        p->at++;
        return BNC_GROUP_PLAIN;
    case '=': case '!':
        p->at++;
        return BNC_GROUP_ASSERTION;
    case 'P':
        if (peek(p, 1) != '<')
            return BNC_GROUP_UNKNOWN;
        skip_to(p, '>');
        return BNC_GROUP_PLAIN;
    case '\'':
        p->at++;
        skip_to(p, '\'');
        return BNC_GROUP_PLAIN;
    case '<':
        if (peek(p, 1) == '=' || peek(p, 1) == '!') {
            p->at += 2;
            return BNC_GROUP_ASSERTION;
        }
        skip_to(p, '>');
        return BNC_GROUP_PLAIN;
    default:
        return read_flags(p);
    }
}

/* Reads one character; exact where its folded form is all that matters. */
static bool read_char(bnc_literal_parser *p, bnc_literal_set *ret_exact)
{
    const unsigned char *at = (const unsigned char *)p->pattern.at + p->at;
    size_t left = p->pattern.len - p->at, len = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    uint32_t c = at[0] < 0x80 ? at[0] : at[0] & (0xFFu >> (len + 1));
    unsigned char folded[8];
    size_t taken, written;

    if (len > left) {
        p->is_lost = true;
        return false;
    }
    for (size_t i = 1; i < len; i++)
        c = c << 6 | (at[i] & 0x3F);
    p->at += len;
    if (!bnc_fold_is_sure(c))
        return false;
    written = bnc_fold(at, len, folded, sizeof(folded), &taken);
    *ret_exact = (bnc_literal_set){ .list = { { bnc_arena_dup(p->arena, (bnc_span){ (const char *)folded, written }), written } }, .count = 1 };
    return true;
}

static bool set_byte(bnc_literal_parser *p, char c, bnc_literal_set *ret_exact)
{
    char lower = bnc_to_lower(c);

    *ret_exact = (bnc_literal_set){ .list = { { bnc_arena_dup(p->arena, (bnc_span){ &lower, 1 }), 1 } }, .count = 1 };
    return true;
}

/* Behind "\x": hh or {hh…}. Only ASCII is exact. */
static bool read_hex(bnc_literal_parser *p, bnc_literal_set *ret_exact)
{
    bool has_braces = peek(p, 0) == '{';
    uint32_t value = 0;

    p->at += has_braces;
    for (int digits = 0; digits < (has_braces ? 6 : 2); digits++, p->at++) {
        char c = bnc_to_lower(peek(p, 0));

        if (!bnc_is_digit(c) && !(c >= 'a' && c <= 'f'))
            break;
        value = value * 16 + (uint32_t)(bnc_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    if (has_braces)
        skip_to(p, '}');
    return value > 0 && value < 0x80 && set_byte(p, (char)value, ret_exact);
}

/* Behind the backslash of \p, \g, \k and the like: what belongs to it. */
static void skip_argument(bnc_literal_parser *p)
{
    if (peek(p, 0) == '{')
        skip_to(p, '}');
    else if (peek(p, 0) == '<')
        skip_to(p, '>');
    else
        p->at++;
}

static bool read_escape(bnc_literal_parser *p, bnc_literal_set *ret_exact)
{
    static const char controls[] = "tnrfea", values[] = "\t\n\r\f\x1b\a";
    char c = peek(p, 1);
    const char *control = c ? strchr(controls, c) : NULL;

    if (p->at + 1 >= p->pattern.len) {
        p->is_lost = true;
        return false;
    }
    if (!bnc_is_alnum(c)) {
        p->at++;
        return read_char(p, ret_exact);
    }
    p->at += 2;
    if (control)
        return set_byte(p, values[control - controls], ret_exact);
    switch (c) {
    case 'b': case 'B': case 'A': case 'z': case 'Z':
        *ret_exact = (bnc_literal_set){ .list = { { "", 0 } }, .count = 1 };
        return true;
    case 'x':
        return read_hex(p, ret_exact);
    case 'g': case 'k':
        p->longest = BNC_LITERAL_ENDLESS;
        skip_argument(p);
        return false;
    case 'p': case 'P': case 'c':
        skip_argument(p);
        return false;
    case 'Q': case 'E': case 'o': case 'K': case 'C': case 'L': case 'U': case 'l': case 'u':
    case 'G': /* it would see where a window begins */
        p->is_lost = true;
        return false;
    default: /* \d \s \w \h \R … and back references: more digits do not matter */
        if (bnc_is_digit(c) || c == 'X' || c == 'R')
            p->longest = BNC_LITERAL_ENDLESS;
        while (bnc_is_digit(c) && bnc_is_digit(peek(p, 0)))
            p->at++;
        return false;
    }
}

/* At '[': a class. Exact where it is a few plain characters. */
static bool read_class(bnc_literal_parser *p, bnc_literal_set *ret_exact)
{
    bool is_exact = true, is_first = true;

    *ret_exact = (bnc_literal_set){ .count = 0 };
    p->at++;
    if (peek(p, 0) == '^') {
        is_exact = false;
        p->at++;
    }
    for (;; is_first = false) {
        bnc_literal_set member = { .count = 0 };
        char c = peek(p, 0);

        if (p->at >= p->pattern.len) {
            p->is_lost = true;
            return false;
        }
        if (c == ']' && !is_first)
            break;
        if (c == '[' && peek(p, 1) == ':') {
            is_exact = false;
            p->at += 2;
            skip_to(p, ']');
            continue;
        }
        if (c == '-' && !is_first && peek(p, 1) != ']')
            is_exact = false; /* a range */
        if (c == '\\' && bnc_is_alnum(peek(p, 1)))
            is_exact = read_escape(p, &member) && member.list[0].len > 0 && is_exact;
        else if (c == '\\')
            is_exact = read_escape(p, &member) && is_exact;
        else
            is_exact = read_char(p, &member) && is_exact;
        if (p->is_lost)
            return false;
        if (is_exact && ret_exact->count < CLASS_MAX && member.count == 1) {
            bool is_known = false;

            for (size_t i = 0; i < ret_exact->count; i++)
                is_known = is_known || bnc_span_equal(ret_exact->list[i], member.list[0]);
            if (!is_known)
                ret_exact->list[ret_exact->count++] = member.list[0];
        } else {
            is_exact = false;
        }
    }
    p->at++;
    return is_exact && ret_exact->count > 0;
}

bool bnc_literal_atom(bnc_literal_parser *p, bnc_literal_set *ret_exact)
{
    p->longest = 1;
    switch (peek(p, 0)) {
    case '\\':
        return read_escape(p, ret_exact);
    case '[':
        return read_class(p, ret_exact);
    case '.':
        p->at++;
        return false;
    case '^': case '$':
        p->at++;
        p->longest = 0;
        *ret_exact = (bnc_literal_set){ .list = { { "", 0 } }, .count = 1 };
        return true;
    default:
        return read_char(p, ret_exact);
    }
}

/* At '{': {n}, {n,}, {n,m}, {,m}; false where the brace is a plain character. */
static bool read_counts(const bnc_literal_parser *p, uint32_t *ret_min, uint32_t *ret_max, size_t *ret_len)
{
    bnc_span rest = bnc_span_from(p->pattern, p->at + 1);
    size_t digits = bnc_span_number(rest, ret_min), more;

    rest = bnc_span_from(rest, digits);
    *ret_max = *ret_min;
    if (digits == 0)
        return false;
    if (rest.len > 0 && rest.at[0] == ',') {
        rest = bnc_span_from(rest, 1);
        more = bnc_span_number(rest, ret_max);
        if (more == 0)
            *ret_max = UINT32_MAX;
        rest = bnc_span_from(rest, more);
    }
    if (rest.len == 0 || rest.at[0] != '}')
        return false;
    *ret_len = (size_t)(rest.at + 1 - (p->pattern.at + p->at));
    return true;
}

void bnc_literal_quantifier(bnc_literal_parser *p, uint32_t *ret_min, uint32_t *ret_max)
{
    size_t len = 1;
    char c = peek(p, 0);

    *ret_min = *ret_max = 1;
    if (c == '?') {
        *ret_min = 0;
    } else if (c == '*' || c == '+') {
        *ret_min = c == '+';
        *ret_max = UINT32_MAX;
    } else if (c != '{' || !read_counts(p, ret_min, ret_max, &len)) {
        *ret_min = *ret_max = 1;
        return;
    }
    p->at += len;
    if (peek(p, 0) == '?' || peek(p, 0) == '+')
        p->at++;
}

/*
 * Guards (Unless of rules): a long list of alternatives is taken apart, so that only those are tried whose literals stand in the text, and what many
 * rules guard against is one pattern for all of them.
 *
 * In:  a pattern.   Out: patterns of which one matches where it matches.
 */
#include "knowledge/builder.h"

#define BUCKETS 1024

typedef struct bnc_guard {
    bnc_ref text;
    uint32_t pattern, next; /* next of the bucket, counted from 1 */
} guard;

/* Alternatives that see something of each other: flags that hold on, groups that are referred to, quoting. */
static bool is_linked(bnc_span p)
{
    for (size_t i = 0; i + 1 < p.len; i++) {
        if (p.at[i] == '\\' && (bnc_is_digit(p.at[i + 1]) || strchr("gkQE", p.at[i + 1])))
            return true;
        if (p.at[i] == '(' && i + 2 < p.len && p.at[i + 1] == '?' && !strchr(":=!<>#'P", p.at[i + 2]))
            return true;
        i += p.at[i] == '\\';
    }
    return false;
}

/* Behind a class that begins at "at". */
static size_t skip_class(bnc_span p, size_t at)
{
    at += at + 1 < p.len && p.at[at + 1] == '^' ? 2 : 1;
    at += at < p.len && p.at[at] == ']';
    while (at < p.len && p.at[at] != ']') {
        if (p.at[at] == '[' && at + 1 < p.len && p.at[at + 1] == ':') {
            size_t end = bnc_span_find_char(p, ']', at);

            at = end == BNC_NOT_FOUND ? p.len : end;
        }
        at += at < p.len && p.at[at] == '\\' ? 2 : 1;
    }
    return at + 1;
}

size_t bnc_guard_split(bnc_span pattern, bnc_span *ret_parts, size_t max)
{
    size_t count = 0, depth = 0, start = 0;

    ret_parts[0] = pattern;
    if (is_linked(pattern))
        return 1;
    for (size_t at = 0; at < pattern.len;) {
        if (pattern.at[at] == '[') {
            at = skip_class(pattern, at);
            continue;
        }
        depth += pattern.at[at] == '(';
        depth -= pattern.at[at] == ')' && depth > 0;
        if (pattern.at[at] == '|' && depth == 0) {
            if (at == start || count + 2 > max) /* an empty one matches everywhere */
                return ret_parts[0] = pattern, 1;
            ret_parts[count++] = bnc_span_cut(pattern, start, at - start);
            start = at + 1;
        }
        at += pattern.at[at] == '\\' ? 2 : 1;
    }
    if (start >= pattern.len)
        return ret_parts[0] = pattern, 1;
    ret_parts[count++] = bnc_span_from(pattern, start);
    return count;
}

uint32_t *bnc_guard_place(bnc_builder *b, bnc_span text)
{
    const bnc_ref ref = bnc_builder_intern(b, text);
    uint32_t *bucket;

    if (!b->guard_buckets)
        b->guard_buckets = bnc_arena_array(b->arena, BUCKETS, sizeof(*b->guard_buckets));
    bucket = &b->guard_buckets[(ref * 0x9E3779B1u) >> 22];
    for (uint32_t i = *bucket; i > 0; i = b->guards[i - 1].next)
        if (b->guards[i - 1].text == ref)
            return &b->guards[i - 1].pattern;
    b->guards = bnc_arena_grow(b->arena, b->guards, b->guard_count, &b->guard_capacity, sizeof(*b->guards));
    b->guards[b->guard_count++] = (guard){ ref, UINT32_MAX, *bucket };
    *bucket = (uint32_t)b->guard_count;
    return &b->guards[b->guard_count - 1].pattern;
}

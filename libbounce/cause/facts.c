/*
 * Facts of a cause from the named groups of its rule, and from the rule's Set.
 *
 * In:  a match.   Out: facts, trimmed and checked by their form; an address that is none gives no fact.
 */
#include "cause/find.h"
#include "smtp/address.h"
#include "util/utf8.h"

#define FACT_MAX 500

/* Room for 1, 2, 4, 8 … facts. */
static bool is_full(size_t count)
{
    return (count & (count - 1)) == 0;
}

void bnc_cause_add_fact(bounce_cause *cause, bnc_group name, const char *value)
{
    if (!value || !*value || name <= BNC_GROUP_NONE || name >= BNC_GROUP_FACTS_END || bnc_cause_find_fact(cause, name))
        return;
    if (is_full(cause->fact_count)) {
        bnc_fact *more = bnc_arena_alloc_raw(cause->arena, (cause->fact_count ? cause->fact_count * 2u : 1u) * sizeof *more);
        if (cause->fact_count)
            memcpy(more, cause->facts, cause->fact_count * sizeof *more);
        cause->facts = more;
    }
    size_t at = cause->fact_count;
    while (at > 0 && cause->facts[at - 1].name > name) {
        cause->facts[at] = cause->facts[at - 1];
        at--;
    }
    cause->facts[at] = (bnc_fact){ name, value };
    cause->fact_count++;
}

void bnc_cause_add_facts(bounce_cause *cause, const bounce_cause *from)
{
    for (size_t i = 0; i < from->fact_count; i++)
        bnc_cause_add_fact(cause, from->facts[i].name, from->facts[i].value);
}

/* Without what belongs to the sentence around it. */
static bnc_span trim_punctuation(bnc_span text, const char *marks)
{
    text = bnc_span_trim(text);
    while (text.len && strchr(marks, text.at[text.len - 1]))
        text.len--;
    return text;
}

/* "71.106.170.211" in front of ".in-addr.arpa" is 211.170.106.71 (RFC 1035, section 3.5). */
static const char *reversed_address(bnc_arena *arena, bnc_span text)
{
    bnc_span parts[4];
    size_t count = 0, start = 0;
    for (size_t i = 0; i <= text.len; i++)
        if (i == text.len || text.at[i] == '.') {
            if (count == 4)
                return NULL;
            parts[count++] = bnc_span_cut(text, start, i - start);
            start = i + 1;
        }
    if (count != 4)
        return NULL;
    char *reversed = bnc_arena_alloc_raw(arena, text.len + 1), *at = reversed;
    for (size_t i = 4; i-- > 0;) {
        memcpy(at, parts[i].at, parts[i].len);
        at += parts[i].len;
        *at++ = '.';
    }
    at[-1] = '\0';
    return reversed;
}

/* "000.000.000.000": somebody took it out. */
static bool is_all_zero(bnc_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] != '0' && text.at[i] != '.' && text.at[i] != ':')
            return false;
    return true;
}

const char *bnc_fact_address(bnc_arena *arena, bnc_span value, bnc_span behind)
{
    bool is_masked;
    value = trim_punctuation(value, ".,:;)]>");
    if (!bnc_is_ip(value, &is_masked) || is_all_zero(value))
        return NULL;
    if (bnc_span_starts_nocase(behind, BNC_SPAN(".in-addr.arpa")))
        return reversed_address(arena, value);
    return bnc_arena_dup(arena, value);
}

void bnc_facts_from_match(bounce_cause *cause, const bnc_saying *saying, const bnc_match *match)
{
    for (size_t i = 0; i < match->count; i++) {
        bnc_group name = match->groups[i].group;
        if (name <= BNC_GROUP_NONE || name >= BNC_GROUP_FACTS_END || match->groups[i].end <= match->groups[i].start)
            continue;
        bnc_span value = bnc_span_cut(saying->text, match->groups[i].start, match->groups[i].end - match->groups[i].start);
        if (name == BNC_GROUP_IP) {
            bnc_cause_add_fact(cause, name, bnc_fact_address(saying->arena, value, bnc_span_from(saying->text, match->groups[i].end)));
            continue;
        }
        value = trim_punctuation(value, name == BNC_GROUP_URL ? ".,;:)>]\"'" : name == BNC_GROUP_ZONE || name == BNC_GROUP_HOST ? ".,;:" : "");
        bnc_cause_add_fact(cause, name, bnc_arena_dup_or_null(saying->arena, bnc_utf8_cut(value, FACT_MAX)));
    }
}

void bnc_facts_from_set(bounce_cause *cause, const bnc_layer *layer, const bnc_rule_record *rule)
{
    const uint32_t *pairs = bnc_layer_list(layer, rule->set);
    for (uint32_t i = 0; i + 1 < rule->set.count; i += 2)
        bnc_cause_add_fact(cause, (bnc_group)pairs[i], bnc_layer_text(layer, pairs[i + 1]));
}

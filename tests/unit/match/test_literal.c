/* Literals of patterns, and folding against PCRE2's own idea of case. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "match/fold.h"
#include "match/literal.h"
#include "match/regex.h"

/* The best clause, its literals separated by '|' in any order; "" for none. */
static const struct { const char *pattern, *literals; } cases[] = {
    { "user unknown", "user unknown" },
    { "User\\ Unknown", "user unknown" },
    { "mailbox (?:is )?full", "mailbox full|mailbox is full" },
    { "no such (?:user|mailbox)", "no such user|no such mailbox" },
    { "(?:was|were) blocked", "was blocked|were blocked" },
    { "(?:blocked|refused)", "blocked|refused" },
    { "(?:blocked using [^ ]+|listed at .*)", "blocked using |listed at " },
    { "(?:blocked|[a-z]+)", "" },
    { "(?:blocked)?", "" },
    { "(?:blocked)*abc", "abc" },
    { "(?:blocked)+", "blocked" },
    { "(?:abc){2}", "abcabc" },
    { "\\[(?<token>TSS0?9)\\] All messages from (?<ip>[0-9a-f.:]+)", "9] all messages from " },
    { "Client host (?:\\[(?<ip>[^\\]]{0,60})\\] )?blocked using Trend ?Micro", "blocked using trendmicro|blocked using trend micro" },
    { "(?i)quota", "quota" },
    { "(?x)no blanks here", "" },
    { "(?# a comment )quota", "quota" },
    { "(?=never this)quota", "quota" },
    { "(?<!bl\\.)\\bspamhaus\\b", "spamhaus" },
    { "a\\sb\\dcde", "cde" },
    { "\\x41bc", "abc" },
    { "\\x{2014}abc", "abc" },
    { "\\p{L}abc", "abc" },
    { "(a)\\1bcd", "bcd" },
    { "[.]abc", ".abc" },
    { "[Aa]bc", "abc" },
    { "[^a]bcd", "bcd" },
    { "[]]abc", "]abc" },
    { "[[:alpha:]]bcd", "bcd" },
    { "[\\w.-]+@example", "@example" },
    { "ab", "" },
    { "a?b?c?", "" },
    { "abc{0}def", "def" },
    { "abc{2,}def", "def" },
    { "a{,3}bcd", "a{,3}bcd" },
    { "abc|", "" },
    { "Нет такого", "нет такого" },
    { "ПОЛЬЗОВАТЕЛЬ", "пользователь" },
    { "\xEB\xA9\x94\xEC\x9D\xBC\xED\x95\xA8", "\xEB\xA9\x94\xEC\x9D\xBC\xED\x95\xA8" },
    { "(?R)abc", "" },
    { "(*UTF)abc", "" },
    { "\\Qa.c\\E", "" },
    { "(abc", "" },
    { "abc)", "" },
    { "abc\\", "" },
    { "[abc", "" },
    { "((((((((((((((((((abc))))))))))))))))))", "" }, /* nested too deep */
};

START_TEST(extract)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_clause clauses[BNC_CLAUSES_MAX];
    bnc_span rest = bnc_span_of(cases[_i].literals);
    size_t clause_count = bnc_literal_clauses(arena, bnc_span_of(cases[_i].pattern), clauses);
    const bnc_span *list = clause_count ? clauses[0].literals : NULL;
    size_t count = clause_count ? clauses[0].count : 0, expected = rest.len > 0;

    for (size_t i = 0; i < rest.len; i++)
        expected += rest.at[i] == '|';
    ck_assert_msg(count == expected, "%s: %zu literals, first %.*s", cases[_i].pattern, count, count ? (int)list[0].len : 0, count ? list[0].at : "");
    for (size_t i = 0; i < count; i++) {
        bool is_found = false;

        for (size_t from = 0; from < rest.len;) {
            size_t end = bnc_span_find_char(rest, '|', from);

            end = end == BNC_NOT_FOUND ? rest.len : end;
            is_found = is_found || bnc_span_equal(list[i], bnc_span_cut(rest, from, end - from));
            from = end + 1;
        }
        ck_assert_msg(is_found, "%s: got \"%.*s\"", cases[_i].pattern, (int)list[i].len, list[i].at);
    }
    bnc_arena_free(arena);
}
END_TEST

/* All clauses, best first, separated by " & ". */
static const struct { const char *pattern, *clauses; } more[] = {
    { "spam.*reject", "reject & spam" },
    { "(?:unknown|invalid) e?mail(?: name)?(?:/| or )(?:password|key)", "unknown email name/|unknown email name or |unknown email/|unknown email or |unknown mail name/|unknown mail name or |unknown mail/|unknown mail or "
      "|invalid email name/|invalid email name or |invalid email/|invalid email or |invalid mail name/|invalid mail name or |invalid mail/|invalid mail or "
      " & password|key" },
    { "(?:user .* unknown|no .* mailbox)", " unknown| mailbox & user |no " },
    { "(?:abc){2,3}[0-9]xyz[0-9]xyz", "abcabc & xyz" },
    { "abc(?:def.*)?ghi", "abc & ghi" },
};

START_TEST(all_clauses)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_clause clauses[BNC_CLAUSES_MAX];
    size_t count = bnc_literal_clauses(arena, bnc_span_of(more[_i].pattern), clauses);
    char text[500] = "";

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < clauses[i].count; k++) {
            size_t len = strlen(text);

            snprintf(text + len, sizeof(text) - len, "%s%.*s", k ? "|" : i ? " & " : "", (int)clauses[i].literals[k].len, clauses[i].literals[k].at);
        }
    ck_assert_str_eq(text, more[_i].clauses);
    bnc_arena_free(arena);
}
END_TEST

/* How far in front of a literal a match may begin; 0: any number of characters. */
static const struct { const char *pattern, *literal; uint32_t reach; } reaches[] = {
    { "user unknown", "user unknown", 1 },
    { "\\b(?:the )?user [0-9]{1,3} is unknown", " is unknown", 13 },
    { "\\b(?:the )?user [0-9]{1,3} is unknown", "user ", 5 },
    { "[0-9]+ is unknown", " is unknown", 0 },
    { "[0-9]* ?user", "user", 0 },
    { "(?:a|bcd)[xyz]{2}user", "user", 6 },
    { "(?:x.?y.{2}){2}user", "user", 11 },
    { "(?<a>.)\\1user", "user", 0 },
    { "\\Ruser", "user", 0 },
    { "(?=.*far)user", "user", 1 },
    { "(?:x.)?user", "user", 3 },
    { "full.{3}full", "full", 1 },
    { "(?:mail|e-mail) user", "mail user", 3 },
    { "(?:a.bcd|efgh)", "bcd", 3 },
};

START_TEST(reach)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_clause clauses[BNC_CLAUSES_MAX];
    size_t count = bnc_literal_clauses(arena, bnc_span_of(reaches[_i].pattern), clauses), found = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < clauses[i].count; k++)
            if (bnc_span_equal(clauses[i].literals[k], bnc_span_of(reaches[_i].literal))) {
                ck_assert_msg(clauses[i].reach == reaches[_i].reach, "%s: %u", reaches[_i].pattern, clauses[i].reach);
                found++;
            }
    ck_assert_msg(found > 0, "%s: no such literal", reaches[_i].pattern);
    bnc_arena_free(arena);
}
END_TEST

static size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
}

static bnc_span fold(bnc_span text, unsigned char out[8])
{
    size_t taken;

    return (bnc_span){ (char *)out, bnc_fold((const unsigned char *)text.at, text.len, out, 8, &taken) };
}

/* Every character whose folding is called sure matches, without case, exactly those that fold to the same bytes. */
START_TEST(folding_is_pcre2s)
{
    static char text[0x10000 * 4];
    static uint32_t offsets[sizeof(text)];
    const uint32_t stride = getenv("BOUNCE_SLOW") ? 13 : 1; /* under valgrind a sample */
    size_t len = 0;

    for (uint32_t c = 0x20; c < 0x10000; c++) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        offsets[len] = c;
        len += encode(c, text + len);
    }
    for (uint32_t c = 0x40; c < 0x2100; c += stride) {
        bnc_regex *slots;
        char pattern[4], one[4];
        unsigned char folded[8], other[8];
        bnc_span letter = { pattern, encode(c, pattern) };
        bnc_match match = { .end = 0 };
        size_t next = 0, count = 0, same = 0;

        if (!bnc_fold_is_sure(c) || c == '[' || c == '\\' || c == '^' || (c >= 0x0590 && c < 0x1E00) || c == '|')
            continue;
        slots = bnc_regex_slots_new(1);
        while (bnc_regex_find(slots, 0, letter, (bnc_span){ text, len }, next, BNC_NOT_FOUND, &match)) {
            ck_assert_msg(bnc_span_equal(fold(letter, folded), fold((bnc_span){ text + match.start, match.end - match.start }, other)),
                          "U+%04X matches U+%04X", c, offsets[match.start]);
            next = match.end;
            count++;
        }
        for (size_t i = 0; i < len; i++)
            if (offsets[i] && offsets[i] < 0x2200)
                same += bnc_span_equal(fold(letter, folded), fold((bnc_span){ one, encode(offsets[i], one) }, other));
        ck_assert_msg(count == same, "U+%04X: %zu match, %zu fold to the same", c, count, same);
        bnc_regex_slots_free(slots, 1);
    }
}
END_TEST

START_TEST(folding_keeps_the_rest)
{
    static const struct { const char *text, *folded; } texts[] = {
        { "Mailbox FULL: 550 5.2.2 <A@B.Example>", "mailbox full: 550 5.2.2 <a@b.example>" },
        { "@[`{", "@[`{" },
        { "\xC5\xBF\xE2\x84\xAA", "sk" },
        { "\xE4\xB8\xAD\xE6\x96\x87 ABC", "\xE4\xB8\xAD\xE6\x96\x87 abc" },
        { "\xC3\x84\xD0\x9F", "\xC3\xA4\xD0\xBF" },
        { "\xF0\x9F\x93\xA7X", "\xF0\x9F\x93\xA7x" },
        { "\xC3", "\xC3" }, /* cut off */
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        unsigned char out[64];
        size_t taken, len = bnc_fold((const unsigned char *)texts[i].text, strlen(texts[i].text), out, sizeof(out), &taken);

        ck_assert_uint_eq(taken, strlen(texts[i].text));
        ck_assert(bnc_span_equal((bnc_span){ (char *)out, len }, bnc_span_of(texts[i].folded)));
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("literal");

    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, extract, 0, COUNT(cases));
    tcase_add_loop_test(tcase, reach, 0, COUNT(reaches));
    tcase_add_loop_test(tcase, all_clauses, 0, COUNT(more));
    tcase_add_test(tcase, folding_is_pcre2s);
    tcase_add_test(tcase, folding_keeps_the_rest);
    return check_run("literal", tcase);
}

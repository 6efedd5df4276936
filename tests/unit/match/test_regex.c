/* Patterns: what is refused, what is found, limits, and two threads at one slot. */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "check_run.h"
#include "match/regex.h"

static const struct { const char *pattern; size_t offset; const char *why; } refused[] = {
    { "", 0, "empty pattern" },
    { "(abc", 4, "missing closing parenthesis" },
    { "a\\Cb", 1, "\\C is not allowed: it breaks characters" },
    { "a\\Kb", 1, "\\K is not allowed" },
    { "(*LIMIT_MATCH=999999999)a", 0, "(*…) is not allowed" },
    { "[^ ]+@abc", 0, "begins with an unbounded class: put a literal first or bound it ({1,100})" },
    { "\\b(?<address>[^ ]+@abc)", 0, "begins with an unbounded class: put a literal first or bound it ({1,100})" },
    { "(?:(\\S*) abc", 0, "begins with an unbounded class: put a literal first or bound it ({1,100})" },
    { "\\d{2,}abc", 0, "begins with an unbounded class: put a literal first or bound it ({1,100})" },
    { ".++abc", 0, "begins with an unbounded class: put a literal first or bound it ({1,100})" },
    { "(?<colour>abc)", 0, "unknown group name" },
    { "(?<=abcdefghijklmnopqrstuvwxyz)abc", 0, "looks behind by more than 20 characters" },
};

static const char *const allowed[] = {
    "[^ ]{1,100}@abc", "abc [^ ]+", "(?<ip>[0-9.]{7,15}) abc", "(?<!bl\\.)abc", "\\d{3} abc", "a(?<ip>b)|c(?<ip>d)",
};

START_TEST(refuse)
{
    char buf[200];
    size_t offset = 99;
    const char *why = bnc_regex_check(bnc_span_of(refused[_i].pattern), buf, sizeof(buf), &offset);

    ck_assert_str_eq(why, refused[_i].why);
    ck_assert_uint_eq(offset, refused[_i].offset);
}
END_TEST

START_TEST(allow)
{
    char buf[200];
    size_t offset;

    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        const char *why = bnc_regex_check(bnc_span_of(allowed[i]), buf, sizeof(buf), &offset);

        ck_assert_msg(why == NULL, "%s: %s", allowed[i], why);
    }
}
END_TEST

/* text, pattern, start; then start and end of the match and "group=text …" */
static const struct { const char *text, *pattern; size_t from; bool is_found; size_t start, end; const char *groups; } finds[] = {
    { "550 User Unknown", "user unknown", 0, true, 4, 16, "" },
    { "550 User Unknown", "user unknown", 5, false, 0, 0, "" },
    { "from 192.0.2.1 to", "from (?<ip>[0-9.]+)", 0, true, 0, 14, "ip=192.0.2.1" },
    { "from  to", "from (?<ip>[0-9.]*) to", 0, true, 0, 8, "" }, /* an empty group gives nothing */
    { "c: d", "a: (?<ip>b)|c: (?<ip>d)", 0, true, 0, 4, "ip=d" },
    { "x y", "(x) (?<id>y)", 0, true, 0, 3, "id=y" }, /* a group without name counts for nothing */
    { "a\nb", "^b$", 0, true, 2, 3, "" },
    { "\xD0\x9F\xD0\x9E", "\xD0\xBF\xD0\xBE", 0, true, 0, 4, "" },
    { "", "a?", 0, true, 0, 0, "" },
};

START_TEST(find)
{
    bnc_regex *slots = bnc_regex_slots_new(3);

    for (int use = 0; use < 20; use++) { /* with and without JIT */
        bnc_match match = { .count = 0 };
        bnc_span text = bnc_span_of(finds[_i].text);
        bool is_found = bnc_regex_find(slots, 1, bnc_span_of(finds[_i].pattern), text, finds[_i].from, BNC_NOT_FOUND, &match);
        char groups[200] = "";

        ck_assert_int_eq(is_found, finds[_i].is_found);
        if (!is_found)
            continue;
        ck_assert_uint_eq(match.start, finds[_i].start);
        ck_assert_uint_eq(match.end, finds[_i].end);
        for (size_t i = 0; i < match.count; i++) {
            bnc_span value = bnc_match_group(&match, text, match.groups[i].group);
            size_t len = strlen(groups);

            snprintf(groups + len, sizeof(groups) - len, "%s%s=%.*s", i ? " " : "", bnc_group_name(match.groups[i].group), (int)value.len, value.at);
        }
        ck_assert_str_eq(groups, finds[_i].groups);
        ck_assert_uint_eq(bnc_match_group(&match, text, BNC_GROUP_VIRUS).len, 0);
    }
    bnc_regex_slots_free(slots, 3);
}
END_TEST

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Exponential for a matcher without limits. */
START_TEST(match_limit)
{
    bnc_regex *slots = bnc_regex_slots_new(1);
    char text[2001];
    double start = seconds();

    memset(text, 'a', 2000);
    text[2000] = '\0';
    for (int use = 0; use < 20; use++)
        ck_assert(!bnc_regex_find(slots, 0, BNC_SPAN("(a+)+$b"), bnc_span_of(text), 0, BNC_NOT_FOUND, NULL));
    ck_assert_msg(seconds() - start < 10, "took %.1f s", seconds() - start);
    bnc_regex_slots_free(slots, 1);
}
END_TEST

/* The JIT's stack of 32 KB is too small for this one; the interpreter finds it. */
START_TEST(jit_stack)
{
    bnc_regex *slots = bnc_regex_slots_new(1);
    size_t len = 8000;
    char *text = malloc(len + 1);

    memset(text, 'a', len);
    text[len] = 'c';
    for (int use = 0; use < 20; use++) {
        bnc_match match = { .end = 0 };

        ck_assert(bnc_regex_find(slots, 0, BNC_SPAN("x?(?:a|b(?<id>d))+c"), (bnc_span){ text, len + 1 }, 0, BNC_NOT_FOUND, &match));
        ck_assert_uint_eq(match.end, len + 1);
    }
    free(text);
    bnc_regex_slots_free(slots, 1);
}
END_TEST

#define SHARED 50
#define ROUNDS 400

static void *use_slots(void *user)
{
    bnc_regex *slots = user;
    size_t found = 0;

    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < SHARED; i++) {
            char pattern[40];
            int len = snprintf(pattern, sizeof(pattern), "list (?<id>[0-9]+) of %zu\\b", i);
            bnc_match match;

            found += bnc_regex_find(slots, i, (bnc_span){ pattern, (size_t)len }, BNC_SPAN("list 77 of 7 and list 8 of 33"), 0, BNC_NOT_FOUND, &match);
        }
    return found == 2 * ROUNDS ? slots : NULL;
}

/* The patterns' texts differ in place from thread to thread, as they must not elsewhere: nothing keeps them. */
START_TEST(threads)
{
    bnc_regex *slots = bnc_regex_slots_new(SHARED);
    pthread_t list[4];

    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&list[i], NULL, use_slots, slots), 0);
    for (size_t i = 0; i < 4; i++) {
        void *result;

        pthread_join(list[i], &result);
        ck_assert_ptr_eq(result, slots);
    }
    bnc_regex_slots_free(slots, SHARED);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("regex");

    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, refuse, 0, COUNT(refused));
    tcase_add_test(tcase, allow);
    tcase_add_loop_test(tcase, find, 0, COUNT(finds));
    tcase_add_test(tcase, match_limit);
    tcase_add_test(tcase, jit_stack);
    tcase_add_test(tcase, threads);
    return check_run("regex", tcase);
}

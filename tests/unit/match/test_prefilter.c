/* The prefilter finds the patterns whose literals stand in a text: what looking for each of them finds. */
#include <check.h>
#include <stdlib.h>

#include "match/fold.h"
#include "match/prefilter_build.h"

#define PATTERNS 200

typedef struct fixture {
    bnc_arena *arena;
    bnc_filtered list[PATTERNS];
    bnc_buffer block;
    uint32_t state;
} fixture;

static uint32_t next_random(fixture *f)
{
    f->state = f->state * 1664525u + 1013904223u;
    return f->state >> 8;
}

/* Few different letters, so that grams and literals meet often. */
static bnc_span random_text(fixture *f, size_t len)
{
    static const char letters[] = "abcd 5.";
    char *text = bnc_arena_alloc(f->arena, len + 1);

    for (size_t i = 0; i < len; i++)
        text[i] = letters[next_random(f) % 7];
    return (bnc_span){ text, len };
}

static const bnc_prefilter *build(fixture *f, size_t count, size_t text_count)
{
    bnc_span *texts = bnc_arena_array(f->arena, text_count + 1, sizeof(*texts));
    bnc_prefilter_input in = { .patterns = f->list, .count = count, .pattern_count = PATTERNS, .texts = texts, .text_count = text_count };

    for (size_t i = 0; i < text_count; i++)
        texts[i] = random_text(f, 100);
    bnc_prefilter_build(f->arena, &in, &f->block);
    return (const bnc_prefilter *)(const void *)f->block.at;
}

/* Not every clause is looked for, but the filter may leave out only what lacks one, and each candidate has one at least. */
static size_t count_clauses(const bnc_filtered *pattern, bnc_span folded)
{
    size_t count = 0;

    for (size_t k = 0; k < pattern->clause_count; k++) {
        bool is_found = false;

        for (size_t i = 0; i < pattern->clauses[k].count; i++)
            is_found = is_found || bnc_span_find(folded, pattern->clauses[k].literals[i], 0) != BNC_NOT_FOUND;
        count += is_found;
    }
    return count;
}

static void check_text(const bnc_prefilter *filter, const bnc_filtered *list, bnc_span text)
{
    uint32_t found[PATTERNS];
    bnc_candidates candidates = { found, PATTERNS, 0 };
    unsigned char *folded = malloc(text.len + 16);
    size_t taken, n = 0, len = bnc_fold((const unsigned char *)text.at, text.len, folded, text.len + 16, &taken);

    ck_assert_uint_eq(taken, text.len);
    bnc_prefilter_scan(filter, text, &candidates);
    for (uint32_t i = 0; i < PATTERNS; i++) {
        size_t clauses = count_clauses(&list[i], (bnc_span){ (char *)folded, len });
        bool is_found = n < candidates.count && found[n] == i;

        ck_assert_msg(is_found || clauses < list[i].clause_count, "pattern %u in \"%.*s\"", i, (int)text.len, text.at);
        ck_assert_msg(!is_found || clauses > 0 || list[i].clause_count == 0, "pattern %u without a clause", i);
        n += is_found;
    }
    ck_assert_uint_eq(n, candidates.count);
    free(folded);
}

START_TEST(same_as_searching)
{
    fixture f = { .arena = bnc_arena_new(65536), .state = (uint32_t)_i };
    const bnc_prefilter *filter;

    for (uint32_t i = 0; i < PATTERNS; i++) {
        size_t count = i == 77 ? 0 : 1 + next_random(&f) % 3;
        bnc_clause *clauses = bnc_arena_array(f.arena, 3, sizeof(*clauses));

        for (size_t k = 0; k < count; k++) {
            bnc_span *literals = bnc_arena_array(f.arena, 3, sizeof(*literals));

            clauses[k] = (bnc_clause){ literals, 1 + next_random(&f) % 3 };
            for (size_t n = 0; n < clauses[k].count; n++)
                literals[n] = random_text(&f, 3 + next_random(&f) % (i % 10 ? 5 : 46));
        }
        f.list[i] = (bnc_filtered){ i, clauses, count };
    }
    filter = build(&f, PATTERNS, (size_t)_i * 20);
    for (size_t len = 0; len < 60; len++)
        check_text(filter, f.list, random_text(&f, len));
    for (size_t i = 0; i < 20; i++) /* literals across the pieces the scan works in */
        check_text(filter, f.list, random_text(&f, 4000 + i * 401));
    bnc_buffer_clear(&f.block);
    bnc_arena_free(f.arena);
}
END_TEST

START_TEST(long_literals_at_the_seams)
{
    fixture f = { .arena = bnc_arena_new(65536) };
    const bnc_prefilter *filter;
    static const bnc_span literal = { "x: a literal of 48 bytes that lies on the seams.", 48 };
    char *text = bnc_arena_alloc(f.arena, 20000);
    uint32_t found[4];

    static const bnc_clause clause = { &literal, 1 };

    f.list[0] = (bnc_filtered){ 0, &clause, 1 };
    filter = build(&f, 1, 0);
    for (size_t at = 4000; at < 4300; at++) {
        bnc_candidates candidates = { found, 4, 0 };

        memset(text, 'X', 9000);
        memcpy(text + at, literal.at, literal.len);
        bnc_prefilter_scan(filter, (bnc_span){ text, 9000 }, &candidates);
        ck_assert_uint_eq(candidates.count, 1);
    }
    bnc_buffer_clear(&f.block);
    bnc_arena_free(f.arena);
}
END_TEST

START_TEST(nothing_to_look_for)
{
    fixture f = { .arena = bnc_arena_new(65536) };
    uint32_t found[4];
    bnc_candidates candidates = { found, 4, 99 };

    bnc_prefilter_scan(build(&f, 0, 0), BNC_SPAN("550 5.1.1 User unknown"), &candidates);
    ck_assert_uint_eq(candidates.count, 0);
    bnc_prefilter_scan((const bnc_prefilter *)(const void *)f.block.at, (bnc_span){ NULL, 0 }, &candidates);
    ck_assert_uint_eq(candidates.count, 0);
    bnc_buffer_clear(&f.block);
    bnc_arena_free(f.arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prefilter");
    TCase *tcase = tcase_create("prefilter");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tcase);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, same_as_searching, 0, 5);
    tcase_add_test(tcase, long_literals_at_the_seams);
    tcase_add_test(tcase, nothing_to_look_for);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

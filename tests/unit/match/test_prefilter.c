/* The prefilter finds the patterns whose literals stand in a text: what looking for each of them finds. */
#include <check.h>
#include <stdlib.h>

#include "check_run.h"
#include "match/fold.h"
#include "match/gram.h"
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
    bnc_arena *arena = bnc_arena_new(1 << 15);
    bnc_sight_candidates(bnc_prefilter_look(filter, text, arena), &candidates);
    bnc_arena_free(arena);
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

            clauses[k] = (bnc_clause){ literals, 1 + next_random(&f) % 3, 0 };
            for (size_t n = 0; n < clauses[k].count; n++)
                literals[n] = random_text(&f, 3 + next_random(&f) % (i % 10 ? 5 : 46));
        }
        f.list[i] = (bnc_filtered){ i, clauses, count, false };
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

    static const bnc_clause clause = { &literal, 1, 0 };

    f.list[0] = (bnc_filtered){ 0, &clause, 1, false };
    filter = build(&f, 1, 0);
    for (size_t at = 4000; at < 4300; at++) {
        bnc_candidates candidates = { found, 4, 0 };

        memset(text, 'X', 9000);
        memcpy(text + at, literal.at, literal.len);
        bnc_sight_candidates(bnc_prefilter_look(filter, (bnc_span){ text, 9000 }, f.arena), &candidates);
        ck_assert_uint_eq(candidates.count, 1);
    }
    bnc_buffer_clear(&f.block);
    bnc_arena_free(f.arena);
}
END_TEST

START_TEST(windows)
{
    static const bnc_span literals[] = { { "full", 4 }, { "mailbox", 7 }, { "quota", 5 } };
    static const bnc_clause clauses[] = { { &literals[0], 1, 0 }, { &literals[1], 2, 6 } };
    fixture f = { .arena = bnc_arena_new(65536) };
    bnc_window window;

    f.list[0] = (bnc_filtered){ 0, clauses, 2, false };
    f.list[1] = (bnc_filtered){ 1, &clauses[1], 1, true };
    f.list[2] = (bnc_filtered){ 2, NULL, 0, true };
    const bnc_prefilter *filter = build(&f, 3, 9);
    const bnc_sight *sight = bnc_prefilter_look(filter, BNC_SPAN("550 your Mailbox is now FULL, so full."), f.arena);
    uint32_t found[4];
    bnc_candidates candidates = { found, 4, 0 };

    bnc_sight_candidates(sight, &candidates);
    ck_assert_uint_eq(candidates.count, 1);
    ck_assert(bnc_sight_window(sight, 0, &window));
    ck_assert_uint_eq(window.first, 4);
    ck_assert_uint_eq(window.last, 9);
    ck_assert(bnc_sight_window(sight, 1, &window));
    ck_assert(bnc_sight_window(sight, 2, &window));
    ck_assert_uint_eq(window.first, 0);
    /* characters may have four bytes, and folding may shorten the text */
    sight = bnc_prefilter_look(filter, BNC_SPAN("550 \xC3\x84 your other mailbox: full"), f.arena);
    ck_assert(bnc_sight_window(sight, 0, &window));
    ck_assert_uint_eq(window.first, 0);
    ck_assert_uint_eq(window.last, 18);
    sight = bnc_prefilter_look(filter, BNC_SPAN("55\xE2\x84\xAA full, mailbox"), f.arena);
    ck_assert(bnc_sight_window(sight, 0, &window));
    ck_assert_uint_eq(window.last, 19);
    /* the pattern must begin before its "full" */
    sight = bnc_prefilter_look(filter, BNC_SPAN("full, and that is all of the mailbox"), f.arena);
    ck_assert(!bnc_sight_window(sight, 0, &window));
    sight = bnc_prefilter_look(filter, BNC_SPAN("quotient"), f.arena);
    ck_assert(!bnc_sight_window(sight, 1, &window));
    bnc_buffer_clear(&f.block);
    bnc_arena_free(f.arena);
}
END_TEST

/* On a processor that looks at many places at once. */
START_TEST(same_places_everywhere)
{
    static uint32_t bits[64], short_bits[64];
    unsigned char text[400] = "";
    uint16_t fast[400 + BNC_PLACES_SLACK], plain[400 + BNC_PLACES_SLACK];
    uint32_t state = (uint32_t)_i + 1;

    for (size_t i = 0; i < 64; i++) {
        state = state * 1664525u + 1013904223u;
        bits[i] = state;
        short_bits[i] = (state >> 3) & (state << 7);
    }
    for (size_t i = 0; i < 300; i++)
        text[i] = (unsigned char)((state = state * 1664525u + 1013904223u) >> 24);
    for (size_t count = 0; count < 300; count += 7) {
        bnc_gram_places in = { text, count, _i == 1 ? NULL : bits, 32 - 11, _i == 2 ? NULL : short_bits, 32 - 11 };
        size_t found = bnc_gram_find_places(&in, fast);

        ck_assert_uint_eq(found, bnc_gram_find_places_plain(&in, plain));
        ck_assert(memcmp(fast, plain, found * sizeof(*fast)) == 0);
        ck_assert(found == 0 || fast[found - 1] < count);
    }
}
END_TEST

START_TEST(nothing_to_look_for)
{
    fixture f = { .arena = bnc_arena_new(65536) };
    uint32_t found[4];
    bnc_candidates candidates = { found, 4, 99 };

    bnc_sight_candidates(bnc_prefilter_look(build(&f, 0, 0), BNC_SPAN("550 5.1.1 User unknown"), f.arena), &candidates);
    ck_assert_uint_eq(candidates.count, 0);
    bnc_sight_candidates(bnc_prefilter_look((const bnc_prefilter *)(const void *)f.block.at, (bnc_span){ NULL, 0 }, f.arena), &candidates);
    ck_assert_uint_eq(candidates.count, 0);
    bnc_buffer_clear(&f.block);
    bnc_arena_free(f.arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("prefilter");

    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, same_as_searching, 0, 5);
    tcase_add_test(tcase, long_literals_at_the_seams);
    tcase_add_test(tcase, windows);
    tcase_add_loop_test(tcase, same_places_everywhere, 0, 4);
    tcase_add_test(tcase, nothing_to_look_for);
    return check_run("prefilter", tcase);
}

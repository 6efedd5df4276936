/* The lowest layer: spans, arena, buffer, UTF-8, notes. */
#include <check.h>
#include <stdlib.h>

#include "check_run.h"
#include "util/buffer.h"
#include "util/note.h"
#include "util/ranked.h"
#include "util/utf8.h"

static bnc_span S(const char *text)
{
    return bnc_span_of(text);
}

static const struct {
    const char *text;
    const char *what;
    size_t start;
    size_t exact;  /* offset found by find */
    size_t nocase; /* by find_nocase */
} finds[] = {
    { "abcabc", "bc", 0, 1, 1 },
    { "abcabc", "bc", 2, 4, 4 },
    { "aBCabc", "bc", 0, 4, 1 },
    { "abc", "abcd", 0, BNC_NOT_FOUND, BNC_NOT_FOUND },
    { "abc", "", 3, 3, 3 },
    { "abc", "c", 3, BNC_NOT_FOUND, BNC_NOT_FOUND },
    { "xxSAIDsaid", "said", 0, 6, 2 },
    { "a#b", "#B", 0, BNC_NOT_FOUND, 1 },
    { "", "a", 0, BNC_NOT_FOUND, BNC_NOT_FOUND },
};

START_TEST(find)
{
    ck_assert_uint_eq(bnc_span_find(S(finds[_i].text), S(finds[_i].what), finds[_i].start), finds[_i].exact);
    ck_assert_uint_eq(bnc_span_find_nocase(S(finds[_i].text), S(finds[_i].what), finds[_i].start), finds[_i].nocase);
}
END_TEST

static size_t find_plainly(bnc_span s, bnc_span what, size_t start)
{
    for (size_t at = start; at + what.len <= s.len; at++) {
        size_t same = 0;

        while (same < what.len && bnc_to_lower(s.at[at + same]) == bnc_to_lower(what.at[same]))
            same++;
        if (same == what.len)
            return at;
    }
    return BNC_NOT_FOUND;
}

/* Texts long enough for the steps of sixteen bytes, of bytes that differ in one bit. */
START_TEST(find_in_long_texts)
{
    static const char bytes[] = "aAbB@`[{";
    char text[100], what[6];
    uint32_t state = 1;

    for (int round = 0; round < 50000; round++) {
        bnc_span s = { text, 0 }, w = { what, 0 };
        size_t start;

        for (state = state * 1664525u + 1013904223u; s.len < state >> 25 && s.len < sizeof text; s.len++)
            text[s.len] = bytes[(state = state * 1664525u + 1013904223u) >> 29];
        for (state = state * 1664525u + 1013904223u; w.len <= state >> 30; w.len++)
            what[w.len] = bytes[(state = state * 1664525u + 1013904223u) >> 29];
        start = s.len / 16 * (state >> 28 & 1);
        ck_assert_uint_eq(bnc_span_find_nocase(s, w, start), find_plainly(s, w, start));
    }
}
END_TEST

/* Every pair of bytes, in the steps of eight and behind them. */
START_TEST(compare_all_bytes)
{
    for (size_t place = 0; place < 11; place++)
        for (int one = 0; one < 256; one++)
            for (int other = 0; other < 256; other++) {
                char a[] = "..........." , b[] = "...........";

                a[place] = (char)one;
                b[place] = (char)other;
                if (bnc_span_same_nocase(a, b, 11) != (bnc_to_lower((char)one) == bnc_to_lower((char)other)))
                    ck_abort_msg("%02x and %02x at %zu", (unsigned)one, (unsigned)other, place);
            }
}
END_TEST

START_TEST(compare)
{
    ck_assert(bnc_span_equal(S("a"), S("a")));
    ck_assert(!bnc_span_equal(S("a"), S("A")));
    ck_assert(bnc_span_equal_nocase(S("Reply"), S("rEPLY")));
    ck_assert(!bnc_span_equal_nocase(S("@"), S("`"))); /* one bit apart, as 'A' and 'a' are, but no letters */
    ck_assert(bnc_span_starts(S("smtp;"), S("smtp")));
    ck_assert(bnc_span_starts_nocase(S("SMTP;"), S("smtp")));
    ck_assert(bnc_span_ends_nocase(S("a.Example"), S(".example")));
    ck_assert(!bnc_span_ends_nocase(S("e"), S(".example")));
    ck_assert(bnc_span_equal((bnc_span){ NULL, 0 }, S("")));
}
END_TEST

START_TEST(lines)
{
    bnc_span rest = S("one\r\ntwo\n\nfour\r");
    bnc_span line;
    static const char *const expected[] = { "one", "two", "", "four" };

    for (size_t i = 0; i < 4; i++) {
        ck_assert(bnc_span_next_line(&rest, &line));
        ck_assert(bnc_span_equal(line, S(expected[i])));
    }
    ck_assert(!bnc_span_next_line(&rest, &line));
}
END_TEST

START_TEST(numbers)
{
    uint32_t number = 7;

    ck_assert_uint_eq(bnc_span_number(S("550 x"), &number), 3);
    ck_assert_uint_eq(number, 550);
    ck_assert_uint_eq(bnc_span_number(S("x"), &number), 0);
    ck_assert_uint_eq(number, 550);
    ck_assert_uint_eq(bnc_span_number(S("1234567890123"), &number), 9); /* never overflows */
}
END_TEST

START_TEST(trim_and_cut)
{
    ck_assert(bnc_span_equal(bnc_span_trim(S(" \t a b\r\n")), S("a b")));
    ck_assert(bnc_span_equal(bnc_span_trim(S(" \n")), S("")));
    ck_assert(bnc_span_equal(bnc_span_cut(S("abc"), 1, 99), S("bc")));
    ck_assert(bnc_span_equal(bnc_span_cut(S("abc"), 9, 1), S("")));
}
END_TEST

static const struct {
    const char *text;
    size_t len;
    size_t valid;
    const char *repaired;
} utf8[] = {
    { "plain text of more than eight bytes", 35, 35, "plain text of more than eight bytes" },
    { "\xED\x95\x9C\xEA\xB8\x80", 6, 6, "\xED\x95\x9C\xEA\xB8\x80" },
    { "bo\xEEte", 5, 2, "bo\xEF\xBF\xBDte" },
    { "a\0b", 3, 1, "a\xEF\xBF\xBD" "b" },                    /* NUL is not text */
    { "12345678\0", 9, 8, "12345678\xEF\xBF\xBD" },
    { "\xC0\xAF", 2, 0, "\xEF\xBF\xBD\xEF\xBF\xBD" },           /* overlong */
    { "\xED\xA0\x80", 3, 0, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" }, /* surrogate */
    { "\xF4\x90\x80\x80", 4, 0, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
    { "ok\xE2\x82", 4, 2, "ok\xEF\xBF\xBD\xEF\xBF\xBD" },         /* cut off */
    { "\xF0\x9F\x90\x88", 4, 4, "\xF0\x9F\x90\x88" },
};

START_TEST(utf8_repair)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_span text = { utf8[_i].text, utf8[_i].len };
    bnc_span repaired = bnc_utf8_repair(arena, text);

    ck_assert_uint_eq(bnc_utf8_valid_prefix(text), utf8[_i].valid);
    ck_assert(bnc_span_equal(repaired, S(utf8[_i].repaired)));
    ck_assert((utf8[_i].valid == utf8[_i].len) == (repaired.at == text.at)); /* no copy where none is needed */
    bnc_arena_free(arena);
}
END_TEST

/* The same wherever it stands: ASCII around is passed in steps of eight and sixteen bytes. */
START_TEST(utf8_places)
{
    enum { AROUND = 40 };

    for (size_t before = 0; before < AROUND; before++) {
        bnc_arena *arena = bnc_arena_new(0);
        bnc_buffer text = BNC_BUFFER_INIT, wanted = BNC_BUFFER_INIT;
        size_t valid;

        for (size_t i = 0; i < before; i++) {
            bnc_buffer_add_char(&text, 'x');
            bnc_buffer_add_char(&wanted, 'x');
        }
        bnc_buffer_add(&text, utf8[_i].text, utf8[_i].len);
        bnc_buffer_add_text(&wanted, utf8[_i].repaired);
        for (size_t i = before; i < AROUND; i++) {
            bnc_buffer_add_char(&text, 'z');
            bnc_buffer_add_char(&wanted, 'z');
        }
        valid = utf8[_i].valid == utf8[_i].len ? text.len : before + utf8[_i].valid;
        ck_assert_uint_eq(bnc_utf8_valid_prefix(bnc_buffer_span(&text)), valid);
        ck_assert(bnc_span_equal(bnc_utf8_repair(arena, bnc_buffer_span(&text)), bnc_buffer_span(&wanted)));
        bnc_buffer_clear(&wanted);
        bnc_buffer_clear(&text);
        bnc_arena_free(arena);
    }
}
END_TEST

START_TEST(utf8_cut)
{
    ck_assert_uint_eq(bnc_utf8_cut(S("\xED\x95\x9C\xEA\xB8\x80"), 5).len, 3);
    ck_assert_uint_eq(bnc_utf8_cut(S("abc"), 2).len, 2);
    ck_assert_uint_eq(bnc_utf8_cut(S("abc"), 3).len, 3);
    ck_assert_uint_eq(bnc_utf8_cut(S("\xED\x95\x9C"), 1).len, 0);
    ck_assert(bnc_is_ascii(S("abcdefghij")));
    ck_assert(!bnc_is_ascii((bnc_span){ "abcdefgh\0", 9 }));
    ck_assert(!bnc_is_ascii(S("abcdefgh\x80")));
}
END_TEST

START_TEST(arena)
{
    bnc_arena *a = bnc_arena_new(64);
    char *zero = bnc_arena_alloc(a, 5000);

    for (size_t i = 0; i < 5000; i++)
        ck_assert_int_eq(zero[i], 0);
    for (size_t i = 0; i < 1000; i++) {
        char *memory = bnc_arena_alloc_raw(a, i % 70);
        ck_assert_uint_eq((uintptr_t)memory % 16, 0);
        memset(memory, 'x', i % 70);
    }
    ck_assert_str_eq(bnc_arena_dup(a, S("kim")), "kim");
    ck_assert_str_eq(bnc_arena_dup(a, (bnc_span){ NULL, 0 }), "");
    ck_assert_ptr_null(bnc_arena_dup_or_null(a, S("")));
    ck_assert_uint_lt(bnc_arena_size(a), 200000);
    bnc_arena_free(a);
    bnc_arena_free(NULL);
}
END_TEST

START_TEST(arena_grow)
{
    bnc_arena *a = bnc_arena_new(64);
    int *list = NULL;
    size_t capacity = 0;

    int *other = NULL;
    size_t other_capacity = 0;

    for (size_t i = 0; i < 100000; i++) { /* side by side, so that blocks of their own lie behind each other */
        list = bnc_arena_grow(a, list, i, &capacity, sizeof *list);
        ck_assert_int_eq(list[i], 0);
        list[i] = (int)i;
        other = bnc_arena_grow(a, other, i, &other_capacity, sizeof *other);
        other[i] = -(int)i;
        if (i % 1000 == 0)
            memset(bnc_arena_alloc(a, 1000), 0xFF, 1000);
    }
    for (size_t i = 0; i < 100000; i++) {
        ck_assert_int_eq(list[i], (int)i);
        ck_assert_int_eq(other[i], -(int)i);
    }
    /* No more than twice what is in them, a last block of the arena's own, and small beginnings. */
    ck_assert_uint_lt(bnc_arena_size(a), 2 * (capacity + other_capacity) * sizeof *list);
    bnc_arena_free(a);
}
END_TEST

static int released;

static void count_release(void *kept)
{
    released += *(int *)kept;
}

static void count_other(void *kept)
{
    released += 100 * *(int *)kept;
}

/* Kept memory is the same each time, and given back once: when asked for, or at the arena's end. */
START_TEST(arena_keep)
{
    bnc_arena *a = bnc_arena_new(64);
    int *kept = bnc_arena_keep(a, count_release, sizeof *kept), *other = bnc_arena_keep(a, count_other, sizeof *other);

    ck_assert_int_eq(*kept, 0);
    *kept = 1;
    *other = 1;
    ck_assert_ptr_eq(bnc_arena_keep(a, count_release, sizeof *kept), kept);
    ck_assert_ptr_ne(kept, other);
    released = 0;
    bnc_arena_release(a, count_release);
    bnc_arena_release(a, count_release);
    ck_assert_int_eq(released, 1);
    kept = bnc_arena_keep(a, count_release, sizeof *kept);
    ck_assert_int_eq(*kept, 0);
    *kept = 10;
    bnc_arena_free(a);
    ck_assert_int_eq(released, 111);
}
END_TEST

START_TEST(buffer)
{
    bnc_buffer b = BNC_BUFFER_INIT;

    bnc_buffer_add_text(&b, "code ");
    bnc_buffer_add_number(&b, 550);
    bnc_buffer_add_char(&b, ' ');
    bnc_buffer_add_span(&b, (bnc_span){ NULL, 0 });
    bnc_buffer_add_number(&b, 0);
    bnc_buffer_add_number(&b, UINT64_MAX);
    ck_assert_str_eq(b.at, "code 550 018446744073709551615");
    for (int i = 0; i < 10000; i++)
        bnc_buffer_add(&b, "0123456789", 10);
    ck_assert_uint_eq(b.len, 100030);
    ck_assert_int_eq(b.at[b.len], '\0');
    bnc_buffer_clear(&b);
    ck_assert_ptr_null(b.at);
}
END_TEST

START_TEST(ranked)
{
    bnc_ranked list[] = { { 1, 5 }, { UINT32_MAX, 9 }, { 1, 2 }, { 0, 0 }, { 7, 3 }, { 1, 4 } };
    static const uint32_t indexes[] = { 9, 3, 2, 4, 5, 0 };

    bnc_ranked_sort(list, 0);
    ck_assert_uint_eq(list[0].index, 5);
    bnc_ranked_sort(list, COUNT(list));
    for (int i = 0; i < COUNT(list); i++)
        ck_assert_uint_eq(list[i].index, indexes[i]);
}
END_TEST

START_TEST(notes_once)
{
    static const char *const ids[BNC_NOTES_MAX + 4] = {
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r",
        "s", "t", "u", "v", "w", "x", "y", "z", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0",
    };
    bnc_notes notes = { .count = 0 };

    bnc_notes_add(&notes, "a", "first");
    bnc_notes_add(&notes, "a", "second");
    ck_assert_uint_eq(notes.count, 1);
    ck_assert_str_eq(notes.list[0].detail, "first");
    for (size_t i = 0; i < BNC_NOTES_MAX + 4; i++)
        bnc_notes_add(&notes, ids[i], NULL);
    ck_assert_uint_eq(notes.count, BNC_NOTES_MAX);
    bnc_notes_add(NULL, "a", NULL);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("util");

    tcase_add_loop_test(tcase, find, 0, COUNT(finds));
    tcase_add_test(tcase, find_in_long_texts);
    tcase_add_test(tcase, compare);
    tcase_add_test(tcase, compare_all_bytes);
    tcase_add_test(tcase, lines);
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, trim_and_cut);
    tcase_add_loop_test(tcase, utf8_repair, 0, COUNT(utf8));
    tcase_add_loop_test(tcase, utf8_places, 0, COUNT(utf8));
    tcase_add_test(tcase, utf8_cut);
    tcase_add_test(tcase, arena);
    tcase_add_test(tcase, arena_grow);
    tcase_add_test(tcase, arena_keep);
    tcase_add_test(tcase, buffer);
    tcase_add_test(tcase, ranked);
    tcase_add_test(tcase, notes_once);
    return check_run("util", tcase);
}

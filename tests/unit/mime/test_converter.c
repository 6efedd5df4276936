/* Charset converters: a pool keeps them between texts, lends each to one user at a time, and works for threads. */
#include <check.h>
#include <iconv.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_run.h"
#include "mime/charset.h"

START_TEST(kept)
{
    bnc_converters *pool = bnc_converters_new();
    bnc_converter *first = bnc_converter_take(pool, "ISO-2022-JP"), *second = bnc_converter_take(pool, "ISO-2022-JP");

    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(second);
    ck_assert_ptr_ne(first, second);
    bnc_converter_give_back(pool, first);
    ck_assert_ptr_eq(bnc_converter_take(pool, "ISO-2022-JP"), first);
    bnc_converter_give_back(pool, first);
    bnc_converter_give_back(pool, second); /* takes its place */
    ck_assert_ptr_eq(bnc_converter_take(pool, "ISO-2022-JP"), second);
    bnc_converter_give_back(pool, second);
    bnc_converters_free(pool);
}
END_TEST

/* What is put back in the middle of a sequence is lent in its first state. */
START_TEST(state)
{
    bnc_converters *pool = bnc_converters_new();
    char shift[] = "\x1B$B", letter[] = "a", out[8], *in = shift, *to = out;
    size_t in_left = 3, room = sizeof out;
    bnc_converter *converter = bnc_converter_take(pool, "ISO-2022-JP");

    ck_assert_uint_eq(iconv(converter->handle, &in, &in_left, &to, &room), 0);
    bnc_converter_give_back(pool, converter);
    ck_assert_ptr_eq(bnc_converter_take(pool, "ISO-2022-JP"), converter);
    in = letter;
    in_left = 1;
    ck_assert_uint_eq(iconv(converter->handle, &in, &in_left, &to, &room), 0);
    ck_assert_ptr_eq(to, out + 1);
    ck_assert_int_eq(out[0], 'a');
    bnc_converter_give_back(pool, converter);
    bnc_converters_free(pool);
}
END_TEST

/* More charsets than there are places: each takes another's, and every one is right. */
START_TEST(places)
{
    bnc_converters *pool = bnc_converters_new();

    for (unsigned i = 0; i < 180; i++) {
        char name[16];
        bnc_converter *converter;

        snprintf(name, sizeof name, i % 18 < 9 ? "ISO-8859-%u" : "CP125%u", i % 18 < 9 ? i % 18 + 1 : i % 18 - 9);
        converter = bnc_converter_take(pool, name);
        ck_assert_msg(converter, "%s", name);
        ck_assert_str_eq(converter->name, name);
        bnc_converter_give_back(pool, converter);
    }
    bnc_converters_free(pool);
}
END_TEST

START_TEST(none)
{
    bnc_converters *pool = bnc_converters_new();
    bnc_converter *converter = bnc_converter_take(NULL, "KOI8-R");

    ck_assert_ptr_nonnull(converter);
    bnc_converter_give_back(NULL, converter);
    ck_assert_ptr_null(bnc_converter_take(NULL, "x-no-such-charset"));
    ck_assert_ptr_null(bnc_converter_take(pool, "x-no-such-charset"));
    bnc_converters_free(pool);
    bnc_converters_free(NULL);
}
END_TEST

/* A report's converters come from the pool and are back in it when it ends. */
START_TEST(report)
{
    bnc_converters *pool = bnc_converters_new();
    bnc_arena *arena = bnc_arena_new(0);
    bnc_converter *converter = bnc_converter_take(pool, "KOI8-R"), *other;
    bnc_span text;
    size_t bad;

    bnc_converter_give_back(pool, converter);
    bnc_charset_use_pool(arena, pool);
    ck_assert(bnc_charset_convert(arena, BNC_SPAN("\xC1"), "KOI8-R", &text, &bad));
    other = bnc_converter_take(pool, "KOI8-R");
    ck_assert_ptr_ne(other, converter); /* it is lent */
    bnc_charset_close(arena);
    ck_assert_ptr_eq(bnc_converter_take(pool, "KOI8-R"), converter);
    bnc_converter_give_back(pool, converter);
    /* Closed: the pool may go before the arena does. */
    bnc_converters_free(pool);
    ck_assert(bnc_charset_convert(arena, BNC_SPAN("\xC1"), "KOI8-R", &text, &bad));
    ck_assert_uint_eq(text.len, 2);
    bnc_converter_give_back(NULL, other);
    bnc_arena_free(arena);
}
END_TEST

#define ROUNDS 2000

static void *convert(void *shared)
{
    static const struct {
        const char *charset, *bytes, *text;
    } texts[] = {
        { "ISO-2022-JP", "\x1B$B%f\x1B(B", "\xE3\x83\xA6" },
        { "KOI8-R", "\xC1", "\xD0\xB0" },
        { "CP949", "\xB8\xDE", "\xEB\xA9\x94" },
    };

    for (int i = 0; i < ROUNDS; i++) {
        bnc_arena *arena = bnc_arena_new(256);
        bnc_span text;
        size_t bad, k = (size_t)i % 3;

        bnc_charset_use_pool(arena, shared);
        if (!bnc_charset_convert(arena, bnc_span_of(texts[k].bytes), texts[k].charset, &text, &bad) || bad ||
            !bnc_span_equal(text, bnc_span_of(texts[k].text)))
            return shared;
        bnc_arena_free(arena);
    }
    return NULL;
}

START_TEST(threads)
{
    bnc_converters *pool = bnc_converters_new();
    pthread_t list[4];
    void *failed;

    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&list[i], NULL, convert, pool), 0);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_join(list[i], &failed), 0);
        ck_assert_ptr_null(failed);
    }
    bnc_converters_free(pool);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, kept);
    tcase_add_test(tcase, state);
    tcase_add_test(tcase, places);
    tcase_add_test(tcase, none);
    tcase_add_test(tcase, report);
    tcase_add_test(tcase, threads);
    return check_run("converter", tcase);
}

/* Transfer encodings, charsets and guessing, HTML. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "expect.h"
#include "mime/charset.h"
#include "mime/decode.h"
#include "mime/html.h"
#include "util/buffer.h"
#include "util/limits.h"
#include "util/utf8.h"

static const struct {
    bnc_encoding encoding;
    const char *body;
    const char *text;
} transfers[] = {
    { BNC_ENCODING_IDENTITY, "as it is =3D", "as it is =3D" },
    { BNC_ENCODING_BASE64, "NTUwIDUuMS4xIFVz\nZXIgdW5rbm93bg==\n", "550 5.1.1 User unknown" },
    { BNC_ENCODING_BASE64, "NTUwIDUuMS4xIFVz\r\nZXIgdW5rbm93bg", "550 5.1.1 User unknow" }, /* cut off */
    { BNC_ENCODING_BASE64, "550 5.1.1 <a@example.org>\nplain", "550 5.1.1 <a@example.org>\nplain" },
    { BNC_ENCODING_BASE64, "", "" },
    { BNC_ENCODING_QUOTED_PRINTABLE, "550 5.1.1=\n User=20unknown=3D", "550 5.1.1 User unknown=" },
    { BNC_ENCODING_QUOTED_PRINTABLE, "a=ZZb", "a=ZZb" },
    { BNC_ENCODING_UUENCODE, "begin 644 a\n%:&5L;&\\*\n`\nend\n", "hello" },
    { BNC_ENCODING_UUENCODE, "no begin", "" },
};

START_TEST(transfer)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_span got = bnc_decode_transfer(arena, bnc_span_of(transfers[_i].body), transfers[_i].encoding, BNC_MAX_TEXT);

    ck_assert_msg(equals(got, transfers[_i].text), "got \"%.*s\"", (int)got.len, got.at ? got.at : "");
    got = bnc_decode_transfer(arena, bnc_span_of(transfers[_i].body), transfers[_i].encoding, 3);
    ck_assert_uint_le(got.len, 3);
    bnc_arena_free(arena);
}
END_TEST

#define KOREAN "\xEB\xA9\x94\xEC\x9D\xBC\xEC\x9D\x84 \xEB\xB3\xB4\xEB\x82\xBC \xEC\x88\x98 \xEC\x97\x86\xEC\x8A\xB5\xEB\x8B\x88\xEB\x8B\xA4"
#define KOREAN_EUC "\xB8\xDE\xC0\xCF\xC0\xBB \xBA\xB8\xB3\xBE \xBC\xF6 \xBE\xF8\xBD\xC0\xB4\xCF\xB4\xD9"
#define CHINESE "\xE7\x94\xA8\xE6\x88\xB7\xE4\xB8\x8D\xE5\xAD\x98\xE5\x9C\xA8\xEF\xBC\x8C\xE8\xAF\xB7\xE6\xA3\x80\xE6\x9F\xA5\xE5\x9C\xB0\xE5\x9D\x80"
#define CHINESE_GBK "\xD3\xC3\xBB\xA7\xB2\xBB\xB4\xE6\xD4\xDA\xA3\xAC\xC7\xEB\xBC\xEC\xB2\xE9\xB5\xD8\xD6\xB7"
#define TRADITIONAL "\xE6\x94\xB6\xE4\xBB\xB6\xE8\x80\x85\xE7\x9A\x84\xE9\x9B\xBB\xE5\xAD\x90\xE9\x83\xB5\xE4\xBB\xB6"
#define TRADITIONAL_BIG5 "\xA6\xAC\xA5\xF3\xAA\xCC\xAA\xBA\xB9\x71\xA4\x6C\xB6\x6C\xA5\xF3"
#define JAPANESE "\xE3\x83\xA6\xE3\x83\xBC\xE3\x82\xB6\xE3\x83\xBC\xE3\x81\x8C\xE8\xA6\x8B\xE3\x81\xA4\xE3\x81\x8B\xE3\x82\x8A\xE3\x81\xBE\xE3\x81\x9B\xE3\x82\x93"
#define JAPANESE_SJIS "\x83\x86\x81\x5B\x83\x55\x81\x5B\x82\xAA\x8C\xA9\x82\xC2\x82\xA9\x82\xE8\x82\xDC\x82\xB9\x82\xF1"
#define JAPANESE_EUC "\xA5\xE6\xA1\xBC\xA5\xB6\xA1\xBC\xA4\xAC\xB8\xAB\xA4\xC4\xA4\xAB\xA4\xEA\xA4\xDE\xA4\xBB\xA4\xF3"
#define JAPANESE_2022 "\x1B$B%f!<%6!<$,8+$D$+$j$^$;$s\x1B(B"
#define RUSSIAN "\xD0\xBF\xD0\xBE\xD0\xBB\xD1\x8C\xD0\xB7\xD0\xBE\xD0\xB2\xD0\xB0\xD1\x82\xD0\xB5\xD0\xBB\xD1\x8C \xD0\xBD\xD0\xB5 \xD0\xBD\xD0\xB0\xD0\xB9\xD0\xB4\xD0\xB5\xD0\xBD"
#define RUSSIAN_KOI8 "\xD0\xCF\xCC\xD8\xDA\xCF\xD7\xC1\xD4\xC5\xCC\xD8 \xCE\xC5 \xCE\xC1\xCA\xC4\xC5\xCE"
#define RUSSIAN_1251 "\xEF\xEE\xEB\xFC\xE7\xEE\xE2\xE0\xF2\xE5\xEB\xFC \xED\xE5 \xED\xE0\xE9\xE4\xE5\xED"

static const struct {
    const char *bytes;
    const char *charset;
    const char *text;
    const char *guess; /* the note's detail; NULL: no guess */
} charsets[] = {
    { "plain", "us-ascii", "plain", NULL },
    { KOREAN, "utf-8", KOREAN, NULL },
    { KOREAN, "us-ascii", KOREAN, NULL },
    { KOREAN, "", KOREAN, NULL },
    { KOREAN_EUC, "euc-kr", KOREAN, NULL },
    { KOREAN_EUC, "ks_c_5601-1987", KOREAN, NULL },
    { KOREAN_EUC, "", KOREAN, "CP949" },
    { KOREAN_EUC, "utf-8", KOREAN, "CP949" },
    { CHINESE_GBK, "gb2312", CHINESE, NULL },
    { CHINESE_GBK, "", CHINESE, "GB18030" },
    { TRADITIONAL_BIG5, "big5", TRADITIONAL, NULL },
    { TRADITIONAL_BIG5, "us-ascii", TRADITIONAL, "BIG5-HKSCS" },
    { JAPANESE_SJIS, "Shift_JIS", JAPANESE, NULL },
    { JAPANESE_SJIS, "", JAPANESE, "CP932" },
    { JAPANESE_EUC, "unknown-8bit", JAPANESE, "EUC-JP" },
    { JAPANESE_2022, "iso-2022-jp", JAPANESE, NULL },
    { JAPANESE_2022, "us-ascii", JAPANESE, NULL },
    { JAPANESE_2022, "", JAPANESE, NULL },
    { RUSSIAN_KOI8, "koi8-r", RUSSIAN, NULL },
    { RUSSIAN_KOI8, "", RUSSIAN, "KOI8-R" },
    { RUSSIAN_1251, "", RUSSIAN, "WINDOWS-1251" },
    { "bo\xEEte d\xE9sactiv\xE9" "e", "", "bo\xC3\xAEte d\xC3\xA9sactiv\xC3\xA9" "e", "WINDOWS-1252" },
    { "bo\xEEte", "iso-8859-1", "bo\xC3\xAEte", NULL },
    { "\x93quoted\x94", "iso-8859-1", "\xE2\x80\x9Cquoted\xE2\x80\x9D", NULL },
    { "Hi +AOk-", "unicode-1-1-utf-7", "Hi \xC3\xA9", NULL },
    { "bo\xEEte", "x-no-such-charset", "bo\xC3\xAEte", "WINDOWS-1252" },
    { "bo\xEEte", "../../etc/passwd", "bo\xC3\xAEte", "WINDOWS-1252" },
    { "bo\xEEte", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bo\xC3\xAEte", "WINDOWS-1252" },
    { KOREAN " cut \xEB\xA9", "utf-8", KOREAN " cut \xEF\xBF\xBD\xEF\xBF\xBD", NULL },
};

START_TEST(charset)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    bnc_span bytes = bnc_span_of(charsets[_i].bytes);
    bnc_span got = bnc_decode_charset(arena, bytes, bnc_span_of(charsets[_i].charset), &notes);
    const char *guess = NULL;

    ck_assert_msg(equals(got, charsets[_i].text), "%s: got \"%.*s\"", charsets[_i].charset, (int)got.len, got.at);
    for (size_t i = 0; i < notes.count; i++)
        if (strcmp(notes.list[i].id, "charset_guessed") == 0)
            guess = notes.list[i].detail;
    ck_assert_str_eq(guess ? guess : "-", charsets[_i].guess ? charsets[_i].guess : "-");
    if (equals(bytes, charsets[_i].text))
        ck_assert_ptr_eq(got.at, bytes.at); /* no copy */
    bnc_arena_free(arena);
}
END_TEST

START_TEST(limit_charset)
{
    bnc_arena *arena = bnc_arena_new(0);
    char name[BNC_MAX_CHARSET + 2];

    memset(name, 'a', sizeof name);
    ck_assert_ptr_nonnull(bnc_charset_name(arena, (bnc_span){ name, BNC_MAX_CHARSET }));
    ck_assert_ptr_null(bnc_charset_name(arena, (bnc_span){ name, BNC_MAX_CHARSET + 1 }));
    ck_assert_ptr_null(bnc_charset_name(arena, BNC_SPAN("UTF-8//TRANSLIT")));
    ck_assert_ptr_null(bnc_charset_name(arena, BNC_SPAN("")));
    bnc_arena_free(arena);
}
END_TEST

/* As many charsets as a report may have, then no further ones; those that are open go on, from their first state. */
START_TEST(limit_charsets)
{
    bnc_arena *arena = bnc_arena_new(0);
    char name[16];
    bnc_span text;
    size_t bad;

    ck_assert(bnc_charset_convert(arena, BNC_SPAN("\x1B$B"), "ISO-2022-JP", &text, &bad));
    for (unsigned i = 1; i < BNC_MAX_CHARSETS; i++) {
        snprintf(name, sizeof name, i < 10 ? "ISO-8859-%u" : "CP125%u", i < 10 ? i : i - 10);
        ck_assert_msg(bnc_charset_convert(arena, BNC_SPAN("a"), name, &text, &bad), "%s", name);
    }
    ck_assert(!bnc_charset_convert(arena, BNC_SPAN("a"), "KOI8-R", &text, &bad));
    ck_assert(bnc_charset_convert(arena, BNC_SPAN("a"), "iso-2022-jp", &text, &bad));
    ck_assert(equals(text, "a"));
    bnc_charset_close(arena);
    ck_assert(bnc_charset_convert(arena, BNC_SPAN("\xC1"), "KOI8-R", &text, &bad));
    ck_assert(equals(text, "\xD0\xB0"));
    bnc_arena_free(arena);
}
END_TEST

START_TEST(part)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    bnc_part p = { .type = BNC_SPAN("text"), .subtype = BNC_SPAN("plain"), .parameters = BNC_SPAN("; charset=\"euc-kr\"; format=flowed"),
                   .encoding = BNC_ENCODING_BASE64, .body = BNC_SPAN("uN7Az8C7ILq4s74gvPYgvvi9wLTPtNk=") };
    bnc_span got = bnc_decode_part(arena, &p, BNC_MAX_TEXT, &notes);

    ck_assert(equals(got, KOREAN));
    got = bnc_decode_part(arena, &p, 10, &notes);
    ck_assert_uint_le(got.len, 10);
    ck_assert_uint_eq(bnc_utf8_valid_prefix(got), got.len);
    p = (bnc_part){ .type = BNC_SPAN("text"), .subtype = BNC_SPAN("html"),
                    .body = BNC_SPAN("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">" RUSSIAN_KOI8) };
    got = bnc_decode_part(arena, &p, BNC_MAX_TEXT, &notes);
    ck_assert_uint_ne(bnc_span_find(got, bnc_span_of(RUSSIAN), 0), BNC_NOT_FOUND);
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *html;
    const char *text;
} htmls[] = {
    { "<p>one</p><p>two<br>three</p>", "one\ntwo\nthree" },
    { "<html><head><title>T</title><style>p { a: b > c }</style></head><body>x</body></html>", "T\nx" },
    { "<script>if (a < b) x();</script>y", "y" },
    { "<!-- <p>hidden</p> -->shown", "shown" },
    { "a &lt;kim&#64;partner.example&gt; &amp; &eacute;&#xD55C;&nbsp;b", "a <kim@partner.example> & \xC3\xA9\xED\x95\x9C b" },
    { "&bogus; &; &#0; &#x110000; &amp", "&bogus; &; &#0; &#x110000; &" },
    { "<td>a</td><td>b</td>", "a b" },
    { "a  \n\t b", "a b" },
    { "<pre>a\n  b</pre>", "a\nb" },
    { "1 < 2 and 3 > 2", "1 < 2 and 3 > 2" },
    { "<kim@partner.example>: gone", "<kim@partner.example>: gone" },
    { "<a title=\"x > y\" href='z'>link</a>", "link" },
    { "<a title=\"never closed>text", "text" },
    { "<p", "<p" },
    { "<!-- never closed", "" },
    { "<script>never closed", "" },
    { "", "" },
};

START_TEST(html)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_span got = bnc_html_to_text(arena, bnc_span_of(htmls[_i].html));

    ck_assert_msg(equals(got, htmls[_i].text), "got \"%.*s\"", (int)got.len, got.at);
    bnc_arena_free(arena);
}
END_TEST

START_TEST(html_hostile)
{
    static const char *const seeds[] = { "<", "<a ", "<a b=\"", "<a b=\">", "<a='>", "&", "&#", "<!--", "<script>", "</", "<p>", "<a b='\">" };
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_arena *arena = bnc_arena_new(0);

    while (text.len < BNC_MAX_TEXT)
        bnc_buffer_add_text(&text, seeds[_i]);
    bnc_html_to_text(arena, bnc_buffer_span(&text));
    ck_assert_uint_lt(bnc_arena_size(arena), 4 * text.len);
    bnc_arena_free(arena);
    bnc_buffer_clear(&text);
}
END_TEST

START_TEST(looks_like_html)
{
    ck_assert(bnc_html_looks_like(bnc_span_of("\n <!DOCTYPE HTML PUBLIC>")));
    ck_assert(bnc_html_looks_like(bnc_span_of("<HTML>")));
    ck_assert(!bnc_html_looks_like(bnc_span_of("<kim@partner.example>: gone")));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("decode");

    tcase_add_loop_test(tcase, transfer, 0, COUNT(transfers));
    tcase_add_loop_test(tcase, charset, 0, COUNT(charsets));
    tcase_add_test(tcase, limit_charset);
    tcase_add_test(tcase, limit_charsets);
    tcase_add_test(tcase, part);
    tcase_add_loop_test(tcase, html, 0, COUNT(htmls));
    tcase_add_loop_test(tcase, html_hostile, 0, 12);
    tcase_add_test(tcase, looks_like_html);
    return check_run("decode", tcase);
}

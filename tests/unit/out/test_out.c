/* The JSON writer: nesting, escapes, bytes that are no UTF-8. */
#include <check.h>
#include <stdlib.h>

#include "check_run.h"
#include "out/writer.h"

static const struct {
    const char *text;
    size_t len;
    const char *json;
} strings[] = {
    { "plain", 5, "\"plain\"" },
    { "", 0, "\"\"" },
    { "a\"b\\c", 5, "\"a\\\"b\\\\c\"" },
    { "\b\t\n\f\r", 5, "\"\\b\\t\\n\\f\\r\"" },
    { "\x01\x1f\x7f", 3, "\"\\u0001\\u001f\\u007f\"" },
    { "\xed\x95\x9c\xea\xb5\xad", 6, "\"\xed\x95\x9c\xea\xb5\xad\"" },
    { "a\xff\xfe z", 5, "\"a\xef\xbf\xbd\xef\xbf\xbd z\"" },
    { "\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa", 9, "\"\\u2028\\u2029\xe2\x80\xaa\"" },
    { "cut \xe2\x80", 6, "\"cut \xef\xbf\xbd\xef\xbf\xbd\"" },
    { "nul\0here", 8, "\"nul\xef\xbf\xbdhere\"" },
};

START_TEST(string)
{
    bnc_json json = BNC_JSON_INIT;
    bnc_json_span(&json, (bnc_span){ strings[_i].text, strings[_i].len });
    ck_assert_str_eq(json.buffer.at, strings[_i].json);
    bnc_buffer_clear(&json.buffer);
}
END_TEST

#define AROUND 40

/* The same wherever it stands: sixteen bytes are looked at in one step. */
START_TEST(places)
{
    for (size_t before = 0; before < AROUND; before++) {
        bnc_json json = BNC_JSON_INIT;
        bnc_buffer text = BNC_BUFFER_INIT, wanted = BNC_BUFFER_INIT;
        bnc_span escaped = bnc_span_of(strings[_i].json);
        bnc_buffer_add_char(&wanted, '"');
        for (size_t i = 0; i < before; i++) {
            bnc_buffer_add_char(&text, 'x');
            bnc_buffer_add_char(&wanted, 'x');
        }
        bnc_buffer_add(&text, strings[_i].text, strings[_i].len);
        bnc_buffer_add_span(&wanted, bnc_span_cut(escaped, 1, escaped.len - 2));
        for (size_t i = before; i < AROUND; i++) {
            bnc_buffer_add_char(&text, 'z');
            bnc_buffer_add_char(&wanted, 'z');
        }
        bnc_buffer_add_char(&wanted, '"');
        bnc_json_span(&json, bnc_buffer_span(&text));
        ck_assert_str_eq(json.buffer.at, wanted.at);
        bnc_buffer_clear(&json.buffer);
        bnc_buffer_clear(&wanted);
        bnc_buffer_clear(&text);
    }
}
END_TEST

START_TEST(nesting)
{
    bnc_json json = BNC_JSON_INIT;
    bnc_json_open(&json, '{');
    bnc_json_field(&json, "a", "x");
    bnc_json_field(&json, "b", NULL);
    bnc_json_key(&json, "c");
    bnc_json_open(&json, '[');
    bnc_json_number(&json, UINT64_MAX);
    bnc_json_bool(&json, true);
    bnc_json_open(&json, '{');
    bnc_json_close(&json, '}');
    bnc_json_null(&json);
    bnc_json_close(&json, ']');
    bnc_json_key(&json, "d");
    bnc_json_bool(&json, false);
    bnc_json_close(&json, '}');
    bnc_json_line_end(&json);
    bnc_json_open(&json, '[');
    bnc_json_close(&json, ']');
    ck_assert_str_eq(json.buffer.at, "{\"a\":\"x\",\"b\":null,\"c\":[18446744073709551615,true,{},null],\"d\":false}\n[]");
    bnc_buffer_clear(&json.buffer);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("out");

    tcase_add_loop_test(tcase, string, 0, COUNT(strings));
    tcase_add_loop_test(tcase, places, 0, COUNT(strings));
    tcase_add_test(tcase, nesting);
    return check_run("out", tcase);
}

/* Broken knowledge files: message, line and column. */
#include <check.h>
#include <stdlib.h>

#include "check_run.h"
#include "knowledge/set.h"

#define RULE "Rule: test.a\nCause: recipient.unknown\nSource: test\nExample: 550 nobody here\n"

static const struct { const char *text; unsigned line, column; const char *message; } broken[] = {
    { "Rule test.a\n", 1, 5, "expected \"Field: value\"" },
    { ": value\n", 1, 1, "expected \"Field: value\"" },
    { "# comment\n\n  continued\n", 3, 1, "a line that starts with a blank continues a field, but there is none above it" },
    { "Rul: test.a\n", 1, 1, "a record cannot begin with \"Rul\"" },
    { "Meaning: before the id\n", 1, 1, "a record cannot begin with \"Meaning\"" },
    { "\n\nRule: Test.A\n", 3, 7, "\"Test.A\" is no id" },
    { "Rule: \xFF\n", 1, 7, "not valid UTF-8" },
    { RULE "Match: nobody here\nColour: red\n", 6, 1, "Rule has no field \"Colour\"" },
    { RULE "Match: nobody here\nCause: content.spam\n", 6, 1, "Cause stands twice" },
    { RULE "Match: nobody here\nProvider:\n", 6, 10, "Provider is empty" },
    { RULE, 1, 1, "Rule test.a has no Match" },
    { "Rule: test.a\nCause: recipient.unknown\nMatch: abc\nSource: x\n", 1, 1, "Rule test.a has no Example" },
    { RULE "Match: nobody (here\n", 5, 20, "Match: missing closing parenthesis" },
    { RULE "Match: nobody\n  here\n", 6, 1, "a pattern stands on one line" },
    { RULE "Match: (?<colour>nobody)\n", 5, 8, "Match: unknown group name" },
    { RULE "Match: nobody\nUnless: [^ ]+@nobody\n", 6, 9, "Unless: begins with an unbounded class: put a literal first or bound it ({1,100})" },
    { RULE "Match: nobody\nWeight: 101\n", 6, 9, "Weight: \"101\" is no number from 0 to 100" },
    { RULE "Match: nobody\nConfidence: sure\n", 6, 13, "Confidence: \"sure\" is not one of: low, medium, high" },
    { RULE "Match: nobody\nIf-Code: 550, 5555\n", 6, 15, "If-Code: \"5555\" is no reply code (550, 55x)" },
    { RULE "Match: nobody\nIf-Status: 5.1\n", 6, 12, "If-Status: \"5.1\" is no enhanced status (5.7.1, 5.7.*, 4.7.5*)" },
    { RULE "Match: nobody\nIf-Command: RCPT, VRFY\n", 6, 19, "If-Command: \"VRFY\" is not one of the words for it" },
    { RULE "Match: nobody\nSet: colour=red\n", 6, 6, "Set: \"colour=red\" is not \"fact=value\"" },
    { RULE "Match: nobody\nAlso: content.spam surely\n", 6, 20, "Also: \"surely\" is no confidence" },
    { RULE "Match: nobody\nAlso: no.such.cause low\n", 6, 7, "there is no Cause \"no.such.cause\"" },
    { RULE "Match: nobody\nProvider: no-such-provider\n", 6, 11, "there is no Provider \"no-such-provider\"" },
    { RULE "  colour=red\nMatch: nobody\n", 5, 3, "Example: expected \"| text\" or \"name=value\" with a known name" },
    { "Rule: test.a\nCause: recipient.unknown\nMatch: abc\nSource: x\nExample:\n  ip=192.0.2.1\n", 5, 9, "Example is empty" },
    { RULE "Match: nobody\n\n" RULE "Match: nobody\n", 7, 1, "Rule test.a is already in test.rules:1" },
    { "Disable: Upper\n", 1, 10, "\"Upper\" is no id" },
    { "Disable: test.a\nSource: x\n", 2, 1, "Disable stands alone in its record" },
    { "Status: 5.1\nCause: content.spam\nMeaning: x\nSource: x\n", 1, 1, "Status: \"5.1\" is no status, code, or code and command" },
    { "Cause: test.c\nMeaning: x\nPlain: {colour}\nParty: sender\nPersistence: none\nAddress: none\n", 3, 8, "there is no Placeholder \"colour\"" },
    { "Cause: test.c\nMeaning: x\nPlain: {ip\nParty: sender\nPersistence: none\nAddress: none\n", 3, 8, "Plain: '{' that begins no placeholder" },
    { "Cause: test.c\nMeaning: x\nPlain: x\nParty: sender, me\nPersistence: none\nAddress: none\n", 4, 16, "Party: \"me\" is not one of the words for it" },
    { "Cause: test.c\nMeaning: x\nPlain: x\nParty: sender\nPersistence: none\nAddress: none\nParent: test.d\n\n"
      "Cause: test.d\nMeaning: x\nPlain: x\nParty: sender\nPersistence: none\nAddress: none\nParent: test.c\n", 1, 1, "Cause test.c is its own ancestor" },
    { "Hint: test.h\nWho: sender\nText: Wait.\nUrl: example.com\nSource: x\n", 4, 6, "Url: \"example.com\" is no https:, http: or mailto: address" },
    { "Hint: test.h\nWho: sender\nText: Wait.\nWait: 2 days\nSource: x\n", 4, 7, "Wait: \"2 days\" is no ISO 8601 duration (P2D, PT24H)" },
    { "Hint: test.h\nWho: sender\nText: Wait.\nSource: x\nAs-Of: May 2017\n", 5, 8, "As-Of: \"May 2017\" is no date (YYYY, YYYY-MM or YYYY-MM-DD)" },
    { "Hint: test.h\nWho: sender\nText: Wait.\nSource: x\nCountry: KR\n", 1, 1, "Hint test.h has a guard, but no Variant-Of" },
    { "Layout: test.l\nFormat: test\nIf-Header: X-Test\nSource: x\nExample: x\n", 3, 12, "If-Header: \"X-Test\" is not \"Name: pattern\"" },
    { "Blocklist: test.b\nName: T\nStatus: open\nSource: x\n", 3, 9, "Status: \"open\" is not one of: active, defunct" },
};

START_TEST(complain)
{
    bounce_error *error = NULL;
    bnc_set *set = bnc_set_add(bnc_set_builtin(), "test.rules", bnc_span_of(broken[_i].text), &error);

    ck_assert_msg(set == NULL, "was taken: %s", broken[_i].text);
    ck_assert_str_eq(error->message, broken[_i].message);
    ck_assert_str_eq(error->file, "test.rules");
    ck_assert_uint_eq(error->line, broken[_i].line);
    ck_assert_uint_eq(error->column, broken[_i].column);
    bnc_error_free(error);
    ck_assert_ptr_null(bnc_set_add(bnc_set_builtin(), "test.rules", bnc_span_of(broken[_i].text), NULL));
}
END_TEST

/* Whatever stands in a file, reading it ends and breaks nothing. */
START_TEST(any_bytes)
{
    uint32_t state = (uint32_t)_i + 1;
    static const char *const pieces[] = { "Rule: a.b\n", "Match: ", "(?<ip>", "[a-z]+", "\n", " | x\n", "  ip=1\n", "Example: x\n", "\xE2\x84", ":", "{",
                                          "Cause: content.spam\n", "Source: x\n", "Hint: h\n", "Text: {ip}\n", "Also: ,\n", "Code: 127.0.0.1\n", "\\", ")", "Disable: x\n" };
    char text[1024];
    size_t len = 0;
    bnc_set *set;

    while (len < 900) {
        const char *piece;

        state = state * 1664525u + 1013904223u;
        piece = pieces[(state >> 8) % (sizeof(pieces) / sizeof(pieces[0]))];
        memcpy(text + len, piece, strlen(piece));
        len += strlen(piece);
    }
    set = bnc_set_add(bnc_set_builtin(), "any", (bnc_span){ text, len }, NULL);
    bnc_set_unref(set);
}
END_TEST

START_TEST(good_forms)
{
    static const char text[] =
        "\xEF\xBB\xBF# with a byte order mark, CRLF, comments inside, lines of blanks\r\n"
        "Rule: test.a\r\n# comment\r\nCause: recipient.unknown\r\nMatch: nobody\r\nIf-Status: 5.1.*, 4.7.5*, *.2.2\r\nSource: long\r\n  and longer\r\n"
        "Example:\r\n  | 550-5.1.1 nobody\r\n  |\r\n  |   here\r\n  ip = 192.0.2.1\r\nNo-Example: 550 somebody\r\n   \r\nDisable: trendmicro.rbl-plus";
    bounce_error *error = NULL;
    bnc_set *set = bnc_set_add(bnc_set_builtin(), "test.rules", (bnc_span){ text, sizeof(text) - 1 }, &error);
    const bnc_example *example;

    ck_assert_msg(set != NULL, "%u:%u: %s", error ? error->line : 0, error ? error->column : 0, error ? error->message : "");
    ck_assert_uint_eq(bnc_set_example_count(set), 2);
    example = bnc_set_example(set, 0);
    ck_assert_str_eq(example->file, "test.rules");
    ck_assert_uint_eq(example->line, 9);
    ck_assert_str_eq(example->id, "test.a");
    ck_assert(!example->is_negative);
    ck_assert(bnc_span_equal(example->text, BNC_SPAN("550-5.1.1 nobody\n\n  here")));
    ck_assert_uint_eq(example->expect_count, 1);
    ck_assert(bnc_span_equal(example->expect_names[0], BNC_SPAN("ip")));
    ck_assert(bnc_span_equal(example->expect_values[0], BNC_SPAN("192.0.2.1")));
    ck_assert(bnc_set_example(set, 1)->is_negative);
    ck_assert_ptr_null(bnc_set_example(set, 2));
    bnc_set_unref(set);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("records");

    tcase_add_loop_test(tcase, complain, 0, COUNT(broken));
    tcase_add_loop_test(tcase, any_bytes, 0, 200);
    tcase_add_test(tcase, good_forms);
    return check_run("records", tcase);
}

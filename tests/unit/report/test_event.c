/* Services' events: JSON that is escaped, nested, broken; and mails that hold a report where one has to look for it. */
#include "support.h"

#include "report/event.h"

static const struct {
    const char *json, *text;
} strings[] = {
    { "\"plain\"", "plain" },
    { "\"a\\tb\\r\\n\\\"c\\\" \\\\ \\/ \\b\\f\"", "a\tb\r\n\"c\" \\ /   " },
    { "\"\\u0041\\u00e9\\uac00\"", "A\xC3\xA9\xEA\xB0\x80" },
    { "\"\\ud83d\\ude00!\"", "\xF0\x9F\x98\x80!" },          /* a pair */
    { "\"\\ud83d!\"", "\xEF\xBF\xBD!" },                      /* one half */
    { "\"\\ude00\\ud83d\"", "\xEF\xBF\xBD\xEF\xBF\xBD" },     /* the wrong way round */
    { "\"\\ud83d\\u0041\"", "\xEF\xBF\xBD" "A" },
    { "\"\\ud83d\\ude0\"", "\xEF\xBF\xBDude0" },              /* cut short: what is no escape stays */
    { "\"\\u0000x\"", " x" },
    { "\"\\u00\"", "u00" },
    { "\"\\uzzzz\"", " " },
    { "550", "550" },
    { "null", "" },
    { "{\"a\":1}", "" },
    { "[1]", "" },
    { "\"", "" },
    { "", "" },
};

START_TEST(string)
{
    bnc_arena *arena = bnc_arena_new(1024);
    bnc_reader reader = { .arena = arena };
    bnc_span text = bnc_event_decode(&reader, bnc_span_of(strings[_i].json));
    ck_assert_msg(bnc_span_equal(text, bnc_span_of(strings[_i].text)), "%s: %.*s", strings[_i].json, (int)text.len, text.at);
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *list, *items;
} lists[] = {
    { "[1,\"a,b\",{\"c\":[2]}, null ]", "1|\"a,b\"|{\"c\":[2]}|null|" },
    { "[]", "" },
    { "[ ]", "" },
    { "[[1],[2]]", "[1]|[2]|" },
    { "[1,", "1|" },
    { "", "" },
};

START_TEST(list)
{
    char have[128] = "";
    bnc_span rest = bnc_span_of(lists[_i].list), item;
    for (int i = 0; i < 10 && bnc_event_next(&rest, &item); i++)
        snprintf(have + strlen(have), sizeof have - strlen(have), "%.*s|", (int)item.len, item.at);
    ck_assert_str_eq(have, lists[_i].items);
}
END_TEST

/* Members by name: broken objects, escapes, the first of two, those behind BNC_EVENT_MEMBERS. */
START_TEST(member)
{
    bnc_arena *arena = bnc_arena_new(1024);
    bnc_reader reader = { .arena = arena };
    bnc_span object = BNC_SPAN("{\"a\":1, \"b\" : {\"a\":2},\"c\\\"\":\"x\\\\\",\"a\":3,\"d\":[\"}\"],\"e"), many;
    static char text[20 * (BNC_EVENT_MEMBERS + 2)] = "{";
    ck_assert(bnc_span_equal(bnc_event_member(&reader, object, "a"), BNC_SPAN("1")));
    ck_assert(bnc_span_equal(bnc_event_member(&reader, bnc_event_member(&reader, object, "b"), "a"), BNC_SPAN("2")));
    ck_assert(bnc_span_equal(bnc_event_member(&reader, object, "c\\\""), BNC_SPAN("\"x\\\\\"")));
    ck_assert(bnc_span_equal(bnc_event_member(&reader, object, "d"), BNC_SPAN("[\"}\"]")));
    ck_assert_uint_eq(bnc_event_member(&reader, object, "e").len, 0);
    ck_assert_uint_eq(bnc_event_member(&reader, BNC_SPAN("[1]"), "a").len, 0);
    for (unsigned i = 0; i <= BNC_EVENT_MEMBERS; i++)
        snprintf(text + strlen(text), 20, "\"m%u\":%u,", i, i);
    many = bnc_span_of(text);
    ck_assert(bnc_span_equal(bnc_event_member(&reader, many, "m99"), BNC_SPAN("99")));
    ck_assert_uint_eq(bnc_event_member(&reader, many, "m100").len, 0);
    bnc_arena_free(arena);
}
END_TEST

#define NOTICE                                                                                                                                            \
    "From: MAILER-DAEMON@mail.example.net\nTo: b@example.org\nSubject: Undelivered Mail Returned to Sender\n"                                             \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=i\n\n--i\n\nSorry.\n--i\nContent-Type: message/delivery-status\n\n"            \
    "Reporting-MTA: dns; mail.example.net\n\nFinal-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n"                                     \
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--i--\n"
#define PERSON "From: Kim <kim@example.org>\nTo: help@example.org\nSubject: what is this?\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nSee below.\n--o\n"

static const struct {
    const char *what, *text, *kind, *summary;
} places[] = {
    { "attached as a file", PERSON "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"bounce.eml\"\n\n" NOTICE "--o--\n",
      "failure", "a@example.com failed 5.1.1 550 -" },
    { "a file that is no mail", PERSON "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"bounce.eml\"\n\n"
      "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n--o--\n", "none", "" },
    { "a person's mail as a file", PERSON "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"x.eml\"\n\n"
      "From: Lee <lee@example.org>\nTo: kim@example.org\nSubject: lunch\nDate: Tue, 3 Mar 2026 10:00:00 +0900\n\nAt noon, as always, in the room on the left.\n--o--\n",
      "none", "" },
    { "its source pasted", "From: Kim <kim@example.org>\nTo: help@example.org\nSubject: Fwd: what is this?\n\nI got this:\n\n" NOTICE, "failure",
      "a@example.com failed 5.1.1 550 -" },
    { "feedback fields as text", "From: fbl@isp.example\nSubject: complaint\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nFeedback-Type: abuse\n"
      "User-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <u@isp.example>\n--o\nContent-Type: message/rfc822\n\nFrom: a@example.org\nSubject: news\n\nhello\n--o--\n",
      "complaint", "u@isp.example - - - -" },
};

START_TEST(place)
{
    bounce_report *report = test_read(places[_i].text);
    ck_assert_msg(strcmp(test_kind(report), places[_i].kind) == 0, "%s: %s (%s)", places[_i].what, test_kind(report), test_summary(report));
    ck_assert_msg(strcmp(test_summary(report), places[_i].summary) == 0, "%s: %s", places[_i].what, test_summary(report));
    bnc_arena_free(report->arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("event");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, string, 0, COUNT(strings));
    tcase_add_loop_test(tcase, list, 0, COUNT(lists));
    tcase_add_test(tcase, member);
    tcase_add_loop_test(tcase, place, 0, COUNT(places));
    return check_run("event", tcase);
}

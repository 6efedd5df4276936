/* SMTP dialogues: which reply decided for whom. */
#include "support.h"

static const struct {
    const char *what, *text, *address, *reply; /* reply: NULL where nothing decides */
    bounce_command command;
    const char *host;
} cases[] = {
    { "a refusal", ">>> RCPT To:<a@example.com>\n<<< 550 5.1.1 no\n", "a@example.com", "550 5.1.1 no", BOUNCE_COMMAND_RCPT, "" },
    { "each his own", ">>> RCPT To:<a@example.com>\n<<< 550 no a\n>>> RCPT To:<b@example.com>\n<<< 552 no b\n", "b@example.com", "552 no b",
      BOUNCE_COMMAND_RCPT, "" },
    { "the host", "... while talking to mx.example.com.:\n<<< 421 go away\n", "a@example.com", "421 go away", BOUNCE_COMMAND_CONN, "mx.example.com" },
    { "several lines", ">>> DATA\n<<< 552-5.7.0 one\n<<< 552 5.7.0 two\n554 5.0.0 Service unavailable\n", "a@example.com", "552-5.7.0 one\n552 5.7.0 two",
      BOUNCE_COMMAND_DATA, "" },
    { "pipelined: DATA printed before the reply to RCPT",
      ">>> DATA\n<<< 550 5.1.1 no\n550 5.1.1 <a@example.com>... User unknown\n<<< 503 5.5.2 Need rcpt command\n", "a@example.com", "550 5.1.1 no",
      BOUNCE_COMMAND_RCPT, "" },
    { "pipelined: no valid recipients",
      ">>> DATA\n<<< 550 5.1.1 no a\n550 5.1.1 <a@example.com>... User unknown\n<<< 452 full b\n<b@example.com>... Deferred: 452 full b\n<<< 554 5.5.1 No valid recipients\n",
      "b@example.com", "452 full b", BOUNCE_COMMAND_RCPT, "" },
    { "closing line after MAIL", ">>> MAIL From:<s@example.org>\n<<< 553 5.7.2 [TSS09] no\n501 5.6.0 Data format error\n", "a@example.com",
      "553 5.7.2 [TSS09] no", BOUNCE_COMMAND_MAIL, "" },
    { "read error after the reply", ">>> STARTTLS\n<<< 550 blocked\n451 4.4.1 reply: read error from mx.example.com.\n", "a@example.com", "550 blocked",
      BOUNCE_COMMAND_STARTTLS, "" },
    { "only the client's line", "550 5.1.2 <a@example.com>... Host unknown\n", "a@example.com", "550 5.1.2 <a@example.com>... Host unknown",
      BOUNCE_COMMAND_NONE, "" },
    { "a reply within the client's line", "554 <a@example.com>... 550 Host unknown\n", "a@example.com", "550 Host unknown", BOUNCE_COMMAND_NONE, "" },
    { "another's refusal is not his", ">>> RCPT To:<b@example.com>\n<<< 550 no b\n", "a@example.com", NULL, BOUNCE_COMMAND_NONE, "" },
    { "a consequence alone decides nothing", ">>> DATA\n<<< 503 5.5.2 Need rcpt command\n>>> QUIT\n<<< 221 bye\n", "a@example.com",
      "503 5.5.2 Need rcpt command", BOUNCE_COMMAND_DATA, "" },
    { "the last host's 5xx over the first one's 4xx",
      "... while talking to mx1.example.com.:\n<<< 421 busy\n... while talking to mx2.example.com.:\n>>> MAIL From:<s@example.org>\n<<< 550 no\n",
      "a@example.com", "550 no", BOUNCE_COMMAND_MAIL, "mx2.example.com" },
    { "no dialogue", "hello\n", "a@example.com", NULL, BOUNCE_COMMAND_NONE, "" },
};

START_TEST(deciding)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_transcript *transcript = bnc_arena_alloc(arena, sizeof *transcript);
    bnc_transcript_read(arena, bnc_span_of(cases[_i].text), transcript);
    const bnc_exchange *found = bnc_transcript_find(transcript, bnc_span_of(cases[_i].address));
    ck_assert_msg((found != NULL) == (cases[_i].reply != NULL), "%s", cases[_i].what);
    if (found) {
        ck_assert_msg(bnc_span_equal(found->reply, bnc_span_of(cases[_i].reply)), "%s: %.*s", cases[_i].what, (int)found->reply.len, found->reply.at);
        ck_assert_msg(found->command == cases[_i].command, "%s: command %d", cases[_i].what, (int)found->command);
        ck_assert_msg(bnc_span_equal(found->host, bnc_span_of(cases[_i].host)), "%s: %.*s", cases[_i].what, (int)found->host.len, found->host.at);
    }
    bnc_arena_free(arena);
}
END_TEST

START_TEST(bounded)
{
    static char text[300000];
    size_t len = 0;
    for (unsigned i = 0; i < 5000; i++)
        len += (size_t)sprintf(text + len, "<<< 550-%u line of a reply that never ends\n", i);
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_transcript *transcript = bnc_arena_alloc(arena, sizeof *transcript);
    bnc_transcript_read(arena, (bnc_span){ text, len }, transcript);
    ck_assert_uint_eq(transcript->count, 1);
    ck_assert_uint_le(transcript->list[0].reply.len, BNC_MAX_DIAGNOSTIC);
    ck_assert_uint_le(bnc_arena_size(arena), 200000);
    bnc_arena_free(arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("transcript");
    tcase_add_loop_test(tcase, deciding, 0, COUNT(cases));
    tcase_add_test(tcase, bounded);
    return check_run("transcript", tcase);
}

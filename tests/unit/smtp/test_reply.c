/* Replies: what is cut off, what is kept, and that every byte can be found again in the diagnostic. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "smtp/reply.h"
#include "util/limits.h"

static const struct {
    const char *diagnostic;
    int code;
    const char *status; /* NULL: none */
    const char *text;
    bounce_command command;
    const char *host;
    const char *ip;
} cases[] = {
    { "550 5.1.1 <a@example.org>: User unknown", 550, "5.1.1", "550 5.1.1 <a@example.org>: User unknown", 0, NULL, NULL },
    { "smtp; 550 5.1.1 User unknown", 550, "5.1.1", "550 5.1.1 User unknown", 0, NULL, NULL },
    { "smtp;550 5.7.1 RESOLVER.RST.AuthRequired; authentication required", 550, "5.7.1",
      "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required", 0, NULL, NULL },
    { "SMTP; 452-4.2.2 over quota", 452, "4.2.2", "452 4.2.2 over quota", 0, NULL, NULL },
    { "5.7.1 (no code in front)", 0, "5.7.1", "5.7.1 (no code in front)", 0, NULL, NULL },
    { "550 #5.1.0 Address rejected.", 550, "5.1.0", "550 5.1.0 Address rejected.", 0, NULL, NULL },
    { "550 (#5.1.1) no such user", 550, "5.1.1", "550 5.1.1 no such user", 0, NULL, NULL },
    { "553 sorry, no mailbox here by that name (#5.1.1)", 553, "5.1.1", "553 sorry, no mailbox here by that name (#5.1.1)", 0, NULL, NULL },
    { "550 5.1.1: gone", 550, "5.1.1", "550 5.1.1 gone", 0, NULL, NULL },
    { "550: gone", 550, NULL, "550 gone", 0, NULL, NULL },
    { "smtp;550 : User unknown", 550, NULL, "550 User unknown", 0, NULL, NULL },
    { "550 - Requested action not taken: no such user here", 550, NULL, "550 Requested action not taken: no such user here", 0, NULL, NULL },
    { "550_5.1.1_The_user_is_gone", 550, "5.1.1", "550 5.1.1 The user is gone", 0, NULL, NULL },
    { "550 'kim' is not a registered user", 550, NULL, "550 'kim' is not a registered user", 0, NULL, NULL },
    { "605 odd", 605, NULL, "605 odd", 0, NULL, NULL },
    { "254 odd too", 254, NULL, "254 odd too", 0, NULL, NULL },
    { "smtp; 250 2.1.5 Ok", 250, "2.1.5", "250 2.1.5 Ok", 0, NULL, NULL },
    /* continuation lines, as they stand and as they come back from a fold */
    { "550-5.7.1 Our system has\n550-5.7.1 detected that\n550 5.7.1 it is bad", 550, "5.7.1",
      "550 5.7.1 Our system has detected that it is bad", 0, NULL, NULL },
    { "smtp; 550-5.7.1 [192.0.2.22      18] Our system has\n    detected that this message is 550-5.7.1 likely suspicious. Please visit 550\n"
      "    5.7.1  https://example.com/x", 550, "5.7.1",
      "550 5.7.1 [192.0.2.22 18] Our system has detected that this message is likely suspicious. Please visit https://example.com/x", 0, NULL, NULL },
    { "smtp; 550-Mailbox unknown.  Either there is no mailbox\n    associated with this 550-name or you lack the right.\n    550 5.1.1 User unknown",
      550, "5.1.1", "550 Mailbox unknown. Either there is no mailbox associated with this name or you lack the right. User unknown", 0, NULL, NULL },
    { "smtp; 554-mx.example.com 554-Your access was rejected. 554 If you disagree, call.", 554, NULL,
      "554 mx.example.com Your access was rejected. If you disagree, call.", 0, NULL, NULL },
    { "smtp;550 5.7.26 mail from example.org is not accepted due to 5.7.26 domain's DMARC policy.", 550, "5.7.26",
      "550 5.7.26 mail from example.org is not accepted due to domain's DMARC policy.", 0, NULL, NULL },
    { "552-5.7.0 blocked because\nits content is bad\n552 5.7.0 see there", 552, "5.7.0", "552 5.7.0 blocked because its content is bad see there", 0, NULL, NULL },
    { "smtp; 550 5.7.1 550 User Unknown: kim@example.org", 550, "5.7.1", "550 5.7.1 550 User Unknown: kim@example.org", 0, NULL, NULL },
    { "550 5.1.7 <a@example.org>: undeliverable address: host mx.example.com[192.0.2.25] said: 550 5.1.1 unknown (in reply to RCPT TO command)", 550, "5.1.7",
      "550 5.1.7 <a@example.org>: undeliverable address: host mx.example.com[192.0.2.25] said: 550 5.1.1 unknown", BOUNCE_COMMAND_RCPT, NULL, NULL },
    { "550 550 5.1.1 twice", 550, "5.1.1", "550 5.1.1 twice", 0, NULL, NULL },
    { "550 see error 550 in the manual", 550, NULL, "550 see error 550 in the manual", 0, NULL, NULL },
    { "452 4.3.1 wait\n4.3.1 or leave", 452, "4.3.1", "452 4.3.1 wait or leave", 0, NULL, NULL },
    /* words of clients */
    { "X-Postfix; host r2.example.org[198.51.100.24] said: 550\n    Protocol violation (in reply to DATA command)", 550, NULL,
      "550 Protocol violation", BOUNCE_COMMAND_DATA, "r2.example.org", "198.51.100.24" },
    { "host mx.example.com[192.0.2.25] said: 550 5.1.1 no (in reply to RCPT TO command)", 550, "5.1.1", "550 5.1.1 no", BOUNCE_COMMAND_RCPT,
      "mx.example.com", "192.0.2.25" },
    { "delivery temporarily suspended: host\n    mx.example.net[203.0.113.127] refused to talk to me: 421 Service not\n    available", 421, NULL,
      "421 Service not available", BOUNCE_COMMAND_CONN, "mx.example.net", "203.0.113.127" },
    { "host mx.example.com[2001:db8::25] said: 552 5.3.4 too big (in reply to end of DATA command)", 552, "5.3.4", "552 5.3.4 too big",
      BOUNCE_COMMAND_DATA, "mx.example.com", "2001:db8::25" },
    { "SMTP error from remote mail server after RCPT TO:<a@example.com>: host mx.example.com [192.0.2.25]: 550 5.1.1 unknown user", 550, "5.1.1",
      "550 5.1.1 unknown user", BOUNCE_COMMAND_RCPT, "mx.example.com", "192.0.2.25" },
    { "SMTP error from remote mail server after pipelined end of data: 550 spam", 550, NULL, "550 spam", BOUNCE_COMMAND_DATA, NULL, NULL },
    { "host mx.example.com [192.0.2.25]\n    SMTP error from remote mail server after initial connection:\n    554 5.7.1 go away", 554, "5.7.1",
      "554 5.7.1 go away", BOUNCE_COMMAND_CONN, "mx.example.com", "192.0.2.25" },
    { "SMTP error from remote mail server after MAIL FROM:<b@example.org> SIZE=2000:\n 451 later", 451, NULL, "451 later", BOUNCE_COMMAND_MAIL, NULL, NULL },
    { "LMTP error after RCPT TO:<a@example.com>: 552 5.2.2 full", 552, "5.2.2", "552 5.2.2 full", BOUNCE_COMMAND_RCPT, NULL, NULL },
    { "192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 gone\nGiving up on 192.0.2.1.\n", 550, "5.1.1", "550 5.1.1 gone",
      BOUNCE_COMMAND_RCPT, NULL, "192.0.2.1" },
    { "Connected to 192.0.2.1 but greeting failed.\nRemote host said: 554 no\n", 554, NULL, "554 no", BOUNCE_COMMAND_CONN, NULL, "192.0.2.1" },
    { "... while talking to mx.example.com.:\n>>> RCPT To:<a@example.com>\n<<< 550 5.1.1 gone", 550, "5.1.1", "550 5.1.1 gone",
      BOUNCE_COMMAND_RCPT, "mx.example.com", NULL },
    { ">>> DATA\n<<< 552-5.7.0 first\n<<< 552 5.7.0 second", 552, "5.7.0", "552 5.7.0 first second", BOUNCE_COMMAND_DATA, NULL, NULL },
    { "mx.example.com #550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", 550, "5.1.1", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", 0, NULL, NULL },
    { "#550 5.7.1 no ##", 550, "5.7.1", "550 5.7.1 no", 0, NULL, NULL },
    { "<mx.example.com #5.5.0 smtp;554 go away>", 554, "5.5.0", "554 go away", 0, "mx.example.com", NULL },
    { "smtp; 5.1.0 - Unknown address error 550-'5.7.1 <a@example.com>... Access denied' (delivery attempts: 0)", 550, "5.7.1",
      "550 5.7.1 <a@example.com>... Access denied", 0, NULL, NULL },
    { "smtp; 5.3.0 - Other mail system problem 550-'Unknown user a@example.com' (delivery attempts: 0)", 550, "5.3.0",
      "550 Unknown user a@example.com", 0, NULL, NULL },
    { "smtp; 220-laposte 421 4.2.1 Service refused", 421, "4.2.1", "421 4.2.1 Service refused", 0, NULL, NULL },
    { "msmtp: server message: 552-5.7.0 first\nmsmtp: server message: 552 5.7.0 second", 552, "5.7.0", "552 5.7.0 first second", 0, NULL, NULL },
    { "Error message below: 550 - Requested action not taken", 550, NULL, "550 Requested action not taken", 0, NULL, NULL },
    { "550 550 Unknown user (state 14).", 550, NULL, "550 Unknown user .", BOUNCE_COMMAND_RCPT, NULL, NULL },
    { "x-unix; user unknown", 0, NULL, "user unknown", 0, NULL, NULL },
    { "X-Postfix; connect to mx.example.com[192.0.2.45]:25:\n    Connection refused", 0, NULL, "connect to mx.example.com[192.0.2.45]:25: Connection refused",
      0, "mx.example.com", "192.0.2.45" },
    { "lost connection with\n    mx.example.com[192.0.2.31] while sending DATA command", 0, NULL,
      "lost connection with mx.example.com[192.0.2.31] while sending DATA command", BOUNCE_COMMAND_DATA, "mx.example.com", "192.0.2.31" },
    { "Message rejected: limit of 500 recipients", 0, NULL, "Message rejected: limit of 500 recipients", 0, NULL, NULL },
    { "501 not accepted: 5.7.1 no relay for 192.0.2.5", 501, "5.7.1", "501 not accepted: 5.7.1 no relay for 192.0.2.5", 0, NULL, NULL },
    { "", 0, NULL, "", 0, NULL, NULL },
    { "   \n ", 0, NULL, "", 0, NULL, NULL },
    { "550", 550, NULL, "550", 0, NULL, NULL },
    { "550-", 550, NULL, "550", 0, NULL, NULL },
    { "smtp;", 0, NULL, "", 0, NULL, NULL },
};

static void assert_text(const char *got, size_t len, const char *expected, const char *what)
{
    if (!expected)
        expected = "";
    ck_assert_msg(len == strlen(expected) && memcmp(got ? got : "", expected, len) == 0, "%s: got \"%.*s\", expected \"%s\"", what, (int)len,
                  got ? got : "", expected);
}

START_TEST(parse)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_reply reply;
    char status[12] = "";

    bnc_reply_parse(arena, bnc_span_of(cases[_i].diagnostic), &reply);
    if (bnc_status_is_set(reply.status))
        bnc_status_write(reply.status, status);
    assert_text(reply.text.at, reply.text.len, cases[_i].text, "text");
    ck_assert_int_eq(reply.code, cases[_i].code);
    ck_assert_str_eq(status, cases[_i].status ? cases[_i].status : "");
    ck_assert_int_eq(reply.command, cases[_i].command);
    assert_text(reply.host.at, reply.host.len, cases[_i].host, "host");
    assert_text(reply.ip.at, reply.ip.len, cases[_i].ip, "ip");
    for (size_t i = 0; i < reply.text.len; i++) { /* the map leads to the same byte, or to a gap that became a blank */
        ck_assert_uint_lt(reply.map[i], reply.diagnostic.len);
        if (reply.text.at[i] != ' ')
            ck_assert_int_eq(reply.text.at[i], reply.diagnostic.at[reply.map[i]]);
        ck_assert_uint_ge(reply.map[i + 1], reply.map[i]);
    }
    bnc_arena_free(arena);
}
END_TEST

START_TEST(limit_match)
{
    bnc_arena *arena = bnc_arena_new(4096);
    char *text = malloc(100000);
    bnc_reply reply;

    memset(text, 'x', 100000);
    memcpy(text, "550 5.7.1 ", 10);
    for (size_t i = 10; i + 3 < 100000; i += 3)
        memcpy(text + i, "\xEA\xB0\x80", 3);
    bnc_reply_parse(arena, (bnc_span){ text, 99999 }, &reply);
    ck_assert_uint_le(reply.text.len, BNC_MAX_MATCH);
    ck_assert_uint_gt(reply.text.len, BNC_MAX_MATCH - 4);
    ck_assert_uint_le(reply.diagnostic.len, BNC_MAX_DIAGNOSTIC);
    ck_assert_uint_gt(reply.diagnostic.len, BNC_MAX_DIAGNOSTIC - 4);
    free(text);
    bnc_arena_free(arena);
}
END_TEST

/* Long runs of every sign that something looks for: bounded by the size, not by its square. */
START_TEST(hostile)
{
    static const char *const seeds[] = { "550 ", "550-5.1.1 ", "host ", "said: ", "(in reply to ", "[", "smtp;", "5.7.1 ", ": 550", "after ",
        "<<< ", "\n", "550-\n", "4.", "giving up on " };
    char text[BNC_MAX_DIAGNOSTIC];
    size_t len = strlen(seeds[_i]);

    for (size_t i = 0; i + len <= sizeof text; i += len)
        memcpy(text + i, seeds[_i], len);
    for (int i = 0; i < 20; i++) {
        bnc_arena *arena = bnc_arena_new(4096);
        bnc_reply reply;
        bnc_reply_parse(arena, (bnc_span){ text, sizeof text / len * len }, &reply);
        ck_assert_uint_le(reply.text.len, BNC_MAX_MATCH);
        bnc_arena_free(arena);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("reply");

    tcase_add_loop_test(tcase, parse, 0, COUNT(cases));
    tcase_add_test(tcase, limit_match);
    tcase_add_loop_test(tcase, hostile, 0, 15);
    return check_run("reply", tcase);
}

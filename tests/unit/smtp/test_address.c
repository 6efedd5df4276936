/* Status codes, commands and addresses, as reports write them. */
#include <check.h>
#include <stdlib.h>

#include "check_run.h"
#include "smtp/address.h"
#include "smtp/command.h"
#include "smtp/status.h"
#include "util/limits.h"

static const struct {
    const char *text;
    const char *status; /* found; NULL: none */
    size_t offset;
} statuses[] = {
    { "5.7.1", "5.7.1", 0 },
    { "550 5.7.606 banned", "5.7.606", 4 },
    { "x (#5.1.1)", "5.1.1", 4 },
    { "550-5.1.1 x", "5.1.1", 4 },
    { "550_5.1.1_x", "5.1.1", 4 },
    { "5.1.1: x", "5.1.1", 0 },
    { "host 192.5.5.1 and 4.16.55.1; no", NULL, 0 },
    { "Exim v4.2.1 and 4.2.1/5 and version 4.2.1", NULL, 0 },
    { "4.16.55 is not one, 4.2.2 is", "4.2.2", 20 },
    { "5.7.1000", NULL, 0 },
    { "3.1.1 is no class", NULL, 0 },
    { "later [#4.16.1]", "4.16.1", 8 },
    { "5.7", NULL, 0 },
    { "5.", NULL, 0 },
    { "5.7.", NULL, 0 },
    { "ends with 5.7.1.", "5.7.1", 10 },
    { "", NULL, 0 },
};

START_TEST(status)
{
    bnc_status found = { 0 };
    size_t len = 0;
    size_t at = bnc_status_find(bnc_span_of(statuses[_i].text), 0, &found, &len);
    char text[12];

    if (!statuses[_i].status) {
        ck_assert_uint_eq(at, BNC_NOT_FOUND);
        return;
    }
    ck_assert_uint_eq(at, statuses[_i].offset);
    ck_assert_uint_eq(len, strlen(statuses[_i].status));
    bnc_status_write(found, text);
    ck_assert_str_eq(text, statuses[_i].status);
}
END_TEST

static const struct {
    const char *text;
    bounce_command parsed;
    bounce_command found;
} commands[] = {
    { "RCPT TO:<a@example.org>", BOUNCE_COMMAND_RCPT, BOUNCE_COMMAND_NONE },
    { "end of DATA", BOUNCE_COMMAND_DATA, BOUNCE_COMMAND_NONE },
    { "the EHLO", BOUNCE_COMMAND_HELO, BOUNCE_COMMAND_NONE },
    { "mailbox full", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_NONE },
    { "(in reply to end of DATA command)", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_DATA },
    { "(in reply to MAIL FROM command)", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_MAIL },
    { "no such user (state 14).", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_RCPT },
    { "spam (state 18).", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_DATA },
    { "(state 99999999999)", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_NONE },
    { "SMTP error from remote mail server after initial connection:", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_CONN },
    { "lost connection while performing the EHLO handshake", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_HELO },
    { "timed out while sending RCPT TO", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_RCPT },
    { "timed out while receiving the initial server greeting", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_CONN },
    { "timed out while sending message body", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_DATA },
    { ">>> RCPT To:<a@example.org>", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_RCPT },
    { "the mail was returned after five days", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_NONE },
    { "", BOUNCE_COMMAND_NONE, BOUNCE_COMMAND_NONE },
};

START_TEST(command)
{
    ck_assert_int_eq(bnc_command_parse(bnc_span_of(commands[_i].text)), commands[_i].parsed);
    ck_assert_int_eq(bnc_command_find(bnc_span_of(commands[_i].text)), commands[_i].found);
}
END_TEST

static const struct {
    const char *raw;
    const char *clean;
    bool is_masked;
    bool is_local;
} addresses[] = {
    { "rfc822;kim@partner.example", "kim@partner.example", false, false },
    { "RFC822; <kim@partner.example>", "kim@partner.example", false, false },
    { "utf-8; \xEA\xB9\x80@partner.example", "\xEA\xB9\x80@partner.example", false, false },
    { "utf-8;\\x{AE40}@partner.example", "\xEA\xB9\x80@partner.example", false, false },
    { "LOCAL;kim", "kim", false, true },
    { "\"Kim, M.\" <kim@partner.example>", "kim@partner.example", false, false },
    { "<@a.example,@b.example:kim@partner.example>", "kim@partner.example", false, false },
    { "'kim@partner.example'", "kim@partner.example", false, false },
    { "\"kim@partner.example\"", "kim@partner.example", false, false },
    { "\"a b\"@partner.example", "\"a b\"@partner.example", false, false },
    { "(kim@partner.example).", "kim@partner.example", false, false },
    { "mailto:kim@partner.example", "kim@partner.example", false, false },
    { "SMTP:kim@partner.example", "kim@partner.example", false, false },
    { "kim@partner.example.", "kim@partner.example", false, false },
    { "kim@partner.example:", "kim@partner.example", false, false },
    { "kim@[192.0.2.1]", "kim@[192.0.2.1]", false, false },
    { "kim@partner.example (expanded from: team)", "kim@partner.example", false, false },
    { "IMCEASMTP-kim+40partner+2Eexample@gw.example", "kim@partner.example", false, false },
    { "IMCEAEX-_O=ORG_OU=SITE_CN=RECIPIENTS_CN=Kim+20M@gw.example", "/O=ORG/OU=SITE/CN=RECIPIENTS/CN=Kim M", false, true },
    { "x400; /DD.RFC-822=kim(a)partner.example/C=KR/", "kim@partner.example", false, false },
    { "kim+40partner.example", "kim@partner.example", false, false },
    { "kim+40tag@partner.example", "kim+40tag@partner.example", false, false },
    { "JSoria#iag.org", "JSoria#iag.org", true, false },
    { "k***@partner.example", "k***@partner.example", true, false },
    { "kim", "kim", false, true },
    { "<>", "", false, false },
    { "", "", false, false },
    { "rfc822;", "", false, false },
    { "kim\xFF@partner.example", "kim\xEF\xBF\xBD@partner.example", false, false },
};

START_TEST(clean)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_address address = bnc_address_clean(arena, bnc_span_of(addresses[_i].raw));

    ck_assert_msg(bnc_span_equal(address.text, bnc_span_of(addresses[_i].clean)), "%s: got \"%.*s\"", addresses[_i].raw, (int)address.text.len,
                  address.text.at ? address.text.at : "");
    ck_assert_int_eq(address.is_masked, addresses[_i].is_masked);
    ck_assert_int_eq(address.is_local, addresses[_i].is_local);
    bnc_arena_free(arena);
}
END_TEST

/* What is taken as it stands is what the long way makes of it: every address of up to five of these characters, and the same in brackets. */
START_TEST(clean_plain)
{
    static const char letters[] = "aB7.-_@";
    bnc_arena *arena = bnc_arena_new(1024);
    char text[] = "<     >";

    for (unsigned number = 0; number < 7 * 7 * 7 * 7 * 7; number++) {
        size_t len = 1 + number % 5;
        unsigned rest = number;

        for (size_t i = 0; i < len; i++, rest /= 7)
            text[1 + i] = letters[rest % 7];
        if (!bnc_is_alnum(text[1]) || !bnc_is_alnum(text[len]))
            continue;
        text[1 + len] = '>';
        bnc_address inner = bnc_address_clean(arena, (bnc_span){ text + 1, len }), outer = bnc_address_clean(arena, (bnc_span){ text, len + 2 });
        ck_assert(bnc_span_equal(inner.text, outer.text) && inner.is_local == outer.is_local && inner.is_masked == outer.is_masked);
    }
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *text;
    const char *found;
} prose[] = {
    { "Your mail to <kim@partner.example> did not arrive.", "kim@partner.example" },
    { "to kim@partner.example.", "kim@partner.example" },
    { "to 'kim@partner.example', sorry", "kim@partner.example" },
    { "@ work, or kim @ home", NULL },
    { "see @foo, then lee@partner.example", "lee@partner.example" },
    { "\"a b\"@partner.example", "\"a b\"@partner.example" },
    { "kim@[192.0.2.1]:", "kim@[192.0.2.1]" },
    { "mail:kim@partner.example;", "kim@partner.example" },
    { "收件人：kim@partner.example，不存在", "kim@partner.example" },
    { "地址kim@partner.example的信箱", "kim@partner.example" },
    { "kim@partner.example님에게", "kim@partner.example" },
    { "（用户@例子.example）", "用户@例子.example" },
    { "an jürgen@bücher.example geht", "jürgen@bücher.example" },
    { "nothing", NULL },
    { "@", NULL },
};

START_TEST(find)
{
    size_t len = 0;
    bnc_span text = bnc_span_of(prose[_i].text);
    size_t at = bnc_address_find(text, 0, &len);

    if (!prose[_i].found)
        ck_assert_uint_eq(at, BNC_NOT_FOUND);
    else
        ck_assert(bnc_span_equal(bnc_span_cut(text, at, len), bnc_span_of(prose[_i].found)));
}
END_TEST

static const struct {
    const char *address;
    const char *inside;
} wrapped[] = {
    { "list-bounces+kim=partner.example@lists.example.org", "kim@partner.example" },
    { "bounce-kim=partner.example@lists.example.org", "kim@partner.example" },
    { "list-return-123-kim=partner.example@lists.example.org", "kim@partner.example" },
    { "bounces+4711-a1b2-kim=partner.example@mail.example.org", "kim@partner.example" },
    { "SRS0=HHHH=TT=partner.example=kim@forward.example", "kim@partner.example" },
    { "SRS1=HHHH=forward.example==HHHH=TT=partner.example=kim@second.example", "kim@partner.example" },
    { "prvs=0123456789=kim@partner.example", "kim@partner.example" },
    { "btv1==0123456789==kim@partner.example", "kim@partner.example" },
    { "kim@partner.example", NULL },
    { "kim=lee@partner.example", NULL },
    { "SRS0=broken@partner.example", NULL },
    { "no address", NULL },
    { "", NULL },
};

START_TEST(unwrap)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_span inside = bnc_address_unwrap(arena, bnc_span_of(wrapped[_i].address));

    ck_assert(bnc_span_equal(inside, bnc_span_of(wrapped[_i].inside)));
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    const char *text;
    int is; /* 0 no, 1 yes, 2 masked */
} ips[] = {
    { "192.0.2.1", 1 }, { "192.0.2.256", 0 }, { "192.0.2", 0 }, { "192.0.2.1.", 0 }, { "113.98.228.***", 2 }, { "113.98.x.x", 2 },
    { "2001:db8::1", 1 }, { "IPv6:2001:db8::1", 1 }, { "::", 1 }, { "a:b", 0 }, { "*.*.*.*", 0 }, { "", 0 }, { "1234.0.0.1", 0 },
};

START_TEST(ip)
{
    bool is_masked = false;
    bool is = bnc_is_ip(bnc_span_of(ips[_i].text), &is_masked);

    ck_assert_int_eq(is, ips[_i].is != 0);
    ck_assert_int_eq(is_masked, ips[_i].is == 2);
}
END_TEST

START_TEST(hostile)
{
    static const char signs[] = "@\"<.+=(/a \\";
    size_t size = 1000000;
    char *text = malloc(size);
    size_t len = 0;
    size_t from = 0;
    bnc_arena *arena = bnc_arena_new(0);

    memset(text, signs[_i], size);
    bnc_address_clean(arena, (bnc_span){ text, size });
    ck_assert_uint_lt(bnc_arena_size(arena), 100 * BNC_MAX_ADDRESS);
    for (size_t i = 1; i < size; i += 2)
        text[i] = '@';
    while ((from = bnc_address_find((bnc_span){ text, size }, from, &len)) != BNC_NOT_FOUND)
        from += len;
    bnc_address_unwrap(arena, (bnc_span){ text, size });
    bnc_arena_free(arena);
    free(text);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("address");

    tcase_add_loop_test(tcase, status, 0, COUNT(statuses));
    tcase_add_loop_test(tcase, command, 0, COUNT(commands));
    tcase_add_loop_test(tcase, clean, 0, COUNT(addresses));
    tcase_add_test(tcase, clean_plain);
    tcase_add_loop_test(tcase, find, 0, COUNT(prose));
    tcase_add_loop_test(tcase, unwrap, 0, COUNT(wrapped));
    tcase_add_loop_test(tcase, ip, 0, COUNT(ips));
    tcase_add_loop_test(tcase, hostile, 0, 11);
    return check_run("address", tcase);
}

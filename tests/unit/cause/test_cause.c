/*
 * From replies to causes: ranking, guards, facts, blocklists, evidence, keys, codes. The rules are a layer of the test's own over the built-in knowledge, so
 * that a change of the built-in rules changes nothing here; the built-in ones are tested by their own examples.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "layer.h"
#include "cause/cause.h"

/* Own words, so that no built-in rule has a say. */
static const char layer[] =
    "Rule: t.general\n"
    "Cause: policy.other\n"
    "Match: zorblax nope\n"
    "Weight: 90\n"
    "Source: test\n"
    "Example: 550 zorblax nope\n"
    "\n"
    "Rule: t.closer\n"
    "Cause: ip.helo_invalid\n"
    "Match: zorblax nope greeting (?<helo>[a-z.]+)\n"
    "Weight: 90\n"
    "Source: test\n"
    "Example: 550 zorblax nope greeting example.com\n"
    "\n"
    "Rule: t.first\n"
    "Cause: ip.provider_block\n"
    "Also: rate.volume low\n"
    "Provider: yahoo\n"
    "Match: zorblax says no to \\[?(?<ip>[0-9a-f.:]+)?\\]?\n"
    "Unless: maybe later\n"
    "Weight: 90\n"
    "Source: test\n"
    "Example: 550 zorblax says no to 192.0.2.1\n"
    "\n"
    "Rule: t.light\n"
    "Cause: content.spam\n"
    "Match: zorblax says\n"
    "Weight: 59\n"
    "Source: test\n"
    "Example: 550 zorblax says\n"
    "\n"
    "Rule: t.guarded\n"
    "Cause: recipient.mailbox_full\n"
    "Match: quuxion limit\n"
    "If-Code: 45x, 552\n"
    "If-Command: RCPT\n"
    "Source: test\n"
    "Example: 552 quuxion limit (in reply to RCPT TO command)\n"
    "\n"
    "Rule: t.status\n"
    "Cause: recipient.restricted\n"
    "Match: snarkword\n"
    "If-Status: *.7.*\n"
    "Source: test\n"
    "Example: 550 5.7.1 snarkword\n"
    "\n"
    "Rule: t.listed\n"
    "Cause: ip.dnsbl_listed\n"
    "Match: frobnicated by (?<zone>[a-z0-9.-]+)\n"
    "Weight: 60\n"
    "Source: test\n"
    "Example: 550 frobnicated by zen.test.example\n"
    "\n"
    "Rule: t.dead\n"
    "Cause: recipient.unknown\n"
    "Match: plughnobody\n"
    "Source: test\n"
    "Example: 550 plughnobody\n"
    "\n"
    "Rule: t.expired\n"
    "Cause: routing.expired\n"
    "Match: xyzzyexpired\n"
    "Weight: 80\n"
    "Source: test\n"
    "Example: 554 xyzzyexpired\n"
    "\n"
    "Rule: t.prose\n"
    "Cause: ip.ptr_missing\n"
    "In: text\n"
    "Match: gronkpage says (?<ip>[0-9.]+)\\.in-addr\\.arpa\n"
    "Weight: 60\n"
    "Source: test\n"
    "Example: gronkpage says 1.2.0.192.in-addr.arpa\n"
    "  ip=192.0.2.1\n"
    "\n"
    "Status: 5.6.77\nCause: content.malformed\nMeaning: test\nSource: test\n\n"
    "Status: x.6.78\nCause: content.policy\nMeaning: test\nConfidence: medium\nSource: test\n\n"
    "Status: 5.6.78\nCause: content.bulk\nMeaning: test\nProvider: yahoo\nSource: test\n\n"
    "Status: 559\nCause: policy.other\nMeaning: test\nSource: test\n\n"
    "Status: 559 RCPT\nCause: recipient.restricted\nMeaning: test\nSource: test\n\n"
    "Blocklist: t.zen\n"
    "Name: Test Zen\n"
    "Zone: zen.test.example\n"
    "Keyed-Zone: keyed.test.example\n"
    "Match: testzen page\n"
    "Code: 127.0.0.10 t.pbl\n"
    "Code: 127.3.3.* receiver.filter_misconfigured\n"
    "Status: active\n"
    "Source: test\n"
    "\n"
    "Blocklist: t.pbl\n"
    "Name: Test PBL\n"
    "Zone: pbl.test.example\n"
    "Cause: ip.dynamic_range\n"
    "Also: ip.dnsbl_listed medium\n"
    "Status: active\n"
    "Source: test\n"
    "\n"
    "Blocklist: t.gone\n"
    "Name: Test Gone\n"
    "Zone: gone.test.example\n"
    "Status: defunct\n"
    "Source: test\n";

static bnc_set *set;

/* An empty report in an arena of its own. */
static bounce_report *new_report(bounce_kind kind)
{
    bnc_arena *arena = bnc_arena_new(8192);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    report->arena = arena;
    report->kind = kind;
    return report;
}

static void classify(bounce_report *report)
{
    bnc_context context = { .set = set };
    bnc_cause_classify(report, &context);
}

static bounce_report *report_of(const char *const *replies, bounce_kind kind)
{
    bounce_report *report = new_report(kind);
    bnc_arena *arena = report->arena;
    report->whole.report = report;
    report->whole.replies = bnc_arena_array(arena, 4, sizeof(bnc_reply));
    for (; replies && replies[report->whole.reply_count]; report->whole.reply_count++) {
        bnc_span text = bnc_span_of(replies[report->whole.reply_count]);
        bnc_reply_parse(arena, text, &report->whole.replies[report->whole.reply_count]);
        if (report->whole.reply_count == 0)
            report->whole.diagnostic = bnc_arena_dup(arena, text);
    }
    classify(report);
    return report;
}

/* "ip.provider_block high t.first; rate.volume low t.first" */
static void causes_of(const bounce_report *report, char *buf, size_t len)
{
    buf[0] = '\0';
    for (size_t i = 0; i < report->whole.cause_count; i++) {
        const bounce_cause *cause = report->whole.causes[i];
        static const char *const names[] = { "low", "medium", "high" };
        size_t used = strlen(buf);
        snprintf(buf + used, len - used, "%s%s %s %s", i ? "; " : "", bnc_layer_text(cause->layer, cause->record->id), names[cause->confidence],
                 cause->rule ? cause->rule : "-");
    }
}

static const struct {
    const char *replies[3];
    const char *causes;
    const char *facts; /* of the first cause: "ip=192.0.2.1 list=Test Zen"; NULL: not looked at */
} cases[] = {
    /* weight decides; Also follows; more than 30 below says nothing */
    { { "550 zorblax says no to 192.0.2.1" }, "ip.provider_block high t.first; rate.volume low t.first", "ip=192.0.2.1" },
    { { "550 zorblax says no to [2001:db8::1]" }, "ip.provider_block high t.first; rate.volume low t.first", "ip=2001:db8::1" },
    { { "550 zorblax says no to []" }, "ip.provider_block high t.first; rate.volume low t.first", "" },
    { { "550 zorblax says no to 192.0.2.1, maybe later" }, "content.spam high t.light", NULL },
    /* the same words prove one thing, unless it is a closer one */
    { { "450 5.7.1 snarkword quuxion limit" }, "recipient.restricted high t.status", NULL },
    /* a closer cause takes the place of a general one */
    { { "550 zorblax nope" }, "policy.other high t.general", "" },
    { { "550 zorblax nope greeting localhost.localdomain" }, "ip.helo_invalid high t.closer", "helo=localhost.localdomain" },
    { { "550 zorblax nope, and snarkword" }, "policy.other high t.general", NULL },
    /* guards */
    { { "552 quuxion limit (in reply to RCPT TO command)" }, "recipient.mailbox_full high t.guarded", NULL },
    { { "452 4.7.0 quuxion limit snarkword (in reply to RCPT TO command)" }, "recipient.mailbox_full high t.guarded; recipient.restricted high t.status", NULL },
    { { "550 5.7.1 quuxion limit snarkword (in reply to RCPT TO command)" }, "recipient.restricted high t.status", NULL },
    /* a temporary refusal proves no dead address */
    { { "450 plughnobody" }, "recipient.unknown medium t.dead", NULL },
    /* blocklists */
    { { "550 frobnicated by zen.test.example" }, "ip.dnsbl_listed high t.listed", "list=Test Zen zone=zen.test.example" },
    { { "550 frobnicated by 25.2.0.192.zen.test.example: see [192.0.2.25]" }, "ip.dnsbl_listed high t.listed", NULL },
    { { "550 frobnicated by zen.test.example answer 127.0.0.10" }, "ip.dynamic_range high t.listed; ip.dnsbl_listed medium t.listed",
      "list=Test PBL zone=zen.test.example code=127.0.0.10" },
    { { "550 frobnicated by zen.test.example answer 127.3.3.4" }, "receiver.filter_misconfigured high t.listed", NULL },
    { { "550 frobnicated by pbl.test.example" }, "ip.dynamic_range high t.listed; ip.dnsbl_listed medium t.listed", NULL },
    { { "550 frobnicated by gone.test.example" }, "receiver.filter_misconfigured high t.listed", NULL },
    { { "550 frobnicated by SECRETKEY.keyed.test.example for [192.0.2.25]" }, "ip.dnsbl_listed high t.listed",
      "ip=192.0.2.25 list=Test Zen zone=keyed.test.example" },
    { { "550 blah testzen page" }, "ip.dnsbl_listed medium t.zen", "list=Test Zen" },
    /* the reason comes before "it took too long", from another reply too */
    { { "554 xyzzyexpired", "452 quuxion limit (in reply to RCPT TO command)" },
      "recipient.mailbox_full medium t.guarded; routing.expired high t.expired", NULL },
    { { "554 xyzzyexpired", "550 frobnicated by zen.test.example" }, "ip.dnsbl_listed medium t.listed; routing.expired high t.expired", NULL },
    { { "554 xyzzyexpired" }, "routing.expired high t.expired", NULL },
    /* the second reply has no say where the first gave a reason */
    { { "550 zorblax nope", "550 plughnobody" }, "policy.other high t.general", NULL },
    /* facts by their form */
    { { "550 zorblax nope [AB123] from [192.0.2.7] see https://www.example.com/a?b=c." }, "policy.other high t.general",
      "ip=192.0.2.7 token=AB123 url=https://www.example.com/a?b=c" },
    { { "550 zorblax nope - 4.16.55.1" }, "policy.other high t.general", "" },
    { { "550 zorblax nope from 192.0.2.7 by 192.0.2.8" }, "policy.other high t.general", "" },
    { { "550 zorblax nope [000.000.000.000]" }, "policy.other high t.general", "" },
    { { "550 zorblax nope [192.0.2.***]" }, "policy.other high t.general", "ip=192.0.2.***" },
    { { "550 5.7.1 mx.snarkword.partner.example: <snarkword@partner.example> lee@snarkword.example plughnobody" }, "recipient.unknown high t.dead", NULL }, /* names */
    { { "nothing here says anything" }, "unknown low -", "" },
};

START_TEST(reply)
{
    char have[512], facts[512] = "";
    bounce_report *report = report_of(cases[_i].replies, BOUNCE_KIND_FAILURE);
    causes_of(report, have, sizeof have);
    ck_assert_str_eq(have, cases[_i].causes);
    const bounce_cause *first = report->whole.causes[0];
    for (size_t i = 0; i < first->fact_count; i++)
        snprintf(facts + strlen(facts), sizeof facts - strlen(facts), "%s%s=%s", i ? " " : "", bnc_group_name(first->facts[i].name), first->facts[i].value);
    if (cases[_i].facts)
        ck_assert_str_eq(facts, cases[_i].facts);
    ck_assert_ptr_null(strstr(report->whole.diagnostic, "SECRETKEY"));
    for (size_t i = 0; i < first->evidence_count; i++) { /* evidence stands where it says */
        const bnc_evidence *evidence = &first->evidence[i];
        if (strcmp(evidence->in, "reply") == 0)
            ck_assert_int_eq(strncmp(report->whole.diagnostic + evidence->offset, evidence->text, evidence->length), 0);
    }
    bnc_arena_free(report->arena);
}
END_TEST

START_TEST(long_evidence)
{
    char *text = malloc(4000);
    const char *replies[] = { text, NULL };
    strcpy(text, "550 frobnicated by ");
    memset(text + strlen(text), 'a', 1500);
    text[19 + 1500] = '\0';
    bounce_report *report = report_of(replies, BOUNCE_KIND_FAILURE);
    ck_assert_str_eq(report->whole.causes[0]->rule, "t.listed");
    ck_assert_uint_eq(report->whole.causes[0]->evidence[0].length, BNC_MAX_EVIDENCE);
    bnc_arena_free(report->arena);
    free(text);
}
END_TEST

/* Replies that hold every word there is: the effort is bounded, the codes decide about the rest. */
START_TEST(bounded_effort)
{
    enum { COUNT_OF = 300 };
    static const char words[] = "blocked listed rejected spam denied mailbox full unknown user relay dnsbl dkim spf dmarc reputation policy quota ";
    bounce_report *report = new_report(BOUNCE_KIND_FAILURE);
    bnc_arena *arena = report->arena;
    report->recipients = bnc_arena_array(arena, COUNT_OF, sizeof *report->recipients);
    report->recipient_count = COUNT_OF;
    for (size_t i = 0; i < COUNT_OF; i++) {
        char text[2048];
        int used = snprintf(text, sizeof text, "550 5.1.1 %zu ", i);
        while (used < 1900)
            used += snprintf(text + used, sizeof text - (size_t)used, "%s", words);
        report->recipients[i].report = report;
        report->recipients[i].replies = bnc_arena_alloc(arena, sizeof(bnc_reply));
        report->recipients[i].reply_count = 1;
        bnc_reply_parse(arena, bnc_span_of(bnc_arena_dup(arena, bnc_span_of(text))), &report->recipients[i].replies[0]);
    }
    classify(report);
    ck_assert_uint_eq(report->notes.count, 1);
    ck_assert_str_eq(report->notes.list[0].id, "matching_cut");
    const bounce_cause *last = report->recipients[COUNT_OF - 1].causes[0];
    ck_assert_str_eq(bnc_layer_text(last->layer, last->record->id), "recipient.unknown");
    ck_assert_str_eq(last->rule, "5.1.1");
    bnc_arena_free(arena);
}
END_TEST

static const struct {
    bounce_kind kind;
    const char *subtype, *ours, *cause;
} kinds[] = {
    { BOUNCE_KIND_AUTOREPLY, NULL, NULL, "autoreply.absence" },
    { BOUNCE_KIND_CHALLENGE, NULL, NULL, "autoreply.challenge" },
    { BOUNCE_KIND_COMPLAINT, "abuse", NULL, "feedback.complaint" },
    { BOUNCE_KIND_COMPLAINT, "opt-out", NULL, "feedback.opt_out" },
    { BOUNCE_KIND_COMPLAINT, "auth-failure", NULL, "feedback.auth_failure" },
    { BOUNCE_KIND_COMPLAINT, "not-spam", NULL, "feedback.other" },
    { BOUNCE_KIND_RECEIPT, "displayed", NULL, "receipt.read" },
    { BOUNCE_KIND_DELIVERED, NULL, NULL, "report.delivered" },
    { BOUNCE_KIND_RELAYED, NULL, NULL, "report.delivered" },
    { BOUNCE_KIND_DELAY, NULL, NULL, "report.delayed" },
    { BOUNCE_KIND_FAILURE, NULL, NULL, "unknown" },
    { BOUNCE_KIND_FAILURE, NULL, "no", "backscatter.not_ours" },
    { BOUNCE_KIND_FAILURE, NULL, "yes", "unknown" },
};

START_TEST(kind)
{
    bounce_report *report = new_report(kinds[_i].kind);
    report->subtype = kinds[_i].subtype;
    report->ours = kinds[_i].ours;
    classify(report);
    ck_assert_uint_eq(report->whole.cause_count, 1);
    ck_assert_str_eq(bnc_layer_text(report->whole.causes[0]->layer, report->whole.causes[0]->record->id), kinds[_i].cause);
    bnc_arena_free(report->arena);
}
END_TEST

static const struct {
    const char *status, *code;
    bounce_command command;
    const char *address, *causes, *diagnostic;
} codes[] = {
    { "5.6.77", NULL, 0, NULL, "content.malformed low 5.6.77 status@0" },
    { "5.6.78", NULL, 0, NULL, "content.policy medium x.6.78 status@0" },
    { "4.6.78", NULL, 0, NULL, "content.policy medium x.6.78 status@0" },
    { "5.6.78", NULL, 0, "kim@yahoo.com", "content.bulk low 5.6.78 status@0" }, /* a private code */
    { "5.6.77", "559", BOUNCE_COMMAND_RCPT, NULL, "content.malformed low 5.6.77 status@0" },
    { "5.0.0", "559", BOUNCE_COMMAND_RCPT, NULL, "recipient.restricted low 559 RCPT reply@0", "559 no" },
    { NULL, "559", BOUNCE_COMMAND_DATA, NULL, "policy.other low 559 body@0" }, /* only the notice's text names the code */
    { NULL, "559", 0, NULL, "policy.other low 559 reply@17", "mx.example said: 559 no" },
    { NULL, NULL, 0, NULL, "unknown low -" },
};

START_TEST(code)
{
    char have[256];
    bounce_report *report = new_report(BOUNCE_KIND_FAILURE);
    report->whole.status = codes[_i].status;
    report->whole.code = codes[_i].code;
    report->whole.command = codes[_i].command;
    report->whole.address = codes[_i].address;
    report->whole.diagnostic = codes[_i].diagnostic;
    classify(report);
    causes_of(report, have, sizeof have);
    const bnc_evidence *first = report->whole.causes[0]->evidence_count ? &report->whole.causes[0]->evidence[0] : NULL;
    snprintf(have + strlen(have), sizeof have - strlen(have), first ? " %s@%zu" : "", first ? first->in : "", first ? first->offset : (size_t)0);
    ck_assert_str_eq(have, codes[_i].causes);
    bnc_arena_free(report->arena);
}
END_TEST

static const struct {
    const char *text;
    bounce_source source;
    bounce_kind kind;
    const char *ip;
} proses[] = {
    { "> gronkpage\n> says 1.2.0.192.in-addr.arpa", BOUNCE_SOURCE_TEXT, BOUNCE_KIND_NOTICE, "192.0.2.1" },
    { "gronkpage says 1.2.0.192.in-addr.arpa", BOUNCE_SOURCE_MESSAGE, BOUNCE_KIND_NOTICE, "192.0.2.1" },
    { "gronkpage says nothing", BOUNCE_SOURCE_TEXT, BOUNCE_KIND_NONE, NULL },
    { "550 plughnobody", BOUNCE_SOURCE_TEXT, BOUNCE_KIND_NONE, NULL },
    { "testzen page", BOUNCE_SOURCE_TEXT, BOUNCE_KIND_NONE, NULL },
};

START_TEST(prose)
{
    bounce_report *report = new_report(BOUNCE_KIND_NONE);
    report->source = proses[_i].source;
    report->text = bnc_span_of(proses[_i].text);
    classify(report);
    ck_assert_int_eq(report->kind, proses[_i].kind);
    if (proses[_i].ip)
        ck_assert_str_eq(bnc_cause_find_fact(report->whole.causes[0], BNC_GROUP_IP), proses[_i].ip);
    else
        ck_assert_uint_eq(report->whole.cause_count, 0);
    bnc_arena_free(report->arena);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("cause");
    int status;

    set = layer_over_builtin(layer);
    tcase_add_loop_test(tcase, reply, 0, COUNT(cases));
    tcase_add_test(tcase, long_evidence);
    tcase_add_test(tcase, bounded_effort);
    tcase_add_loop_test(tcase, kind, 0, COUNT(kinds));
    tcase_add_loop_test(tcase, code, 0, COUNT(codes));
    tcase_add_loop_test(tcase, prose, 0, COUNT(proses));
    status = check_run("cause", tcase);
    bnc_set_unref(set);
    return status;
}

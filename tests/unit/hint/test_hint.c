/* From causes to steps: which remedy, which variant, one order; texts with their placeholders filled. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "layer.h"
#include "hint/hint.h"

static const char layer[] =
    "Hint: t.a\nWho: sender\nText: Do A for {ip}.\nUrl: https://a.example/q?ip={ip}\nSource: test\n\n"
    "Hint: t.b\nWho: isp\nText: Do B.\nSource: test\n\n"
    "Hint: t.b.kr\nVariant-Of: t.b\nCountry: KR\nWho: isp\nText: Do B in Korea.\nSource: test\n\n"
    "Hint: t.c\nWho: sending_admin\nText: Do C.\nSource: test\n\n"
    "Hint: t.d\nWho: sending_admin\nText: Do D.\nSource: test\n\n"
    "Cause: t.one\nMeaning: One\nPlain: One {ip}.\nNot: Not it.\nParty: sender\nPersistence: permanent\nAddress: fine\n\n"
    "Cause: t.two\nMeaning: Two\nPlain: Two {ip}.\nNot: Not it.\nParty: sender\nPersistence: permanent\nAddress: fine\n\n"
    "Cause: t.three\nMeaning: Three\nPlain: Three {ip}.\nNot: Not it.\nParty: sender\nPersistence: permanent\nAddress: fine\n\n"
    "Blocklist: t.list\nName: Test\nZone: t.example\nStatus: active\nSource: test\n\n"
    "Remedy: t.one\nCause: t.one\nSteps: t.a, t.c\n\n"
    "Remedy: t.one.list\nCause: t.one\nList: t.list\nSteps: t.a, t.c, t.d\n\n"
    "Remedy: t.two\nCause: t.two\nSteps: t.b, t.c\n\n"
    "Remedy: t.two.fact\nCause: t.two\nFact: helo\nSteps: t.c, t.b\n\n"
    "Remedy: t.three\nCause: t.three\nSteps: t.c, t.a\n";

static bnc_set *set;

typedef struct fixture {
    bounce_report *report;
    bounce_cause *causes[3];
} fixture;

static bounce_cause *make_cause(bnc_arena *arena, const char *id, const char *list, bnc_group fact, const char *value)
{
    bounce_cause *cause = bnc_arena_alloc(arena, sizeof *cause);
    cause->set = set;
    cause->record = bnc_set_cause(set, id, &cause->layer);
    cause->confidence = BOUNCE_CONFIDENCE_HIGH;
    cause->list_id = list;
    if (fact) {
        cause->facts = bnc_arena_alloc(arena, sizeof *cause->facts);
        cause->facts[cause->fact_count++] = (bnc_fact){ fact, value };
    }
    return cause;
}

static void add_cause(fixture *f, const char *id, const char *list, bnc_group fact, const char *value)
{
    bounce_recipient *whole = &f->report->whole;
    f->causes[whole->cause_count++] = make_cause(f->report->arena, id, list, fact, value);
    whole->causes = f->causes;
}

static fixture setup(void)
{
    fixture f;
    bnc_arena *arena = bnc_arena_new(4096);
    f.report = bnc_arena_alloc(arena, sizeof *f.report);
    f.report->arena = arena;
    f.report->whole.report = f.report;
    return f;
}

static void teardown(fixture *f)
{
    for (size_t i = 0; i < f->report->whole.hint_count; i++)
        bnc_text_free(&f->report->whole.hints[i]->filled);
    bnc_arena_free(f->report->arena);
}

/* "t.a t.c<t.a": ids in order, with the step before */
static void steps_of(const fixture *f, char *buf, size_t len)
{
    buf[0] = '\0';
    for (size_t i = 0; i < f->report->whole.hint_count; i++) {
        const bounce_hint *hint = f->report->whole.hints[i];
        ck_assert_uint_eq(hint->step, i + 1);
        snprintf(buf + strlen(buf), len - strlen(buf), "%s%s%s%s", i ? " " : "", bnc_layer_text(hint->layer, hint->record->id), hint->after ? "<" : "",
                 hint->after ? bnc_layer_text(hint->after->layer, hint->after->record->id) : "");
    }
}

static const struct {
    const char *cause[3], *list, *country;
    bnc_group fact;
    const char *steps;
} plans[] = {
    { { "t.one" }, NULL, NULL, 0, "t.a t.c<t.a" },
    { { "t.one" }, "t.list", NULL, 0, "t.a t.c<t.a t.d<t.c" },
    { { "t.one" }, "t.other", NULL, 0, "t.a t.c<t.a" },
    { { "t.one", "t.two" }, NULL, NULL, 0, "t.a t.b t.c<t.a" }, /* t.b has to be done before t.c, which is there already */
    { { "t.two" }, NULL, "KR", 0, "t.b.kr t.c<t.b.kr" },
    { { "t.two" }, NULL, "JP", 0, "t.b t.c<t.b" },
    { { "t.two" }, NULL, NULL, BNC_GROUP_HELO, "t.c t.b<t.c" },
    { { "t.one", "t.three" }, NULL, NULL, 0, "t.a t.c<t.a" }, /* the first cause's order stands */
};

START_TEST(choose)
{
    fixture f = setup();
    char have[256];
    bnc_context context = { .set = set, .country = plans[_i].country };
    for (size_t i = 0; i < 3 && plans[_i].cause[i]; i++)
        add_cause(&f, plans[_i].cause[i], plans[_i].list, plans[_i].fact, "x");
    bnc_hint_choose(f.report, &context);
    steps_of(&f, have, sizeof have);
    ck_assert_str_eq(have, plans[_i].steps);
    teardown(&f);
}
END_TEST

static const struct {
    const char *ip, *text, *url;
} texts[] = {
    { "192.0.2.1", "Do A for 192.0.2.1.", "https://a.example/q?ip=192.0.2.1" },
    { "a&b <c>", "Do A for a&b <c>.", "https://a.example/q?ip=a%26b%20%3Cc%3E" },
    { "x\xe2\x80\xae" "y\n", "Do A for xy.", "https://a.example/q?ip=x%E2%80%AEy%0A" },
};

START_TEST(fill)
{
    fixture f = setup();
    bnc_context context = { .set = set };
    add_cause(&f, "t.one", NULL, BNC_GROUP_IP, texts[_i].ip);
    bnc_hint_choose(f.report, &context);
    bounce_hint *hint = f.report->whole.hints[0];
    const char *text = bnc_text_get(&hint->filled, set, hint->layer, hint->record->text, hint->cause, NULL);
    ck_assert_str_eq(text, texts[_i].text);
    ck_assert_ptr_eq(bnc_text_get(&hint->filled, set, hint->layer, hint->record->text, hint->cause, "en"), text);
    ck_assert_str_eq(bnc_text_get_url(&hint->filled, set, hint->layer, hint->record->url, hint->cause), texts[_i].url);
    teardown(&f);
}
END_TEST

static const struct {
    const char *cause, *list, *ip;
    bounce_confidence confidence;
    bool is_shared;
} second[] = {
    { "t.one", NULL, "192.0.2.1", BOUNCE_CONFIDENCE_HIGH, true },
    { "t.one", NULL, "192.0.2.2", BOUNCE_CONFIDENCE_HIGH, false }, /* the steps name the address */
    { "t.one", NULL, NULL, BOUNCE_CONFIDENCE_HIGH, false },
    { "t.one", "t.list", "192.0.2.1", BOUNCE_CONFIDENCE_HIGH, false },
    { "t.one", NULL, "192.0.2.1", BOUNCE_CONFIDENCE_LOW, false },
    { "t.two", NULL, "192.0.2.1", BOUNCE_CONFIDENCE_HIGH, false },
};

/* Recipients that need the same steps, whatever words proved it, have them once. */
START_TEST(share)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    bnc_context context = { .set = set };
    bounce_cause *causes[] = { make_cause(arena, "t.one", NULL, BNC_GROUP_IP, "192.0.2.1"),
                               make_cause(arena, second[_i].cause, second[_i].list, second[_i].ip ? BNC_GROUP_IP : 0, second[_i].ip) };
    bounce_recipient recipients[2] = { { .causes = &causes[0], .cause_count = 1 }, { .causes = &causes[1], .cause_count = 1 } };
    causes[1]->confidence = second[_i].confidence;
    report->arena = arena;
    report->recipients = recipients;
    report->recipient_count = 2;
    bnc_hint_choose(report, &context);
    ck_assert_int_eq(recipients[0].hints == recipients[1].hints, second[_i].is_shared);
    ck_assert_uint_gt(recipients[1].hint_count, 0);
    if (!second[_i].is_shared)
        ck_assert_ptr_eq(recipients[1].hints[0]->cause, causes[1]);
    bnc_arena_free(arena);
}
END_TEST

START_TEST(fill_without_fact)
{
    fixture f = setup();
    bnc_context context = { .set = set };
    add_cause(&f, "t.one", "t.list", 0, NULL);
    bnc_hint_choose(f.report, &context);
    bounce_hint *hint = f.report->whole.hints[0];
    ck_assert_str_eq(bnc_text_get_url(&hint->filled, set, hint->layer, hint->record->url, hint->cause), "https://a.example/q");
    teardown(&f);
}
END_TEST

START_TEST(long_fact)
{
    fixture f = setup();
    char fact[1000];
    bnc_context context = { .set = set };
    memset(fact, 'z', sizeof fact - 1);
    fact[sizeof fact - 1] = '\0';
    add_cause(&f, "t.one", NULL, BNC_GROUP_IP, fact);
    bnc_hint_choose(f.report, &context);
    bounce_hint *hint = f.report->whole.hints[0];
    ck_assert_uint_lt(strlen(bnc_text_get(&hint->filled, set, hint->layer, hint->record->text, hint->cause, NULL)), 240);
    teardown(&f);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("hint");
    int status;

    set = layer_over_builtin(layer);
    tcase_add_loop_test(tcase, choose, 0, COUNT(plans));
    tcase_add_loop_test(tcase, share, 0, sizeof second / sizeof *second);
    tcase_add_loop_test(tcase, fill, 0, COUNT(texts));
    tcase_add_test(tcase, fill_without_fact);
    tcase_add_test(tcase, long_fact);
    status = check_run("hint", tcase);
    bnc_set_unref(set);
    return status;
}

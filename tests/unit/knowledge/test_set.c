/* Sets: layers over layers, look-ups by id, suffix and name, languages. */
#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "knowledge/builder.h"
#include "knowledge/set_types.h"

static bnc_set *add(const bnc_set *base, const char *text)
{
    bounce_error *error = NULL;
    bnc_set *set = bnc_set_add(base, "test.reg", bnc_span_of(text), &error);

    ck_assert_msg(set != NULL, "%u: %s", error ? error->line : 0, error ? error->message : "");
    return set;
}

#define CAUSE(id, meaning) "Cause: " id "\nMeaning: " meaning "\nPlain: x\nParty: sender, isp\nPersistence: until_fixed\nAddress: fine\nAnymail: a, b\n\n"
#define RULE(id, match) "Rule: " id "\nCause: recipient.unknown\nMatch: " match "\nSource: x\nExample: 550 x\n\n"

/* Whether a rule's pattern is a candidate for the text. */
static bool is_candidate(const bnc_set *set, const char *id, const char *text)
{
    bnc_arena *arena = bnc_arena_new(4096);
    const bnc_candidate *list;
    size_t count = bnc_set_candidates(set, BNC_SCAN_REPLY, bnc_span_of(text), arena, &list);
    bool is_found = false;

    for (size_t i = 0; i < count; i++)
        if (list[i].owner == BNC_OWNER_RULE && strcmp(bnc_layer_text(list[i].layer, bnc_layer_rule(list[i].layer, list[i].record)->id), id) == 0)
            is_found = is_found || bnc_pattern_find(list[i].layer, list[i].pattern, bnc_span_of(text), 0, NULL);
    bnc_arena_free(arena);
    return is_found;
}

START_TEST(builtin)
{
    const bnc_set *set = bnc_set_builtin();
    const bnc_layer *layer = NULL;
    const bnc_cause_record *cause = bnc_set_cause(set, "recipient.unknown", &layer);

    ck_assert_ptr_eq(set, bnc_set_builtin());
    ck_assert_ptr_eq(bnc_set_ref(set), set);
    bnc_set_unref(set);
    ck_assert_str_eq(bnc_layer_text(layer, cause->id), "recipient.unknown");
    ck_assert_uint_eq(cause->number, 1);
    ck_assert_ptr_null(bnc_set_cause(set, "recipient", NULL));
    ck_assert_ptr_null(bnc_set_cause(set, "", NULL));
    ck_assert_uint_gt(bnc_set_cause_count(set), 90);
    ck_assert_ptr_eq(bnc_set_cause_at(set, 0, NULL), cause);
    ck_assert_ptr_null(bnc_set_cause_at(set, bnc_set_cause_count(set), NULL));
    ck_assert_ptr_null(bnc_layer_text(layer, 0));
    for (size_t i = 0; i < bnc_set_cause_count(set); i++) {
        cause = bnc_set_cause_at(set, i, &layer);
        ck_assert_ptr_eq(bnc_set_cause(set, bnc_layer_text(layer, cause->id), NULL), cause);
    }
    ck_assert_uint_eq(bnc_set_example_count(set), 0);
}
END_TEST

START_TEST(layers)
{
    const bnc_set *base = bnc_set_builtin();
    bnc_set *first = add(base, CAUSE("recipient.unknown", "Mine") CAUSE("test.own", "Own") RULE("test.r", "quite nobody"));
    bnc_set *second = add(first, RULE("test.r", "hardly anybody") "Disable: test.own\n");
    bnc_set *third = add(second, CAUSE("test.own", "Again"));
    const bnc_layer *layer;
    const bnc_cause_record *cause = bnc_set_cause(first, "recipient.unknown", &layer);

    ck_assert_str_eq(bnc_layer_text(layer, cause->meaning), "Mine");
    ck_assert_str_eq(bnc_layer_text(layer, cause->compat[1]), "a b");
    ck_assert_uint_eq(cause->party.count, 2);
    ck_assert_uint_eq(bnc_layer_list(layer, cause->party)[1], 3);
    ck_assert_uint_eq(cause->number, 1); /* keeps the built-in number */
    ck_assert_uint_eq(bnc_set_cause(first, "test.own", NULL)->number, 0);
    ck_assert_uint_eq(bnc_set_cause_count(first), bnc_set_cause_count(base) + 1);
    ck_assert(is_candidate(first, "test.r", "550 Quite nobody"));
    ck_assert(!is_candidate(base, "test.r", "550 Quite nobody"));

    ck_assert(!is_candidate(second, "test.r", "550 quite nobody"));
    ck_assert(is_candidate(second, "test.r", "550 hardly anybody"));
    ck_assert_ptr_null(bnc_set_cause(second, "test.own", NULL));
    ck_assert_uint_eq(bnc_set_cause_count(second), bnc_set_cause_count(base));
    bnc_set_unref(first); /* the layers live on in the others */
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_cause(second, "recipient.unknown", &layer)->meaning), "Mine");
    bnc_set_unref(second);
    ck_assert_ptr_nonnull(bnc_set_cause(third, "test.own", &layer));
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_cause(third, "test.own", &layer)->meaning), "Again");
    ck_assert_uint_eq(bnc_set_example_count(third), 2);
    bnc_set_unref(third);
}
END_TEST

START_TEST(broken_layer)
{
    bnc_set *set = add(bnc_set_builtin(), RULE("test.r", "quite nobody"));
    bounce_error *error = NULL;

    ck_assert_ptr_null(bnc_set_add(set, "broken", BNC_SPAN(RULE("test.r", "other") "Rule: x y\n"), &error));
    ck_assert_str_eq(error->message, "\"x y\" is no id");
    bnc_error_free(error);
    ck_assert(is_candidate(set, "test.r", "550 quite nobody"));
    ck_assert_ptr_eq(bnc_set_ref(set), set);
    bnc_set_unref(set);
    bnc_set_unref(set);
    bnc_set_unref(NULL);
}
END_TEST

START_TEST(no_literal)
{
    bnc_set *set = add(bnc_set_builtin(), RULE("test.r", "\\d{3} \\w\\b"));

    ck_assert(is_candidate(set, "test.r", "550 x")); /* tried on every text, but allowed in a user's file */
    bnc_set_unref(set);
}
END_TEST

#define LISTS "Blocklist: test.zen\nName: Test ZEN\nAlias: Zen of Tests, TZ\nZone: zen.test.example\nKeyed-Zone: zen.dq.test.example, r.test.example\nStatus: active\nSource: x\n\n" \
              "Blocklist: test.sbl\nName: Test SBL\nZone: sbl.test.example, test.example\nStatus: defunct\nSource: x\n"

static const struct { const char *zone, *id, *proper; } zones[] = {
    { "zen.test.example", "test.zen", "zen.test.example" },
    { "2.0.0.127.Zen.Test.Example.", "test.zen", "Zen.Test.Example" },
    { "abcdefgh.zen.dq.test.example", "test.zen", "zen.dq.test.example" },
    { "EXAMPLEKEY.r.test.example", "test.zen", "r.test.example" },
    { "sbl.test.example", "test.sbl", "sbl.test.example" },
    { "other.test.example", "test.sbl", "test.example" },
    { "xzen.test.example", "test.sbl", "test.example" }, /* only whole labels */
    { "notest.example", NULL, NULL },
    { "example", NULL, NULL },
    { ".", NULL, NULL },
    { "", NULL, NULL },
};

START_TEST(zone)
{
    bnc_set *set = add(bnc_set_builtin(), LISTS);
    const bnc_layer *layer;
    bnc_span proper;
    const bnc_blocklist_record *list = bnc_set_blocklist_of_zone(set, bnc_span_of(zones[_i].zone), &proper, &layer);

    if (!zones[_i].id) {
        ck_assert_ptr_null(list);
    } else {
        ck_assert_str_eq(bnc_layer_text(layer, list->id), zones[_i].id);
        ck_assert(bnc_span_equal(proper, bnc_span_of(zones[_i].proper)));
        ck_assert_str_eq(bnc_layer_text(layer, list->cause), "ip.dnsbl_listed");
    }
    bnc_set_unref(set);
}
END_TEST

static const struct { const char *text; size_t start, at, len; } keys[] = {
    { "blocked using EXAMPLEKEY.r.test.example; see", 0, 14, 10 },
    { "2.0.0.127.abc123.zen.dq.test.example.", 0, 0, 16 },
    { "see http://k1.r.test.example/x and k2.r.test.example", 0, 11, 2 },
    { "see http://k1.r.test.example/x and k2.r.test.example", 13, 35, 2 },
    { "blocked using r.test.example", 0, BNC_NOT_FOUND, 0 },
    { "blocked using a.zen.test.example", 0, BNC_NOT_FOUND, 0 },
    { "", 0, BNC_NOT_FOUND, 0 },
    { ". .. a. .b", 0, BNC_NOT_FOUND, 0 },
};

START_TEST(key)
{
    bnc_set *set = add(bnc_set_builtin(), LISTS);
    size_t len = 0, at = bnc_set_find_key(set, bnc_span_of(keys[_i].text), keys[_i].start, &len);

    ck_assert_uint_eq(at, keys[_i].at);
    if (at != BNC_NOT_FOUND)
        ck_assert_uint_eq(len, keys[_i].len);
    bnc_set_unref(set);
}
END_TEST

START_TEST(names)
{
    bnc_set *set = add(bnc_set_builtin(), LISTS);
    const bnc_layer *layer;

    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_blocklist_of_name(set, BNC_SPAN(" TEST zen "), &layer)->id), "test.zen");
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_blocklist_of_name(set, BNC_SPAN("zen of tests"), &layer)->id), "test.zen");
    ck_assert_uint_eq(bnc_set_blocklist_of_name(set, BNC_SPAN("Test SBL"), &layer)->is_defunct, 1);
    ck_assert_ptr_null(bnc_set_blocklist_of_name(set, BNC_SPAN("Test"), &layer));
    ck_assert_ptr_null(bnc_set_blocklist_of_name(set, BNC_SPAN(""), &layer));
    bnc_set_unref(set);
}
END_TEST

START_TEST(hosts)
{
    bnc_set *set = add(bnc_set_builtin(), "Provider: test-one\nName: One\nKind: mailbox\nHost: one.example, two.example\nHost: mx.three.example\nDomain: three.example\nSource: x\n\n"
                                          "Provider: test-two\nName: Two\nKind: isp\nHost: deep.one.example\nSource: x\n");
    const bnc_layer *layer;

    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_provider_of_host(set, BNC_SPAN("MX1.One.Example."), &layer)->id), "test-one");
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_provider_of_host(set, BNC_SPAN("a.deep.one.example"), &layer)->id), "test-two");
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_provider_of_host(set, BNC_SPAN("mx.three.example"), &layer)->id), "test-one");
    ck_assert_ptr_null(bnc_set_provider_of_host(set, BNC_SPAN("three.example"), &layer));
    ck_assert_ptr_null(bnc_set_provider_of_host(set, BNC_SPAN("gone.example"), &layer));
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_provider_of_domain(set, BNC_SPAN("x.three.example"), &layer)->id), "test-one");
    bnc_set_unref(set);
    set = add(bnc_set_builtin(), "Disable: gmail\n");
    ck_assert_ptr_null(bnc_set_provider(set, "gmail", NULL));
    bnc_set_unref(set);
}
END_TEST

START_TEST(status)
{
    bnc_set *set = add(bnc_set_builtin(), "Status: 5.1.99\nCause: content.spam\nMeaning: x\nSource: x\n\n"
                                          "Status: 5.1.99\nCause: recipient.unknown\nMeaning: y\nProvider: gmail\nSource: x\n\nStatus: 599 RCPT\nCause: content.spam\nMeaning: z\nSource: x\n");
    bnc_set *over = add(set, "Status: 5.1.99\nCause: content.virus\nMeaning: over\nSource: x\n");
    const bnc_layer *layer;

    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_status(set, "5.1.99", &layer)->meaning), "x");
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_provider_status(set, "gmail", "5.1.99", &layer)->meaning), "y");
    ck_assert_ptr_null(bnc_set_provider_status(set, "yahoo", "5.1.99", &layer));
    ck_assert_ptr_nonnull(bnc_set_status(set, "599 RCPT", &layer));
    ck_assert_ptr_null(bnc_set_status(set, "599", &layer));
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_status(over, "5.1.99", &layer)->meaning), "over");
    ck_assert_str_eq(bnc_layer_text(layer, bnc_set_provider_status(over, "gmail", "5.1.99", &layer)->meaning), "y");
    bnc_set_unref(over);
    bnc_set_unref(set);
}
END_TEST

START_TEST(remedies)
{
    bnc_set *set = add(bnc_set_builtin(), CAUSE("test.c", "x") "Hint: test.h\nWho: isp\nText: Ask about {ip}.\nSource: x\n\n"
                                          "Hint: test.h.kr\nVariant-Of: test.h\nCountry: KR\nWho: isp\nText: Ask.\nSource: x\n\n"
                                          "Remedy: test.r1\nCause: test.c\nSteps: test.h\n\nRemedy: test.r2\nCause: test.c\nFact: helo\nSteps: test.h\n\n"
                                          "Remedy: test.r3\nCause: test.c\nCountry: KR\nSteps: test.h\n");
    const bnc_layer *layer;
    const bnc_hint_record *variant;
    bnc_walk walk = bnc_set_remedies_of(set, "test.c");
    size_t count = 0;

    while (bnc_set_next_remedy(set, &walk, &layer))
        count++;
    ck_assert_uint_eq(count, 3);
    walk = bnc_set_variants_of(set, "test.h");
    variant = bnc_set_next_variant(set, &walk, &layer);
    ck_assert_str_eq(bnc_layer_text(layer, variant->id), "test.h.kr");
    ck_assert_ptr_null(bnc_set_next_variant(set, &walk, &layer));
    walk = bnc_set_remedies_of(set, "test.none");
    ck_assert_ptr_null(bnc_set_next_remedy(set, &walk, &layer));
    bnc_set_unref(set);
}
END_TEST

static const struct { const char *language, *text; } languages[] = {
    { "ko", "ko" }, { "ko-KR", "ko" }, { "KO_kr", "ko" }, { "zh-HK", "hant" }, { "zh-TW", "hant" }, { "zh-Hant-HK", "hant" }, { "zh", "hans" },
    { "zh-CN", "hans" }, { "zh-Hans-HK", "hans" }, { "en", "English" }, { "en-GB", "English" }, { "xx", "English" }, { "", "English" }, { "k", "English" },
    { "kok", "English" }, { "-", "English" }, { NULL, "English" },
};

/* Languages come from .po files, which only the build tool reads: an image of our own. */
START_TEST(language)
{
    bnc_arena *arena = bnc_arena_new(65536);
    bnc_complaints complaints = { NULL, NULL, 0 };
    bnc_build_options options = { .complaints = &complaints };
    bnc_builder *builder = bnc_builder_new(arena, &options);
    bnc_buffer block = BNC_BUFFER_INIT;
    bnc_layer layer = { .refs = 1 };
    bnc_set_layer in_set = { .layer = &layer };
    bnc_set set = { .layers = &in_set, .layer_count = 1 };
    static const char *const others[] = { "A", "Zebra", "English text", "Engl" };

    bnc_builder_add(builder, "test", BNC_SPAN("Message: test.a\nText: English\n\nMessage: test.b\nText: Untranslated\n"));
    bnc_builder_read(builder);
    for (size_t i = 0; i < 4; i++)
        bnc_builder_add_language(builder, "ko", bnc_span_of(others[i]), BNC_SPAN("other"));
    bnc_builder_add_language(builder, "ko", BNC_SPAN("English"), BNC_SPAN("ko"));
    bnc_builder_add_language(builder, "zh-Hant", BNC_SPAN("English"), BNC_SPAN("hant"));
    bnc_builder_add_language(builder, "zh-Hans", BNC_SPAN("English"), BNC_SPAN("hans"));
    bnc_builder_write(builder, &block);
    ck_assert_uint_eq(complaints.count, 0);
    layer.image = (const bnc_image *)(const void *)block.at;
    layer.pool = bnc_image_table(layer.image, BNC_TABLE_POOL);
    layer.lists = bnc_image_table(layer.image, BNC_TABLE_LISTS);
    for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
        const char *text = bnc_set_translate(&set, &layer, bnc_set_message(&set, "test.a", NULL)->text, languages[i].language);

        ck_assert_msg(strcmp(text, languages[i].text) == 0, "%s: %s", languages[i].language, text);
    }
    ck_assert_str_eq(bnc_set_translate(&set, &layer, bnc_set_message(&set, "test.b", NULL)->text, "ko"), "Untranslated");
    ck_assert_ptr_null(bnc_set_translate(&set, &layer, 0, "ko"));
    bnc_builder_clear(builder);
    bnc_buffer_clear(&block);
    bnc_arena_free(arena);
}
END_TEST

/* By weight, then those with guards first, of all layers together; what has no Body is there whatever the text is; forwards come last. */
START_TEST(layouts_in_order)
{
    bnc_set *set = add(bnc_set_builtin(), "Layout: test.light\nFormat: t\nIf-From: x\nWeight: 11\nSource: x\nExample: x\n\n"
                                          "Layout: test.body\nFormat: t\nBody: certainly not here\nSource: x\nExample: x\n\n"
                                          "Layout: test.guard\nFormat: t\nIf-From: x\nSource: x\nExample: x\n\n"
                                          "Forward: test.f\nMatch: forwarded by nobody\nSource: x\nExample: x\n");
    static const char *const ids[] = { "test.guard", "test.body", "test.light" };
    bnc_arena *arena = bnc_arena_new(4096);
    const bnc_candidate *list;
    size_t count = bnc_set_candidates(set, BNC_SCAN_LAYOUT, BNC_SPAN("certainly not here\nforwarded by nobody\n"), arena, &list), own = 0, forwards = 0;
    unsigned before = UINT_MAX;

    ck_assert_uint_gt(count, 4);
    while (count > 0 && list[count - 1].owner == BNC_OWNER_FORWARD)
        forwards++, count--;
    for (size_t i = 0; i < count; i++) {
        const bnc_layout_record *layout = bnc_layer_layout(list[i].layer, list[i].record);
        const char *id = bnc_layer_text(list[i].layer, layout->id);

        ck_assert_int_eq(list[i].owner, BNC_OWNER_LAYOUT);
        ck_assert_uint_le(bnc_layout_rank(layout), before);
        before = bnc_layout_rank(layout);
        ck_assert_int_eq(list[i].pattern == UINT32_MAX, layout->body.count == 0);
        if (strncmp(id, "test.", 5) == 0)
            ck_assert_str_eq(id, ids[own++]);
    }
    ck_assert_uint_eq(own, 3);
    ck_assert_uint_gt(forwards, 0);
    bnc_arena_free(arena);
    bnc_set_unref(set);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("set");

    tcase_add_test(tcase, builtin);
    tcase_add_test(tcase, layers);
    tcase_add_test(tcase, broken_layer);
    tcase_add_test(tcase, no_literal);
    tcase_add_loop_test(tcase, zone, 0, COUNT(zones));
    tcase_add_loop_test(tcase, key, 0, COUNT(keys));
    tcase_add_test(tcase, names);
    tcase_add_test(tcase, hosts);
    tcase_add_test(tcase, status);
    tcase_add_test(tcase, remedies);
    tcase_add_test(tcase, language);
    tcase_add_test(tcase, layouts_in_order);
    return check_run("set", tcase);
}

/*
 * The built-in knowledge as a whole: the prefilter hides no match on any example; every pattern ends in time on hostile texts.
 */
#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "check_run.h"
#include "knowledge/records.h"
#include "knowledge/set_types.h"
#include "util/buffer.h"
#include "util/limits.h"

/* Computed by this thread: a busy machine makes nothing slower. */
static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bnc_span read_file(bnc_arena *arena, const char *path)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    FILE *file = fopen(path, "rb");
    bnc_span copy;

    ck_assert_ptr_nonnull(file);
    for (size_t len = 1; len > 0; text.len += len)
        len = fread(bnc_buffer_reserve(&text, 65536), 1, 65536, file);
    fclose(file);
    copy = (bnc_span){ bnc_arena_dup(arena, bnc_buffer_span(&text)), text.len };
    bnc_buffer_clear(&text);
    return copy;
}

/* The example's text, lines joined by a blank, cut as a reply is. */
static bnc_span example_text(bnc_arena *arena, const bnc_field *field)
{
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_span copy;

    bnc_buffer_add_span(&text, field->value);
    for (size_t i = 0; i < field->more_count; i++)
        if (field->more[i].text.at[0] == '|') {
            bnc_buffer_add_char(&text, ' ');
            bnc_buffer_add_span(&text, bnc_span_trim(bnc_span_from(field->more[i].text, 1)));
        }
    copy = (bnc_span){ bnc_arena_dup(arena, bnc_buffer_span(&text)), text.len };
    bnc_buffer_clear(&text);
    return copy;
}

/* A pattern finds the same where what the prefilter saw tells it where to look: guards and the patterns of layouts too. */
static void check_window(const bnc_candidate *seen, uint32_t pattern, bnc_span text, bool is_found, const bnc_match *match)
{
    bnc_match other = { 0 };
    bool is_seen = bnc_pattern_find_seen(seen->layer, pattern, seen->sight, text, 0, &other);

    ck_assert_msg(is_seen == is_found && (!is_found || (match->start == other.start && match->end == other.end)),
                  "\"%.*s\": found %d at %zu, with the prefilter's places %d at %zu: %s", (int)text.len, text.at, is_found, match->start, is_seen,
                  other.start, bnc_layer_pattern(seen->layer, pattern));
}

/* Under valgrind (tests/meta/valgrind) everything takes fifty times as long: a sample of the patterns, and no clock. */
static size_t stride(void)
{
    return getenv("BOUNCE_SLOW") ? 50 : 1;
}

static double patience(double bound)
{
    return getenv("BOUNCE_SLOW") ? 1000 * bound : bound;
}

/* Every pattern that matches must be a candidate. Returns the number of matches. */
static size_t compare(const bnc_set *set, bnc_scan scan, bnc_span text, size_t step)
{
    bnc_arena *arena = bnc_arena_new(1 << 18);
    const bnc_candidate *all, *some;
    size_t all_count = bnc_set_all_patterns(set, scan, arena, &all), some_count = bnc_set_candidates(set, scan, text, arena, &some), k = 0, hits = 0;
    bnc_match match = { 0 };

    for (size_t i = 0; i < all_count; i++) {
        bool is_candidate = k < some_count && some[k].pattern == all[i].pattern && some[k].record == all[i].record && some[k].owner == all[i].owner;

        k += is_candidate;
        if (all[i].pattern == UINT32_MAX || (is_candidate && scan == BNC_SCAN_REPLY) || (i + step) % stride() != 0)
            continue;
        if (bnc_pattern_find(all[i].layer, all[i].pattern, text, 0, &match)) {
            hits++;
            ck_assert_msg(is_candidate, "\"%.*s\" is matched by a pattern the prefilter left out: %s", (int)text.len, text.at,
                          bnc_layer_pattern(all[i].layer, all[i].pattern));
        }
    }
    ck_assert_uint_eq(k, some_count);
    for (size_t i = step % 7; i < set->layers[0].layer->image->tables[BNC_TABLE_PATTERNS].count && some_count; i += 7 * stride())
        check_window(some, (uint32_t)i, text, bnc_pattern_find(some->layer, (uint32_t)i, text, 0, &match), &match);
    for (size_t i = 0; i < some_count; i++)
        if (some[i].pattern != UINT32_MAX)
            check_window(&some[i], some[i].pattern, text, bnc_pattern_find(some[i].layer, some[i].pattern, text, 0, &match), &match);
    bnc_arena_free(arena);
    return hits + some_count;
}

static size_t compare_file(const char *path, bnc_scan scan)
{
    bnc_arena *arena = bnc_arena_new(1 << 18);
    bnc_complaints complaints = { NULL, NULL, 0 };
    bnc_records records;
    size_t found = 0, step = 0;

    bnc_records_parse(arena, path, read_file(arena, path), &complaints, &records);
    ck_assert_uint_eq(complaints.count, 0);
    for (size_t i = 0; i < records.count; i++)
        for (size_t k = 0; k < records.list[i].count; k++) {
            const bnc_field *field = &records.list[i].fields[k];

            if (bnc_span_equal(field->name, BNC_SPAN("Example")) && step++ % (4 * stride()) == 0) /* a quarter of them: all patterns on each is dear */
                found += compare(bnc_set_builtin(), scan, example_text(arena, field), step / 4);
        }
    bnc_arena_free(arena);
    return found;
}

START_TEST(prefilter_hides_nothing)
{
    static const struct { const char *pattern; bnc_scan scan; } kinds[] = {
        { "%s/libbounce/knowledge/data/rules/*/*.rules", BNC_SCAN_REPLY }, { "%s/libbounce/knowledge/data/layouts/*.layouts", BNC_SCAN_LAYOUT },
        { "%s/libbounce/knowledge/data/layouts/*.layouts", BNC_SCAN_LOG } };
    const char *root = getenv("BOUNCE_SOURCE_ROOT") ? getenv("BOUNCE_SOURCE_ROOT") : ".";
    char pattern[500];
    glob_t files;
    size_t found = 0;

    snprintf(pattern, sizeof(pattern), kinds[_i].pattern, root);
    ck_assert_msg(glob(pattern, 0, NULL, &files) == 0, "no %s", pattern);
    for (size_t i = 0; i < files.gl_pathc; i++)
        found += compare_file(files.gl_pathv[i], kinds[_i].scan);
    globfree(&files);
    ck_assert_uint_gt(found, stride() > 1 ? 0 : 20);
}
END_TEST

static const char *const hostile[] = { "a@", " ", "(", "[", "<", "5", "\"", "a", "a.", "1.", "user ", "mail ", "a-", ": ", "- ", "\xE4\xB8\xAD", "not ", "is " };

/* Every pattern on 2 KB of one piece, alone and in front of what patterns look for. */
START_TEST(hostile_texts)
{
    const bnc_set *set = bnc_set_builtin();
    bnc_arena *arena = bnc_arena_new(1 << 20);
    char text[BNC_MAX_MATCH];
    size_t len = 0, piece = strlen(hostile[_i]);
    double worst = 0, total = seconds();

    while (len + piece <= sizeof(text)) {
        memcpy(text + len, hostile[_i], piece);
        len += piece;
    }
    for (bnc_scan scan = 0; scan < BNC_SCAN_COUNT; scan++) {
        const bnc_candidate *all;
        size_t count = bnc_set_all_patterns(set, scan, arena, &all);

        for (size_t i = 0; i < count; i += stride()) {
            double start = seconds(), took;

            if (all[i].pattern == UINT32_MAX)
                continue;
            bnc_pattern_find(all[i].layer, all[i].pattern, (bnc_span){ text, len }, 0, NULL);
            took = seconds() - start;
            if (took > worst)
                worst = took;
            ck_assert_msg(took < patience(2), "%.0f ms for %s", took * 1e3, bnc_layer_pattern(all[i].layer, all[i].pattern));
        }
    }
    total = seconds() - total;
    ck_assert_msg(total < patience(60), "%.1f s, the worst one %.0f ms", total, worst * 1e3);
    bnc_arena_free(arena);
}
END_TEST

/* The same for the patterns of layouts, which see whole notices. */
START_TEST(hostile_notices)
{
    const bnc_set *set = bnc_set_builtin();
    const bnc_layer *layer = set->layers[0].layer;
    size_t len = 0, piece = strlen(hostile[_i]);
    char *text = malloc(BNC_MAX_TEXT);

    while (len + piece <= BNC_MAX_TEXT) {
        memcpy(text + len, hostile[_i], piece);
        len += piece;
    }
    for (uint32_t i = 0; i < layer->image->tables[BNC_TABLE_PATTERNS].count; i += (uint32_t)stride()) {
        double start = seconds(), took;

        if (layer->patterns[i].owner != BNC_OWNER_LAYOUT && layer->patterns[i].owner != BNC_OWNER_FORWARD)
            continue;
        bnc_pattern_find(layer, i, (bnc_span){ text, len }, 0, NULL);
        took = seconds() - start;
        ck_assert_msg(took < patience(5), "%.0f ms for %s", took * 1e3, bnc_layer_pattern(layer, i));
    }
    free(text);
}
END_TEST

START_TEST(opens_fast)
{
    double start = seconds();

    bnc_set_builtin();
    ck_assert_msg(seconds() - start < patience(0.01), "%.2f ms", (seconds() - start) * 1e3); /* some 0.1 ms; room for a slow machine */
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("builtin");

    tcase_set_timeout(tcase, 110);
    tcase_add_test(tcase, opens_fast);
    tcase_add_loop_test(tcase, prefilter_hides_nothing, 0, 3);
    tcase_add_loop_test(tcase, hostile_texts, 0, COUNT(hostile));
    tcase_add_loop_test(tcase, hostile_notices, 0, COUNT(hostile));
    return check_run("builtin", tcase);
}

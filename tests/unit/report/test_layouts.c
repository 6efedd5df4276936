/*
 * Every Example of the layouts, log forms and forward headings: read as a whole input, it must give what it names. The files are added once more as
 * a user's layer, since only such layers keep their examples.
 */
#include <dirent.h>

#include "support.h"

static char *files[64];
static size_t file_count;

static void find_files(void)
{
    const char *root = getenv("BOUNCE_SOURCE_ROOT");
    char path[1024];
    snprintf(path, sizeof path, "%s/libbounce/knowledge/data/layouts", root ? root : ".");
    DIR *dir = opendir(path);
    struct dirent *entry;
    while (dir && file_count < 64 && (entry = readdir(dir))) {
        size_t len = strlen(entry->d_name);
        if (len < 9 || strcmp(entry->d_name + len - 8, ".layouts") != 0)
            continue;
        files[file_count] = malloc(strlen(path) + len + 2);
        sprintf(files[file_count++], "%s/%s", path, entry->d_name);
    }
    if (dir)
        closedir(dir);
}

static const char *value_of(const bounce_report *report, bnc_span name, size_t nth_recipient)
{
    static const char *const commands[] = { NULL, "CONN", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT" };
    const bounce_recipient *first = report->recipient_count ? &report->recipients[0] : &report->whole;
    if (bnc_span_equal(name, BNC_SPAN("kind")))
        return test_kind(report);
    if (bnc_span_equal(name, BNC_SPAN("format")))
        return report->format;
    if (bnc_span_equal(name, BNC_SPAN("software")))
        return report->software;
    if (bnc_span_equal(name, BNC_SPAN("language")))
        return report->language;
    if (bnc_span_equal(name, BNC_SPAN("recipient")))
        return nth_recipient < report->recipient_count ? report->recipients[nth_recipient].address : NULL;
    if (bnc_span_equal(name, BNC_SPAN("status")))
        return first->status;
    if (bnc_span_equal(name, BNC_SPAN("reply")))
        return first->code;
    if (bnc_span_equal(name, BNC_SPAN("command")))
        return commands[first->command];
    if (bnc_span_equal(name, BNC_SPAN("host")))
        return first->remote_host;
    if (bnc_span_equal(name, BNC_SPAN("ip")))
        return first->remote_ip;
    if (bnc_span_equal(name, BNC_SPAN("cause")))
        return first->layout_cause;
    return NULL;
}

static bool is_known(bnc_span name)
{
    static const char *const names[] = { "kind", "format", "software", "language", "recipient", "status", "reply", "command", "host", "ip" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (bnc_span_equal(name, bnc_span_of(names[i])))
            return true;
    }
    return false;
}

static unsigned check_example(const bnc_example *example)
{
    bnc_context context = test_context();
    bounce_report *report = test_read_with(example->text.at, example->text.len, &context);
    unsigned wrong = 0;
    size_t recipients = 0;
    for (size_t i = 0; i < example->expect_count; i++) {
        bnc_span name = example->expect_names[i], want = example->expect_values[i];
        const char *got = value_of(report, name, recipients);
        recipients += bnc_span_equal(name, BNC_SPAN("recipient"));
        if (!is_known(name) || (got && bnc_span_equal(bnc_span_of(got), want)))
            continue;
        fprintf(stderr, "%s:%u: %s: %.*s is \"%s\", not \"%.*s\"\n", example->file, example->line, example->id, (int)name.len, name.at,
                got ? got : "", (int)want.len, want.at);
        wrong++;
    }
    bnc_arena_free(report->arena);
    return wrong;
}

/* A No-Example of a log form is a line that tells of no failure. */
static unsigned check_counterexample(const bnc_example *example)
{
    bnc_context context = test_context();
    bnc_arena *arena = bnc_arena_new(4096);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    report->arena = arena;
    if (example->owner == BNC_OWNER_LOG)
        bnc_report_read_log_line(report, &context, example->text.at, example->text.len);
    else
        bnc_report_read(report, &context, example->text.at, example->text.len);
    unsigned wrong = example->owner == BNC_OWNER_LOG && report->kind != BOUNCE_KIND_NONE;
    if (wrong)
        fprintf(stderr, "%s:%u: %s: the counter-example gives %s\n", example->file, example->line, example->id, test_kind(report));
    bnc_arena_free(arena);
    return wrong;
}

START_TEST(examples_hold)
{
    FILE *file = fopen(files[_i], "rb");
    ck_assert_ptr_nonnull(file);
    static char text[1 << 20];
    size_t len = fread(text, 1, sizeof text, file);
    fclose(file);
    bounce_error *error = NULL;
    bnc_set *set = bnc_set_add(bnc_set_builtin(), strrchr(files[_i], '/') + 1, (bnc_span){ text, len }, &error);
    ck_assert_msg(set != NULL, "%s does not load", files[_i]);
    unsigned wrong = 0, seen = 0;
    for (size_t i = 0; i < bnc_set_example_count(set); i++) {
        const bnc_example *example = bnc_set_example(set, i);
        if (example->owner != BNC_OWNER_LAYOUT && example->owner != BNC_OWNER_LOG)
            continue;
        seen++;
        wrong += example->is_negative ? check_counterexample(example) : check_example(example);
    }
    bnc_set_unref(set);
    ck_assert_uint_eq(seen > 0, !strstr(files[_i], "/forward.layouts")); /* of Forward records the examples are those of the reader */
    ck_assert_msg(wrong == 0, "%s: %u of the values of %u examples are wrong", files[_i], wrong, seen);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("examples");
    find_files();
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, examples_hold, 0, (int)file_count);
    return check_run("layouts", tcase);
}

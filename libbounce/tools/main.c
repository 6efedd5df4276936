/*
 * bnc-knowledge: checks the knowledge's files and writes what is made from them. Runs at build time.
 *
 *   bnc-knowledge [--allow-untranslated] [--version V] [--depfile TARGET FILE] [--WHAT FILE]… DIRECTORY
 *
 * WHAT: builtin, cause-header, causes-doc, providers-doc, template (for translators), causes-json, examples. Prints "file:line:column: message"
 * for everything that is wrong and exits with 1 then; else, with --summary, a table of what there is.
 */
#include "tool.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct output {
    const char *option;
    void (*write)(const tool *t, bnc_buffer *out);
    const char *path;
} output;

static void print_complaint(void *user, const char *file, unsigned line, unsigned column, const char *message)
{
    if (line > 0 && column > 0)
        fprintf(stderr, "%s:%u:%u: error: %s\n", file, line, column, message);
    else if (line > 0)
        fprintf(stderr, "%s:%u: error: %s\n", file, line, message);
    else
        fprintf(stderr, "%s: error: %s\n", file ? file : "bnc-knowledge", message);
}

void tool_print(bnc_buffer *out, const char *format, ...)
{
    va_list arguments, again;
    int len;

    va_start(arguments, format);
    va_copy(again, arguments);
    len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (len > 0) {
        vsnprintf(bnc_buffer_reserve(out, (size_t)len + 1), (size_t)len + 1, format, again);
        out->len += (size_t)len;
    }
    va_end(again);
}

const char *tool_text(const tool *t, bnc_ref ref)
{
    return ref ? bnc_builder_text(t->builder, ref) : "";
}

void tool_print_list(const tool *t, bnc_buffer *out, bnc_list list, const char *separator)
{
    for (uint32_t i = 0; i < list.count; i++)
        tool_print(out, "%s%s", i ? separator : "", tool_text(t, tool_list(t, list)[i]));
}

void tool_print_json(bnc_buffer *out, bnc_span text)
{
    bnc_buffer_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c == '"' || c == '\\')
            tool_print(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            tool_print(out, "\\u%04x", c);
        else
            bnc_buffer_add_char(out, (char)c);
    }
    bnc_buffer_add_char(out, '"');
}

static void write_builtin(const tool *t, bnc_buffer *out)
{
    tool_write_builtin((tool *)t, out);
}

static output outputs[] = {
    { "--builtin", write_builtin, NULL },
    { "--cause-header", tool_write_cause_header, NULL },
    { "--causes-doc", tool_write_causes_doc, NULL },
    { "--providers-doc", tool_write_providers_doc, NULL },
    { "--template", tool_write_template, NULL },
    { "--causes-json", tool_write_causes_json, NULL },
    { "--examples", tool_write_examples, NULL },
};

/* The rules that most texts meet come first, so that their records lie together in the image; an order means nothing else. */
static void add_files(tool *t, bool is_generic)
{
    for (size_t i = 0; i < t->file_count; i++)
        if (!tool_has_suffix(t->files[i].name, ".po") && bnc_span_starts(bnc_span_of(t->files[i].name), BNC_SPAN("rules/generic/")) == is_generic)
            bnc_builder_add(t->builder, t->files[i].path, t->files[i].text);
}

static bool read_all(tool *t, const char *directory)
{
    bnc_build_options options = { .is_strict = true, .complaints = &t->complaints };

    t->builder = bnc_builder_new(t->arena, &options);
    if (!tool_read_directory(t, directory))
        return false;
    add_files(t, true);
    add_files(t, false);
    bnc_builder_read(t->builder);
    tool_check(t);
    tool_read_translations(t);
    return t->complaints.count == 0;
}

static bool write_all(tool *t, const char *dep_target, const char *depfile)
{
    bool is_good = true;

    for (size_t i = 0; i < BNC_COUNT_OF(outputs); i++) {
        bnc_buffer text = BNC_BUFFER_INIT;

        if (!outputs[i].path)
            continue;
        outputs[i].write(t, &text);
        is_good = tool_write_file(outputs[i].path, bnc_buffer_span(&text)) && is_good;
        bnc_buffer_clear(&text);
    }
    if (depfile) {
        bnc_buffer text = BNC_BUFFER_INIT;

        tool_write_depfile(t, dep_target, &text);
        is_good = tool_write_file(depfile, bnc_buffer_span(&text)) && is_good;
        bnc_buffer_clear(&text);
    }
    return is_good;
}

static int usage(const char *why)
{
    fprintf(stderr, "bnc-knowledge: %s; see the comment in tools/main.c\n", why);
    return 64;
}

int main(int argc, char **argv)
{
    tool t = { .complaints = { print_complaint, NULL, 0 }, .version = "0" };
    const char *directory = NULL, *dep_target = NULL, *depfile = NULL;
    bool has_summary = false, is_good;

    for (int i = 1; i < argc; i++) {
        size_t k = 0;

        while (k < BNC_COUNT_OF(outputs) && strcmp(argv[i], outputs[k].option) != 0)
            k++;
        if (k < BNC_COUNT_OF(outputs) && i + 1 < argc)
            outputs[k].path = argv[++i];
        else if (strcmp(argv[i], "--allow-untranslated") == 0)
            t.allow_untranslated = true;
        else if (strcmp(argv[i], "--summary") == 0)
            has_summary = true;
        else if (strcmp(argv[i], "--version") == 0 && i + 1 < argc)
            t.version = argv[++i];
        else if (strcmp(argv[i], "--depfile") == 0 && i + 2 < argc) {
            dep_target = argv[++i];
            depfile = argv[++i];
        } else if (argv[i][0] == '-' || directory)
            return usage(argv[i]);
        else
            directory = argv[i];
    }
    if (!directory)
        return usage("no directory");
    t.arena = bnc_arena_new(4 * 1024 * 1024);
    is_good = read_all(&t, directory) && write_all(&t, dep_target, depfile);
    if (is_good && has_summary) {
        bnc_buffer text = BNC_BUFFER_INIT;

        tool_write_summary(&t, &text);
        fwrite(text.at, 1, text.len, stdout);
        bnc_buffer_clear(&text);
    }
    if (t.complaints.count > 0)
        fprintf(stderr, "%zu errors in the knowledge\n", t.complaints.count);
    bnc_builder_clear(t.builder);
    bnc_arena_free(t.arena);
    return is_good ? 0 : 1;
}

/*
 * Writes the translators' template, the examples for the tests, and the summary the build shows.
 */
#include "tool.h"

/* The path within the source tree. */
static const char *relative(const char *path)
{
    const char *at = strstr(path, "libbounce/knowledge/data/");

    return at ? at : path;
}

static void add_po_string(bnc_buffer *out, const char *text)
{
    bnc_buffer_add_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            bnc_buffer_add_char(out, '\\');
        if (*text == '\n')
            bnc_buffer_add_text(out, "\\n");
        else
            bnc_buffer_add_char(out, *text);
    }
    bnc_buffer_add_char(out, '"');
}

/* One entry for each different text, with all the places it stands in. */
void tool_write_template(const tool *t, bnc_buffer *out)
{
    const bnc_builder *b = t->builder;

    tool_print(out, "msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: libbounce %s\\n\"\n\"Language: \\n\"\n\"MIME-Version: 1.0\\n\"\n"
                    "\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n\"X-Reviewed-By: \\n\"\n", t->version);
    for (size_t i = 0; i < b->text_count; i++) {
        bool is_first = true;

        for (size_t k = 0; k < i && is_first; k++)
            is_first = b->texts[k].text != b->texts[i].text;
        if (!is_first)
            continue;
        tool_print(out, "\n");
        for (size_t k = i; k < b->text_count; k++)
            if (b->texts[k].text == b->texts[i].text)
                tool_print(out, "#. %s %s\n", b->texts[k].id, b->texts[k].field);
        tool_print(out, "#: %s:%u\nmsgid ", relative(b->texts[i].place.file), b->texts[i].place.line);
        add_po_string(out, tool_text(t, b->texts[i].text));
        tool_print(out, "\nmsgstr \"\"\n");
    }
}

/* One JSON object a line: file, line, owner, id, negative, text, cause (of a rule), expect [[name, value] …]. */
void tool_write_examples(const tool *t, bnc_buffer *out)
{
    for (size_t i = 0; i < t->builder->example_count; i++) {
        const bnc_example *example = &t->builder->examples[i];
        bnc_kind kind = (bnc_kind)example->owner;

        tool_print(out, "{\"file\": \"%s\", \"line\": %u, \"owner\": \"%s\", \"id\": \"%s\", \"negative\": %s", relative(example->file),
                   example->line, bnc_kind_spec_of(kind)->name, example->id, example->is_negative ? "true" : "false");
        if (kind == BNC_KIND_RULE) {
            size_t index = bnc_builder_find(t->builder, kind, bnc_builder_intern(t->builder, bnc_span_of(example->id)));
            const bnc_rule_record *rule = tool_record(t, kind, index);

            tool_print(out, ", \"cause\": \"%s\", \"in\": \"%s\"", tool_text(t, rule->cause), bnc_words_name(&bnc_words_in, rule->in));
        }
        tool_print(out, ", \"text\": ");
        tool_print_json(out, example->text);
        tool_print(out, ", \"expect\": [");
        for (size_t k = 0; k < example->expect_count; k++) {
            tool_print(out, "%s[", k ? ", " : "");
            tool_print_json(out, example->expect_names[k]);
            tool_print(out, ", ");
            tool_print_json(out, example->expect_values[k]);
            tool_print(out, "]");
        }
        tool_print(out, "]}\n");
    }
}

static const char *oldest_date(const tool *t)
{
    const char *oldest = "";

    for (size_t i = 0; i < tool_count(t, BNC_KIND_HINT); i++) {
        const char *date = tool_text(t, ((const bnc_hint_record *)tool_record(t, BNC_KIND_HINT, i))->as_of);

        if (date[0] && (!oldest[0] || strcmp(date, oldest) < 0))
            oldest = date;
    }
    return oldest[0] ? oldest : "-";
}

void tool_write_summary(const tool *t, bnc_buffer *out)
{
    static const struct { bnc_kind kind; const char *name; } rows[] = {
        { BNC_KIND_CAUSE, "causes" }, { BNC_KIND_RULE, "rules" }, { BNC_KIND_LAYOUT, "layouts" }, { BNC_KIND_LOG, "log forms" },
        { BNC_KIND_PROVIDER, "providers" }, { BNC_KIND_BLOCKLIST, "blocklists" }, { BNC_KIND_STATUS, "status codes" }, { BNC_KIND_HINT, "hints" },
        { BNC_KIND_REMEDY, "remedies" }, { BNC_KIND_MESSAGE, "messages" } };
    size_t short_literals = 0;

    for (size_t i = 0; i < t->builder->pattern_count; i++)
        short_literals += t->builder->patterns[i].is_scanned && t->builder->patterns[i].clause_count > 0 &&
                          bnc_clause_length(&t->builder->patterns[i].clauses[0]) < 4;
    tool_print(out, "knowledge %s\n", t->version);
    for (size_t i = 0; i < BNC_COUNT_OF(rows); i++)
        tool_print(out, "  %-14s %6zu\n", rows[i].name, tool_count(t, rows[i].kind));
    tool_print(out, "  %-14s %6zu\n  %-14s %6zu (%zu with a literal of 3 bytes at best)\n  %-14s %6s\n", "examples", t->builder->example_count, "patterns",
               t->builder->pattern_count, short_literals, "oldest As-Of", oldest_date(t));
    for (size_t i = 0; i < t->language_count; i++)
        tool_print(out, "  %-14s %6zu texts, %zu missing, %s\n", t->languages[i].tag, t->languages[i].texts, t->languages[i].missing,
                   t->languages[i].is_reviewed ? "reviewed" : "not reviewed by a native speaker");
    if (t->image_size)
        tool_print(out, "  %-14s %6zu KB\n", "image", t->image_size / 1024);
}

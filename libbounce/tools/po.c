/*
 * Translations: gettext's .po files, as far as this project uses them (no plurals, no contexts).
 *
 * In:  po/<language>.po.   Out: translations in the builder; complaints about missing ones and placeholders that differ.
 */
#include "tool.h"

typedef struct po_reader {
    tool *t;
    const tool_file *file;
    tool_language *language;
    bnc_buffer id, text;
    bool in_text, is_fuzzy, has_entry;
    unsigned line, entry_line;
    bnc_ref *known; /* hash table of the English texts that are translated, or told to be missing */
    size_t slots;   /* a power of two */
} po_reader;

static void mark_known(po_reader *r, bnc_ref ref)
{
    size_t at = (ref * 2654435761u) & (r->slots - 1);

    while (r->known[at] && r->known[at] != ref)
        at = (at + 1) & (r->slots - 1);
    r->known[at] = ref;
}

static bool is_known(const po_reader *r, bnc_ref ref)
{
    size_t at = (ref * 2654435761u) & (r->slots - 1);

    while (r->known[at] && r->known[at] != ref)
        at = (at + 1) & (r->slots - 1);
    return r->known[at] == ref;
}

/* Whether every {name} of one stands in the other. */
static bool has_placeholders_of(bnc_span text, bnc_span other)
{
    for (size_t at = 0; (at = bnc_span_find_char(text, '{', at)) != BNC_NOT_FOUND; at++) {
        size_t end = bnc_span_find_char(text, '}', at);

        if (end == BNC_NOT_FOUND || bnc_span_find(other, bnc_span_cut(text, at, end + 1 - at), 0) == BNC_NOT_FOUND)
            return false;
    }
    return true;
}

static void end_entry(po_reader *r)
{
    bnc_span id = bnc_buffer_span(&r->id), text = bnc_buffer_span(&r->text);

    if (r->has_entry && id.len == 0) {
        size_t at = bnc_span_find(text, BNC_SPAN("X-Reviewed-By:"), 0);
        bnc_span rest = at == BNC_NOT_FOUND ? (bnc_span){ NULL, 0 } : bnc_span_from(text, at + 14), line;

        r->language->is_reviewed = at != BNC_NOT_FOUND && bnc_span_next_line(&rest, &line) && bnc_span_trim(line).len > 0;
    } else if (r->has_entry && text.len > 0 && !r->is_fuzzy) {
        if (!has_placeholders_of(id, text) || !has_placeholders_of(text, id))
            bnc_complain(&r->t->complaints, r->file->path, r->entry_line, 1, "the placeholders of text and translation differ");
        bnc_builder_add_language(r->t->builder, r->language->tag, id, text);
        mark_known(r, bnc_builder_intern(r->t->builder, id));
        r->language->texts++;
    }
    r->id.len = r->text.len = 0;
    r->is_fuzzy = r->has_entry = r->in_text = false;
}

/* "…" with gettext's escapes. */
static void add_string(po_reader *r, bnc_span line)
{
    bnc_buffer *to = r->in_text ? &r->text : &r->id;

    line = bnc_span_trim(line);
    if (line.len < 2 || line.at[0] != '"' || line.at[line.len - 1] != '"') {
        bnc_complain(&r->t->complaints, r->file->path, r->line, 1, "expected a string in quotes");
        return;
    }
    for (size_t i = 1; i + 1 < line.len; i++) {
        char c = line.at[i];

        if (c == '\\' && i + 2 < line.len) {
            c = line.at[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        bnc_buffer_add_char(to, c);
    }
}

static void read_line(po_reader *r, bnc_span line)
{
    if (bnc_span_starts(line, BNC_SPAN("#~")) || bnc_span_trim(line).len == 0)
        return;
    if (line.at[0] == '#') {
        if (r->in_text)
            end_entry(r);
        if (bnc_span_starts(line, BNC_SPAN("#,")) && bnc_span_find(line, BNC_SPAN("fuzzy"), 0) != BNC_NOT_FOUND)
            r->is_fuzzy = true;
    } else if (bnc_span_starts(line, BNC_SPAN("msgid "))) {
        if (r->in_text)
            end_entry(r);
        r->has_entry = true;
        r->entry_line = r->line;
        add_string(r, bnc_span_from(line, 6));
    } else if (bnc_span_starts(line, BNC_SPAN("msgstr "))) {
        r->in_text = true;
        add_string(r, bnc_span_from(line, 7));
    } else if (line.at[0] == '"') {
        add_string(r, line);
    } else {
        bnc_complain(&r->t->complaints, r->file->path, r->line, 1, "expected msgid, msgstr or a string");
    }
}

static const char *tag_of(tool *t, const char *name)
{
    const char *start = strrchr(name, '/'), *end = strrchr(name, '.');

    start = start ? start + 1 : name;
    return bnc_arena_dup(t->arena, (bnc_span){ start, (size_t)(end - start) });
}

static void check_complete(po_reader *r)
{
    const bnc_builder *b = r->t->builder;

    for (size_t i = 0; i < b->text_count; i++) {
        const bnc_translatable *text = &b->texts[i];

        if (is_known(r, text->text))
            continue;
        mark_known(r, text->text);
        r->language->missing++;
        if (!r->t->allow_untranslated)
            bnc_complain(&r->t->complaints, text->place.file, text->place.line, 1, "no translation into %s: %s %s", r->language->tag, text->id, text->field);
    }
}

static void read_file(tool *t, const tool_file *file)
{
    po_reader r = { .t = t, .file = file };
    bnc_span rest = file->text, line;

    if (t->language_count == BNC_LANGUAGES_MAX) {
        bnc_complain(&t->complaints, file->path, 0, 0, "more than %d languages", BNC_LANGUAGES_MAX);
        return;
    }
    r.language = &t->languages[t->language_count++];
    r.language->tag = tag_of(t, file->name);
    for (r.slots = 1024; r.slots < t->builder->text_count * 4 + file->text.len / 16; r.slots *= 2)
        ;
    r.known = bnc_arena_array(t->arena, r.slots, sizeof(*r.known));
    while (bnc_span_next_line(&rest, &line)) {
        r.line++;
        read_line(&r, line);
    }
    end_entry(&r);
    check_complete(&r);
    bnc_buffer_clear(&r.id);
    bnc_buffer_clear(&r.text);
}

void tool_read_translations(tool *t)
{
    for (size_t i = 0; i < t->file_count; i++)
        if (tool_has_suffix(t->files[i].name, ".po"))
            read_file(t, &t->files[i]);
}

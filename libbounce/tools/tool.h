/* The build tool bnc-knowledge: checks the knowledge's files and writes what is made from them. */
#ifndef BNC_TOOLS_TOOL_H
#define BNC_TOOLS_TOOL_H

#include "knowledge/builder.h"

/* A file of the data directory. */
typedef struct tool_file {
    const char *path; /* as it is opened and named in messages */
    const char *name; /* within the data directory: "rules/mailbox/yahoo.rules" */
    bnc_span text;
} tool_file;

/* A text of a .po file's header: who has read the translation. */
typedef struct tool_language {
    const char *tag;
    size_t texts, missing;
    bool is_reviewed;
} tool_language;

typedef struct tool {
    bnc_arena *arena;
    bnc_complaints complaints;
    bnc_builder *builder;
    const char *version;
    bool allow_untranslated;
    tool_file *files;
    size_t file_count, file_capacity;
    const char **directories;
    size_t directory_count, directory_capacity;
    tool_language languages[BNC_LANGUAGES_MAX];
    size_t language_count;
    size_t image_size;
} tool;

/* files.c: reads all files below a directory, sorted by name; a Makefile rule that names them and their directories. */
bool tool_read_directory(tool *t, const char *path);
void tool_write_depfile(const tool *t, const char *target, bnc_buffer *out);
bool tool_write_file(const char *path, bnc_span text);
/* "po/ko.po" has the suffix ".po" */
bool tool_has_suffix(const char *name, const char *suffix);

/* po.c: reads the translations into the builder, complains about missing ones and placeholders. */
void tool_read_translations(tool *t);

/* check.c: what holds for the built-in knowledge beyond what the builder asks of every layer. */
void tool_check(tool *t);

/* write_*.c: each appends one file's text. */
void tool_write_builtin(tool *t, bnc_buffer *out);
void tool_write_cause_header(const tool *t, bnc_buffer *out);
void tool_write_causes_doc(const tool *t, bnc_buffer *out);
void tool_write_providers_doc(const tool *t, bnc_buffer *out);
void tool_write_template(const tool *t, bnc_buffer *out);
void tool_write_causes_json(const tool *t, bnc_buffer *out);
void tool_write_examples(const tool *t, bnc_buffer *out);
void tool_write_summary(const tool *t, bnc_buffer *out);

/* Small helpers of the writers. */
void tool_print(bnc_buffer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *tool_text(const tool *t, bnc_ref ref); /* "" for none */
static inline size_t tool_count(const tool *t, bnc_kind kind) { return t->builder->kinds[kind].count; }
static inline const void *tool_record(const tool *t, bnc_kind kind, size_t index) { return bnc_builder_record(t->builder, kind, index); }
static inline const uint32_t *tool_list(const tool *t, bnc_list list) { return t->builder->lists + list.first; }
/* Texts of a list, separated; "" for an empty one. */
void tool_print_list(const tool *t, bnc_buffer *out, bnc_list list, const char *separator);
void tool_print_json(bnc_buffer *out, bnc_span text);

#endif

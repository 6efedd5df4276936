/*
 * The builder: text of record files in, an image out. The same code makes the built-in layer at build time and a user's at run time.
 */
#ifndef BNC_KNOWLEDGE_BUILDER_H
#define BNC_KNOWLEDGE_BUILDER_H

#include "knowledge/fields.h"
#include "knowledge/records.h"
#include "knowledge/set.h"
#include "match/literal.h"
#include "util/buffer.h"

typedef struct bnc_build_options {
    bool is_strict; /* the built-in set: a pattern without literal and other things that cost every mail are complaints */
    bnc_complaints *complaints;
    /* Whether a lower layer has that record; NULL: there is none. */
    bool (*known)(const void *user, bnc_kind kind, const char *id);
    /* The number of a lower layer's cause; 0 if it has none. */
    uint32_t (*cause_number)(const void *user, const char *id);
    const void *user;
} bnc_build_options;

/* Where something stands. */
typedef struct bnc_place {
    const char *file;
    unsigned line, column;
} bnc_place;

typedef struct bnc_built_pattern {
    bnc_span text;
    bnc_place place;
    uint32_t owner, record;
    bool is_scanned, is_asleep, is_field, is_guard;
    const bnc_clause *clauses; /* best first */
    size_t clause_count;
} bnc_built_pattern;

/* A text that translators see. */
typedef struct bnc_translatable {
    bnc_ref text;
    bnc_place place;
    const char *id, *field;
} bnc_translatable;

typedef struct bnc_source_record {
    const bnc_record *record;
    const char *file;
} bnc_source_record;

typedef struct bnc_built_kind {
    char *records; /* count structs of the kind's size */
    size_t count;
    bnc_source_record *sources; /* the same index */
    size_t source_count, source_capacity;
    bnc_key_slot *ids;
    size_t id_slots;
} bnc_built_kind;

typedef struct bnc_wanted_id {
    bnc_ref id;
    uint32_t kinds;
    bnc_place place;
} bnc_wanted_id;

typedef struct bnc_built_language {
    bnc_ref tag;
    bnc_ref *pairs; /* English, translation */
    size_t count, capacity;
} bnc_built_language;

#define BNC_LANGUAGES_MAX 64

typedef struct bnc_builder {
    bnc_arena *arena;
    bnc_build_options options;
    bnc_buffer pool;
    bnc_ref *interned; /* open addressing */
    size_t interned_count, interned_slots;
    uint32_t *lists, *values; /* values: of the field that is being read */
    size_t list_count, list_capacity, value_count, value_capacity;
    bnc_built_kind kinds[BNC_KIND_COUNT];
    bnc_built_pattern *patterns;
    size_t pattern_count, pattern_capacity;
    struct bnc_guard *guards; /* builder_guard.c */
    size_t guard_count, guard_capacity;
    uint32_t *guard_buckets;
    bnc_wanted_id *wanted;
    size_t wanted_count, wanted_capacity;
    bnc_translatable *texts;
    size_t text_count, text_capacity;
    bnc_example *examples;
    size_t example_count, example_capacity;
    bnc_ref *disabled;
    size_t disabled_count, disabled_capacity;
    bnc_built_language languages[BNC_LANGUAGES_MAX];
    size_t language_count;
} bnc_builder;

/* The builder lives in the arena, apart from its string pool: release that with bnc_builder_clear(). */
bnc_builder *bnc_builder_new(bnc_arena *arena, const bnc_build_options *options);
void bnc_builder_clear(bnc_builder *builder);
/* Takes in a file. name and text must live as long as the arena. */
void bnc_builder_add(bnc_builder *builder, const char *name, bnc_span text);
/* Interprets everything that was added and checks it; complaints go to options->complaints. */
void bnc_builder_read(bnc_builder *builder);
/* Adds a translation. */
void bnc_builder_add_language(bnc_builder *builder, const char *tag, bnc_span english, bnc_span translation);
/* Appends the image. Only after a bnc_builder_read() without complaints. */
void bnc_builder_write(bnc_builder *builder, bnc_buffer *ret_image);

/* ---- between the builder's files ---- */

bnc_ref bnc_builder_intern(bnc_builder *builder, bnc_span text);
const char *bnc_builder_text(const bnc_builder *builder, bnc_ref ref);
/* Puts the values of "values" into the list table and empties it. */
bnc_list bnc_builder_commit(bnc_builder *builder);
void bnc_builder_push(bnc_builder *builder, uint32_t value);
/* The index of an own record, or BNC_NOT_FOUND. */
size_t bnc_builder_find(const bnc_builder *builder, bnc_kind kind, bnc_ref id);
/* Reads the fields of one name into the record's struct (builder_form.c). */
typedef struct bnc_form_input {
    bnc_builder *builder;
    const bnc_field_spec *spec;
    const bnc_field *const *fields;
    size_t count;
    const char *file;
    bnc_kind kind;
    uint32_t record; /* its index */
    const char *id;
    void *out;       /* the member */
} bnc_form_input;
void bnc_builder_form(const bnc_form_input *in);
bool bnc_builder_is_id(bnc_span id);
/* Guards (builder_guard.c). */
#define BNC_GUARD_PARTS 100
/* The pattern's alternatives; 1: itself. */
size_t bnc_guard_split(bnc_span pattern, bnc_span *ret_parts, size_t max);
/* Where the number of that text's pattern is kept; UINT32_MAX: it has none yet. */
uint32_t *bnc_guard_place(bnc_builder *builder, bnc_span text);
/* Examples (builder_example.c). */
void bnc_builder_example(const bnc_form_input *in, bool is_negative);
/* Checks of single texts (builder_text.c): complain and return false. */
bool bnc_builder_check_text(const bnc_form_input *in, const bnc_field *field, bnc_span text);
/* Whether a Check is a command line and no words. */
bool bnc_builder_is_command(bnc_span text);
/* Checks and defaults that concern a whole record, then the whole set (builder_check.c). */
void bnc_builder_finish_record(bnc_builder *builder, bnc_kind kind, uint32_t index);
void bnc_builder_check_set(bnc_builder *builder);
/* Puts the layouts into the order in which they are tried, so that candidates come in it (builder_order.c). */
void bnc_builder_order_layouts(bnc_builder *builder);
static inline void *bnc_builder_record(const bnc_builder *builder, bnc_kind kind, size_t index)
{
    return builder->kinds[kind].records + index * bnc_kind_spec_of(kind)->size;
}
static inline bnc_place bnc_builder_place(const bnc_builder *builder, bnc_kind kind, size_t index)
{
    const bnc_source_record *source = &builder->kinds[kind].sources[index];

    return (bnc_place){ source->file, source->record->fields[0].line, 1 };
}

#endif

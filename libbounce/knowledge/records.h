/*
 * The record format of doc/knowledge.md: text in, records of fields with their lines out. Knows no kind of record and no field.
 */
#ifndef BNC_KNOWLEDGE_RECORDS_H
#define BNC_KNOWLEDGE_RECORDS_H

#include "util/arena.h"

/* Where complaints go. line and column count from 1; 0: none. The message is English and has no line end. */
typedef struct bnc_complaints {
    void (*fn)(void *user, const char *file, unsigned line, unsigned column, const char *message);
    void *user;
    size_t count;
} bnc_complaints;

void bnc_complain(bnc_complaints *complaints, const char *file, unsigned line, unsigned column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A continuation line, without the blanks around it. */
typedef struct bnc_more {
    bnc_span text;
    unsigned line, column;
} bnc_more;

typedef struct bnc_field {
    bnc_span name;
    bnc_span value;        /* of the first line, trimmed; may be empty where lines follow */
    unsigned line, column; /* column: of the value */
    bnc_more *more;
    size_t more_count, more_capacity;
} bnc_field;

/* The first field names the kind and gives the id. */
typedef struct bnc_record {
    bnc_field *fields;
    size_t count, capacity;
} bnc_record;

typedef struct bnc_records {
    bnc_record *list;
    size_t count, capacity;
} bnc_records;

/* Parses text (bytes; UTF-8 is checked). Spans point into text. file: for complaints. Broken lines are complained about and left out. */
void bnc_records_parse(bnc_arena *arena, const char *file, bnc_span text, bnc_complaints *complaints, bnc_records *ret_records);
/* The field's value with its continuation lines, joined with one blank. */
bnc_span bnc_field_text(bnc_arena *arena, const bnc_field *field);
/* Takes the next of the values separated by "separator" off *rest, trimmed; false at the end. Empty ones come too. */
bool bnc_next_value(bnc_span *rest, char separator, bnc_span *ret_value);

#endif

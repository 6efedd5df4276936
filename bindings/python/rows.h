/*
 * Rows of reports as Arrow arrays, by the Arrow C data and stream interfaces: a published ABI of plain structs that
 * programs copy and need no library for (https://arrow.apache.org/docs/format/CDataInterface.html,
 * CStreamInterface.html). Knows nothing of Python.
 */
#ifndef BNC_ROWS_H
#define BNC_ROWS_H

#include <bounce/bounce.h>
#include <stdint.h>

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_NULLABLE 2

struct ArrowSchema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

/* A batch that grows row by row. */
typedef struct bnc_rows bnc_rows;
/* One value of a row: text (NULL: null) for a column of texts, number for one of booleans, texts for one of lists. */
typedef struct bnc_value {
    const char *text;
    size_t length;
    int number; /* -1: null */
    const char *const *texts;
    size_t count;
} bnc_value;

/* BNC_ROWS_LISTS: lists of texts, never null. */
typedef enum bnc_rows_type { BNC_ROWS_TEXT, BNC_ROWS_BOOLEAN, BNC_ROWS_LISTS } bnc_rows_type;

size_t bnc_rows_column_count(void);
bnc_rows_type bnc_rows_column_type(size_t column);
bnc_rows *bnc_rows_new(void);
void bnc_rows_free(bnc_rows *rows);
/* Adds the row of a recipient; of the whole report where there is none of that index. The key may be NULL. */
void bnc_rows_add(bnc_rows *rows, const char *key, size_t key_length, const bounce_report *report, size_t index);
/* Adds a row of as many values as there are columns. */
void bnc_rows_add_values(bnc_rows *rows, const bnc_value *values);
/* Whether a column is so large that the next row belongs into another batch: offsets are 32 bits wide. */
bool bnc_rows_is_full(const bnc_rows *rows);
/* Moves the rows into an array, a struct of the columns; none are left. The receiver calls its release. */
void bnc_rows_finish(bnc_rows *rows, struct ArrowArray *ret_array);
void bnc_rows_schema(struct ArrowSchema *ret_schema);

#endif

/* The knowledge's source files as one text, and back from its lines to files. */
#ifndef TESTS_KNOWLEDGE_DATA_H
#define TESTS_KNOWLEDGE_DATA_H

#include "util/buffer.h"

typedef struct data_file {
    char *path;
    unsigned first_line;
} data_file;

typedef struct data_text {
    bnc_buffer text;
    data_file *files;
    size_t file_count;
    unsigned line;
} data_text;

void data_read(data_text *ret_all, const char *directory);
const char *data_place(const data_text *all, unsigned line, unsigned *ret_line);
void data_free(data_text *all);

#endif

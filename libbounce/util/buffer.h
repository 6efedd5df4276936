/* A growing byte string on the heap, always NUL-terminated once something was added. Free with bnc_buffer_clear(). */
#ifndef BNC_UTIL_BUFFER_H
#define BNC_UTIL_BUFFER_H

#include "util/span.h"

typedef struct bnc_buffer {
    char *at;
    size_t len;
    size_t capacity;
} bnc_buffer;

#define BNC_BUFFER_INIT { NULL, 0, 0 }

void bnc_buffer_add(bnc_buffer *buffer, const char *text, size_t len);
void bnc_buffer_add_span(bnc_buffer *buffer, bnc_span text);
void bnc_buffer_add_text(bnc_buffer *buffer, const char *text);
void bnc_buffer_add_number(bnc_buffer *buffer, uint64_t number);
/* Makes room for len more bytes and returns where they go; the caller adds what it wrote to buffer->len. */
char *bnc_buffer_reserve(bnc_buffer *buffer, size_t len);
void bnc_buffer_clear(bnc_buffer *buffer);
/* Inline: JSON is written char by char between its strings. */
static inline void bnc_buffer_add_char(bnc_buffer *buffer, char c)
{
    if (buffer->len + 1 >= buffer->capacity)
        bnc_buffer_reserve(buffer, 1);
    buffer->at[buffer->len++] = c;
    buffer->at[buffer->len] = '\0';
}
static inline bnc_span bnc_buffer_span(const bnc_buffer *buffer) { return (bnc_span){ buffer->at, buffer->len }; }

#endif

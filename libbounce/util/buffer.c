/*
 * A growing byte string.
 *
 * In:  pieces of text.   Out: one NUL-terminated string on the heap; it doubles, so adding is linear over all.
 */
#include "util/buffer.h"

#include "util/arena.h"

#include <stdlib.h>

#define FIRST_CAPACITY 128u

char *bnc_buffer_reserve(bnc_buffer *buffer, size_t len)
{
    size_t wanted;

    if (__builtin_add_overflow(buffer->len, len, &wanted) || __builtin_add_overflow(wanted, 1, &wanted))
        abort();
    if (wanted > buffer->capacity) {
        size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY;

        while (capacity < wanted)
            capacity = capacity > SIZE_MAX / 2 ? wanted : capacity * 2;
        buffer->at = bnc_realloc(buffer->at, capacity);
        buffer->capacity = capacity;
    }
    buffer->at[buffer->len] = '\0';
    return buffer->at + buffer->len;
}

void bnc_buffer_add(bnc_buffer *buffer, const char *text, size_t len)
{
    char *to = bnc_buffer_reserve(buffer, len);

    if (len)
        memcpy(to, text, len);
    buffer->len += len;
    buffer->at[buffer->len] = '\0';
}

void bnc_buffer_add_span(bnc_buffer *buffer, bnc_span text)
{
    bnc_buffer_add(buffer, text.at, text.len);
}

void bnc_buffer_add_text(bnc_buffer *buffer, const char *text)
{
    bnc_buffer_add(buffer, text, text ? strlen(text) : 0);
}

void bnc_buffer_add_number(bnc_buffer *buffer, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    bnc_buffer_add(buffer, digits + at, sizeof digits - at);
}

void bnc_buffer_clear(bnc_buffer *buffer)
{
    free(buffer->at);
    *buffer = (bnc_buffer)BNC_BUFFER_INIT;
}

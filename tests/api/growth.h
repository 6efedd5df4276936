/* What the tests "speed" and "hostile" share: a growing buffer, and the time one classification takes. */
#ifndef TESTS_API_GROWTH_H
#define TESTS_API_GROWTH_H

#include <bounce/bounce.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

typedef struct text {
    char *at;
    size_t len, capacity;
} text;

static inline void add_bytes(text *t, const char *bytes, size_t len)
{
    if (t->len + len > t->capacity) {
        t->capacity = (t->len + len) * 2;
        t->at = realloc(t->at, t->capacity);
        if (!t->at)
            abort();
    }
    if (len)
        memcpy(t->at + t->len, bytes, len);
    t->len += len;
}

static inline void add(text *t, const char *words)
{
    add_bytes(t, words, strlen(words));
}

__attribute__((format(printf, 2, 3))) static inline void add_format(text *t, const char *format, ...)
{
    char line[512];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    add(t, line);
}

static inline void add_times(text *t, const char *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add(t, words);
}

static inline double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds of CPU for one classification. */
static inline double classify(const bounce_classifier *classifier, const text *input)
{
    bounce_report *report = NULL;
    double start = now();
    if (bounce_classify(classifier, input->at, input->len, &report) != BOUNCE_OK)
        abort();
    double taken = now() - start;
    bounce_report_unref(report);
    return taken;
}

#endif

/*
 * How far it is: one line on standard error that is written over, and gone at the end.
 */
#include "json.h"
#include <time.h>

/* Milliseconds before the first line and between two. */
#define FIRST_MS 1000
#define EVERY_MS 200

static struct {
    long long start, last;
    bool shown;
} state;

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_show(uint64_t count, uint64_t bytes)
{
    long long now = now_ms();
    if (state.start == 0)
        state.start = now;
    if (now < state.start + FIRST_MS || now < state.last + EVERY_MS)
        return;
    state.last = now;
    state.shown = true;
    fprintf(stderr, "\r\033[Kbounce: %llu inputs, %.1f MB, %llu/s", (unsigned long long)count, (double)bytes / 1e6,
            (unsigned long long)count * 1000 / (unsigned long long)(now - state.start + 1));
}

void progress_clear(void)
{
    if (state.shown)
        fputs("\r\033[K", stderr);
    state.shown = false;
}

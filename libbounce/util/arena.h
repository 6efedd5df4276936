/*
 * Arena: memory that is freed all at once. One report lives in one arena.
 * Not thread-safe. Allocation aborts the process when memory runs out, as GLib does.
 */
#ifndef BNC_UTIL_ARENA_H
#define BNC_UTIL_ARENA_H

#include "util/span.h"

typedef struct bnc_arena bnc_arena;

/* first: size of the first block in bytes (a good guess saves malloc calls). */
bnc_arena *bnc_arena_new(size_t first);
void bnc_arena_free(bnc_arena *arena);
/* Zeroed memory, aligned for any type. size 0 gives a valid pointer. */
void *bnc_arena_alloc(bnc_arena *arena, size_t size);
/* The same, not zeroed. */
void *bnc_arena_alloc_raw(bnc_arena *arena, size_t size);
/* count * size with a check against overflow (aborts). */
void *bnc_arena_array(bnc_arena *arena, size_t count, size_t size);
/* A NUL-terminated copy; an empty span gives "". */
char *bnc_arena_dup(bnc_arena *arena, bnc_span text);
/* The same as dup, but NULL for an empty span. */
char *bnc_arena_dup_or_null(bnc_arena *arena, bnc_span text);

/* Gives back what kept memory holds. */
typedef void bnc_release_fn(void *kept);
/*
 * Memory that the arena keeps for whoever uses this function: the same each time, zeroed at first. bnc_arena_free(), or bnc_arena_release() before it,
 * calls the function with it; afterwards it is as if it had never been asked for.
 */
void *bnc_arena_keep(bnc_arena *arena, bnc_release_fn *release, size_t size);
void bnc_arena_release(bnc_arena *arena, bnc_release_fn *release);

/* Bytes taken from the system so far. */
size_t bnc_arena_size(const bnc_arena *arena);

/* malloc that aborts on failure; for what outlives an arena. */
void *bnc_malloc(size_t size);
/* The same, zeroed; what is never touched of a big block takes no memory. */
void *bnc_calloc(size_t count, size_t size);
void *bnc_realloc(void *memory, size_t size);

/*
 * Room for one more element, zeroed, in a growing array inside an arena: returns the (perhaps moved) array. The array must be one that this function
 * made, or NULL. Growth doubles; a small old array is left in the arena, a big one is not.
 */
void *bnc_arena_grow(bnc_arena *arena, void *array, size_t count, size_t *capacity, size_t size);

#endif

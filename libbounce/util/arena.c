/*
 * The arena: a chain of blocks, each twice the size of the one before.
 *
 * In:  sizes.   Out: memory that lives until bnc_arena_free().
 * Running out of memory ends the process, as it does everywhere in GLib; no caller has to check.
 */
#include "util/arena.h"

#include <stdlib.h>

#define ALIGNMENT 16
#define FIRST_MIN 256u
#define OWN_BLOCK_MIN (64u * 1024) /* bytes of a growing array that has a block of its own */
#define BLOCK_MAX (4u * 1024 * 1024) /* doubling ends here, so that a big arena wastes little */

typedef struct block {
    struct block *before;
    size_t size; /* of the whole block, this head included */
} block;

typedef struct kept {
    struct kept *next;
    bnc_release_fn *release;
    bool is_held;
    _Alignas(ALIGNMENT) char memory[];
} kept;

struct bnc_arena {
    kept *kept;
    char *next;
    char *end;
    block *last;
    size_t total;
    size_t block_size; /* of the next block */
};

#define ROUND(size) (((size) + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1))
#define BLOCK_HEAD ROUND(sizeof(block))
#define ARENA_HEAD ROUND(sizeof(bnc_arena))

void *bnc_malloc(size_t size)
{
    void *memory = malloc(size ? size : 1);

    if (!memory)
        abort();
    return memory;
}

void *bnc_calloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);

    if (!memory)
        abort();
    return memory;
}

void *bnc_realloc(void *memory, size_t size)
{
    memory = realloc(memory, size ? size : 1);
    if (!memory)
        abort();
    return memory;
}

/* The arena's own head lies in its first block: one malloc for a report that fits into it. */
bnc_arena *bnc_arena_new(size_t first)
{
    size_t size = BLOCK_HEAD + ARENA_HEAD + ROUND((first < FIRST_MIN ? FIRST_MIN : first));
    block *b = bnc_malloc(size);
    bnc_arena *arena = (bnc_arena *)((char *)b + BLOCK_HEAD);

    b->before = NULL;
    b->size = size;
    arena->kept = NULL;
    arena->next = (char *)arena + ARENA_HEAD;
    arena->end = (char *)b + size;
    arena->last = b;
    arena->total = size;
    arena->block_size = size * 2;
    return arena;
}

void bnc_arena_free(bnc_arena *arena)
{
    block *b = arena ? arena->last : NULL;

    for (kept *k = arena ? arena->kept : NULL; k; k = k->next)
        if (k->is_held)
            k->release(k->memory);
    while (b) {
        block *before = b->before;
        free(b);
        b = before;
    }
}

/* A new block for "size" bytes. What is left of the old one stays the arena's if it is the bigger rest. */
static void *alloc_block(bnc_arena *arena, size_t size)
{
    size_t wanted = BLOCK_HEAD + size;
    size_t block_size = wanted > arena->block_size ? wanted : arena->block_size;
    block *b = bnc_malloc(block_size);
    char *start = (char *)b + BLOCK_HEAD;

    b->before = arena->last;
    b->size = block_size;
    arena->last = b;
    arena->total += block_size;
    if (arena->block_size < BLOCK_MAX)
        arena->block_size *= 2;
    if (block_size - wanted > (size_t)(arena->end - arena->next)) {
        arena->next = start + size;
        arena->end = (char *)b + block_size;
    }
    return start;
}

void *bnc_arena_alloc_raw(bnc_arena *arena, size_t size)
{
    size_t rounded = ROUND(size);
    void *memory;

    if (size > SIZE_MAX / 2)
        abort();
    if (rounded > (size_t)(arena->end - arena->next))
        return alloc_block(arena, rounded);
    memory = arena->next;
    arena->next += rounded;
    return memory;
}

void *bnc_arena_alloc(bnc_arena *arena, size_t size)
{
    void *memory = bnc_arena_alloc_raw(arena, size);

    memset(memory, 0, size);
    return memory;
}

void *bnc_arena_array(bnc_arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        abort();
    return bnc_arena_alloc(arena, bytes);
}

char *bnc_arena_dup(bnc_arena *arena, bnc_span text)
{
    char *copy = bnc_arena_alloc_raw(arena, text.len + 1);

    if (text.len)
        memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    return copy;
}

char *bnc_arena_dup_or_null(bnc_arena *arena, bnc_span text)
{
    return text.len ? bnc_arena_dup(arena, text) : NULL;
}

static kept *find_kept(const bnc_arena *arena, bnc_release_fn *release)
{
    kept *k = arena->kept;

    while (k && k->release != release)
        k = k->next;
    return k;
}

void *bnc_arena_keep(bnc_arena *arena, bnc_release_fn *release, size_t size)
{
    kept *k = find_kept(arena, release);

    if (!k) {
        k = bnc_arena_alloc_raw(arena, sizeof *k + size);
        *k = (kept){ .next = arena->kept, .release = release };
        arena->kept = k;
    }
    if (!k->is_held)
        memset(k->memory, 0, size);
    k->is_held = true;
    return k->memory;
}

void bnc_arena_release(bnc_arena *arena, bnc_release_fn *release)
{
    kept *k = find_kept(arena, release);

    if (k && k->is_held)
        release(k->memory);
    if (k)
        k->is_held = false;
}

size_t bnc_arena_size(const bnc_arena *arena)
{
    return arena->total;
}

/* A block for one array that may still grow: realloc() moves it, and nothing of it is left behind. */
static void *resize_own_block(bnc_arena *arena, void *array, size_t old_bytes, size_t bytes)
{
    block **link = &arena->last, *b;

    if (bytes > SIZE_MAX / 2)
        abort();
    if (old_bytes < OWN_BLOCK_MIN) {
        b = bnc_malloc(BLOCK_HEAD + bytes);
        b->before = arena->last;
        arena->last = b;
        if (old_bytes)
            memcpy((char *)b + BLOCK_HEAD, array, old_bytes);
    } else {
        while ((char *)*link + BLOCK_HEAD != array)
            link = &(*link)->before;
        arena->total -= (*link)->size;
        b = *link = bnc_realloc(*link, BLOCK_HEAD + bytes);
    }
    b->size = BLOCK_HEAD + bytes;
    arena->total += b->size;
    return (char *)b + BLOCK_HEAD;
}

void *bnc_arena_grow(bnc_arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    size_t wanted = *capacity ? *capacity * 2 : 8;
    size_t bytes;

    if (count >= *capacity) {
        if (wanted <= *capacity || __builtin_mul_overflow(wanted, size, &bytes))
            abort();
        if (bytes >= OWN_BLOCK_MIN) {
            array = resize_own_block(arena, array, *capacity * size, bytes);
        } else {
            void *moved = bnc_arena_alloc_raw(arena, bytes);

            if (count)
                memcpy(moved, array, count * size);
            array = moved;
        }
        *capacity = wanted;
    }
    memset((char *)array + count * size, 0, size); /* not all of the room: what is never used takes no memory */
    return array;
}

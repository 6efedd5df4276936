/*
 * iconv's converters, kept between texts.
 *
 * In:  a pool and a charset's name.   Out: a converter to UTF-8 that is the caller's alone.
 * A mail in ISO-2022-JP, then one in UTF-8, then one in ISO-2022-JP again: glibc would load the charset's module twice, which costs more than
 * reading the mails. A place holds at most one idle converter; it is taken and put back by one exchange, so threads never wait. Nothing of a mail
 * stays in it: a converter is reset before it is put back.
 */
#include "mime/converter.h"

#include "util/arena.h"
#include "util/span.h"

#include <errno.h>
#include <iconv.h>
#include <stdatomic.h>
#include <stdlib.h>

#define PLACES 16u

struct bnc_converters {
    _Atomic(bnc_converter *) idle[PLACES];
};

static unsigned place_of(const char *name)
{
    unsigned hash = 0;

    while (*name)
        hash = hash * 31u + (unsigned char)*name++;
    return hash % PLACES;
}

static void drop(bnc_converter *converter)
{
    if (!converter)
        return;
    iconv_close(converter->handle);
    free(converter);
}

bnc_converters *bnc_converters_new(void)
{
    bnc_converters *pool = bnc_malloc(sizeof(*pool));

    for (size_t i = 0; i < PLACES; i++)
        atomic_init(&pool->idle[i], NULL);
    return pool;
}

void bnc_converters_free(bnc_converters *pool)
{
    for (size_t i = 0; pool && i < PLACES; i++)
        drop(atomic_load(&pool->idle[i]));
    free(pool);
}

static bnc_converter *open_new(const char *name)
{
    const size_t len = strlen(name);
    bnc_converter *converter = bnc_malloc(sizeof(*converter));

    converter->handle = iconv_open("UTF-8", name);
    if (converter->handle == (iconv_t)-1) {
        if (errno == ENOMEM)
            abort(); /* the same mail must not read otherwise */
        free(converter);
        return NULL;
    }
    converter->name[0] = '\0'; /* too long a name is not kept */
    if (len < sizeof(converter->name))
        memcpy(converter->name, name, len + 1);
    return converter;
}

bnc_converter *bnc_converter_take(bnc_converters *pool, const char *name)
{
    bnc_converter *converter = pool ? atomic_exchange(&pool->idle[place_of(name)], NULL) : NULL;

    if (converter && strcmp(converter->name, name) == 0)
        return converter;
    drop(converter);
    return open_new(name);
}

void bnc_converter_give_back(bnc_converters *pool, bnc_converter *converter)
{
    if (pool && converter->name[0] != '\0') {
        iconv(converter->handle, NULL, NULL, NULL, NULL);
        converter = atomic_exchange(&pool->idle[place_of(converter->name)], converter);
    }
    drop(converter);
}

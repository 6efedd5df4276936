/*
 * iconv's converters, kept between texts.
 *
 * In:  a charset's name.   Out: a converter to UTF-8 that is the caller's alone.
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

static _Atomic(bnc_converter *) idle[PLACES];

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

bnc_converter *bnc_converter_take(const char *name)
{
    const size_t len = strlen(name);
    bnc_converter *converter = atomic_exchange(&idle[place_of(name)], NULL);

    if (converter && strcmp(converter->name, name) == 0)
        return converter;
    drop(converter);
    converter = bnc_malloc(sizeof(*converter));
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

void bnc_converter_give_back(bnc_converter *converter)
{
    if (converter->name[0] == '\0') {
        drop(converter);
        return;
    }
    iconv(converter->handle, NULL, NULL, NULL, NULL);
    drop(atomic_exchange(&idle[place_of(converter->name)], converter));
}

/* A program may load and unload the library many times. */
__attribute__((destructor)) static void drop_all(void)
{
    for (size_t i = 0; i < PLACES; i++)
        drop(atomic_exchange(&idle[i], NULL));
}

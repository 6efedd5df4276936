/* iconv's converters to UTF-8, kept for the next text: glibc loads and drops the module of a charset at every opening and closing. */
#ifndef BNC_MIME_CONVERTER_H
#define BNC_MIME_CONVERTER_H

#include <stdbool.h>

#define BNC_CONVERTER_NAME 40 /* bytes of the longest charset name that is kept, and its NUL */

typedef struct bnc_converter {
    void *handle; /* iconv_t, in its first state */
    char name[BNC_CONVERTER_NAME];
} bnc_converter;

/* Idle converters, a bounded number of them; whoever has such a pool may share it between threads. */
typedef struct bnc_converters bnc_converters;

bnc_converters *bnc_converters_new(void);
/* Closes what is idle; NULL is ignored. Every converter has been given back by then. */
void bnc_converters_free(bnc_converters *pool);
/*
 * A converter that nobody else uses until it is given back to the same pool; NULL: iconv does not know the charset. Any thread. Without a pool (NULL)
 * it is opened now and closed when it is given back. Aborts without memory.
 */
bnc_converter *bnc_converter_take(bnc_converters *pool, const char *name);
void bnc_converter_give_back(bnc_converters *pool, bnc_converter *converter);

#endif

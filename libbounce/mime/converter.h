/* iconv's converters to UTF-8, kept for the next text: glibc loads and drops the module of a charset at every opening and closing. */
#ifndef BNC_MIME_CONVERTER_H
#define BNC_MIME_CONVERTER_H

#include <stdbool.h>

#define BNC_CONVERTER_NAME 40 /* bytes of the longest charset name that is kept, and its NUL */

typedef struct bnc_converter {
    void *handle; /* iconv_t, in its first state */
    char name[BNC_CONVERTER_NAME];
} bnc_converter;

/* A converter that nobody else uses until it is given back; NULL: iconv does not know the charset. Any thread. Aborts without memory. */
bnc_converter *bnc_converter_take(const char *name);
void bnc_converter_give_back(bnc_converter *converter);

#endif

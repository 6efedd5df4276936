/* The leaf parts of a mail, once by our walk and once by GMime's own parser, and how they differ. */
#ifndef UNIT_MIME_LEAVES_H
#define UNIT_MIME_LEAVES_H

#include "mime/walk.h"

#define LEAVES_MAX 200

typedef struct leaf {
    char *type;  /* "text/plain" */
    char *bytes; /* behind the transfer encoding, without the last line ends */
    size_t len;
} leaf;

typedef struct leaves {
    leaf list[LEAVES_MAX];
    size_t count;
} leaves;

void leaves_by_walk(bnc_arena *arena, bnc_span text, leaves *to);
/* False where GMime gives no message at all. */
bool leaves_by_gmime(bnc_span text, leaves *to);
/* What differs, to be freed with g_free(); NULL if nothing does. */
char *leaves_difference(const leaves *own, const leaves *gmime);
void leaves_free(leaves *l);

#endif

/* The tool's sentences in the reader's language, from the knowledge's Message records. */
#ifndef WORDS_H
#define WORDS_H

#include "cli.h"

typedef struct words {
    const bounce_classifier *classifier;
    const char *language;
} words;

/* The sentence of that id; the id itself where there is none. */
const char *say(const words *w, const char *id);
/* The sentence "prefix.name", for example say_name(w, "party", "isp"). */
const char *say_name(const words *w, const char *prefix, const char *name);
/* A sentence with {name} replaced; malloc'ed, free with g_free(). */
char *say_with(const words *w, const char *id, const char *name, const char *value);
/* A date of RFC 3339 or RFC 5322 as people write it: "2026-08-22 10:04 +0900"; anything else as it stands; malloc'ed, free with g_free(). */
char *friendly_date(const char *date);
/* An ISO 8601 duration in words: "PT24H" is "24 hours"; malloc'ed, free with g_free(). */
char *say_duration(const words *w, const char *duration);

#endif

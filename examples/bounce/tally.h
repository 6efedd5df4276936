/* Counts over many records; see tally.c. */
#ifndef TALLY_H
#define TALLY_H

#include "cli.h"
#include <glib.h>

typedef enum tally_by { BY_KIND, BY_CAUSE, BY_PARTY, BY_PROVIDER, BY_LIST, BY_IP, BY_DAY, BY_STEP, TALLY_TABLES } tally_by;

typedef struct tally_row {
    char *key;            /* a cause's id, a day … */
    char *text;           /* of a step: what to do */
    guint count;
    GPtrArray *evidence;  /* char *: address and what the server said, a few */
} tally_row;

typedef struct tally {
    guint records, failed;
    GHashTable *tables[TALLY_TABLES]; /* key → tally_row */
    GHashTable *dead, *keep;          /* addresses */
} tally;

void tally_start(tally *t);
void tally_stop(tally *t);
/* Counts one record, a line of JSON. */
void tally_add(tally *t, const char *record);
/* The rows of a table, the greatest first (days: in their order). Free the array, not the rows. */
GPtrArray *tally_rows(const tally *t, tally_by by);

#endif

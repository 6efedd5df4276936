/*
 * The file that bounce deliver appends to: each record once, none cut short, whoever else appends at the same time.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdbool.h>
#include <stddef.h>

/* How far back an earlier record of the same delivery is looked for, beyond the length of the new records themselves. */
#define LEDGER_TAIL ((size_t)1 << 20)

/*
 * Appends the lines of text with one write. If once is set, a line whose source.name and recipient.address stand in the end of the file
 * already is left out. still(data) is asked last, under the lock: false, and nothing is written. False: nothing was appended.
 */
bool ledger_append(const char *path, const char *text, size_t length, bool once, bool (*still)(const void *data), const void *data);

#endif

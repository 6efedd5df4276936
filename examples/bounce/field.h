/* Single fields of a record; see field.c. */
#ifndef FIELD_H
#define FIELD_H

#include <stdbool.h>
#include <stdio.h>

/* Complains and returns false where a name in "recipient.address,causes.0.id" cannot be one of the record's. */
bool field_check(const char *names);
/* The value at one path, "" for null or none; free it with g_free(). */
char *field_value(const char *record, const char *path);
/* Writes one line of tab-separated values for one record (a line of JSON, NUL-terminated or ended by '\n'). False: the output failed. */
bool field_print(const char *record, const char *names, FILE *out);

#endif

/* A JSON Schema checker as large as doc/record.schema.json needs it; see schema.c. */
#ifndef FUZZ_SCHEMA_H
#define FUZZ_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

/* Whether value is what the schema at "rule" within "schema" says. Prints where not. */
bool schema_holds(const json_t *schema, const json_t *rule, const json_t *value, const char *name);

#endif

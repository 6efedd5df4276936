/*
 * JSON Schema (draft 2020-12), the part of it that doc/record.schema.json uses.
 *
 * In:  a schema, a value.   Out: whether the value is valid. A keyword that is not known here aborts: a schema that says more is not half checked.
 */
#include "schema.h"
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool complain(const char *name, const char *what)
{
    fprintf(stderr, "schema: %s: %s\n", name, what);
    return false;
}

static bool is_type(const json_t *value, const char *type)
{
    static const struct {
        const char *name;
        json_type type;
    } types[] = { { "object", JSON_OBJECT }, { "array", JSON_ARRAY }, { "string", JSON_STRING }, { "integer", JSON_INTEGER }, { "null", JSON_NULL } };
    if (!strcmp(type, "boolean"))
        return json_is_boolean(value);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(type, types[i].name))
            return json_typeof(value) == types[i].type;
    abort();
}

static bool has_type(const json_t *wanted, const json_t *value)
{
    if (json_is_string(wanted))
        return is_type(value, json_string_value(wanted));
    for (size_t i = 0; i < json_array_size(wanted); i++)
        if (is_type(value, json_string_value(json_array_get(wanted, i))))
            return true;
    return false;
}

static bool has_pattern(const char *pattern, const json_t *value)
{
    regex_t regex;
    if (!json_is_string(value))
        return true;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
        abort();
    int no_match = regexec(&regex, json_string_value(value), 0, NULL, 0);
    regfree(&regex);
    return !no_match;
}

static bool has_members(const json_t *names, const json_t *value)
{
    for (size_t i = 0; json_is_object(value) && i < json_array_size(names); i++)
        if (!json_object_get(value, json_string_value(json_array_get(names, i))))
            return false;
    return true;
}

static bool members_hold(const json_t *schema, const json_t *rule, const json_t *value)
{
    const json_t *known = json_object_get(rule, "properties"), *others = json_object_get(rule, "additionalProperties");
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)value, key, member) {
        const json_t *its = json_object_get(known, key) ? json_object_get(known, key) : others;
        if (json_is_object(its) && !schema_holds(schema, its, member, key))
            return false;
    }
    return true;
}

static bool items_hold(const json_t *schema, const json_t *rule, const json_t *value, const char *name)
{
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!schema_holds(schema, rule, json_array_get(value, i), name))
            return false;
    return true;
}

static const json_t *referred(const json_t *schema, const char *path)
{
    static const char top[] = "#/$defs/";
    const json_t *rule = strncmp(path, top, strlen(top)) ? NULL : json_object_get(json_object_get(schema, "$defs"), path + strlen(top));
    if (!rule)
        abort();
    return rule;
}

static bool keyword_holds(const json_t *schema, const json_t *rule, const char *word, const json_t *said, const json_t *value, const char *name)
{
    static const char *const silent[] = { "$schema", "title", "description", "$defs", "examples", "additionalProperties" };
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (!strcmp(word, silent[i]))
            return true;
    if (!strcmp(word, "$ref"))
        return schema_holds(schema, referred(schema, json_string_value(said)), value, name);
    if (!strcmp(word, "type"))
        return has_type(said, value) || complain(name, "type");
    if (!strcmp(word, "const"))
        return json_equal(said, value) || complain(name, "const");
    if (!strcmp(word, "pattern"))
        return has_pattern(json_string_value(said), value) || complain(name, "pattern");
    if (!strcmp(word, "required"))
        return has_members(said, value) || complain(name, "required");
    if (!strcmp(word, "properties"))
        return members_hold(schema, rule, value);
    if (!strcmp(word, "items"))
        return items_hold(schema, said, value, name);
    if (!strcmp(word, "minimum"))
        return !json_is_integer(value) || json_integer_value(value) >= json_integer_value(said) || complain(name, "minimum");
    if (!strcmp(word, "minItems"))
        return !json_is_array(value) || (json_int_t)json_array_size(value) >= json_integer_value(said) || complain(name, "minItems");
    if (!strcmp(word, "maxItems"))
        return !json_is_array(value) || (json_int_t)json_array_size(value) <= json_integer_value(said) || complain(name, "maxItems");
    fprintf(stderr, "schema: keyword %s is not known here\n", word);
    abort();
}

bool schema_holds(const json_t *schema, const json_t *rule, const json_t *value, const char *name)
{
    const char *word;
    json_t *said;
    json_object_foreach((json_t *)rule, word, said)
        if (!keyword_holds(schema, rule, word, said, value, name))
            return false;
    /* Members without "properties" (the facts) are looked at, too. */
    return json_object_get(rule, "properties") || !json_is_object(json_object_get(rule, "additionalProperties")) || members_hold(schema, rule, value);
}

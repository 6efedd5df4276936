/*
 * Any bytes to JSON Lines: each line parses with a strict library (no NUL, no name twice, UTF-8), is valid by doc/record.schema.json, and holds the bytes
 * that the getters give. The first bytes of the input choose the entry point, the language and the source's name.
 */
#include "look.h"
#include "schema.h"
#include "target.h"
#include <stdlib.h>
#include <string.h>

static const json_t *schema(void)
{
    static json_t *loaded;
    if (!loaded)
        loaded = json_load_file(BOUNCE_SCHEMA, JSON_REJECT_DUPLICATES, NULL);
    if (!loaded)
        abort();
    return loaded;
}

static void same(const json_t *object, const char *name, const char *value)
{
    const json_t *member = json_object_get(object, name);
    if (value ? !json_is_string(member) || strcmp(json_string_value(member), value) != 0 : !json_is_null(member))
        abort();
}

static void check_record(const json_t *record, const bounce_report *report, size_t index)
{
    const bounce_recipient *r = index < bounce_report_recipient_count(report) ? bounce_report_recipient(report, index) : NULL;
    if (!schema_holds(schema(), schema(), record, "record"))
        abort();
    if (!r)
        return;
    same(record, "diagnostic", bounce_recipient_diagnostic(r));
    same(record, "status", bounce_recipient_status(r));
    same(record, "reply", bounce_recipient_reply(r));
    same(json_object_get(record, "recipient"), "address", bounce_recipient_address(r));
    same(json_object_get(record, "original"), "subject", bounce_report_original_subject(report));
    if (json_array_size(json_object_get(record, "causes")) != bounce_recipient_cause_count(r))
        abort();
}

static void check_lines(char *text, const bounce_report *report)
{
    size_t count = 0, wanted = bounce_report_recipient_count(report);
    for (char *end; (end = strchr(text, '\n')); text = end + 1, count++) {
        json_t *record = json_loadb(text, (size_t)(end - text), JSON_REJECT_DUPLICATES, NULL);
        if (!json_is_object(record))
            abort();
        if (count < 20)
            check_record(record, report, count);
        json_decref(record);
    }
    if (*text || count != (wanted ? wanted : 1))
        abort();
}

static bounce_report *read_any(unsigned how, const char *data, size_t size)
{
    bounce_report *report = NULL;
    bounce_status status = how == 1 ? bounce_classify_reply(look_classifier(), data, size, &report)
                           : how == 2 ? bounce_classify_log_line(look_classifier(), data, size, &report)
                                      : bounce_classify(look_classifier(), data, size, &report);
    if (status != BOUNCE_OK)
        abort();
    return report;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = { "en", "ko", "ja", "zh-Hant", "zh-Hans", "xx", NULL };
    unsigned how = size && data[0] < 8 ? data[0] % 3u : 0; /* a mail begins with a letter: seeds stay what they are */
    size_t cut = size && data[0] < 8 ? 1 : 0, name_length = size < 16 ? size : 16;
    bounce_report *report = read_any(how, (const char *)data + cut, size - cut);
    bounce_origin *origin = bounce_origin_new();
    char *text = NULL, name[17] = "";
    size_t length = 0;
    if (name_length)
        memcpy(name, data, name_length);
    bounce_origin_set_name(origin, name);
    bounce_origin_set_place(origin, size, UINT64_MAX >> 1, size);
    if (bounce_report_to_json(report, origin, languages[size % 7], &text, &length) != BOUNCE_OK || strlen(text) != length)
        abort();
    check_lines(text, report);
    bounce_free(text);
    bounce_origin_free(origin);
    bounce_report_unref(report);
    return 0;
}

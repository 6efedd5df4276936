/*
 * Writes C: the built-in image and the public enum of causes; and the causes as JSON, for the Python enum.
 *
 * The image becomes one string literal: compilers read that many times faster than a list of numbers.
 */
#include "tool.h"

#define BYTES_PER_LINE 96

static void add_bytes(bnc_buffer *out, const unsigned char *at, size_t len)
{
    static const char octal[] = "01234567";

    for (size_t i = 0; i < len; i++) {
        unsigned char c = at[i];

        if (i % BYTES_PER_LINE == 0)
            bnc_buffer_add_text(out, i ? "\"\n\"" : "\"");
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '?') {
            bnc_buffer_add_char(out, (char)c);
            continue;
        }
        bnc_buffer_add_char(out, '\\');
        bnc_buffer_add_char(out, octal[c >> 6]);
        bnc_buffer_add_char(out, octal[c >> 3 & 7]);
        bnc_buffer_add_char(out, octal[c & 7]);
    }
    bnc_buffer_add_text(out, "\"");
}

void tool_write_builtin(tool *t, bnc_buffer *out)
{
    bnc_buffer image = BNC_BUFFER_INIT;

    bnc_builder_write(t->builder, &image);
    t->image_size = image.len;
    tool_print(out, "/* Made by bnc-knowledge from libbounce/knowledge/data. Do not edit. */\n"
                    "#include \"knowledge/image.h\"\n\n"
                    "_Static_assert(sizeof(bnc_image) == %zu, \"the build machine's structs differ from the host's\");\n\n"
                    "static const _Alignas(16) char image[] =\n", sizeof(bnc_image));
    add_bytes(out, (const unsigned char *)image.at, image.len);
    tool_print(out, ";\n\nconst bnc_image *const bnc_builtin_image = (const bnc_image *)(const void *)image;\n");
    bnc_buffer_clear(&image);
}

/* "recipient.unknown" as RECIPIENT_UNKNOWN */
static void add_name(bnc_buffer *out, const char *id)
{
    for (; *id; id++)
        bnc_buffer_add_char(out, bnc_is_alpha(*id) ? (char)(*id & ~0x20) : bnc_is_digit(*id) ? *id : '_');
}

void tool_write_cause_header(const tool *t, bnc_buffer *out)
{
    tool_print(out, "/* The causes by number. Made from the cause registry; doc/causes.md describes them. */\n"
                    "#ifndef BOUNCE_CAUSE_ID_H\n#define BOUNCE_CAUSE_ID_H\n\n#include <bounce/macros.h>\n\nBOUNCE_BEGIN_DECLS\n\n"
                    "/**\n * The causes of the built-in knowledge. Numbers are stable; new ones come at the end: treat the enum as open.\n *\n"
                    " * @since 0.1\n */\ntypedef enum bounce_cause_code {\n"
                    "    BOUNCE_CAUSE_UNKNOWN = 0 /**< unknown, or a user's own cause */");
    for (size_t i = 0; i < tool_count(t, BNC_KIND_CAUSE); i++) {
        const bnc_cause_record *cause = tool_record(t, BNC_KIND_CAUSE, i);

        if (!cause->number)
            continue;
        tool_print(out, ",\n    BOUNCE_CAUSE_");
        add_name(out, tool_text(t, cause->id));
        tool_print(out, " = %u /**< %s: %s */", cause->number, tool_text(t, cause->id), tool_text(t, cause->meaning));
    }
    tool_print(out, "\n} bounce_cause_code;\n\nBOUNCE_END_DECLS\n#endif\n");
}

static void add_member(const tool *t, bnc_buffer *out, const char *name, const char *value)
{
    tool_print(out, ", \"%s\": ", name);
    tool_print_json(out, bnc_span_of(value));
}

void tool_write_causes_json(const tool *t, bnc_buffer *out)
{
    tool_print(out, "[");
    for (size_t i = 0; i < tool_count(t, BNC_KIND_CAUSE); i++) {
        const bnc_cause_record *cause = tool_record(t, BNC_KIND_CAUSE, i);

        tool_print(out, "%s\n {\"number\": %u", i ? "," : "", cause->number);
        add_member(t, out, "id", tool_text(t, cause->id));
        tool_print(out, ", \"name\": \"");
        add_name(out, tool_text(t, cause->id));
        tool_print(out, "\"");
        add_member(t, out, "meaning", tool_text(t, cause->meaning));
        add_member(t, out, "persistence", bnc_words_name(&bnc_words_persistence, cause->persistence));
        add_member(t, out, "address_verdict", bnc_words_name(&bnc_words_address, cause->address));
        tool_print(out, ", \"party\": [");
        for (uint32_t k = 0; k < cause->party.count; k++)
            tool_print(out, "%s\"%s\"", k ? ", " : "", bnc_words_name(&bnc_words_party, tool_list(t, cause->party)[k]));
        tool_print(out, "], \"hard\": %s", cause->hard ? "true" : "false");
        if (cause->parent)
            add_member(t, out, "parent", tool_text(t, cause->parent));
        tool_print(out, "}");
    }
    tool_print(out, "\n]\n");
}

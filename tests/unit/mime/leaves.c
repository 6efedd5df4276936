/*
 * The leaf parts of a mail in document order.
 *
 * In:  a sanitised message.   Out: type and decoded bytes of each leaf, by mime/walk.c or by GMime's parser.
 */
#include "leaves.h"

#include <gmime/gmime.h>

#include "mime/decode.h"
#include "util/limits.h"

static void add_leaf(leaves *to, const char *type, const char *bytes, size_t len)
{
    leaf *l = &to->list[to->count];

    if (to->count == LEAVES_MAX)
        return;
    while (len && (bytes[len - 1] == '\n' || bytes[len - 1] == '\r')) /* the last line end belongs to the boundary or not */
        len--;
    l->type = g_ascii_strdown(type, -1);
    l->bytes = g_memdup2(bytes, len);
    l->len = len;
    to->count++;
}

void leaves_free(leaves *l)
{
    for (size_t i = 0; i < l->count; i++) {
        g_free(l->list[i].type);
        g_free(l->list[i].bytes);
    }
}

static void walk_gmime(GMimeObject *object, leaves *to)
{
    char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));

    if (GMIME_IS_MULTIPART(object) && g_mime_multipart_get_count(GMIME_MULTIPART(object)) > 0) {
        for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
            walk_gmime(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), to);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (message && g_mime_message_get_mime_part(message))
            walk_gmime(g_mime_message_get_mime_part(message), to);
        else
            add_leaf(to, type, "", 0);
    } else if (GMIME_IS_PART(object) && g_mime_part_get_content(GMIME_PART(object))) {
        GMimeStream *stream = g_mime_stream_mem_new();
        GByteArray *bytes;
        g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(object)), stream);
        bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
        add_leaf(to, type, (const char *)bytes->data, bytes->len);
        g_object_unref(stream);
    } else {
        add_leaf(to, type, "", 0);
    }
    g_free(type);
}

void leaves_by_walk(bnc_arena *arena, bnc_span text, leaves *to)
{
    bnc_notes notes = { .count = 0 };
    bnc_mime mime;

    bnc_mime_walk(arena, text, &notes, &mime);
    for (size_t i = 0; i < mime.count; i++) {
        const bnc_part *part = &mime.parts[i];
        char *type;
        bnc_span body;

        if (part->is_container)
            continue;
        type = g_strdup_printf("%.*s/%.*s", (int)part->type.len, part->type.at, (int)part->subtype.len, part->subtype.at);
        body = bnc_decode_transfer(arena, part->body, part->encoding, BNC_MAX_INPUT);
        add_leaf(to, type, body.at, body.len);
        g_free(type);
    }
}

bool leaves_by_gmime(bnc_span text, leaves *to)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text.at ? text.at : "", text.len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    bool is_read = message != NULL;

    if (message && g_mime_message_get_mime_part(message))
        walk_gmime(g_mime_message_get_mime_part(message), to);
    if (message)
        g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
    return is_read;
}

char *leaves_difference(const leaves *own, const leaves *gmime)
{
    if (own->count != gmime->count)
        return g_strdup_printf("%zu leaf parts, GMime has %zu", own->count, gmime->count);
    for (size_t i = 0; i < own->count; i++) {
        if (strcmp(own->list[i].type, gmime->list[i].type) != 0)
            return g_strdup_printf("part %zu is %s, GMime says %s", i, own->list[i].type, gmime->list[i].type);
        if (own->list[i].len != gmime->list[i].len
            || (own->list[i].len && memcmp(own->list[i].bytes, gmime->list[i].bytes, own->list[i].len) != 0))
            return g_strdup_printf("part %zu (%s) has %zu bytes, GMime's %zu or others", i, own->list[i].type, own->list[i].len, gmime->list[i].len);
    }
    return NULL;
}

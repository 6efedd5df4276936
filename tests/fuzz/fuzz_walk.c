/*
 * The walk over the parts. Two readings of the input:
 *
 * 1. as a mail, any bytes: the index holds what mime/walk.h says, every leaf decodes to valid UTF-8;
 * 2. as instructions for a well-formed mail (mail.c): GMime's parser finds the same leaves, types and bytes in it. Mails that are not well-formed differ on
 *    purpose (doc/mime.md), so only the first reading sees them.
 */
#include "../unit/mime/leaves.h"
#include "input/sanitise.h"
#include "mail.h"
#include "mime/decode.h"
#include "mime/header.h"
#include "mime/init.h"
#include "target.h"
#include "util/limits.h"
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_part(bnc_arena *arena, const bnc_mime *mime, size_t index, bnc_notes *notes)
{
    const bnc_part *part = &mime->parts[index];
    bnc_span rest = part->header, text;
    bnc_field field;
    must(part->depth <= BNC_MAX_DEPTH && part->parent <= index && (index == 0) == (part->parent == index));
    must(index == 0 || (mime->parts[part->parent].is_container && part->depth == mime->parts[part->parent].depth + 1));
    for (size_t i = 0, before = rest.len + 1; i < BNC_MAX_HEADERS && bnc_header_next(&rest, &field); i++, before = rest.len)
        must(rest.len < before && field.name.len > 0);
    if (part->is_container)
        return;
    text = bnc_decode_part(arena, part, BNC_MAX_TEXT, notes);
    must(text.len <= BNC_MAX_TEXT && (!text.len || g_utf8_validate(text.at, (gssize)text.len, NULL)));
}

static void check_any(const char *data, size_t size)
{
    bnc_arena *arena = bnc_arena_new(65536);
    bnc_notes notes = { .count = 0 };
    bnc_span text = bnc_input_sanitise(arena, data, size, BNC_MAX_INPUT, &notes);
    bnc_mime mime;
    bnc_mime_walk(arena, text, &notes, &mime);
    must(mime.count >= 1 && mime.count <= BNC_MAX_PARTS);
    for (size_t i = 0; i < mime.count && i < 100; i++)
        check_part(arena, &mime, i, &notes);
    bnc_arena_free(arena);
}

static void check_same(const uint8_t *data, size_t size)
{
    GString *mail = mail_from_bytes(data, size);
    bnc_arena *arena = bnc_arena_new(65536);
    bnc_notes notes = { .count = 0 };
    bnc_span text = bnc_input_sanitise(arena, mail->str, mail->len, BNC_MAX_INPUT, &notes);
    leaves own = { .count = 0 }, gmime = { .count = 0 };
    leaves_by_walk(arena, text, &own);
    must(leaves_by_gmime(text, &gmime));
    char *difference = leaves_difference(&own, &gmime);
    if (difference) {
        fprintf(stderr, "%s\n", difference);
        fwrite(mail->str, 1, mail->len, stderr);
        abort();
    }
    leaves_free(&own);
    leaves_free(&gmime);
    bnc_arena_free(arena);
    g_string_free(mail, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bnc_mime_init_once();
    check_any((const char *)data, size);
    check_same(data, size);
    return 0;
}

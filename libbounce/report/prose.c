/*
 * The human-readable text of a report.
 *
 * In:  the parts.   Out: report->text (as written) and reader->text (quote marks taken off), valid UTF-8, at most BNC_MAX_TEXT.
 * text/plain wins over text/html; the returned message and attachments are not decoded.
 */
#include "mime/decode.h"
#include "mime/html.h"
#include "report/reader.h"
#include "util/utf8.h"

static bool is_text(const bnc_part *part, bool wants_html)
{
    if (part->is_container)
        return false;
    return wants_html ? bnc_part_is(part, "text", "html") : bnc_part_is(part, "text", "plain") || bnc_part_is(part, "text", "");
}

static bool is_attachment(const bnc_reader *reader, const bnc_part *part)
{
    bnc_span value;
    return part != &reader->mime.parts[reader->root] && bnc_header_find(part->header, "Content-Disposition", &value) &&
           bnc_span_starts_nocase(bnc_span_trim(value), BNC_SPAN("attachment")) && !reader->is_machine;
}

static bnc_span decode(bnc_reader *reader, const bnc_part *part, size_t room, bool is_html)
{
    bnc_span text = bnc_decode_part(reader->arena, part, is_html ? 4 * room : room, &reader->report->notes);
    if (is_html || bnc_html_looks_like(text))
        text = bnc_html_to_text(reader->arena, text);
    return bnc_utf8_cut(text, room);
}

static bnc_span join(bnc_arena *arena, bnc_span a, bnc_span b)
{
    if (a.len == 0)
        return b;
    char *text = bnc_arena_alloc_raw(arena, a.len + b.len + 2);
    memcpy(text, a.at, a.len);
    text[a.len] = '\n';
    memcpy(text + a.len + 1, b.at, b.len);
    text[a.len + 1 + b.len] = 0;
    return (bnc_span){ text, a.len + 1 + b.len };
}

static bnc_span collect(bnc_reader *reader, bool wants_html)
{
    bnc_span all = { "", 0 };
    size_t taken = 0;
    for (size_t i = reader->root; i < reader->mime.count && taken < 8 && all.len + 1 < BNC_MAX_TEXT; i++) {
        const bnc_part *part = &reader->mime.parts[i];
        if (!is_text(part, wants_html) || part->body.len == 0 || !bnc_parts_is_own(reader, i) || is_attachment(reader, part))
            continue;
        bnc_span text = decode(reader, part, BNC_MAX_TEXT - 1 - all.len, wants_html);
        if (bnc_span_trim(text).len == 0)
            continue;
        all = join(reader->arena, all, text);
        taken++;
    }
    return all;
}

/* multipart/report without a text part of its own: what stands in front of the first boundary is text for old readers, not prose. */
void bnc_prose_read(bnc_reader *reader)
{
    bnc_span text = collect(reader, false);
    reader->is_html = text.len == 0;
    if (reader->is_html)
        text = collect(reader, true);
    bnc_prose_use(reader, text);
}

/* CRLF and CR become LF, so that patterns need not ask for CR. */
static bnc_span normalise_lines(bnc_arena *arena, bnc_span text)
{
    size_t next = bnc_span_find_char(text, '\r', 0), copied = 0, len = 0;
    if (next == BNC_NOT_FOUND)
        return text;
    char *out = bnc_arena_alloc_raw(arena, text.len + 1);
    while (next != BNC_NOT_FOUND) {
        memcpy(out + len, text.at + copied, next - copied);
        len += next - copied;
        copied = next + 1;
        if (copied >= text.len || text.at[copied] != '\n')
            out[len++] = '\n';
        next = bnc_span_find_char(text, '\r', copied);
    }
    return bnc_span_end_copy(out, len, bnc_span_from(text, copied));
}

/* No-break spaces become blanks, for the same reason. */
static bnc_span normalise_blanks(bnc_arena *arena, bnc_span text)
{
    char *out = NULL;
    size_t copied = 0, len = 0;
    for (size_t at = bnc_span_find_char(text, '\xC2', 0); at != BNC_NOT_FOUND; at = bnc_span_find_char(text, '\xC2', at + 1)) {
        if (at + 1 >= text.len || text.at[at + 1] != '\xA0')
            continue;
        if (!out)
            out = bnc_arena_alloc_raw(arena, text.len + 1);
        memcpy(out + len, text.at + copied, at - copied);
        len += at - copied;
        out[len++] = ' ';
        copied = at + 2;
    }
    if (!out)
        return text;
    return bnc_span_end_copy(out, len, bnc_span_from(text, copied));
}

void bnc_prose_use(bnc_reader *reader, bnc_span text)
{
    if (text.len > BNC_MAX_TEXT)
        bnc_notes_add(&reader->report->notes, "text_cut", NULL);
    text = normalise_blanks(reader->arena, normalise_lines(reader->arena, bnc_utf8_cut(text, BNC_MAX_TEXT)));
    reader->report->text = text;
    reader->text = bnc_paste_unquote(reader->arena, text);
}

bnc_span bnc_prose_own_words(const bnc_reader *reader, size_t max)
{
    bnc_span text = bnc_span_cut(bnc_span_from(reader->text, reader->notice), 0, max);
    if (reader->returned.at > text.at && reader->returned.at < text.at + text.len)
        text.len = (size_t)(reader->returned.at - text.at);
    return text;
}

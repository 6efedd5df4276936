/*
 * Encoded words in header fields (RFC 2047).
 *
 * In:  a raw field value.   Out: valid UTF-8, unfolded.
 * Words next to each other in one charset are joined before the charset is undone, because senders split characters over words. What is
 * no complete word stays as it stands, so that no text is lost. The loop is our own: GMime's puts the charset's name on the stack (3.2.13), and
 * cannot join words. base64 is undone by GMime.
 */
#include "mime/decode.h"
#include "mime/header.h"
#include "mime/scan.h"
#include "util/buffer.h"
#include "util/utf8.h"

typedef struct word {
    bnc_span charset;
    bnc_span text;
    bool is_base64;
} word;

/* Parses "=?charset*language?B?text?=" at the front; returns its length, 0 if there is none. */
static size_t parse_word(bnc_span s, word *ret)
{
    size_t first;
    size_t end;
    size_t language;
    char encoding;

    if (!bnc_span_starts(s, BNC_SPAN("=?")))
        return 0;
    first = bnc_span_find_char(bnc_span_cut(s, 0, BNC_MAX_CHARSET + 20), '?', 2);
    if (first == BNC_NOT_FOUND || first == 2 || first + 3 >= s.len || s.at[first + 2] != '?')
        return 0;
    encoding = bnc_to_lower(s.at[first + 1]);
    if (encoding != 'b' && encoding != 'q')
        return 0;
    end = bnc_span_find(s, BNC_SPAN("?="), first + 3);
    if (end == BNC_NOT_FOUND)
        return 0;
    ret->charset = bnc_span_cut(s, 2, first - 2);
    language = bnc_span_find_char(ret->charset, '*', 0);
    if (language != BNC_NOT_FOUND)
        ret->charset.len = language;
    ret->text = bnc_span_cut(s, first + 3, end - first - 3);
    ret->is_base64 = encoding == 'b';
    return end + 2;
}

static int hex_value(char c)
{
    if (bnc_is_digit(c))
        return c - '0';
    c = bnc_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The "Q" encoding (RFC 2047, section 4.2): as quoted-printable, with "_" for a blank. */
static void add_q(bnc_buffer *to, bnc_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '_') {
            c = ' ';
        } else if (c == '=' && i + 2 < text.len && hex_value(text.at[i + 1]) >= 0 && hex_value(text.at[i + 2]) >= 0) {
            c = (char)(hex_value(text.at[i + 1]) * 16 + hex_value(text.at[i + 2]));
            i += 2;
        }
        bnc_buffer_add_char(to, c);
    }
}

/* What has been decoded, and the bytes of the words that are being joined. */
typedef struct decoder {
    bnc_arena *arena;
    bnc_notes *notes;
    bnc_buffer out;
    bnc_buffer bytes;
    bnc_span charset;
} decoder;

static void flush_bytes(decoder *d)
{
    if (d->bytes.len)
        bnc_buffer_add_span(&d->out, bnc_decode_charset(d->arena, bnc_buffer_span(&d->bytes), d->charset, d->notes));
    d->bytes.len = 0;
    d->charset.len = 0;
}

static void add_word(decoder *d, const word *w)
{
    if (!bnc_span_equal_nocase(d->charset, w->charset))
        flush_bytes(d);
    d->charset = w->charset;
    if (w->is_base64)
        bnc_buffer_add_span(&d->bytes, bnc_decode_transfer(d->arena, w->text, BNC_ENCODING_BASE64, w->text.len));
    else
        add_q(&d->bytes, w->text);
}

/* Raw text between words. */
static void add_text(decoder *d, bnc_span text)
{
    flush_bytes(d);
    bnc_buffer_add_span(&d->out, bnc_decode_charset(d->arena, text, (bnc_span){ 0 }, d->notes));
}

/* Behind the last "?=": where no word ends any more, none has to be looked for. */
static size_t find_last_end(bnc_span value)
{
    size_t at = value.len;

    while (at > 1 && (value.at[at - 1] != '=' || value.at[at - 2] != '?'))
        at--;
    return at > 1 ? at : 0;
}

static bnc_span decode_words(bnc_arena *arena, bnc_span value, bnc_notes *notes)
{
    decoder d = { .arena = arena, .notes = notes, .out = BNC_BUFFER_INIT, .bytes = BNC_BUFFER_INIT };
    size_t done = 0; /* everything before is in d */
    size_t at = 0;
    size_t last = find_last_end(value);
    bool after_word = false;
    bnc_span result;

    while ((at = bnc_span_find(value, BNC_SPAN("=?"), at)) != BNC_NOT_FOUND && at < last) {
        word w;
        size_t len = parse_word(bnc_span_cut(value, at, last - at), &w);
        bnc_span between = bnc_span_cut(value, done, at - done);

        if (len == 0) {
            at += 2;
            continue;
        }
        if (!after_word || bnc_span_trim(between).len) /* blanks between two words are not text (section 6.2) */
            add_text(&d, between);
        add_word(&d, &w);
        at += len;
        done = at;
        after_word = true;
    }
    add_text(&d, bnc_span_from(value, done));
    result = bnc_span_trim((bnc_span){ bnc_arena_dup(arena, bnc_buffer_span(&d.out)), d.out.len });
    bnc_buffer_clear(&d.out);
    bnc_buffer_clear(&d.bytes);
    return bnc_utf8_repair(arena, result);
}

bnc_span bnc_header_decode(bnc_arena *arena, bnc_span value, bnc_notes *notes)
{
    bnc_span text = bnc_header_unfold(arena, value);
    bool has_words = text.len && memmem(text.at, text.len, "=?", 2);

    if (!has_words && bnc_is_ascii(text) && !memchr(text.at ? text.at : "", 0x1B, text.len))
        return text;
    if (text.len > BNC_MAX_GMIME_VALUE)
        bnc_notes_add(notes, "line_too_long", NULL);
    text = bnc_span_cut(text, 0, BNC_MAX_GMIME_VALUE);
    return has_words ? decode_words(arena, text, notes) : bnc_decode_charset(arena, text, (bnc_span){ 0 }, notes);
}

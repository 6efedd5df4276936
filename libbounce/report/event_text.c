/*
 * JSON text (RFC 8259): finding and decoding values.
 *
 * In:  JSON as text.   Out: slices of it. Broken JSON gives shorter answers, never errors.
 */
#include "report/event.h"
#include "util/utf8.h"

static size_t skip_string(bnc_span text, size_t at)
{
    size_t quote = bnc_span_find_char(text, '"', at + 1);
    while (quote != BNC_NOT_FOUND) {
        size_t slashes = quote;
        while (slashes > at + 1 && text.at[slashes - 1] == '\\')
            slashes--;
        if ((quote - slashes) % 2 == 0)
            return quote + 1;
        quote = bnc_span_find_char(text, '"', quote + 1);
    }
    return text.len;
}

static size_t skip_blank(bnc_span text, size_t at)
{
    while (at < text.len && (bnc_is_space(text.at[at]) || text.at[at] == ',' || text.at[at] == ':'))
        at++;
    return at;
}

size_t bnc_event_skip(bnc_span text)
{
    size_t at = 0, depth = 0;
    if (text.len && text.at[0] == '"')
        return skip_string(text, 0);
    if (text.len == 0 || (text.at[0] != '{' && text.at[0] != '[')) {
        while (at < text.len && !strchr(",}] \t\r\n", text.at[at]))
            at++;
        return at;
    }
    while (at < text.len) {
        char c = text.at[at];
        if (c == '"') {
            at = skip_string(text, at);
            continue;
        }
        depth += c == '{' || c == '[';
        at++;
        if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return text.len;
}

/* An object's members, in one pass. */
static void read_members(bnc_span object, bnc_event_members *ret_members)
{
    ret_members->object = object;
    ret_members->count = 0;
    size_t at = skip_blank(object, 1);
    while (at < object.len && object.at[at] == '"' && ret_members->count < BNC_EVENT_MEMBERS) {
        size_t end = skip_string(object, at);
        bnc_span key = bnc_span_cut(object, at + 1, end - at - 2);
        at = skip_blank(object, end);
        size_t len = bnc_event_skip(bnc_span_from(object, at));
        ret_members->key[ret_members->count] = key;
        ret_members->value[ret_members->count++] = bnc_span_cut(object, at, len);
        at = skip_blank(object, at + (len ? len : 1));
    }
}

bnc_span bnc_event_member(bnc_reader *reader, bnc_span object, const char *name)
{
    bnc_span wanted = bnc_span_of(name), none = { "", 0 };
    if (object.len == 0 || object.at[0] != '{')
        return none;
    if (!reader->members)
        reader->members = bnc_arena_alloc(reader->arena, sizeof *reader->members);
    bnc_event_members *members = reader->members;
    if (members->object.at != object.at || members->object.len != object.len)
        read_members(object, members);
    for (size_t i = 0; i < members->count; i++) {
        if (bnc_span_equal(members->key[i], wanted))
            return members->value[i];
    }
    return none;
}

bool bnc_event_next(bnc_span *rest, bnc_span *ret_item)
{
    size_t at = rest->len && rest->at[0] == '[' ? 1 : 0;
    at = skip_blank(*rest, at);
    if (at >= rest->len || rest->at[at] == ']')
        return false;
    bnc_span item = bnc_span_from(*rest, at);
    item.len = bnc_event_skip(item);
    if (item.len == 0)
        return false;
    *ret_item = item;
    /* What is left no longer begins with the array's bracket: an element that is an array itself keeps a separator in front. */
    *rest = bnc_span_from(*rest, at + item.len);
    return true;
}

static uint32_t read_hex(bnc_span digits)
{
    uint32_t c = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char d = bnc_to_lower(digits.at[i]);
        c = c << 4 | (uint32_t)(bnc_is_digit(d) ? d - '0' : d >= 'a' && d <= 'f' ? d - 'a' + 10 : 0);
    }
    return c;
}

/* What \u at "at" says, with the other half of a UTF-16 pair; *inout_at is moved to its last digit. */
static uint32_t read_escape(bnc_span text, size_t *inout_at)
{
    uint32_t c = read_hex(bnc_span_cut(text, *inout_at + 1, 4));
    *inout_at += 4;
    if (c >= 0xD800 && c < 0xDC00 && bnc_span_starts(bnc_span_from(text, *inout_at + 1), BNC_SPAN("\\u"))) {
        bnc_span digits = bnc_span_cut(text, *inout_at + 3, 4);
        uint32_t low = digits.len == 4 ? read_hex(digits) : 0;
        if (low >= 0xDC00 && low < 0xE000) {
            *inout_at += 6;
            c = 0x10000 + ((c - 0xD800) << 10 | (low - 0xDC00));
        }
    }
    return c;
}

bnc_span bnc_event_decode(bnc_reader *reader, bnc_span value)
{
    if (value.len == 0 || value.at[0] == '{' || value.at[0] == '[' || value.at[0] == 'n')
        return (bnc_span){ "", 0 };
    if (value.at[0] != '"')
        return value;
    bnc_span inner = bnc_span_cut(value, 1, value.len >= 2 ? value.len - 2 : 0);
    if (bnc_span_find_char(inner, '\\', 0) == BNC_NOT_FOUND)
        return inner;
    char *text = bnc_arena_alloc_raw(reader->arena, inner.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        char c = inner.at[i];
        if (c != '\\' || i + 1 >= inner.len) {
            text[len++] = c;
            continue;
        }
        c = inner.at[++i];
        if (c == 'u' && i + 4 < inner.len) {
            uint32_t point = read_escape(inner, &i);
            len += bnc_utf8_write(text + len, point ? point : ' ');
        } else {
            text[len++] = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' || c == 'f' ? ' ' : c;
        }
    }
    text[len] = 0;
    return (bnc_span){ text, len };
}

bnc_span bnc_event_text(bnc_reader *reader, bnc_span object, const char *name)
{
    return bnc_event_decode(reader, bnc_event_member(reader, object, name));
}

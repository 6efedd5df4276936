/*
 * Charset names and conversion (RFC 2046, section 4.1.2; names of the WHATWG encoding standard where mail means those).
 *
 * In:  a label out of a mail.   Out: a name that iconv knows, and UTF-8.
 */
#include "mime/charset.h"

#include "util/limits.h"

#include <errno.h>
#include <iconv.h>

/* What labels mean in mail: always the bigger vendor set, since senders use its characters under the smaller one's name. */
static const struct {
    bnc_span label;
    const char *name; /* NULL: says nothing */
} aliases[] = {
    { BNC_SPAN("us-ascii"), NULL },
    { BNC_SPAN("ascii"), NULL },
    { BNC_SPAN("ansi_x3.4-1968"), NULL },
    { BNC_SPAN("unknown-8bit"), NULL },
    { BNC_SPAN("x-unknown"), NULL },
    { BNC_SPAN("unknown"), NULL },
    { BNC_SPAN("default"), NULL },
    { BNC_SPAN("default_charset"), NULL },
    { BNC_SPAN("8bit"), NULL },
    { BNC_SPAN("utf8"), "UTF-8" },
    { BNC_SPAN("iso-8859-1"), "WINDOWS-1252" },
    { BNC_SPAN("iso8859-1"), "WINDOWS-1252" },
    { BNC_SPAN("iso_8859-1"), "WINDOWS-1252" },
    { BNC_SPAN("latin1"), "WINDOWS-1252" },
    { BNC_SPAN("cp-850"), "CP850" },
    { BNC_SPAN("iso-8859-9"), "WINDOWS-1254" },
    { BNC_SPAN("iso-8859-8-i"), "ISO-8859-8" },
    { BNC_SPAN("iso-8859-6-i"), "ISO-8859-6" },
    { BNC_SPAN("tis-620"), "CP874" },
    { BNC_SPAN("ks_c_5601-1987"), "CP949" },
    { BNC_SPAN("ks_c_5601"), "CP949" },
    { BNC_SPAN("ksc5601"), "CP949" },
    { BNC_SPAN("ksc_5601"), "CP949" },
    { BNC_SPAN("euc-kr"), "CP949" },
    { BNC_SPAN("euckr"), "CP949" },
    { BNC_SPAN("windows-949"), "CP949" },
    { BNC_SPAN("gb2312"), "GB18030" },
    { BNC_SPAN("gb_2312-80"), "GB18030" },
    { BNC_SPAN("gbk"), "GB18030" },
    { BNC_SPAN("x-gbk"), "GB18030" },
    { BNC_SPAN("cp936"), "GB18030" },
    { BNC_SPAN("hz-gb-2312"), "HZ" },
    { BNC_SPAN("big5"), "BIG5-HKSCS" },
    { BNC_SPAN("big-5"), "BIG5-HKSCS" },
    { BNC_SPAN("cn-big5"), "BIG5-HKSCS" },
    { BNC_SPAN("x-x-big5"), "BIG5-HKSCS" },
    { BNC_SPAN("shift_jis"), "CP932" },
    { BNC_SPAN("shift-jis"), "CP932" },
    { BNC_SPAN("sjis"), "CP932" },
    { BNC_SPAN("x-sjis"), "CP932" },
    { BNC_SPAN("windows-31j"), "CP932" },
    { BNC_SPAN("x-euc-jp"), "EUC-JP" },
    { BNC_SPAN("unicode-1-1-utf-7"), "UTF-7" },
    { BNC_SPAN("unicode-1-1-utf-8"), "UTF-8" },
};

const char *bnc_charset_name(bnc_arena *arena, bnc_span label)
{
    label = bnc_span_trim(label);
    if (label.len == 0 || label.len > BNC_MAX_CHARSET)
        return NULL;
    for (size_t i = 0; i < label.len; i++)
        if (!bnc_is_alnum(label.at[i]) && !memchr("._:+-", label.at[i], 5))
            return NULL;
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (bnc_span_equal_nocase(label, aliases[i].label))
            return aliases[i].name;
    return bnc_arena_dup(arena, label);
}

/* Room for the text: ASCII stays one byte, every other byte makes at most three; in ISO 2022, UTF-7 and UTF-16 ASCII bytes do too. */
static size_t room_for(bnc_span bytes, const char *name)
{
    static const char *const wide[] = { "ISO-2022", "UTF-7", "UTF-16", "UTF16", "UTF-32", "UCS", "HZ", "CSISO2022" };
    size_t room = bytes.len + 8;

    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (bnc_span_starts_nocase(bnc_span_of(name), bnc_span_of(wide[i])))
            return bytes.len * 3 + 8;
    for (size_t i = 0; i < bytes.len; i++)
        room += (signed char)bytes.at[i] < 0 ? 2 : 0;
    return room;
}

typedef struct opened {
    char name[BNC_MAX_CHARSET + 1];
    bnc_converter *converter; /* NULL: iconv does not know the name */
} opened;

/* What one arena's texts have needed. */
typedef struct converters {
    bnc_converters *pool; /* NULL: none */
    opened *list;         /* room for BNC_MAX_CHARSETS, made with the first */
    size_t count;
} converters;

static void close_converters(void *kept)
{
    converters *open = kept;

    for (size_t i = 0; i < open->count; i++)
        if (open->list[i].converter)
            bnc_converter_give_back(open->pool, open->list[i].converter);
    open->count = 0;
}

void bnc_charset_use_pool(bnc_arena *arena, bnc_converters *pool)
{
    converters *open = bnc_arena_keep(arena, close_converters, sizeof *open);

    close_converters(open); /* they go back to where they came from */
    open->pool = pool;
}

void bnc_charset_close(bnc_arena *arena)
{
    bnc_arena_release(arena, close_converters);
}

static bnc_converter *open_converter(bnc_arena *arena, const char *name)
{
    converters *open = bnc_arena_keep(arena, close_converters, sizeof *open);
    bnc_span wanted = bnc_span_of(name);
    size_t i = 0;

    while (i < open->count && !bnc_span_equal_nocase(bnc_span_of(open->list[i].name), wanted))
        i++;
    if (i < open->count) {
        if (open->list[i].converter)
            iconv(open->list[i].converter->handle, NULL, NULL, NULL, NULL); /* back to the first state */
        return open->list[i].converter;
    }
    if (i == BNC_MAX_CHARSETS || wanted.len > BNC_MAX_CHARSET)
        return NULL;
    if (!open->list)
        open->list = bnc_arena_array(arena, BNC_MAX_CHARSETS, sizeof *open->list);
    open->list[i].converter = bnc_converter_take(open->pool, name);
    memcpy(open->list[i].name, name, wanted.len + 1);
    open->count++;
    return open->list[i].converter;
}

bool bnc_charset_convert(bnc_arena *arena, bnc_span bytes, const char *name, bnc_span *ret_text, size_t *ret_bad)
{
    bnc_converter *converter = open_converter(arena, name);
    size_t room;
    char *text;
    char *in = (char *)bytes.at;
    size_t in_left = bytes.len;
    char *out;
    size_t bad = 0;

    if (!converter)
        return false;
    room = room_for(bytes, name);
    out = text = bnc_arena_alloc_raw(arena, room + 1);
    while (in_left) {
        if (iconv(converter->handle, &in, &in_left, &out, &room) != (size_t)-1)
            break;
        if ((errno != EILSEQ && errno != EINVAL) || room < 3)
            break; /* no room: only where a charset is odder than room_for() knows */
        memcpy(out, "\xEF\xBF\xBD", 3);
        out += 3;
        room -= 3;
        in++;
        in_left--;
        bad++;
    }
    iconv(converter->handle, NULL, NULL, &out, &room);
    *ret_text = (bnc_span){ text, (size_t)(out - text) };
    *ret_bad = bad;
    return true;
}

const char *bnc_charset_escaped(bnc_span bytes)
{
    size_t at = bnc_span_find_char(bytes, 0x1B, 0);

    for (; at != BNC_NOT_FOUND; at = bnc_span_find_char(bytes, 0x1B, at + 1)) {
        bnc_span sequence = bnc_span_cut(bytes, at + 1, 3);

        if (bnc_span_starts(sequence, BNC_SPAN("$)C")))
            return "ISO-2022-KR";
        if (bnc_span_starts(sequence, BNC_SPAN("$)A")) || bnc_span_starts(sequence, BNC_SPAN("$)G")))
            return "ISO-2022-CN";
        if (bnc_span_starts(sequence, BNC_SPAN("$B")) || bnc_span_starts(sequence, BNC_SPAN("$@")))
            return "ISO-2022-JP";
        if (bnc_span_starts(sequence, BNC_SPAN("(I")) || bnc_span_starts(sequence, BNC_SPAN("$(D")))
            return "ISO-2022-JP-3";
    }
    return NULL;
}

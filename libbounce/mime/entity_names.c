/* The named entities of HTML that occur in notices: the Latin-1 set and common signs. In: "&eacute;". Out: U+00E9. */
#include "mime/entity_names.h"

#include <stdlib.h>

/* In order of strcmp(), for the binary search. */
static const struct name {
    const char *name;
    uint32_t point;
} names[] = {
    { "AElig", 0xC6 }, { "Aacute", 0xC1 }, { "Acirc", 0xC2 }, { "Agrave", 0xC0 }, { "Aring", 0xC5 }, { "Atilde", 0xC3 }, { "Auml", 0xC4 },
    { "Ccedil", 0xC7 }, { "ETH", 0xD0 }, { "Eacute", 0xC9 }, { "Ecirc", 0xCA }, { "Egrave", 0xC8 }, { "Euml", 0xCB }, { "Iacute", 0xCD },
    { "Icirc", 0xCE }, { "Igrave", 0xCC }, { "Iuml", 0xCF }, { "Ntilde", 0xD1 }, { "OElig", 0x152 }, { "Oacute", 0xD3 }, { "Ocirc", 0xD4 },
    { "Ograve", 0xD2 }, { "Oslash", 0xD8 }, { "Otilde", 0xD5 }, { "Ouml", 0xD6 }, { "Scaron", 0x160 }, { "THORN", 0xDE }, { "Uacute", 0xDA },
    { "Ucirc", 0xDB }, { "Ugrave", 0xD9 }, { "Uuml", 0xDC }, { "Yacute", 0xDD }, { "aacute", 0xE1 }, { "acirc", 0xE2 }, { "acute", 0xB4 },
    { "aelig", 0xE6 }, { "agrave", 0xE0 }, { "amp", '&' }, { "apos", '\'' }, { "aring", 0xE5 }, { "atilde", 0xE3 }, { "auml", 0xE4 },
    { "bdquo", 0x201E }, { "brvbar", 0xA6 }, { "bull", 0x2022 }, { "ccedil", 0xE7 }, { "cedil", 0xB8 }, { "cent", 0xA2 }, { "copy", 0xA9 },
    { "curren", 0xA4 }, { "deg", 0xB0 }, { "divide", 0xF7 }, { "eacute", 0xE9 }, { "ecirc", 0xEA }, { "egrave", 0xE8 }, { "emsp", 0x2003 },
    { "ensp", 0x2002 }, { "eth", 0xF0 }, { "euml", 0xEB }, { "euro", 0x20AC }, { "frac12", 0xBD }, { "frac14", 0xBC }, { "frac34", 0xBE },
    { "gt", '>' }, { "hellip", 0x2026 }, { "iacute", 0xED }, { "icirc", 0xEE }, { "iexcl", 0xA1 }, { "igrave", 0xEC }, { "iquest", 0xBF },
    { "iuml", 0xEF }, { "laquo", 0xAB }, { "ldquo", 0x201C }, { "lsaquo", 0x2039 }, { "lsquo", 0x2018 }, { "lt", '<' }, { "macr", 0xAF },
    { "mdash", 0x2014 }, { "micro", 0xB5 }, { "middot", 0xB7 }, { "nbsp", 0xA0 }, { "ndash", 0x2013 }, { "not", 0xAC }, { "ntilde", 0xF1 },
    { "oacute", 0xF3 }, { "ocirc", 0xF4 }, { "oelig", 0x153 }, { "ograve", 0xF2 }, { "ordf", 0xAA }, { "ordm", 0xBA }, { "oslash", 0xF8 },
    { "otilde", 0xF5 }, { "ouml", 0xF6 }, { "para", 0xB6 }, { "plusmn", 0xB1 }, { "pound", 0xA3 }, { "quot", '"' }, { "raquo", 0xBB },
    { "rdquo", 0x201D }, { "reg", 0xAE }, { "rsaquo", 0x203A }, { "rsquo", 0x2019 }, { "sbquo", 0x201A }, { "scaron", 0x161 }, { "sect", 0xA7 },
    { "shy", 0xAD }, { "sup1", 0xB9 }, { "sup2", 0xB2 }, { "sup3", 0xB3 }, { "szlig", 0xDF }, { "thinsp", 0x2009 }, { "thorn", 0xFE },
    { "times", 0xD7 }, { "trade", 0x2122 }, { "uacute", 0xFA }, { "ucirc", 0xFB }, { "ugrave", 0xF9 }, { "uml", 0xA8 }, { "uuml", 0xFC },
    { "yacute", 0xFD }, { "yen", 0xA5 }, { "yuml", 0xFF }, { "zwj", 0x200D }, { "zwnj", 0x200C },
};

#define NAME_MAX_LEN 8

static int compare(const void *key, const void *entry)
{
    return strcmp(key, ((const struct name *)entry)->name);
}

size_t bnc_entity_name(bnc_span text, uint32_t *ret_point)
{
    char name[NAME_MAX_LEN + 1];
    size_t len = 0;
    const struct name *found;

    while (len < NAME_MAX_LEN && len + 1 < text.len && bnc_is_alnum(text.at[len + 1])) {
        name[len] = text.at[len + 1];
        len++;
    }
    name[len] = '\0';
    if (len + 1 < text.len && bnc_is_alnum(text.at[len + 1]))
        return 0;
    found = bsearch(name, names, sizeof names / sizeof names[0], sizeof names[0], compare);
    if (!found)
        return 0;
    *ret_point = found->point;
    return len + 1 + (len + 1 < text.len && text.at[len + 1] == ';');
}

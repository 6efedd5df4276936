/*
 * The language a text is written in, where a layout does not say.
 *
 * In:  UTF-8.   Out: a BCP 47 tag, or NULL. By script (Hangul, kana, Han, Cyrillic), and for Latin letters by the commonest short words.
 */
#include "report/reader.h"

#define LOOKED_AT 1200 /* bytes */

typedef struct counts {
    unsigned hangul, kana, han, traditional, simplified, cyrillic, latin;
} counts;

static uint32_t next_character(bnc_span text, size_t *at)
{
    const unsigned char *c = (const unsigned char *)text.at + *at;
    size_t left = text.len - *at;
    if (c[0] < 0x80 || left < 2) {
        *at += 1;
        return c[0];
    }
    if (c[0] < 0xE0 || left < 3) {
        *at += 2;
        return (uint32_t)(c[0] & 0x1F) << 6 | (c[1] & 0x3F);
    }
    if (c[0] < 0xF0 || left < 4) {
        *at += 3;
        return (uint32_t)(c[0] & 0x0F) << 12 | (uint32_t)(c[1] & 0x3F) << 6 | (c[2] & 0x3F);
    }
    *at += 4;
    return 0x10000;
}

/* Characters of notices that exist in one of the two scripts only. */
static bool is_one_of(uint32_t character, const uint32_t *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == character)
            return true;
    }
    return false;
}

static void count(bnc_span text, counts *ret)
{
    static const uint32_t traditional[] = { 0x9019, 0x500B, 0x6642, 0x5BC4, 0x7121, 0x50B3, 0x905E, 0x767C, 0x8ACB,
                                            0x8AA4, 0x8A0A, 0x5C0D, 0x90F5, 0x7576, 0x8207, 0x70BA, 0x6703, 0x570B, 0x7D71 };
    static const uint32_t simplified[] = { 0x8FD9, 0x4E2A, 0x65F6, 0x65E0, 0x4F20, 0x53D1, 0x8BF7, 0x9519, 0x8BEF, 0x8BAF, 0x5BF9, 0x4E0E,
                                           0x4E3A, 0x4F1A, 0x56FD, 0x7EDF, 0x90AE, 0x8FBE, 0x9012, 0x8D26, 0x5F53 };
    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_character(text, &at);
        if (c < 0x80) {
            ret->latin += bnc_is_alpha((char)c);
        } else if ((c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x3130 && c <= 0x318F)) {
            ret->hangul++;
        } else if (c >= 0x3040 && c <= 0x30FF) {
            ret->kana++;
        } else if (c >= 0x4E00 && c <= 0x9FFF) {
            ret->han++;
            ret->traditional += is_one_of(c, traditional, sizeof traditional / sizeof *traditional);
            ret->simplified += is_one_of(c, simplified, sizeof simplified / sizeof *simplified);
        } else if (c >= 0x0400 && c <= 0x04FF) {
            ret->cyrillic++;
        }
    }
}

/* The commonest short words of notices, by language. One that two languages share stands for neither. */
static const struct {
    const char *word;
    unsigned char language;
} common_words[] = {
    { "the", 0 }, { "your", 0 }, { "was", 0 }, { "not", 0 }, { "this", 0 }, { "could", 0 }, { "has", 0 }, { "you", 0 },
    { "is", 0 }, { "to", 0 }, { "of", 0 }, { "and", 0 }, { "with", 0 }, { "from", 0 }, { "user", 0 }, { "unknown", 0 },
    { "address", 0 }, { "following", 0 }, { "are", 0 }, { "for", 0 }, { "recipient", 0 }, { "mailbox", 0 },
    { "der", 1 }, { "nicht", 1 }, { "und", 1 }, { "konnte", 1 }, { "wurde", 1 }, { "ihre", 1 }, { "ist", 1 }, { "ich", 1 }, { "das", 1 }, { "bin", 1 }, { "auf", 1 }, { "nachricht", 1 },
    { "les", 2 }, { "votre", 2 }, { "pas", 2 }, { "une", 2 }, { "est", 2 }, { "n'a", 2 }, { "vous", 2 }, { "je", 2 }, { "le", 2 }, { "et", 2 }, { "suis", 2 }, { "du", 2 },
    { "los", 3 }, { "mensaje", 3 }, { "del", 3 }, { "correo", 3 }, { "puede", 3 }, { "su", 3 }, { "el", 3 }, { "estoy", 3 }, { "las", 3 }, { "hasta", 3 }, { "fuera", 3 },
    { "il", 4 }, { "messaggio", 4 }, { "non", 4 }, { "della", 4 }, { "impossibile", 4 }, { "di", 4 }, { "posta", 4 }, { "sono", 4 }, { "fino", 4 }, { "alla", 4 },
    { "mensagem", 5 }, { "foi", 5 }, { "n\xC3\xA3o", 5 }, { "sua", 5 }, { "uma", 5 }, { "estou", 5 }, { "do", 5 }, { "ao", 5 }, { "at\xC3\xA9", 5 }, { "voc\xC3\xAA", 5 },
    { "het", 6 }, { "niet", 6 }, { "een", 6 }, { "bericht", 6 }, { "deze", 6 }, { "uw", 6 }, { "wordt", 6 }, { "ik", 6 }, { "ben", 6 }, { "tot", 6 }, { "van", 6 },
    { "att", 7 }, { "och", 7 }, { "inte", 7 }, { "meddelandet", 7 }, { "ditt", 7 }, { "kunde", 7 }, { "jag", 7 }, { "till", 7 }, { "\xC3\xA4r", 7 },
    { "nie", 8 }, { "jest", 8 }, { "na", 8 }, { "si\xC4\x99", 8 }, { "jestem", 8 }, { "poza", 8 },
};

static const char *latin_language(bnc_span text)
{
    static const char *const tags[] = { "en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl" };
    unsigned counts_of[9] = { 0 }, best = 0;
    for (size_t i = 0; i < text.len;) {
        while (i < text.len && !((unsigned char)text.at[i] >= 0x80 || bnc_is_alpha(text.at[i])))
            i++;
        size_t start = i;
        while (i < text.len && ((unsigned char)text.at[i] >= 0x80 || bnc_is_alpha(text.at[i]) || text.at[i] == '\''))
            i++;
        bnc_span word = bnc_span_cut(text, start, i - start);
        if (word.len < 2 || word.len > 12)
            continue;
        char first = bnc_to_lower(word.at[0]);
        for (size_t w = 0; w < sizeof common_words / sizeof *common_words; w++) {
            if (common_words[w].word[0] == first && bnc_span_equal_nocase(bnc_span_of(common_words[w].word), word))
                counts_of[common_words[w].language]++;
        }
    }
    for (unsigned i = 1; i < 9; i++) {
        if (counts_of[i] > counts_of[best])
            best = i;
    }
    return counts_of[best] > 0 ? tags[best] : NULL;
}

const char *bnc_kind_language(bnc_span text)
{
    counts n = { 0 };
    text = bnc_span_cut(text, 0, LOOKED_AT);
    count(text, &n);
    if (n.hangul > 5)
        return "ko";
    if (n.kana > 5)
        return "ja";
    if (n.han > 5)
        return n.traditional >= n.simplified ? "zh-Hant" : "zh-Hans";
    if (n.cyrillic > 20)
        return "ru";
    return n.latin > 10 ? latin_language(text) : NULL;
}

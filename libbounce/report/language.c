/*
 * The language a text is written in, where a layout does not say.
 *
 * In:  UTF-8.   Out: a BCP 47 tag, or NULL. By script (Hangul, kana, Han, Cyrillic), and for Latin letters by the commonest short words.
 */
#include "report/reader.h"
#include "report/report.h"
#include "util/utf8.h"


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
                                            0x8AA4, 0x8A0A, 0x5C0D, 0x90F5, 0x7576, 0x8207, 0x70BA, 0x6703, 0x570B, 0x7D71, 0x4F86 };
    static const uint32_t simplified[] = { 0x8FD9, 0x4E2A, 0x65F6, 0x65E0, 0x4F20, 0x53D1, 0x8BF7, 0x9519, 0x8BEF, 0x8BAF, 0x5BF9, 0x4E0E,
                                           0x4E3A, 0x4F1A, 0x56FD, 0x7EDF, 0x90AE, 0x8FBE, 0x9012, 0x8D26, 0x5F53, 0x6765 };
    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_character(text, &at);
        if (c < 0x80) {
            ret->latin++;
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
    unsigned char len, language;
} common_words[] = { /* sorted by the first letter */
    { "address", 7, 0 }, { "alla", 4, 4 }, { "and", 3, 0 }, { "ao", 2, 5 }, { "are", 3, 0 },
    { "at\xC3\xA9", 4, 5 }, { "att", 3, 7 }, { "auf", 3, 1 }, { "ben", 3, 6 }, { "bericht", 7, 6 }, { "bin", 3, 1 }, { "correo", 6, 3 },
    { "could", 5, 0 }, { "das", 3, 1 }, { "del", 3, 3 }, { "della", 5, 4 }, { "der", 3, 1 }, { "deze", 4, 6 }, { "di", 2, 4 },
    { "ditt", 4, 7 }, { "du", 2, 2 }, { "een", 3, 6 }, { "el", 2, 3 }, { "est", 3, 2 }, { "estou", 5, 5 },
    { "estoy", 5, 3 }, { "et", 2, 2 }, { "fino", 4, 4 }, { "foi", 3, 5 }, { "following", 9, 0 }, { "for", 3, 0 }, { "from", 4, 0 },
    { "fuera", 5, 3 }, { "has", 3, 0 }, { "hasta", 5, 3 }, { "het", 3, 6 }, { "ich", 3, 1 }, { "ihre", 4, 1 }, { "ik", 2, 6 },
    { "il", 2, 4 }, { "impossibile", 11, 4 }, { "inte", 4, 7 }, { "is", 2, 0 }, { "ist", 3, 1 }, { "jag", 3, 7 }, { "je", 2, 2 },
    { "jest", 4, 8 }, { "jestem", 6, 8 }, { "konnte", 6, 1 }, { "kunde", 5, 7 }, { "las", 3, 3 }, { "le", 2, 2 }, { "les", 3, 2 },
    { "los", 3, 3 }, { "mailbox", 7, 0 }, { "meddelandet", 11, 7 }, { "mensagem", 8, 5 }, { "mensaje", 7, 3 }, { "messaggio", 9, 4 },
    { "n'a", 3, 2 }, { "n\xC3\xA3o", 4, 5 }, { "na", 2, 8 }, { "nachricht", 9, 1 }, { "nicht", 5, 1 }, { "nie", 3, 8 }, { "niet", 4, 6 },
    { "non", 3, 4 }, { "not", 3, 0 }, { "och", 3, 7 }, { "of", 2, 0 }, { "pas", 3, 2 }, { "posta", 5, 4 }, { "poza", 4, 8 },
    { "puede", 5, 3 }, { "recipient", 9, 0 }, { "si\xC4\x99", 4, 8 }, { "sono", 4, 4 }, { "su", 2, 3 }, { "sua", 3, 5 }, { "suis", 4, 2 },
    { "the", 3, 0 }, { "this", 4, 0 }, { "till", 4, 7 }, { "to", 2, 0 }, { "tot", 3, 6 }, { "uma", 3, 5 }, { "und", 3, 1 },
    { "une", 3, 2 }, { "unknown", 7, 0 }, { "user", 4, 0 }, { "uw", 2, 6 }, { "van", 3, 6 }, { "voc\xC3\xAA", 5, 5 }, { "votre", 5, 2 },
    { "vous", 4, 2 }, { "was", 3, 0 }, { "with", 4, 0 }, { "wordt", 5, 6 }, { "wurde", 5, 1 }, { "you", 3, 0 }, { "your", 4, 0 },
};

#define WORDS (sizeof common_words / sizeof *common_words)

static void count_word(bnc_span word, const unsigned char starts[27], unsigned counts_of[9])
{
    char first = bnc_to_lower(word.at[0]);
    if (first < 'a' || first > 'z')
        return;
    for (size_t w = starts[first - 'a']; w < starts[first - 'a' + 1]; w++) {
        if (common_words[w].len == word.len && bnc_span_equal_nocase((bnc_span){ common_words[w].word, word.len }, word))
            counts_of[common_words[w].language]++;
    }
}

static const char *latin_language(bnc_span text)
{
    static const char *const tags[] = { "en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl" };
    unsigned counts_of[9] = { 0 }, best = 0;
    unsigned char starts[27];
    size_t letter = 0;
    for (size_t w = 0; w < WORDS; w++) {
        while (letter <= (size_t)(common_words[w].word[0] - 'a'))
            starts[letter++] = (unsigned char)w;
    }
    while (letter < 27)
        starts[letter++] = (unsigned char)WORDS;
    for (size_t i = 0; i < text.len;) {
        while (i < text.len && !((unsigned char)text.at[i] >= 0x80 || bnc_is_alpha(text.at[i])))
            i++;
        size_t start = i;
        while (i < text.len && ((unsigned char)text.at[i] >= 0x80 || bnc_is_alpha(text.at[i]) || text.at[i] == '\''))
            i++;
        if (i - start >= 2 && i - start <= 12)
            count_word(bnc_span_cut(text, start, i - start), starts, counts_of);
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
    text = bnc_span_cut(text, 0, BNC_LANGUAGE_SAMPLE);
    if (bnc_is_ascii(text))
        return latin_language(text);
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

const char *bnc_report_language(const bounce_report *report)
{
    const char *language = report->language;
    if (!language && report->sample.len)
        language = bnc_kind_language(report->sample);
    if (!language && report->recipient_count)
        language = bnc_kind_language(bnc_span_of(report->recipients[0].diagnostic));
    return language;
}

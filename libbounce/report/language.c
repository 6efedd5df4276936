/*
 * The language a text is written in, where a layout does not say.
 *
 * In:  UTF-8.   Out: a BCP 47 tag, or NULL. A script that only one language uses decides alone; else the common words and the letters are counted
 * (knowledge/data/languages.words).
 */
#include "report/reader.h"
#include "report/report.h"
#include "util/utf8.h"

#define WORD_MAX 24     /* bytes */
#define LETTER_WEIGHT 2 /* of a letter that one language has alone; a word counts one */

typedef struct language_word {
    const char *word;
    unsigned char len, language;
} language_word;

typedef struct language_letter {
    uint32_t code;
    unsigned char language;
} language_letter;

typedef struct language_script {
    uint32_t first, last;
    unsigned char least;           /* so many of its characters decide */
    unsigned char language, other; /* the same, or a second one that uses it */
} language_script;

#include "report/language_words.h"

#define LANGUAGES (sizeof language_tags / sizeof *language_tags)
#define WORDS (sizeof language_words / sizeof *language_words)
#define LETTERS (sizeof language_letters / sizeof *language_letters)
#define SCRIPTS (sizeof language_scripts / sizeof *language_scripts)

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

/* The first of the sorted words that begins with this byte or a later one. */
static size_t first_word(unsigned char byte)
{
    size_t low = 0, high = WORDS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if ((unsigned char)language_words[middle].word[0] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void count_word(bnc_span word, unsigned points[LANGUAGES])
{
    unsigned char first = (unsigned char)bnc_to_lower(word.at[0]);
    for (size_t i = first_word(first); i < WORDS && (unsigned char)language_words[i].word[0] == first; i++) {
        if (language_words[i].len == word.len && bnc_span_equal_nocase((bnc_span){ language_words[i].word, word.len }, word))
            points[language_words[i].language]++;
    }
}

static void count_words(bnc_span text, unsigned points[LANGUAGES])
{
    for (size_t i = 0; i < text.len;) {
        while (i < text.len && !((unsigned char)text.at[i] >= 0x80 || bnc_is_alpha(text.at[i])))
            i++;
        size_t start = i;
        while (i < text.len && ((unsigned char)text.at[i] >= 0x80 || bnc_is_alpha(text.at[i]) || text.at[i] == '\''))
            i++;
        if (i - start >= 2 && i - start <= WORD_MAX)
            count_word(bnc_span_cut(text, start, i - start), points);
    }
}

/* The script of the text, or SCRIPTS. The first that is listed wins: a Japanese text holds Han characters too. */
static size_t count_letters(bnc_span text, unsigned points[LANGUAGES])
{
    unsigned of_script[SCRIPTS] = { 0 };
    for (size_t at = 0; at < text.len;) {
        uint32_t c = next_character(text, &at);
        for (size_t i = 0; c >= 0x80 && i < LETTERS && language_letters[i].code <= c; i++)
            points[language_letters[i].language] += language_letters[i].code == c ? LETTER_WEIGHT : 0;
        for (size_t i = 0; c >= 0x80 && i < SCRIPTS; i++)
            of_script[i] += c >= language_scripts[i].first && c <= language_scripts[i].last;
    }
    for (size_t i = 0; i < SCRIPTS; i++) {
        if (of_script[i] >= language_scripts[i].least)
            return i;
    }
    return SCRIPTS;
}

const char *bnc_kind_language(bnc_span text)
{
    unsigned points[LANGUAGES] = { 0 };
    text = bnc_span_cut(text, 0, BNC_LANGUAGE_SAMPLE);
    size_t script = bnc_is_ascii(text) ? SCRIPTS : count_letters(text, points);
    count_words(text, points);
    if (script < SCRIPTS) {
        const language_script *found = &language_scripts[script];
        return language_tags[points[found->other] > points[found->language] ? found->other : found->language];
    }
    size_t best = 0;
    for (size_t i = 1; i < LANGUAGES; i++) {
        if (points[i] > points[best])
            best = i;
    }
    return points[best] > 0 ? language_tags[best] : NULL;
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

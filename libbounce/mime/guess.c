/*
 * Guesses the charset of 8-bit text that is not UTF-8 and not (or wrongly) labelled.
 *
 * In:  bytes.   Out: a charset's name. Each candidate reads the text; characters that its language uses often count for it, rare ones and
 * bytes that it does not have count against it. Korean, Japanese and Chinese servers still send such text; the rest is Cyrillic or Western.
 */
#include "mime/charset.h"

#define LOOK 4096u /* bytes that decide */

typedef enum quality { BAD = -200, RARE = -10, WEAK = 2, FAIR = 40, GOOD = 100 } quality;

/* Judges the character at the front (its first byte is >= 0x80); gives its length. */
typedef quality judge_fn(const unsigned char *s, size_t left, size_t *ret_len);

static bool within(unsigned value, unsigned low, unsigned high)
{
    return value >= low && value <= high;
}

static quality judge_korean(const unsigned char *s, size_t left, size_t *ret_len)
{
    *ret_len = left < 2 ? 1 : 2;
    if (left < 2)
        return RARE;
    if (within(s[1], 0xA1, 0xFE)) {
        if (within(s[0], 0xB0, 0xC8))
            return GOOD; /* the 2,350 common syllables */
        if (within(s[0], 0xA1, 0xAC))
            return WEAK; /* symbols, kana, Cyrillic */
        return within(s[0], 0xCA, 0xFD) ? RARE : BAD; /* Chinese characters */
    }
    if (within(s[0], 0x81, 0xC6) && (within(s[1], 0x41, 0x5A) || within(s[1], 0x61, 0x7A) || within(s[1], 0x81, 0xA0)))
        return WEAK; /* the other syllables of CP949 */
    return BAD;
}

static quality judge_simplified(const unsigned char *s, size_t left, size_t *ret_len)
{
    *ret_len = left < 2 ? 1 : 2;
    if (left < 2)
        return RARE;
    if (within(s[1], 0xA1, 0xFE)) {
        if (within(s[0], 0xB0, 0xD7))
            return (quality)(GOOD - 5); /* level 1: the common ones; Korean text falls into it too, and goes first */
        if (s[0] == 0xA1 || s[0] == 0xA3)
            return GOOD; /* punctuation and full-width signs */
        return within(s[0], 0xD8, 0xF7) ? WEAK : RARE;
    }
    return within(s[0], 0x81, 0xFE) && within(s[1], 0x40, 0xFE) && s[1] != 0x7F ? RARE : BAD;
}

static quality judge_traditional(const unsigned char *s, size_t left, size_t *ret_len)
{
    *ret_len = left < 2 ? 1 : 2;
    if (left < 2)
        return RARE;
    if (!within(s[1], 0x40, 0x7E) && !within(s[1], 0xA1, 0xFE))
        return BAD;
    if (within(s[0], 0xA4, 0xC6))
        return (quality)(GOOD - 8); /* level 1 */
    if (s[0] == 0xA1)
        return (quality)(GOOD - 8);
    return within(s[0], 0xA2, 0xF9) ? RARE : BAD;
}

static quality judge_shift_jis(const unsigned char *s, size_t left, size_t *ret_len)
{
    *ret_len = 1;
    if (within(s[0], 0xA1, 0xDF))
        return RARE; /* half-width kana */
    *ret_len = left < 2 ? 1 : 2;
    if (left < 2)
        return RARE;
    if (!within(s[1], 0x40, 0xFC) || s[1] == 0x7F)
        return BAD;
    if ((s[0] == 0x82 && within(s[1], 0x9F, 0xF1)) || (s[0] == 0x83 && s[1] <= 0x96))
        return (quality)(GOOD + 20); /* kana: nothing else has so many of them */
    if (s[0] == 0x81 || within(s[0], 0x88, 0x97))
        return GOOD;
    return within(s[0], 0x82, 0x9F) || within(s[0], 0xE0, 0xFC) ? RARE : BAD;
}

static quality judge_euc_jp(const unsigned char *s, size_t left, size_t *ret_len)
{
    *ret_len = left < 2 ? 1 : 2;
    if (left < 2)
        return RARE;
    if (s[0] == 0x8E)
        return within(s[1], 0xA1, 0xDF) ? RARE : BAD;
    if (!within(s[1], 0xA1, 0xFE))
        return BAD;
    if ((s[0] == 0xA4 && s[1] <= 0xF3) || (s[0] == 0xA5 && s[1] <= 0xF6))
        return (quality)(GOOD + 20);
    if (s[0] == 0xA1)
        return FAIR;
    return within(s[0], 0xB0, 0xCF) ? FAIR : RARE;
}

static const struct {
    const char *name;
    judge_fn *judge;
} candidates[] = {
    { "CP949", judge_korean },
    { "EUC-JP", judge_euc_jp },
    { "CP932", judge_shift_jis },
    { "GB18030", judge_simplified },
    { "BIG5-HKSCS", judge_traditional },
};

/* The mean quality of the characters that are not ASCII. */
static long score(bnc_span bytes, judge_fn *judge)
{
    const unsigned char *s = (const unsigned char *)bytes.at;
    long sum = 0;
    long count = 0;

    for (size_t i = 0; i < bytes.len;) {
        size_t len = 1;

        if (s[i] >= 0x80) {
            sum += judge(s + i, bytes.len - i, &len);
            count++;
        }
        i += len;
    }
    return count ? sum / count : 0;
}

/*
 * KOI8-R and windows-1251 have letters at the same places, but with the cases exchanged; words are mostly lower case. NULL: not Cyrillic.
 * "is_sure": hardly anything but letters, which two-byte text of some length never is.
 */
static const char *guess_cyrillic(bnc_span bytes, bool is_sure)
{
    const unsigned char *s = (const unsigned char *)bytes.at;
    size_t low = 0;    /* 0xC0 to 0xDF: lower case in KOI8-R, upper case in windows-1251 */
    size_t high = 0;   /* 0xE0 to 0xFF: the other way round */
    size_t other = 0;
    size_t paired = 0; /* such letters next to each other; in Western text they stand among ASCII ones */

    for (size_t i = 0; i < bytes.len; i++) {
        low += within(s[i], 0xC0, 0xDF);
        high += s[i] >= 0xE0;
        other += within(s[i], 0x80, 0xBF);
        paired += i > 0 && s[i] >= 0xC0 && s[i - 1] >= 0xC0;
    }
    if (low + high < (is_sure ? 8 : 4) || paired * 2 < low + high || other * (is_sure ? 30 : 4) > low + high)
        return NULL;
    return low > high ? "KOI8-R" : "WINDOWS-1251";
}

const char *bnc_charset_guess(bnc_span bytes)
{
    const char *best = NULL;
    long best_score = FAIR - 1;

    bytes = bnc_span_cut(bytes, 0, LOOK);
    if (guess_cyrillic(bytes, true))
        return guess_cyrillic(bytes, true);
    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
        long points = score(bytes, candidates[i].judge);

        if (points > best_score) {
            best_score = points;
            best = candidates[i].name;
        }
    }
    if (!best)
        best = guess_cyrillic(bytes, false);
    return best ? best : "WINDOWS-1252";
}

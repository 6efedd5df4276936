/*
 * Folding to lower case (Unicode's simple case folding, CaseFolding.txt, for the blocks bounces are written in).
 *
 * In:  UTF-8; bytes that are none stay as they are.   Out: folded UTF-8, never longer.
 */
#include "match/fold.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Capitals and what is added to them; step 2: every second character is a capital, the next one its small letter. */
typedef struct range {
    uint16_t first, last;
    uint8_t step, add;
} range;

static const range ranges[] = {
    { 0x00C0, 0x00D6, 1, 32 }, { 0x00D8, 0x00DE, 1, 32 }, { 0x0100, 0x012E, 2, 1 },  { 0x0132, 0x0136, 2, 1 },
    { 0x0139, 0x0147, 2, 1 },  { 0x014A, 0x0176, 2, 1 },  { 0x0179, 0x017D, 2, 1 },  { 0x01A0, 0x01A4, 2, 1 },
    { 0x01AF, 0x01AF, 1, 1 },  { 0x0386, 0x0386, 1, 38 }, { 0x0388, 0x038A, 1, 37 }, { 0x038C, 0x038C, 1, 64 },
    { 0x038E, 0x038F, 1, 63 }, { 0x0391, 0x03A1, 1, 32 }, { 0x03A3, 0x03AB, 1, 32 }, { 0x0400, 0x040F, 1, 80 },
    { 0x0410, 0x042F, 1, 32 }, { 0x0460, 0x0480, 2, 1 },  { 0x048A, 0x04BE, 2, 1 },  { 0x04D0, 0x052E, 2, 1 },
    { 0x1E00, 0x1E94, 2, 1 },  { 0x1EA0, 0x1EFE, 2, 1 },
};

/* Characters that Unicode counts as a form of another one. */
static const uint16_t forms[][2] = {
    { 0x00B5, 0x03BC }, { 0x0178, 0x00FF }, { 0x017F, 's' },    { 0x0345, 0x03B9 }, { 0x03C2, 0x03C3 }, { 0x03D0, 0x03B2 },
    { 0x03D1, 0x03B8 }, { 0x03D5, 0x03C6 }, { 0x03D6, 0x03C0 }, { 0x03F0, 0x03BA }, { 0x03F1, 0x03C1 }, { 0x03F4, 0x03B8 },
    { 0x03F5, 0x03B5 }, { 0x1C80, 0x0432 }, { 0x1C81, 0x0434 }, { 0x1C82, 0x043E }, { 0x1C83, 0x0441 }, { 0x1C84, 0x0442 },
    { 0x1C85, 0x0442 }, { 0x1C86, 0x044A }, { 0x1C87, 0x0463 }, { 0x1E9B, 0x1E61 }, { 0x1E9E, 0x00DF }, { 0x1FBE, 0x03B9 },
    { 0x2126, 0x03C9 }, { 0x212A, 'k' },    { 0x212B, 0x00E5 },
};

/* Blocks in which every letter is in the tables above or has no case. */
static const uint16_t sure[][2] = {
    { 0x0001, 0x00FF }, { 0x0100, 0x012F }, { 0x0132, 0x017F }, { 0x0391, 0x03C9 }, { 0x03CA, 0x03CE }, { 0x0386, 0x038F }, { 0x0390, 0x0390 },
    { 0x0400, 0x0481 }, { 0x048A, 0x04BF }, { 0x04D0, 0x052F }, { 0x0590, 0x0EFF }, { 0x1100, 0x11FF }, { 0x1E00, 0x1E95 },
    { 0x1EA0, 0x1EFF }, { 0x2000, 0x206F }, { 0x2E80, 0x9FFF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFF00, 0xFF20 },
    { 0xFF5B, 0xFFEF }, { 0x01A0, 0x01A5 }, { 0x01AF, 0x01B0 },
};

bool bnc_fold_is_sure(uint32_t c)
{
    for (size_t i = 0; i < sizeof(sure) / sizeof(sure[0]); i++)
        if (c >= sure[i][0] && c <= sure[i][1])
            return true;
    return false;
}

static uint32_t fold_char(uint32_t c)
{
    /* What most mail holds of it: signs, blanks, small letters. */
    if ((c >= 0x2000 && c < 0x2126) || c > 0x212B || (c < 0xC0 && c != 0xB5) || (c >= 0xDF && c <= 0xFF) || (c >= 0x430 && c <= 0x45F))
        return c;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return c + ((c - ranges[i].first) % ranges[i].step ? 0 : ranges[i].add);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (c == forms[i][0])
            return forms[i][1];
    return c;
}

static size_t encode(uint32_t c, unsigned char *out)
{
    if (c < 0x80) {
        out[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (unsigned char)(0xC0 | c >> 6);
        out[1] = (unsigned char)(0x80 | (c & 0x3F));
        return 2;
    }
    out[0] = (unsigned char)(0xE0 | c >> 12);
    out[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (unsigned char)(0x80 | (c & 0x3F));
    return 3;
}

/* One character; returns the bytes taken. Only lead bytes of the tables' blocks are looked at. */
static size_t fold_one(const unsigned char *in, size_t left, unsigned char *out, size_t *ret_written)
{
    *ret_written = 1;
    if (in[0] < 0x80) {
        out[0] = (unsigned char)bnc_to_lower((char)in[0]);
        return 1;
    }
    if (in[0] >= 0xC2 && in[0] <= 0xD4 && left > 1 && (in[1] & 0xC0) == 0x80) {
        *ret_written = encode(fold_char((in[0] & 0x1Fu) << 6 | (in[1] & 0x3F)), out);
        return 2;
    }
    if ((in[0] == 0xE1 || in[0] == 0xE2) && left > 2 && (in[1] & 0xC0) == 0x80 && (in[2] & 0xC0) == 0x80) {
        *ret_written = encode(fold_char((in[0] & 0x0Fu) << 12 | (in[1] & 0x3Fu) << 6 | (in[2] & 0x3F)), out);
        return 3;
    }
    if (in[0] >= 0xE3 && in[0] <= 0xEF && left > 2 && (in[1] & in[2] & 0x80)) { /* no case; room for three bytes is the caller's promise */
        memcpy(out, in, 3);
        *ret_written = 3;
        return 3;
    }
    out[0] = in[0];
    return 1;
}

#ifdef __SSE2__
#define STEP 16

/* Sixteen bytes that are all ASCII; false: one is not. */
static inline bool fold_step(const unsigned char *in, unsigned char *out)
{
    const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)in);
    const __m128i is_capital = _mm_and_si128(_mm_cmpgt_epi8(text, _mm_set1_epi8('A' - 1)), _mm_cmplt_epi8(text, _mm_set1_epi8('Z' + 1)));

    if (_mm_movemask_epi8(text))
        return false;
    _mm_storeu_si128((__m128i *)(void *)out, _mm_or_si128(text, _mm_and_si128(is_capital, _mm_set1_epi8(0x20))));
    return true;
}
#else
#define STEP 8

static inline bool fold_step(const unsigned char *in, unsigned char *out)
{
    const uint64_t ones = 0x0101010101010101u, high = ones << 7;
    uint64_t word;

    memcpy(&word, in, 8);
    if (word & high)
        return false;
    word |= ((word + ones * (0x80 - 'A')) & ~(word + ones * (0x80 - 'Z' - 1)) & high) >> 2;
    memcpy(out, &word, 8);
    return true;
}
#endif

size_t bnc_fold(const unsigned char *in, size_t len, unsigned char *out, size_t room, size_t *ret_taken)
{
    size_t from = 0, to = 0;

    while (from < len && room - to >= 3) {
        size_t written;

        if (len - from >= STEP && room - to >= STEP && fold_step(in + from, out + to)) {
            from += STEP;
            to += STEP;
            continue;
        }
        from += fold_one(in + from, len - from, out + to, &written);
        to += written;
    }
    *ret_taken = from;
    return to;
}

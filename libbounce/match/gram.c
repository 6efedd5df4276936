/*
 * Which places of a text hold a gram of a literal.
 *
 * In:  folded text, bit sets of hashes.   Out: places, a few too many (hashes that are alike).
 * Eight places at once where the processor has AVX2; the result is the same.
 */
#include "match/gram.h"

#include "match/prefilter_table.h"

static const uint32_t no_bits[1];

static inline uint32_t test_bit(const uint32_t *bits, uint32_t bit)
{
    return bits[bit / 32] >> (bit % 32) & 1;
}

/* Without a branch, since which places pass cannot be foreseen. */
size_t bnc_gram_find_places_plain(const bnc_gram_places *in, uint16_t *ret_places)
{
    const uint32_t *bits = in->bits ? in->bits : no_bits, *short_bits = in->short_bits ? in->short_bits : no_bits;
    const uint32_t mask = in->bits ? UINT32_MAX : 0, short_mask = in->short_bits ? 0xFFFFFFu : 0;
    size_t count = 0;

    for (size_t i = 0; i < in->count; i++) {
        const uint32_t gram = bnc_gram_read(in->text + i);

        ret_places[count] = (uint16_t)i;
        count += test_bit(bits, bnc_gram_hash(gram & mask) >> in->shift) | test_bit(short_bits, bnc_gram_hash(gram & short_mask) >> in->short_shift);
    }
    return count;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* The bits of eight hashes, each as the sign of its lane. */
__attribute__((target("avx2"))) static inline __m256i look_up(const uint32_t *bits, __m256i grams, uint32_t shift)
{
    const __m256i factor = _mm256_set1_epi32((int)BNC_GRAM_FACTOR);
    const __m256i bit = _mm256_srl_epi32(_mm256_mullo_epi32(grams, factor), _mm_cvtsi32_si128((int)shift));
    const __m256i words = _mm256_i32gather_epi32((const int *)(const void *)bits, _mm256_srli_epi32(bit, 5), 4);
    const __m256i to_sign = _mm256_andnot_si256(bit, _mm256_set1_epi32(31)); /* 31 - bit % 32 */

    return _mm256_sllv_epi32(words, to_sign);
}

__attribute__((target("avx2"))) static size_t find_avx2(const bnc_gram_places *in, uint16_t *ret_places)
{
    const __m256i spread = _mm256_setr_epi8(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 4, 5, 6, 7, 5, 6, 7, 8, 6, 7, 8, 9, 7, 8, 9, 10);
    const __m256i three = _mm256_set1_epi32(0xFFFFFF);
    size_t count = 0;

    for (size_t i = 0; i < in->count; i += 8) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(in->text + i));
        const __m256i grams = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), spread);
        __m256i found = _mm256_setzero_si256();

        if (in->bits)
            found = look_up(in->bits, grams, in->shift);
        if (in->short_bits)
            found = _mm256_or_si256(found, look_up(in->short_bits, _mm256_and_si256(grams, three), in->short_shift));
        for (uint32_t set = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(found)); set; set &= set - 1)
            ret_places[count++] = (uint16_t)(i + (size_t)__builtin_ctz(set));
    }
    while (count > 0 && ret_places[count - 1] >= in->count)
        count--;
    return count;
}

size_t bnc_gram_find_places(const bnc_gram_places *in, uint16_t *ret_places)
{
    return __builtin_cpu_supports("avx2") ? find_avx2(in, ret_places) : bnc_gram_find_places_plain(in, ret_places);
}
#else
size_t bnc_gram_find_places(const bnc_gram_places *in, uint16_t *ret_places)
{
    return bnc_gram_find_places_plain(in, ret_places);
}
#endif

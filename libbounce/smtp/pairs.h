/*
 * Which pairs of characters stand in a text, so that most of many words that are looked for in it need no search. Letters count without case, and
 * some signs as if they were letters: what is said to be missing is missing.
 */
#ifndef BNC_SMTP_PAIRS_H
#define BNC_SMTP_PAIRS_H

#include "util/span.h"

typedef struct bnc_pairs {
    uint8_t seen[1024];
} bnc_pairs;

#define BNC_PAIR(first, second) (((unsigned)(first) & 31) << 5 | ((unsigned)(second) & 31))

static inline void bnc_pairs_read(bnc_span text, bnc_pairs *ret_pairs)
{
    memset(ret_pairs, 0, sizeof *ret_pairs);
    for (size_t i = 1; i < text.len; i++)
        ret_pairs->seen[BNC_PAIR(text.at[i - 1], text.at[i])] = 1;
}

/* bnc_span_find_nocase() in a text whose pairs are known (or in a part of it). */
static inline size_t bnc_pairs_find(const bnc_pairs *pairs, bnc_span text, bnc_span word, size_t start)
{
    const size_t last = word.len - 1;

    if (word.len >= 3 && !(pairs->seen[BNC_PAIR(word.at[0], word.at[1])] && pairs->seen[BNC_PAIR(word.at[1], word.at[2])] &&
                           pairs->seen[BNC_PAIR(word.at[last - 1], word.at[last])]))
        return BNC_NOT_FOUND;
    return bnc_span_find_nocase(text, word, start);
}

#endif

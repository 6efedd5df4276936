/* The words that stand in records for the values of public enums. */
#ifndef BNC_KNOWLEDGE_WORDS_H
#define BNC_KNOWLEDGE_WORDS_H

#include "util/span.h"

/* list[value] is the word for value; NULL where a value has none. */
typedef struct bnc_words {
    const char *const *list;
    size_t count;
} bnc_words;

extern const bnc_words bnc_words_confidence, bnc_words_persistence, bnc_words_address, bnc_words_party, bnc_words_kind,
    bnc_words_command, bnc_words_provider_kind, bnc_words_no_yes, bnc_words_own_hard, bnc_words_list_status, bnc_words_in;

/* The value of a word, or -1. Case counts. */
int bnc_words_find(const bnc_words *words, bnc_span word);
/* The word for a value; NULL out of range. */
const char *bnc_words_name(const bnc_words *words, unsigned value);
/* "a, b, c": for messages. */
void bnc_words_text(const bnc_words *words, char *buf, size_t buf_len);

#endif

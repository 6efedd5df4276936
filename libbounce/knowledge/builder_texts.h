/*
 * The image's strings and lists: those of the builder that somebody reads at run time, in the order of their use, so that what most texts need lies
 * close together and what few need (one rule's pattern, a translation) costs memory and time only where it is needed.
 */
#ifndef BNC_KNOWLEDGE_BUILDER_TEXTS_H
#define BNC_KNOWLEDGE_BUILDER_TEXTS_H

#include "knowledge/builder.h"

typedef struct bnc_texts {
    const bnc_builder *builder;
    bnc_ref *places;  /* of the builder's strings in "pool"; 0: not there */
    bnc_buffer pool;
    uint32_t *lists;
    size_t list_count, list_capacity;
    bnc_list *slots;  /* the lists by their values: equal ones are kept once */
    size_t slot_count, slot_used;
} bnc_texts;

/* For a builder that gets no more strings. Release texts->pool in the end. */
void bnc_texts_init(bnc_texts *texts, const bnc_builder *builder);
/* Takes what most texts need of the records; what is written out for one of them. */
void bnc_texts_take_common(bnc_texts *texts);
void bnc_texts_take_rare(bnc_texts *texts);
/* Where a string of the builder is in the image's pool; adds it where it is new. */
bnc_ref bnc_texts_take(bnc_texts *texts, bnc_ref ref);
/* The image's list of these values. */
bnc_list bnc_texts_list(bnc_texts *texts, const uint32_t *values, size_t count);
/* The records of a kind as the image has them; in the builder's arena. */
const char *bnc_texts_records(bnc_texts *texts, bnc_kind kind);

#endif

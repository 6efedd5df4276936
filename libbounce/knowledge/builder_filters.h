/* The prefilters of an image and the order of its patterns. */
#ifndef BNC_KNOWLEDGE_BUILDER_FILTERS_H
#define BNC_KNOWLEDGE_BUILDER_FILTERS_H

#include "knowledge/builder.h"

typedef struct bnc_filters {
    bnc_buffer blocks[BNC_SCAN_COUNT];
    uint32_t counts[BNC_SCAN_COUNT]; /* patterns each looks for */
} bnc_filters;

/* Numbers the patterns anew: those that wake first, in the order they have. */
void bnc_filters_number(bnc_builder *builder);
/* Makes the prefilters; release their blocks in the end. */
void bnc_filters_build(bnc_builder *builder, bnc_filters *ret_filters);
/* All patterns, those first that are often tried, so that their texts lie close together. In the builder's arena. */
const uint32_t *bnc_filters_order(const bnc_builder *builder, const bnc_filters *filters);

#endif

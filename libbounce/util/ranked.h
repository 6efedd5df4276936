/* Things told by their numbers, in the order of a count that each has. */
#ifndef BNC_UTIL_RANKED_H
#define BNC_UTIL_RANKED_H

#include <stddef.h>
#include <stdint.h>

typedef struct bnc_ranked {
    uint32_t count, index;
} bnc_ranked;

/* The highest count first; those with the same one stay in the order of their numbers, wherever qsort() would leave them. */
void bnc_ranked_sort(bnc_ranked *list, size_t length);

#endif

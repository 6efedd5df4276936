/*
 * Sorting by a count.
 *
 * In:  numbers with counts.   Out: the same ones, the highest count first. The order is total, so that what is built from it is the same everywhere.
 */
#include "util/ranked.h"

#include <stdlib.h>

static int compare(const void *one, const void *other)
{
    const bnc_ranked *a = one, *b = other;

    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

void bnc_ranked_sort(bnc_ranked *list, size_t length)
{
    if (length > 0)
        qsort(list, length, sizeof(*list), compare);
}

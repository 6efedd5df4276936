/*
 * Texts of the knowledge in a language, with their placeholders filled in: {ip} … from the cause's facts, else the Placeholder record's words.
 * Facts are cut at 200 bytes and lose control and bidi characters.
 */
#ifndef BNC_HINT_TEXT_H
#define BNC_HINT_TEXT_H

#include "cause/cause.h"
#include <stdatomic.h>

/* Texts made so far: a list that only grows, by compare-and-swap at its head, so that getters of a shared report need no lock. */
typedef struct bnc_filled bnc_filled;
typedef _Atomic(bnc_filled *) bnc_filled_list;

/*
 * The text for ref in that language (BCP 47; NULL is English). Without placeholders it is the knowledge's own string; else it is made once, kept
 * in the list and freed with it. NULL for ref 0.
 */
const char *bnc_text_get(bnc_filled_list *list, const bnc_set *set, const bnc_layer *layer, bnc_ref ref, const bounce_cause *cause,
                         const char *language);
/*
 * The same for a command to check with. NULL where a fact in it is not known, or holds anything but letters, digits and ".:_-": it is copied into
 * a shell. Without a cause the placeholders stay: "dig -x {ip} +short".
 */
const char *bnc_text_get_check(bnc_filled_list *list, const bnc_set *set, const bnc_layer *layer, bnc_ref ref, const bounce_cause *cause,
                               const char *language);
/* The same for an address of a page: facts are percent-encoded; where one is not known, what depends on it is left off. */
const char *bnc_text_get_url(bnc_filled_list *list, const bnc_set *set, const bnc_layer *layer, bnc_ref ref, const bounce_cause *cause);
void bnc_text_free(bnc_filled_list *list);

#endif

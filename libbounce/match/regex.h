/*
 * Regular expressions. regex.c is the only file that includes <pcre2.h>.
 *
 * A bnc_regex is a slot that holds the pattern's text and, once it was needed, the compiled code: published by one atomic compare-and-swap, so
 * that a shared classifier stays lock-free and a one-shot run compiles only what the prefilter lets through. JIT comes with the eighth use.
 * UTF | CASELESS | MULTILINE | DUPNAMES | NEVER_BACKSLASH_C; match limit 100,000, heap limit 4 MiB; on a JIT stack overflow once more without JIT.
 */
#ifndef BNC_MATCH_REGEX_H
#define BNC_MATCH_REGEX_H

#include "match/group.h"
#include "util/span.h"

typedef struct bnc_regex bnc_regex; /* an array of these belongs to a layer; see knowledge/set.h */

#define BNC_MATCH_GROUPS 16

typedef struct bnc_match {
    size_t start, end; /* of the whole match, offsets into the text */
    size_t count;      /* named groups that took part and are not empty */
    struct {
        bnc_group group;
        size_t start, end;
    } groups[BNC_MATCH_GROUPS];
} bnc_match;

/* The text of a group of the match; an empty span where it took no part. */
bnc_span bnc_match_group(const bnc_match *match, bnc_span text, bnc_group group);

/*
 * Checks that a pattern compiles, has only known group names and breaks no rule of doc/knowledge.md.
 * Returns NULL, or an English message in buf with the offset in the pattern.
 */
const char *bnc_regex_check(bnc_span pattern, char *buf, size_t buf_len, size_t *ret_offset);

/* Array of empty slots for count patterns. The texts must outlive it. */
bnc_regex *bnc_regex_slots_new(size_t count);
void bnc_regex_slots_free(bnc_regex *slots, size_t count);
/* Whether a slot no longer needs its pattern's text. */
bool bnc_regex_is_compiled(const bnc_regex *slots, size_t index);
/*
 * Finds the pattern (slot "index", its text "pattern", not read where it is compiled) in text; the match begins at start to last (BNC_NOT_FOUND: anywhere behind). text must be valid
 * UTF-8. Any thread.
 */
bool bnc_regex_find(bnc_regex *slots, size_t index, bnc_span pattern, bnc_span text, size_t start, size_t last, bnc_match *ret_match);

#endif

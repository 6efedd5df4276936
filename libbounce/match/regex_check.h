/* What doc/knowledge.md forbids in patterns though PCRE2 allows it. */
#ifndef BNC_MATCH_REGEX_CHECK_H
#define BNC_MATCH_REGEX_CHECK_H

#include "util/span.h"

#define BNC_LOOK_BEHIND_MAX 20 /* characters */

/* NULL, or an English message (static) and the offset in the pattern. */
const char *bnc_regex_check_form(bnc_span pattern, size_t *ret_offset);

#endif

/* Examples of the knowledge, run through the whole classifier. */
#ifndef BNC_API_CHECK_H
#define BNC_API_CHECK_H

#include "api/classifier.h"

/* NULL if the example holds; else a complaint in buf. */
const char *bnc_check_example(const bounce_classifier *classifier, const bnc_example *example, char *buf, size_t buf_len);

#endif

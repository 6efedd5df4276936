/* What every report promises, whatever it was made from: look.c aborts where it does not hold. */
#ifndef FUZZ_LOOK_H
#define FUZZ_LOOK_H

#include <bounce/bounce.h>

/* The classifier of the built-in knowledge, made once. */
const bounce_classifier *look_classifier(void);
/* Asks every getter; strings are valid UTF-8, a failure has a cause, evidence in a reply lies within the diagnostic. Then writes JSON. */
void look_at_report(const bounce_report *report);

#endif

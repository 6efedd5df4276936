/* Makes a well-formed mail out of any bytes; see mail.c. */
#ifndef FUZZ_MAIL_H
#define FUZZ_MAIL_H

#include <glib.h>
#include <stdint.h>

/* To be freed with g_string_free(). */
GString *mail_from_bytes(const uint8_t *data, size_t size);

#endif

/* UTF-8 (RFC 3629): checking and repairing. GLib's or libunistring's functions do the work where they fit. */
#ifndef BNC_UTIL_UTF8_H
#define BNC_UTIL_UTF8_H

#include "util/arena.h"

/* Length of the longest valid prefix; text.len if all of it is valid. NUL bytes are invalid. ASCII is skipped fast. */
size_t bnc_utf8_valid_prefix(bnc_span text);
/* Writes a code point, at most four bytes; surrogates and what is no code point become U+FFFD. Returns the length. */
size_t bnc_utf8_write(char *out, uint32_t point);
/* The same text if it is valid; else a copy in the arena with U+FFFD for every bad byte (NUL included). */
bnc_span bnc_utf8_repair(bnc_arena *arena, bnc_span text);
/* True if every byte is below 0x80 and not NUL. */
bool bnc_is_ascii(bnc_span text);
/* The longest prefix of at most max bytes that ends at a character's end. */
bnc_span bnc_utf8_cut(bnc_span text, size_t max);

#endif

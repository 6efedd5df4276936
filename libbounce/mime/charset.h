/*
 * Charsets: names as mail has them, conversion, and guessing.
 *
 * In:  bytes and a name.   Out: UTF-8. Names are checked and mapped before iconv sees them; GMime's own functions are not used here because they
 * keep every name they ever saw (3.2.13).
 */
#ifndef BNC_MIME_CHARSET_H
#define BNC_MIME_CHARSET_H

#include "mime/converter.h"
#include "util/arena.h"

/* The name for iconv, static or in the arena; NULL if the label says nothing ("us-ascii", "unknown-8bit") or may not be used. */
const char *bnc_charset_name(bnc_arena *arena, bnc_span label);
/*
 * Converts to UTF-8 in the arena; *ret_bad counts bytes that were not valid and became U+FFFD. False: iconv does not know the charset, or the arena holds
 * BNC_MAX_CHARSETS others. Converters stay open until bnc_charset_close(): opening one means loading a module.
 */
bool bnc_charset_convert(bnc_arena *arena, bnc_span bytes, const char *name, bnc_span *ret_text, size_t *ret_bad);
/* Where an arena's converters come from and go back to, until bnc_charset_close(); without it each is opened and closed. */
void bnc_charset_use_pool(bnc_arena *arena, bnc_converters *pool);
/* Gives back the converters that an arena's texts have needed, and forgets the pool; the arena's end does so too. */
void bnc_charset_close(bnc_arena *arena);
/* The likeliest charset of 8-bit text that is not UTF-8; static. Never NULL: "windows-1252" in the end. */
const char *bnc_charset_guess(bnc_span bytes);
/* "ISO-2022-JP" … where an escape sequence says so (ISO 2022), else NULL. */
const char *bnc_charset_escaped(bnc_span bytes);

#endif

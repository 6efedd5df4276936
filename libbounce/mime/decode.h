/*
 * Bodies: transfer encodings and charsets to valid UTF-8 text.
 *
 * In:  a part.   Out: text. base64, quoted-printable and uuencode are GMime's work, charsets iconv's; ASCII and valid UTF-8
 * in identity encoding are returned as they stand, without a copy. A charset's name is checked before it goes to iconv.
 * Mislabelled and unlabelled 8-bit text: valid UTF-8 is UTF-8; else the likely charsets are tried (EUC-KR/CP949, Big5, GB18030, Shift_JIS,
 * EUC-JP, ISO-2022-*, KOI8-R, windows-125x) and the guess is noted.
 */
#ifndef BNC_MIME_DECODE_H
#define BNC_MIME_DECODE_H

#include "mime/walk.h"

/* The transfer encoding undone, at most max bytes out; the same span for identity. */
bnc_span bnc_decode_transfer(bnc_arena *arena, bnc_span body, bnc_encoding encoding, size_t max);
/* Any bytes to valid UTF-8; charset may be empty (not labelled). */
bnc_span bnc_decode_charset(bnc_arena *arena, bnc_span bytes, bnc_span charset, bnc_notes *notes);
/* Both, for a text/… or message/… part: at most max bytes of UTF-8. HTML stays HTML. */
bnc_span bnc_decode_part(bnc_arena *arena, const bnc_part *part, size_t max, bnc_notes *notes);

#endif

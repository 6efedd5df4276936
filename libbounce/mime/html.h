/*
 * HTML to plain text: tags dropped, blocks and <br> to line ends, entities decoded, script, style and comments left out; linear, bounded.
 * Hidden text is not looked for: this is for reading notices, not for showing mail.
 */
#ifndef BNC_MIME_HTML_H
#define BNC_MIME_HTML_H

#include "util/arena.h"

bnc_span bnc_html_to_text(bnc_arena *arena, bnc_span html);
/* Does plain text look like HTML all the same (a text/plain part that starts with <html>)? */
bool bnc_html_looks_like(bnc_span text);

#endif

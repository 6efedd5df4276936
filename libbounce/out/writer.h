/* Writes JSON (RFC 8259): always valid UTF-8, no white space, no line end inside a value. The caller keeps the nesting right. */
#ifndef BNC_OUT_WRITER_H
#define BNC_OUT_WRITER_H

#include "util/buffer.h"

typedef struct bnc_json {
    bnc_buffer buffer;
    bool needs_comma;
} bnc_json;

#define BNC_JSON_INIT { BNC_BUFFER_INIT, false }

void bnc_json_open(bnc_json *json, char bracket);  /* '{' or '[' */
void bnc_json_close(bnc_json *json, char bracket); /* '}' or ']' */
void bnc_json_key(bnc_json *json, const char *key); /* a plain ASCII word */
/* Any bytes: control characters are escaped, bytes that are no UTF-8 become U+FFFD. */
void bnc_json_span(bnc_json *json, bnc_span text);
void bnc_json_text(bnc_json *json, const char *text); /* NULL: null */
void bnc_json_number(bnc_json *json, uint64_t number);
void bnc_json_bool(bnc_json *json, bool value);
void bnc_json_null(bnc_json *json);
/* key and value in one; NULL: null */
void bnc_json_field(bnc_json *json, const char *key, const char *text);
void bnc_json_line_end(bnc_json *json);

#endif

/*
 * Blocks of fields as reports hold them (RFC 3464, section 2.1; RFC 5965, section 3; RFC 8098, section 3.1).
 *
 * In:  the decoded text of a report part.   Out: its fields one by one, with a flag for the first one behind a blank line.
 * Tolerates: blank lines that hold blanks, continuation lines that are not indented, lines that are no field.
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "smtp/reply.h"

/* Names without '-' that are fields all the same; anything else before a colon is taken for text that lost its indentation. */
static const bnc_span short_names[] = {
    { "Action", 6 }, { "Status", 6 }, { "Version", 7 }, { "Disposition", 11 }, { "Failure", 7 }, { "Error", 5 }, { "Warning", 7 },
    { "Incidents", 9 }, { "From", 4 }, { "To", 2 }, { "Subject", 7 }, { "Date", 4 }, { "Received", 8 },
};

static size_t name_length(bnc_span line)
{
    size_t n = 0;
    bool has_dash = false;
    while (n < line.len && n < 60 && (bnc_is_alnum(line.at[n]) || line.at[n] == '-' || line.at[n] == '_')) {
        has_dash = has_dash || line.at[n] == '-';
        n++;
    }
    size_t colon = n;
    while (colon < line.len && bnc_is_blank(line.at[colon]))
        colon++;
    if (n < 2 || colon >= line.len || line.at[colon] != ':' || !bnc_is_alpha(line.at[0]))
        return 0;
    if (has_dash)
        return n;
    for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++) {
        if (short_names[i].len == n && bnc_span_equal_nocase(short_names[i], (bnc_span){ line.at, n }))
            return n;
    }
    return 0;
}

bool bnc_blocks_next(bnc_blocks *blocks, bnc_block_field *ret_field)
{
    bnc_span line, rest = blocks->rest;
    size_t name_len = 0;
    while (name_len == 0) {
        if (!bnc_span_next_line(&rest, &line))
            return false;
        if (bnc_span_trim(line).len == 0)
            blocks->starts_block = true;
        else
            name_len = name_length(line);
    }
    ret_field->name = (bnc_span){ line.at, name_len };
    ret_field->starts_block = blocks->starts_block;
    const char *value = line.at + bnc_span_find_char(line, ':', name_len) + 1;
    const char *end = line.at + line.len;
    blocks->starts_block = false;
    blocks->rest = rest;
    while (bnc_span_next_line(&rest, &line)) {
        bnc_span trimmed = bnc_span_trim(line);
        if (trimmed.len == 0 || (!bnc_is_blank(line.at[0]) && name_length(line)))
            break;
        end = trimmed.at + trimmed.len;
        blocks->rest = rest;
    }
    ret_field->value = bnc_span_trim((bnc_span){ value, (size_t)(end - value) });
    return true;
}

bnc_span bnc_blocks_untype(bnc_span value, bnc_span *ret_type)
{
    size_t n = 0;
    while (n < value.len && n < 40 && (bnc_is_alnum(value.at[n]) || value.at[n] == '-' || value.at[n] == '_'))
        n++;
    size_t semicolon = n;
    while (semicolon < value.len && bnc_is_blank(value.at[semicolon]))
        semicolon++;
    bool is_typed = semicolon < value.len && value.at[semicolon] == ';' && (n == 0 || bnc_is_alpha(value.at[0]));
    if (ret_type)
        *ret_type = is_typed ? (bnc_span){ value.at, n } : (bnc_span){ value.at, 0 };
    return is_typed ? bnc_span_trim(bnc_span_from(value, semicolon + 1)) : bnc_span_trim(value);
}

bnc_span bnc_blocks_join(bnc_arena *arena, bnc_span value)
{
    if (bnc_span_find_char(value, '\n', 0) == BNC_NOT_FOUND)
        return value;
    char *text = bnc_arena_alloc_raw(arena, value.len + 1), *out = text;
    bnc_span line, rest = value;
    while (bnc_span_next_line(&rest, &line)) {
        line = bnc_span_trim(line);
        if (line.len == 0)
            continue;
        if (out != text)
            *out++ = bnc_reply_code(line) ? '\n' : ' ';
        memcpy(out, line.at, line.len);
        out += line.len;
    }
    *out = 0;
    return (bnc_span){ text, (size_t)(out - text) };
}

void bnc_blocks_host(bnc_span value, bnc_span *ret_host, bnc_span *ret_ip)
{
    *ret_host = *ret_ip = (bnc_span){ value.at, 0 };
    bool is_masked;
    size_t i = 0;
    while (i < value.len) {
        while (i < value.len && (bnc_is_space(value.at[i]) || strchr("[](),;", value.at[i])))
            i++;
        size_t start = i;
        while (i < value.len && !bnc_is_space(value.at[i]) && !strchr("[](),;", value.at[i]))
            i++;
        bnc_span word = bnc_span_cut(value, start, i - start);
        if (word.len > 5 && bnc_span_starts_nocase(word, BNC_SPAN("IPv6:")))
            word = bnc_span_from(word, 5);
        if (bnc_is_ip(word, &is_masked)) {
            if (ret_ip->len == 0)
                *ret_ip = word;
        } else if (start == 0 && word.len) {
            while (word.len && word.at[word.len - 1] == '.')
                word.len--;
            *ret_host = word;
        }
    }
}

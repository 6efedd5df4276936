/*
 * Checks of single texts: placeholders, addresses of pages, dates, durations (ISO 8601).
 */
#include "knowledge/builder.h"

static bool is_url(bnc_span text)
{
    bool is_web = bnc_span_starts(text, BNC_SPAN("https://")) || bnc_span_starts(text, BNC_SPAN("http://"));

    return (is_web || bnc_span_starts(text, BNC_SPAN("mailto:"))) && bnc_span_find_char(text, ' ', 0) == BNC_NOT_FOUND;
}

/* YYYY, YYYY-MM or YYYY-MM-DD */
static bool is_date(bnc_span text)
{
    static const char form[] = "dddd-dd-dd";

    if (text.len != 4 && text.len != 7 && text.len != 10)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == 'd' ? !bnc_is_digit(text.at[i]) : text.at[i] != form[i])
            return false;
    return true;
}

static bool take_number(bnc_span *rest, const char *units)
{
    uint32_t number;
    size_t digits = bnc_span_number(*rest, &number);

    if (digits == 0 || digits >= rest->len || !strchr(units, rest->at[digits]))
        return false;
    *rest = bnc_span_from(*rest, digits + 1);
    return true;
}

/* P2D, PT24H, P1DT12H, P2W */
static bool is_duration(bnc_span text)
{
    size_t parts = 0;

    if (text.len < 3 || text.at[0] != 'P')
        return false;
    text = bnc_span_from(text, 1);
    while (text.len > 0 && text.at[0] != 'T' && take_number(&text, "YMWD"))
        parts++;
    if (text.len == 0)
        return parts > 0;
    if (text.at[0] != 'T')
        return false;
    text = bnc_span_from(text, 1);
    for (parts = 0; text.len > 0; parts++)
        if (!take_number(&text, "HMS"))
            return false;
    return parts > 0;
}

/* A placeholder is a name in braces; anything else in braces is none, and no brace may stand alone. */
static bool check_placeholders(const bnc_form_input *in, const bnc_field *field, bnc_span text)
{
    bnc_builder *b = in->builder;

    for (size_t i = 0; i < text.len; i++) {
        size_t end;
        bnc_span name;

        if (text.at[i] == '}') {
            bnc_complain(b->options.complaints, in->file, field->line, field->column, "%s: a '}' without '{'", in->spec->name);
            return false;
        }
        if (text.at[i] != '{')
            continue;
        end = bnc_span_find_char(text, '}', i);
        name = end == BNC_NOT_FOUND ? (bnc_span){ NULL, 0 } : bnc_span_cut(text, i + 1, end - i - 1);
        if (!bnc_builder_is_id(name)) {
            bnc_complain(b->options.complaints, in->file, field->line, field->column, "%s: '{' that begins no placeholder", in->spec->name);
            return false;
        }
        i = end;
        b->wanted = bnc_arena_grow(b->arena, b->wanted, b->wanted_count, &b->wanted_capacity, sizeof(*b->wanted));
        b->wanted[b->wanted_count++] =
            (bnc_wanted_id){ bnc_builder_intern(b, name), 1u << BNC_KIND_PLACEHOLDER, { in->file, field->line, field->column } };
    }
    return true;
}

/* Programs whose command lines stand in Check. */
static const char *const programs[] = { "dig", "host", "nslookup", "openssl", "postconf", "postqueue", "postmap", "postsuper", "mailq", "exim",
                                        "swaks", "nc", "telnet", "df", "grep", "curl", "whois", "ping", "date", "ss", "netstat", "systemctl" };

bool bnc_builder_is_command(bnc_span text)
{
    size_t blank = bnc_span_find_char(text, ' ', 0);

    for (size_t i = 0; i < BNC_COUNT_OF(programs) && blank != BNC_NOT_FOUND; i++)
        if (bnc_span_equal(bnc_span_cut(text, 0, blank), bnc_span_of(programs[i])))
            return true;
    return false;
}

bool bnc_builder_check_text(const bnc_form_input *in, const bnc_field *field, bnc_span text)
{
    unsigned flags = in->spec->flags;
    const char *why = NULL;

    if ((flags & BNC_FIELD_URL) && !is_url(text))
        why = "no https:, http: or mailto: address";
    else if ((flags & BNC_FIELD_DATE) && text.len > 0 && !is_date(text))
        why = "no date (YYYY, YYYY-MM or YYYY-MM-DD)";
    else if ((flags & BNC_FIELD_DURATION) && !is_duration(text))
        why = "no ISO 8601 duration (P2D, PT24H)";
    if (why) {
        bnc_complain(in->builder->options.complaints, in->file, field->line, field->column, "%s: \"%.*s\" is %s", in->spec->name,
                     (int)text.len, text.at, why);
        return false;
    }
    return in->kind == BNC_KIND_MESSAGE || !(flags & BNC_FIELD_TRANSLATED) || check_placeholders(in, field, text);
}

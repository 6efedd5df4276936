/*
 * HTML to plain text, for reading notices.
 *
 * In:  HTML as valid UTF-8.   Out: its text: blocks and <br> begin lines, cells are parted by a blank, white space is folded, entities are
 * decoded, <script>, <style>, <head>'s title aside, and comments are left out. One pass; the output is never longer than the input.
 */
#include "mime/html.h"

#include "mime/entity_names.h"

#define QUOTED_LOOK 256u /* how far behind a '>' in quotes the quotes may end */

typedef struct writer {
    char *text;
    size_t len;
    int pending; /* 0 nothing, 1 a blank, 2 a line end */
    bool is_preformatted;
    bool has_no_tags; /* no '>' comes any more: every '<' is text */
} writer;

static void add_gap(writer *w, int gap)
{
    if (gap > w->pending)
        w->pending = gap;
}

static void add_char(writer *w, char c)
{
    if (w->pending && w->len)
        w->text[w->len++] = w->pending == 2 ? '\n' : ' ';
    w->pending = 0;
    w->text[w->len++] = c;
}

/* Text without markup, blanks and line ends; not empty. */
static void add_run(writer *w, bnc_span run)
{
    add_char(w, run.at[0]);
    memcpy(w->text + w->len, run.at + 1, run.len - 1);
    w->len += run.len - 1;
}

static bool is_plain(char c)
{
    return !bnc_is_space(c) && c != '<' && c != '&';
}

static const bnc_span block_tags[] = {
    BNC_SPAN("br"), BNC_SPAN("p"), BNC_SPAN("div"), BNC_SPAN("tr"), BNC_SPAN("li"), BNC_SPAN("ul"),
    BNC_SPAN("ol"), BNC_SPAN("table"), BNC_SPAN("h1"), BNC_SPAN("h2"), BNC_SPAN("h3"), BNC_SPAN("h4"),
    BNC_SPAN("h5"), BNC_SPAN("h6"), BNC_SPAN("hr"), BNC_SPAN("pre"), BNC_SPAN("blockquote"),
    BNC_SPAN("title"), BNC_SPAN("body"), BNC_SPAN("html"), BNC_SPAN("dt"), BNC_SPAN("dd"), BNC_SPAN("dl"),
    BNC_SPAN("center"), BNC_SPAN("tbody"), BNC_SPAN("section"), BNC_SPAN("address"),
};

static const bnc_span hidden_tags[] = { BNC_SPAN("script"), BNC_SPAN("style") };

static bool is_one_of(bnc_span name, const bnc_span *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bnc_span_equal_nocase(name, list[i]))
            return true;
    return false;
}

/* Behind the end tag of a hidden element; the text's end if it never ends. */
static size_t skip_hidden(bnc_span html, size_t at, bnc_span name)
{
    for (at = bnc_span_find(html, BNC_SPAN("</"), at); at != BNC_NOT_FOUND; at = bnc_span_find(html, BNC_SPAN("</"), at + 2)) {
        if (bnc_span_starts_nocase(bnc_span_from(html, at + 2), name)) {
            size_t end = bnc_span_find_char(html, '>', at);
            return end == BNC_NOT_FOUND ? html.len : end + 1;
        }
    }
    return html.len;
}

/* The offset of the next '>' or sign that begins (quote is 0) or ends a quotation; end if there is none before it. */
static size_t skip_inside(bnc_span html, size_t at, size_t end, char quote)
{
    if (quote)
        while (at < end && html.at[at] != quote && html.at[at] != '>')
            at++;
    else
        while (at < end && html.at[at] != '>' && html.at[at] != '"' && html.at[at] != '\'')
            at++;
    return at;
}

/*
 * Behind the '>' of the tag at "at"; one within quotes does not count, unless the quotes do not end soon. 0: there is no '>' any more.
 */
static size_t skip_tag(bnc_span html, size_t at)
{
    char quote = 0;
    size_t plain_end = 0;
    size_t end = html.len;

    for (size_t i = at + 1; (i = skip_inside(html, i, end, quote)) < end; i++) {
        if (html.at[i] != '>') {
            quote = !quote && html.at[i - 1] == '=' ? html.at[i] : 0;
        } else if (!quote) {
            return i + 1;
        } else if (!plain_end) {
            plain_end = i + 1;
            end = html.len - plain_end > QUOTED_LOOK ? plain_end + QUOTED_LOOK : html.len;
        }
    }
    return plain_end;
}

/* Takes the tag or comment at html.at[at] == '<'; returns where text goes on. */
static size_t take_tag(bnc_span html, size_t at, writer *w)
{
    bnc_span rest = bnc_span_from(html, at);
    size_t end;
    size_t start = at + 1;
    size_t len = 0;
    bnc_span name;
    bool is_end;

    if (bnc_span_starts(rest, BNC_SPAN("<!--"))) {
        end = bnc_span_find(html, BNC_SPAN("-->"), at + 4);
        return end == BNC_NOT_FOUND ? html.len : end + 3;
    }
    is_end = start < html.len && html.at[start] == '/';
    start += is_end;
    if (start >= html.len || !(bnc_is_alpha(html.at[start]) || html.at[start] == '!' || html.at[start] == '?')) {
        add_char(w, '<'); /* "a < b" */
        return at + 1;
    }
    while (start + len < html.len && bnc_is_alnum(html.at[start + len]))
        len++;
    name = bnc_span_cut(html, start, len);
    if (start + len < html.len && (html.at[start + len] == '@' || html.at[start + len] == '.')) {
        add_char(w, '<'); /* "<kim@partner.example>" that nobody escaped */
        return at + 1;
    }
    end = skip_tag(html, at);
    if (!end) {
        w->has_no_tags = true;
        add_char(w, '<');
        return at + 1;
    }
    if (!is_end && is_one_of(name, hidden_tags, sizeof hidden_tags / sizeof hidden_tags[0]))
        return skip_hidden(html, end, name);
    if (bnc_span_equal_nocase(name, BNC_SPAN("pre")))
        w->is_preformatted = !is_end;
    if (bnc_span_equal_nocase(name, BNC_SPAN("td")) || bnc_span_equal_nocase(name, BNC_SPAN("th")))
        add_gap(w, 1);
    else if (is_one_of(name, block_tags, sizeof block_tags / sizeof block_tags[0]))
        add_gap(w, 2);
    return end;
}

static void add_point(writer *w, uint32_t point)
{
    if (point == 0xA0) {
        add_gap(w, 1);
    } else if (point < 0x80) {
        if (point > ' ' && point != 0x7F)
            add_char(w, (char)point);
        else
            add_gap(w, 1);
    } else if (point < 0x800) {
        add_char(w, (char)(0xC0 | point >> 6));
        add_char(w, (char)(0x80 | (point & 0x3F)));
    } else if (point >= 0x10000) {
        add_char(w, (char)(0xF0 | point >> 18));
        add_char(w, (char)(0x80 | (point >> 12 & 0x3F)));
        add_char(w, (char)(0x80 | (point >> 6 & 0x3F)));
        add_char(w, (char)(0x80 | (point & 0x3F)));
    } else {
        add_char(w, (char)(0xE0 | point >> 12));
        add_char(w, (char)(0x80 | (point >> 6 & 0x3F)));
        add_char(w, (char)(0x80 | (point & 0x3F)));
    }
}

/* "&#54620;", "&#xD55C;" at the front: length and code point; 0 if it is none. */
static size_t parse_number(bnc_span text, uint32_t *ret_point)
{
    bool is_hex = text.len > 2 && (text.at[2] == 'x' || text.at[2] == 'X');
    size_t at = is_hex ? 3 : 2;
    size_t start = at;
    uint32_t point = 0;

    while (at < text.len && at - start < 8) {
        char c = bnc_to_lower(text.at[at]);
        uint32_t digit = bnc_is_digit(c) ? (uint32_t)(c - '0') : is_hex && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10) : 99;

        if (digit == 99)
            break;
        point = point * (is_hex ? 16 : 10) + digit;
        at++;
    }
    if (at == start || point == 0 || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return 0;
    *ret_point = point;
    return at + (at < text.len && text.at[at] == ';');
}

/* The entity at html.at[at] == '&'; returns where text goes on. */
static size_t take_entity(bnc_span html, size_t at, writer *w)
{
    bnc_span rest = bnc_span_from(html, at);
    uint32_t point = 0;
    size_t len = rest.len > 2 && rest.at[1] == '#' ? parse_number(rest, &point) : bnc_entity_name(rest, &point);

    if (len == 0) {
        add_char(w, '&');
        return at + 1;
    }
    add_point(w, point);
    return at + len;
}

bnc_span bnc_html_to_text(bnc_arena *arena, bnc_span html)
{
    writer w = { .text = bnc_arena_alloc_raw(arena, html.len + 8) };
    size_t at = 0;

    while (at < html.len) {
        char c = html.at[at];

        if (c == '<' && !w.has_no_tags) {
            at = take_tag(html, at, &w);
        } else if (c == '&') {
            at = take_entity(html, at, &w);
        } else if (bnc_is_space(c)) {
            add_gap(&w, w.is_preformatted && c == '\n' ? 2 : 1);
            at++;
        } else {
            size_t end = at + 1;

            while (end < html.len && is_plain(html.at[end]))
                end++;
            add_run(&w, bnc_span_cut(html, at, end - at));
            at = end;
        }
    }
    w.text[w.len] = '\0';
    return (bnc_span){ w.text, w.len };
}

bool bnc_html_looks_like(bnc_span text)
{
    static const bnc_span begins[] = {
     BNC_SPAN("<html"), BNC_SPAN("<!doctype html"), BNC_SPAN("<head"), BNC_SPAN("<body"), BNC_SPAN("<meta "),
     BNC_SPAN("<div"), BNC_SPAN("<table"), BNC_SPAN("<p>"), BNC_SPAN("<font"), BNC_SPAN("<span"),
     BNC_SPAN("<style"),
 };

    text = bnc_span_trim(bnc_span_cut(text, 0, 4096));
    if (bnc_span_starts(text, BNC_SPAN("\xEF\xBB\xBF")))
        text = bnc_span_from(text, 3);
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (bnc_span_starts_nocase(text, begins[i]))
            return true;
    return false;
}

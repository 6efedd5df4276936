/*
 * Paper: columns, wrapping, safety. See paper.h.
 *
 * In:  UTF-8 of any origin.   Out: lines no wider than asked for, unless a single word is.
 */
#include "paper.h"
#include <glib.h>
#include <string.h>

/* Escape sequences are ours alone; these are all there are. */
static const char *const styles[] = { "", "\033[1m", "\033[2m", "\033[1;31m", "\033[1;33m", "\033[1;32m" };

static bool is_unsafe(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0)            /* C0, DEL, C1 */
           || (c >= 0x200b && c <= 0x200f)                /* zero width, left-to-right marks */
           || (c >= 0x2028 && c <= 0x202e)                /* separators, embeddings, overrides */
           || (c >= 0x2060 && c <= 0x206f) || c == 0x61c  /* isolates and other invisible ones */
           || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f) || (c >= 0xfff9 && c <= 0xfffb);
}

char *paper_safe(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + 1);
    char *valid = g_utf8_make_valid(text, -1);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == '\n' || c == '\t' || c == '\r')
            g_string_append_c(out, ' ');
        else
            g_string_append_unichar(out, is_unsafe(c) ? 0xfffd : c);
    }
    g_free(valid);
    return g_string_free(out, FALSE);
}

static unsigned cells(gunichar c)
{
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

size_t paper_width(const char *text, size_t length)
{
    size_t width = 0;
    for (const char *at = text; at < text + length && *at; at = g_utf8_next_char(at))
        width += cells(g_utf8_get_char(at));
    return width;
}

static void pad(paper *p, size_t count)
{
    while (count-- > 0)
        fputc(' ', p->out);
}

void paper_start(const paper *p, paper_style style)
{
    if (p->color)
        fputs(styles[style], p->out);
}

void paper_end(const paper *p, paper_style style)
{
    if (p->color && style != PAPER_NORMAL)
        fputs("\033[0m", p->out);
}

void paper_blank(paper *p) { fputc('\n', p->out); }

void paper_label(paper *p, const char *label)
{
    size_t width = p->label + paper_width(label, strlen(label));
    pad(p, p->label);
    paper_start(p, *label ? PAPER_DIM : PAPER_NORMAL);
    fputs(label, p->out);
    paper_end(p, *label ? PAPER_DIM : PAPER_NORMAL);
    if (width + 1 > p->indent) {
        if (width > p->label)
            fputc('\n', p->out);
        pad(p, width > p->label ? p->indent : p->indent - p->label);
    } else {
        pad(p, p->indent - width);
    }
}

/* East Asian text may break between any two wide characters, but not before closing punctuation. */
static bool may_break_before(gunichar previous, gunichar c)
{
    static const char closing[] = "、。，．）」』】〉》！？：；・ー％";
    if (g_unichar_iszerowidth(c) || (!g_unichar_iswide(c) && !g_unichar_iswide(previous)))
        return false;
    /* Hangul is wide but breaks at blanks. */
    if (g_unichar_get_script(c) == G_UNICODE_SCRIPT_HANGUL || g_unichar_get_script(previous) == G_UNICODE_SCRIPT_HANGUL)
        return false;
    return !g_utf8_strchr(closing, -1, c) && !strchr(",.;:!?)]}>", c < 0x80 ? (int)c : ' ') && previous != 0x300c && previous != 0xff08;
}

/* The piece from "at" that must stay together: ends before a blank or where a break is allowed. */
static const char *piece_end(const char *at, const char *end)
{
    gunichar previous = g_utf8_get_char(at);
    for (at = g_utf8_next_char(at); at < end && *at != ' '; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (may_break_before(previous, c))
            break;
        previous = c;
    }
    return at;
}

typedef struct writer {
    paper *p;
    size_t column;
    paper_style style;
    const char *mark_start, *mark_end;
} writer;

static void put_mark(writer *w, bool open)
{
    if (w->p->plain)
        return;
    fputs(open ? "»" : "«", w->p->out);
    w->column++;
    if (w->p->color)
        fputs(open ? styles[PAPER_BOLD] : "\033[0m", w->p->out);
    if (w->p->color && !open)
        fputs(styles[w->style], w->p->out);
}

static void put_piece(writer *w, const char *at, const char *end)
{
    for (; at < end; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        size_t n = (size_t)(g_utf8_next_char(at) - at);
        if (at == w->mark_start && w->mark_end > w->mark_start)
            put_mark(w, true);
        fwrite(at, 1, n, w->p->out);
        w->column += cells(c);
        if (at + n == w->mark_end && w->mark_end > w->mark_start)
            put_mark(w, false);
    }
}

static void wrap(writer *w, const char *at, const char *end)
{
    bool first = true;
    while (at < end) {
        bool blank = *at == ' ';
        while (at < end && *at == ' ')
            at++;
        if (at >= end)
            break;
        const char *stop = piece_end(at, end);
        size_t width = paper_width(at, (size_t)(stop - at));
        if (w->mark_end > w->mark_start && !w->p->plain)
            width += (at <= w->mark_start && w->mark_start < stop) + (size_t)(at < w->mark_end && w->mark_end <= stop);
        if (!first && w->column + blank + width > w->p->width) {
            fputc('\n', w->p->out);
            pad(w->p, w->p->indent);
            w->column = w->p->indent;
        } else if (blank && !first) {
            fputc(' ', w->p->out);
            w->column++;
        }
        put_piece(w, at, stop);
        at = stop;
        first = false;
    }
}

void paper_text(paper *p, const char *text, size_t mark_start, size_t mark_length, paper_style style)
{
    /* Made safe in three pieces, so that the mark stays where it was. */
    size_t length = strlen(text);
    if (mark_start > length || mark_length > length - mark_start)
        mark_length = 0;
    if (mark_length == 0)
        mark_start = 0;
    char *head = g_strndup(text, mark_start), *middle = g_strndup(text + mark_start, mark_length);
    char *safe_head = paper_safe(head), *safe_middle = paper_safe(middle), *safe_tail = paper_safe(text + mark_start + mark_length);
    char *all = g_strconcat(safe_head, safe_middle, safe_tail, NULL);
    writer w = { .p = p, .column = p->indent, .style = style };
    w.mark_start = all + strlen(safe_head);
    w.mark_end = w.mark_start + strlen(safe_middle);

    paper_start(p, style);
    wrap(&w, all, all + strlen(all));
    paper_end(p, style);
    fputc('\n', p->out);

    g_free(head);
    g_free(middle);
    g_free(safe_head);
    g_free(safe_middle);
    g_free(safe_tail);
    g_free(all);
}

void paper_row(paper *p, const char *label, const char *text)
{
    paper_label(p, label);
    paper_text(p, text, 0, 0, PAPER_NORMAL);
}

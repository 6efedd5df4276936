/*
 * Quoted, forwarded and pasted text.
 *
 * In:  prose as somebody sent it on.   Out: the same without quote marks, with the line ends a paste has lost, and where the forwarded mail begins
 * (Forward records of the knowledge).
 */
#include "report/reader.h"

/* How many quote marks stand at the front of a line: "> > ", ">>", "| "; ">>> RCPT" is a dialogue, not three marks. */
static size_t quote_length(bnc_span line)
{
    size_t n = 0;
    while (n < line.len) {
        size_t mark = n;
        while (mark < line.len && mark < n + 2 && line.at[mark] == ' ')
            mark++;
        if (mark >= line.len || (line.at[mark] != '>' && line.at[mark] != '|'))
            break;
        bnc_span here = bnc_span_from(line, mark);
        if (bnc_span_starts(here, BNC_SPAN(">>> ")) && here.len > 4 && here.at[4] != '>' && bnc_is_alpha(here.at[4]))
            break;
        n = mark + 1;
    }
    if (n && n < line.len && line.at[n] == ' ')
        n++;
    return n;
}

bnc_span bnc_paste_unquote(bnc_arena *arena, bnc_span text)
{
    size_t first = text.len && (text.at[0] == '>' || text.at[0] == '|') ? 0 : BNC_NOT_FOUND;
    for (size_t at = bnc_span_find_char(text, '\n', 0); first == BNC_NOT_FOUND && at != BNC_NOT_FOUND;
         at = bnc_span_find_char(text, '\n', at + 1)) {
        if (quote_length(bnc_span_cut(text, at + 1, 8)))
            first = at + 1;
    }
    if (first == BNC_NOT_FOUND)
        return text;
    char *out = bnc_arena_alloc_raw(arena, text.len + 1);
    memcpy(out, text.at, first);
    size_t len = first;
    bnc_span line, rest = bnc_span_from(text, first);
    while (bnc_span_next_line(&rest, &line)) {
        line = bnc_span_from(line, quote_length(line));
        memmove(out + len, line.at, line.len);
        len += line.len;
        if (rest.len || text.at[text.len - 1] == '\n')
            out[len++] = '\n';
    }
    out[len] = 0;
    return (bnc_span){ out, len };
}

/* What begins a line of its own, where it stands behind a blank in the middle of one. */
static const char *const line_starts[] = { ">>> ", "<<< ", "----- ", "Final-Recipient:", "Original-Recipient:", "Action: ", "Status: ",
                                           "Remote-MTA:", "Diagnostic-Code:", "Last-Attempt-Date:", "Reporting-MTA:", "Arrival-Date:",
                                           "Warning: message still undelivered", "... while talking to " };

static bool starts_line(bnc_span text, size_t at)
{
    bnc_span here = bnc_span_from(text, at);
    for (size_t i = 0; i < sizeof line_starts / sizeof *line_starts; i++) {
        if (!bnc_span_starts(here, bnc_span_of(line_starts[i])))
            continue;
        /* "<<< 550", but not a gateway's "Sent <<< RCPT"; ">>> RCPT", but not "Received >>> 550". */
        if (line_starts[i][0] == '<')
            return here.len > 4 && bnc_is_digit(here.at[4]);
        if (line_starts[i][0] == '>')
            return here.len > 4 && bnc_is_alpha(here.at[4]);
        return line_starts[i][0] != '-' || (here.len > 6 && here.at[6] != '-');
    }
    return false;
}

/* Does a dialogue mark stand in the middle of a line? */
static bool has_lost_lines(bnc_span text)
{
    for (size_t at = bnc_span_find(text, BNC_SPAN("<<< "), 0); at != BNC_NOT_FOUND; at = bnc_span_find(text, BNC_SPAN("<<< "), at + 1)) {
        size_t before = at;
        while (before > 0 && bnc_is_blank(text.at[before - 1]))
            before--;
        if (before > 0 && text.at[before - 1] != '\n' && text.at[before - 1] != '>' && at + 4 < text.len && bnc_is_digit(text.at[at + 4]))
            return true;
    }
    return false;
}

/* A client's closing line within a run-together dialogue: "501 5.6.0 Data format error", "<a@example.com>... Deferred". */
static bool starts_closing(bnc_span text, size_t at)
{
    bnc_span here = bnc_span_cut(text, at, 300);
    if (here.at[0] == '<') {
        size_t dots = bnc_span_find(here, BNC_SPAN(">... "), 0), blank = bnc_span_find_char(here, ' ', 0);
        return dots != BNC_NOT_FOUND && dots < blank;
    }
    size_t before = at;
    while (before > 0 && bnc_is_blank(text.at[before - 1]))
        before--;
    bnc_status status;
    return bnc_reply_code(here) >= 400 && here.len > 4 && here.at[3] == ' ' && bnc_status_parse(bnc_span_from(here, 4), &status) != 0 &&
           before > 0 && !strchr("<>:", text.at[before - 1]);
}

bnc_span bnc_paste_restore_lines(bnc_arena *arena, bnc_span text)
{
    bool is_lost = has_lost_lines(text);
    if (!is_lost && bnc_span_find(text, BNC_SPAN("----- "), 0) == BNC_NOT_FOUND &&
        bnc_span_find_nocase(text, BNC_SPAN("-Recipient:"), 0) == BNC_NOT_FOUND)
        return text;
    char *out = NULL;
    size_t len = 0, copied = 0;
    for (size_t i = 1; i < text.len; i++) {
        char c = text.at[i];
        if (!bnc_is_blank(text.at[i - 1]) || bnc_is_blank(c))
            continue;
        bool may_start = c == '>' || c == '<' || c == '-' || c == '.' || (c >= 'A' && c <= 'W');
        bool may_close = is_lost && (c == '<' || c == '4' || c == '5');
        if (!(may_start && starts_line(text, i)) && !(may_close && starts_closing(text, i)))
            continue;
        if (!out)
            out = bnc_arena_alloc_raw(arena, 2 * text.len + 1);
        memcpy(out + len, text.at + copied, i - copied);
        len += i - copied;
        out[len++] = '\n';
        copied = i;
    }
    if (!out)
        return text;
    return bnc_span_end_copy(out, len, bnc_span_from(text, copied));
}

size_t bnc_paste_find_forward(bnc_reader *reader, bnc_span text)
{
    const bnc_candidate *list;
    size_t count = bnc_reader_candidates(reader, BNC_SCAN_LAYOUT, text, &list), found = BNC_NOT_FOUND;
    for (size_t i = 0; i < count; i++) {
        bnc_match match;
        if (list[i].owner != BNC_OWNER_FORWARD)
            continue;
        if (bnc_pattern_find_seen(list[i].layer, list[i].pattern, list[i].sight, text, 0, &match) && (found == BNC_NOT_FOUND || match.start < found))
            found = match.start;
    }
    return found;
}

bool bnc_paste_quotes_another(bnc_reader *reader)
{
    return !reader->is_bulk && (reader->text.at != reader->report->text.at || bnc_paste_find_forward(reader, reader->text) != BNC_NOT_FOUND);
}

#define HEADING_MAX 1200 /* bytes of a forward heading */

bnc_span bnc_paste_forwarded_notice(bnc_reader *reader, bnc_span text)
{
    size_t at = bnc_paste_find_forward(reader, text);
    bnc_span line, rest = bnc_span_cut(text, at == BNC_NOT_FOUND ? text.len : at, HEADING_MAX);
    bool is_daemon = false, has_fields = false;
    while (bnc_span_next_line(&rest, &line)) {
        line = bnc_span_trim(line);
        size_t colon = bnc_span_find_char(line, ':', 0);
        if (line.len == 0 && has_fields)
            return is_daemon ? bnc_span_from(text, (size_t)(rest.at - text.at)) : (bnc_span){ "", 0 };
        bnc_span value = colon == BNC_NOT_FOUND ? (bnc_span){ "", 0 } : bnc_span_trim(bnc_span_from(line, colon + 1));
        has_fields = has_fields || value.len;
        size_t mark = bnc_span_find_char(value, '[', 0); /* "Mail Delivery System [mailto:mailer-daemon@example.com]" */
        bnc_span name = bnc_span_trim(bnc_span_cut(value, 0, mark == BNC_NOT_FOUND ? value.len : mark));
        is_daemon = is_daemon || (name.len && bnc_header_is_daemon(name));
    }
    return (bnc_span){ "", 0 };
}

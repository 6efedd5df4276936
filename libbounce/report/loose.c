/*
 * A reply within prose that no layout knows.
 *
 * In:  a pasted text or a machine's notice.   Out: a nameless recipient (or the one that stands in front of the reply) with the one reply it shows.
 * A text that shows several different ones explains them; it reports none. A few pasted lines without a reply's form are a guess: whoever pastes
 * "the server said mailbox full" has been told so by somebody.
 */
#include "report/reader.h"
#include "smtp/address.h"

#define QUESTION_MAX 600    /* bytes of a mail that asks about a reply */
#define GUESS_MAX 2000      /* bytes of a pasted text that shows a code */
#define GUESS_WORDS_MAX 600 /* of one that shows none */

typedef enum form {
    FORM_CODED, /* "550 5.1.1 ", "550-5.1.1", "#550 5.1.1", "552 #5.2.2": a code with a status behind it */
    FORM_BARE   /* "said: 550 Unknown user", "(421 Too many": a code behind a blank or a sign, with words behind it */
} form;

static bool may_begin(form wanted, char before)
{
    if (wanted == FORM_BARE)
        return before && strchr(" \t\n\"'(:>;[", before);
    return !bnc_is_alnum(before) && before != '.' && before != '-';
}

static size_t find_code(bnc_span text, size_t start, form wanted, uint16_t *ret_code)
{
    const size_t least = wanted == FORM_BARE ? 6 : 9;
    for (size_t i = start; i + least < text.len; i++) {
        char c = text.at[i];
        if ((c != '4' && c != '5') || (i > 0 && !may_begin(wanted, text.at[i - 1])))
            continue;
        uint16_t code = bnc_reply_code(bnc_span_from(text, i));
        bnc_status status;
        if (!code || (wanted == FORM_CODED && (!bnc_status_parse(bnc_span_from(text, i + 4), &status) || status.class != code / 100)))
            continue;
        *ret_code = code;
        return i;
    }
    return BNC_NOT_FOUND;
}

static bool shows_another(bnc_span text, size_t start, form wanted, uint16_t code)
{
    uint16_t next;
    for (size_t at = find_code(text, start, wanted, &next); at != BNC_NOT_FOUND; at = find_code(text, at + 4, wanted, &next)) {
        if (next != code)
            return true;
    }
    return false;
}

/* The reply that begins at a place: to the end of its paragraph. */
static bnc_span paragraph(bnc_span text, size_t start)
{
    bnc_span rest = bnc_span_from(text, start);
    size_t end = bnc_span_find(rest, BNC_SPAN("\n\n"), 0);
    return end == BNC_NOT_FOUND ? rest : bnc_span_cut(rest, 0, end);
}

/* The last address within the 200 bytes before a place. */
static bnc_span nearest_address(bnc_span text, size_t end)
{
    size_t start = end > 200 ? end - 200 : 0, len;
    bnc_span near = { text.at, end }, found = { text.at, 0 };
    for (size_t at = bnc_address_find(near, start, &len); at != BNC_NOT_FOUND; at = bnc_address_find(near, at + len, &len))
        found = bnc_span_cut(near, at, len);
    return found;
}

/* A program's text, not what it printed. */
static bool is_source_code(bnc_span text)
{
    return bnc_span_find(text, BNC_SPAN("%s"), 0) != BNC_NOT_FOUND;
}

bool bnc_loose_reply_read(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    uint16_t code;
    size_t at = find_code(reader->text, 0, FORM_CODED, &code);
    if (at == BNC_NOT_FOUND || shows_another(reader->text, at + 4, FORM_CODED, code))
        return false;
    bnc_span reply = paragraph(reader->text, at);
    if (is_source_code(reply))
        return false;
    bounce_recipient *recipient = bnc_report_add_recipient(report, reader->context);
    if (!recipient || !bnc_recipient_add_reply(recipient, bnc_blocks_join(reader->arena, reply)))
        return false;
    bnc_span address = nearest_address(reader->text, at);
    recipient->is_from_reply = address.len == 0;
    if (address.len == 0)
        address = nearest_address(reply, reply.len);
    bnc_recipient_set_address(recipient, address);
    report->kind = BOUNCE_KIND_FAILURE;
    report->format = "text";
    return true;
}

/* Does a person ask in his own words? What he answers to asks above or below a mark. */
static bool asks(bnc_span written)
{
    bnc_span line, rest = written;
    while (bnc_span_next_line(&rest, &line)) {
        line = bnc_span_trim(line);
        if (line.len && line.at[0] != '>' && line.at[0] != '|' && bnc_span_find_char(line, '?', 0) != BNC_NOT_FOUND)
            return true;
    }
    return false;
}

/* A reply in quotation marks that names an address: "550 5.1.1 <kim@example.com> User unknown". It was copied; one without explains a code. */
static bool is_copied(bnc_span text, size_t at)
{
    if (at < 3 || text.at[at - 1] != '"' || strchr("=(,[", text.at[at - 2]) || strchr("=(,[", text.at[at - 3]))
        return false; /* or a program's text: reply = "550 ..." */
    size_t end = bnc_span_find_char(text, '"', at), len;
    bnc_span reply = bnc_span_cut(text, at, end == BNC_NOT_FOUND ? 0 : end - at);
    return bnc_address_find(reply, 0, &len) != BNC_NOT_FOUND;
}

bool bnc_loose_is_question(bnc_reader *reader, bnc_span text, bnc_span written)
{
    bnc_span parent;
    uint16_t code;
    size_t at = text.len < QUESTION_MAX ? find_code(text, 0, FORM_CODED, &code) : BNC_NOT_FOUND;
    if (at == BNC_NOT_FOUND)
        return false;
    bool is_answer = bnc_reader_field(reader, "In-Reply-To", &parent), starts_line = at == 0 || text.at[at - 1] == '\n';
    if (is_copied(text, at) || (starts_line && (!is_answer || asks(written))))
        return true;
    bool is_shown = starts_line || (at > 1 && text.at[at - 1] == ' ' && text.at[at - 2] == ':');
    size_t len;
    /* Who answers may explain what he was asked about, or say that it is mended; a reply to one recipient is still a find. */
    if (is_answer)
        return is_shown && bnc_address_find(paragraph(text, at), 0, &len) != BNC_NOT_FOUND;
    return is_shown || (text.len < QUESTION_MAX / 2 && asks(written));
}

bool bnc_loose_is_list(const bnc_reader *reader)
{
    uint16_t code;
    size_t at = find_code(reader->text, 0, FORM_BARE, &code);
    return at != BNC_NOT_FOUND && shows_another(reader->text, at + 4, FORM_BARE, code);
}

void bnc_loose_guess_read(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    bnc_span text = bnc_span_trim(reader->text);
    uint16_t code;
    size_t at = text.len <= GUESS_MAX ? find_code(text, 0, FORM_BARE, &code) : BNC_NOT_FOUND, len = 0;
    bool is_question = bnc_span_find_char(text, '?', 0) != BNC_NOT_FOUND;
    if (text.len == 0 || is_source_code(text) || (at == BNC_NOT_FOUND && (is_question || text.len > GUESS_WORDS_MAX)))
        return;
    bounce_recipient *recipient = bnc_report_add_recipient(report, reader->context);
    if (!recipient)
        return;
    bnc_span address = { "", 0 };
    if (at != BNC_NOT_FOUND) {
        bnc_recipient_add_reply(recipient, bnc_blocks_join(reader->arena, paragraph(text, at)));
        address = nearest_address(text, at);
    }
    size_t first = address.len ? BNC_NOT_FOUND : bnc_address_find(text, 0, &len);
    bnc_recipient_set_address(recipient, first == BNC_NOT_FOUND ? address : bnc_span_cut(text, first, len));
    bool is_delay = recipient->reply_count && recipient->replies[0].code / 100 == 4;
    report->kind = is_delay ? BOUNCE_KIND_DELAY : BOUNCE_KIND_FAILURE;
    report->format = "text";
    report->is_guess = true;
}

/*
 * Tells what kind of input the bytes are: a message, a log, a reply, JSON, or else text.
 *
 * In:  sanitised text.   Out: the kind. Only the first lines are looked at. Text is the safe default: nothing is lost by it.
 */
#include "input/sniff.h"

#define HEADER_LINES 60
#define LOG_LINES 20
#define LOG_MIN 3 /* log lines from which on half of the first lines may be others */
#define REPLY_LINES 30
#define STRAY_LINES 3 /* broken lines that a header may have */
#define REPLY_MAX 8192u

/* Fields that a mail's header has and a report's fields (RFC 3464: Status, too), an explanation or a log do not. */
static const bnc_span mail_fields[] = {
    BNC_SPAN("Received"), BNC_SPAN("Return-Path"), BNC_SPAN("Delivered-To"), BNC_SPAN("From"), BNC_SPAN("To"),
    BNC_SPAN("Cc"), BNC_SPAN("Subject"), BNC_SPAN("Date"), BNC_SPAN("Message-ID"), BNC_SPAN("MIME-Version"),
    BNC_SPAN("Content-Type"), BNC_SPAN("Content-Transfer-Encoding"), BNC_SPAN("Reply-To"), BNC_SPAN("Sender"),
    BNC_SPAN("Auto-Submitted"), BNC_SPAN("In-Reply-To"), BNC_SPAN("References"), BNC_SPAN("DKIM-Signature"),
    BNC_SPAN("Authentication-Results"), BNC_SPAN("Received-SPF"), BNC_SPAN("ARC-Seal"),
    BNC_SPAN("ARC-Message-Signature"), BNC_SPAN("ARC-Authentication-Results"), BNC_SPAN("Envelope-To"), BNC_SPAN("Delivery-Date"),
    BNC_SPAN("X-Original-To"), BNC_SPAN("X-Failed-Recipients"), BNC_SPAN("Precedence"), BNC_SPAN("Errors-To"),
    BNC_SPAN("Sent"), BNC_SPAN("X-Envelope-From"), BNC_SPAN("X-Envelope-To"), BNC_SPAN("List-Id"),
    BNC_SPAN("Thread-Topic"), BNC_SPAN("Importance"),
};

/* Length of a field's name at the front of a line, 0 if it has none. Only names that mail uses: "Re: x" in prose has one too. */
static size_t field_name(bnc_span line)
{
    size_t len = 0;

    while (len < line.len && len < 80 && (bnc_is_alnum(line.at[len]) || line.at[len] == '-' || line.at[len] == '_' || line.at[len] == '.'))
        len++;
    if (len && len + 1 < line.len && line.at[len] == ' ' && line.at[len + 1] == ':')
        return len;
    return len && len < line.len && line.at[len] == ':' ? len : 0;
}

/* Does a field come next, perhaps behind folded lines? */
static bool is_field_next(bnc_span rest)
{
    bnc_span line;

    for (int count = 0; count < HEADER_LINES && bnc_span_next_line(&rest, &line); count++)
        if (line.len == 0 || !bnc_is_blank(line.at[0]))
            return field_name(line) > 0;
    return false;
}

static bool is_message(bnc_span text, bool is_folded)
{
    size_t known = 0;
    bnc_span line;
    int count = 0;
    int strays = 0;

    while (count++ < HEADER_LINES && bnc_span_next_line(&text, &line)) {
        size_t name = field_name(line);

        if (bnc_span_trim(line).len == 0)
            return known > 0;
        for (size_t i = 0; name && i < sizeof mail_fields / sizeof mail_fields[0]; i++)
            known += bnc_span_equal_nocase(bnc_span_cut(line, 0, name), mail_fields[i]);
        if (known > 1)
            return true; /* whatever follows */
        if (name || (count > 1 && bnc_is_blank(line.at[0])))
            continue;
        if (count == 1 && (is_folded || bnc_span_starts(line, BNC_SPAN("From ")) || bnc_span_starts(line, BNC_SPAN(">From "))))
            continue;
        if (count == 1 || strays++ == STRAY_LINES || !is_field_next(text))
            return false;
    }
    return known > 0;
}

/* Does the pattern match at the front? '9' is a digit, '_' a digit or blank, 'a' a letter, everything else itself. */
static bool matches(bnc_span text, const char *pattern)
{
    for (size_t i = 0; pattern[i]; i++) {
        char c = i < text.len ? text.at[i] : '\0';
        bool is = c == pattern[i];

        if (pattern[i] == '9')
            is = bnc_is_digit(c);
        else if (pattern[i] == '_')
            is = bnc_is_digit(c) || c == ' ';
        else if (pattern[i] == 'a')
            is = bnc_is_alpha(c);
        if (!is)
            return false;
    }
    return true;
}

/* "smtpd[77]: " or "postfix/smtp[123]: " at the front: what is left where the date was cut off. */
static bool has_program(bnc_span line)
{
    size_t len = 0;
    uint32_t pid;

    while (len < line.len && len < 40 && (bnc_is_alnum(line.at[len]) || strchr("/-_.", line.at[len])) && line.at[len])
        len++;
    if (len == 0 || len >= line.len || line.at[len] != '[')
        return false;
    len++;
    len += bnc_span_number(bnc_span_from(line, len), &pid);
    return bnc_span_starts(bnc_span_from(line, len), BNC_SPAN("]: "));
}

static bool is_log_line(bnc_span line)
{
    static const char *const dates[] = {
        "aaa _9 99:99:99", "aaa 9 99:99:99", "9999-99-99 99:99:99", "9999-99-99T99:99:99", "<9>aaa",
        "<99>aaa", "<99>9 9999-", "@400000", "9999999999.999", "[NOTICE] [", "[9999-99-99",
        "9999/99/99 99:99:99",
    };
    static const bnc_span words[] = {
        BNC_SPAN(": to=<"), BNC_SPAN("mta delivery evpid="), BNC_SPAN("status=bounced"),
        BNC_SPAN("status=deferred"), BNC_SPAN(", dsn="), BNC_SPAN(",addr=<"),
    };

    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        if (matches(line, dates[i]))
            return true;
    if (has_program(line))
        return true;
    if (matches(line, "delivery 9") && bnc_span_find_char(line, ':', 0) != BNC_NOT_FOUND)
        return true;
    line = bnc_span_cut(line, 0, 300);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (bnc_span_find(line, words[i], 0) != BNC_NOT_FOUND)
            return true;
    return false;
}

/* Counts log lines among the first lines that are not blank. */
static size_t count_log_lines(bnc_span text, size_t *ret_lines)
{
    size_t lines = 0;
    size_t logs = 0;
    bnc_span line;

    while (lines < LOG_LINES && bnc_span_next_line(&text, &line)) {
        if (bnc_span_trim(line).len == 0)
            continue;
        lines++;
        logs += is_log_line(line);
    }
    *ret_lines = lines;
    return logs;
}

bool bnc_input_is_log(bnc_span text)
{
    size_t lines;
    size_t logs = count_log_lines(text, &lines);

    return logs >= LOG_MIN ? logs * 2 >= lines : lines > 1 && logs * 4 >= lines * 3;
}

/* "5.7.1 ", "#5.7.1" at the front. */
static bool is_status(bnc_span text)
{
    if (text.len && text.at[0] == '#')
        text = bnc_span_from(text, 1);
    return text.len && strchr("245", text.at[0]) && (matches(text, "9.9.9") || matches(text, "9.99.9")) && !matches(text, "9.9.9.9");
}

static bool is_code(bnc_span text)
{
    if (!matches(text, "999") || text.at[0] < '2' || text.at[0] > '6' || text.at[0] == '3')
        return false;
    if (text.len == 3)
        return false; /* a number */
    if (text.at[0] == '2' || text.at[0] == '6') /* rather a number of something, unless a status follows */
        return is_status(bnc_span_from(text, 4)) && (text.at[3] == ' ' || text.at[3] == '-');
    return text.at[3] && strchr(" -:_", text.at[3]) != NULL;
}

/* One paragraph that begins as a server's reply, or as a client's words around one. */
static bool is_reply(bnc_span text)
{
    static const bnc_span types[] = { BNC_SPAN("smtp;"), BNC_SPAN("x-postfix;"), BNC_SPAN("x-unix;"), BNC_SPAN("lmtp;") };
    static const bnc_span leads[] = { BNC_SPAN("host "), BNC_SPAN("SMTP error from remote "), BNC_SPAN("Remote host said:") };
    bnc_span rest;
    bnc_span line;
    int lines = 0;

    text = bnc_span_trim(text);
    if (text.len > REPLY_MAX)
        return false;
    for (rest = text; bnc_span_next_line(&rest, &line); lines++)
        if (bnc_span_trim(line).len == 0 || lines == REPLY_LINES)
            return false;
    if (is_code(text) || is_status(text))
        return true;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (bnc_span_starts_nocase(text, types[i]))
            return true;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        if (bnc_span_starts_nocase(text, leads[i]) && (i > 0 || bnc_span_find(text, BNC_SPAN(" said: "), 0) != BNC_NOT_FOUND
                || bnc_span_find(text, BNC_SPAN("refused to talk to me: "), 0) != BNC_NOT_FOUND))
            return true;
    return false;
}

/* '{' or '[' and what JSON goes on with: "[192.0.2.1] said" is none. */
static bool is_json(bnc_span text)
{
    char open = text.at[0];

    if (open != '{' && open != '[')
        return false;
    text = bnc_span_trim(bnc_span_from(text, 1));
    if (text.len == 0)
        return false;
    return open == '{' ? text.at[0] == '"' || text.at[0] == '}' : text.at[0] == '{' || text.at[0] == '"' || text.at[0] == ']';
}

bnc_input_kind bnc_input_sniff(bnc_span text)
{
    bnc_span rest;
    bnc_span first;
    size_t at = 0;
    bool is_folded;

    while (at < text.len && (bnc_is_space(text.at[at]) || text.at[at] == '\0'))
        at++;
    if (at == text.len)
        return BNC_INPUT_EMPTY;
    is_folded = at > 0 && bnc_is_blank(text.at[at - 1]);
    text = bnc_span_from(text, at);
    if (is_json(text))
        return BNC_INPUT_JSON;
    if (is_message(text, is_folded))
        return BNC_INPUT_MESSAGE;
    rest = text;
    bnc_span_next_line(&rest, &first);
    if (is_log_line(first) || bnc_input_is_log(text))
        return BNC_INPUT_LOG;
    return is_reply(text) ? BNC_INPUT_REPLY : BNC_INPUT_TEXT;
}

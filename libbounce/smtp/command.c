/*
 * SMTP commands as clients name them in notices and dialogues (RFC 5321, section 4.1; RFC 2033 for LHLO).
 *
 * In:  "RCPT TO:<a@example.org>", "end of DATA", or a sentence around a reply.   Out: the command.
 * The words are those of the protocol and of clients that report on it, not of any one provider.
 */
#include "smtp/command.h"

#include "smtp/pairs.h"

static const struct {
    bnc_span words; /* lower case */
    bounce_command command;
} names[] = {
    { BNC_SPAN("rcpt"), BOUNCE_COMMAND_RCPT },
    { BNC_SPAN("mail from"), BOUNCE_COMMAND_MAIL },
    { BNC_SPAN("mail command"), BOUNCE_COMMAND_MAIL }, /* not "mail" alone: it begins sentences */
    { BNC_SPAN("data"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("bdat"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("."), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("end of data"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("end of message"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("end-of-data"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("final dot"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("message body"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("message content"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("ehlo"), BOUNCE_COMMAND_HELO },
    { BNC_SPAN("helo"), BOUNCE_COMMAND_HELO },
    { BNC_SPAN("lhlo"), BOUNCE_COMMAND_HELO },
    { BNC_SPAN("starttls"), BOUNCE_COMMAND_STARTTLS },
    { BNC_SPAN("tls handshake"), BOUNCE_COMMAND_STARTTLS },
    { BNC_SPAN("tls negotiation"), BOUNCE_COMMAND_STARTTLS },
    { BNC_SPAN("auth"), BOUNCE_COMMAND_AUTH },
    { BNC_SPAN("authentication"), BOUNCE_COMMAND_AUTH },
    { BNC_SPAN("initial connection"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("initial server greeting"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("initial greeting"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("server greeting"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("greeting"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("connection"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("connect"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("conn"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("quit"), BOUNCE_COMMAND_QUIT },
};

/* Words between the lead and the command's name. */
static const bnc_span fillers[] = { BNC_SPAN("the "), BNC_SPAN("pipelined "), BNC_SPAN("sending "), BNC_SPAN("smtp ") };

/* What stands in front of a command's name. Surer ones first. */
static const bnc_span leads[] = {
    BNC_SPAN("in reply to "), BNC_SPAN("remote mail server after "), BNC_SPAN("remote mailer after "), BNC_SPAN("error after "),
    BNC_SPAN("in response to "), BNC_SPAN("response to "), BNC_SPAN("while performing "), BNC_SPAN("while sending "),
    BNC_SPAN("while receiving "), BNC_SPAN("while reading "), BNC_SPAN("while waiting for "), BNC_SPAN("most progress was "),
    BNC_SPAN(">>> "), BNC_SPAN("during "),
    BNC_SPAN("after "), BNC_SPAN("failed: "), BNC_SPAN("command: "), BNC_SPAN("command "),
};

/* qmail says it in whole phrases. */
static const struct {
    bnc_span words;
    bounce_command command;
} phrases[] = {
    { BNC_SPAN("but greeting failed"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("refused to talk to me"), BOUNCE_COMMAND_CONN },
    { BNC_SPAN("but sender was rejected"), BOUNCE_COMMAND_MAIL },
    { BNC_SPAN("does not like recipient"), BOUNCE_COMMAND_RCPT },
    { BNC_SPAN("failed on DATA command"), BOUNCE_COMMAND_DATA },
    { BNC_SPAN("failed after I sent the message"), BOUNCE_COMMAND_DATA },
};

bounce_command bnc_command_parse(bnc_span text)
{
    text = bnc_span_trim(text);
    if (bnc_span_equal_nocase(text, BNC_SPAN("mail")))
        return BOUNCE_COMMAND_MAIL;
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++)
        if (bnc_span_starts_nocase(text, fillers[i]))
            text = bnc_span_from(text, fillers[i].len);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t len = names[i].words.len;

        if (!bnc_span_starts_nocase(text, names[i].words))
            continue;
        if (len == text.len || (!bnc_is_alnum(text.at[len]) && text.at[len] != '-' && text.at[len] != '_' && text.at[len] != '@'))
            return names[i].command;
    }
    return BOUNCE_COMMAND_NONE;
}

/* "(state 14)": the sending state Gmail named until about 2016; seen at 9 (MAIL), 12 to 15 (RCPT), 16 to 18 (DATA). */
static bounce_command state_command(bnc_span text)
{
    size_t at = bnc_span_find_nocase(text, BNC_SPAN("(state "), 0);
    uint32_t state = 0;

    if (at == BNC_NOT_FOUND || bnc_span_number(bnc_span_from(text, at + 7), &state) == 0)
        return BOUNCE_COMMAND_NONE;
    if (state == 9)
        return BOUNCE_COMMAND_MAIL;
    if (state >= 12 && state <= 15)
        return BOUNCE_COMMAND_RCPT;
    return state >= 16 && state <= 18 ? BOUNCE_COMMAND_DATA : BOUNCE_COMMAND_NONE;
}

bounce_command bnc_command_find(bnc_span text)
{
    bnc_pairs pairs;

    if (text.len < 5) /* ">>> ." is the shortest */
        return BOUNCE_COMMAND_NONE;
    bnc_pairs_read(text, &pairs);
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        size_t at = bnc_pairs_find(&pairs, text, leads[i], 0);

        while (at != BNC_NOT_FOUND) {
            bounce_command command = bnc_command_parse(bnc_span_cut(text, at + leads[i].len, 80));

            if (command != BOUNCE_COMMAND_NONE)
                return command;
            at = bnc_span_find_nocase(text, leads[i], at + leads[i].len);
        }
    }
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
        if (bnc_pairs_find(&pairs, text, phrases[i].words, 0) != BNC_NOT_FOUND)
            return phrases[i].command;
    return state_command(text);
}

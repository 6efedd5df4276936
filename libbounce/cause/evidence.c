/*
 * Evidence: the words that prove a cause, placed in the diagnostic that is shown; and the keys of blocklist subscribers, which are shown nowhere.
 *
 * In:  a match in a normalised reply.   Out: offset and length in the diagnostic, at most BNC_MAX_EVIDENCE bytes, whole characters.
 */
#include "cause/find.h"
#include "util/utf8.h"

static void add(bounce_cause *cause, bnc_evidence evidence)
{
    if (cause->evidence_count == BNC_CAUSE_EVIDENCE_MAX)
        return;
    bnc_evidence *more = bnc_arena_alloc_raw(cause->arena, (cause->evidence_count + 1u) * sizeof *more); /* most causes have one */
    if (cause->evidence_count)
        memcpy(more, cause->evidence, cause->evidence_count * sizeof *more);
    more[cause->evidence_count++] = evidence;
    cause->evidence = more;
}

/* No half characters at the front. */
static bnc_span from_character(bnc_span text)
{
    while (text.len && ((unsigned char)text.at[0] & 0xc0) == 0x80)
        text = bnc_span_from(text, 1);
    return text;
}

void bnc_evidence_add_match(bounce_cause *cause, const bnc_saying *saying, size_t start, size_t end)
{
    const bnc_reply *reply = saying->reply;
    bnc_span words = bnc_span_cut(saying->text, start, end - start);
    if (end <= start || end > saying->text.len)
        return;
    if (reply && reply->map && saying->is_deciding) {
        size_t from = reply->map[start], to = (size_t)reply->map[end - 1] + 1;
        bnc_span place = to > from ? bnc_span_cut(reply->diagnostic, from, to - from) : BNC_SPAN("");
        place = bnc_utf8_cut(from_character(place), BNC_MAX_EVIDENCE);
        if (place.len) {
            size_t offset = (size_t)(place.at - reply->diagnostic.at);
            add(cause, (bnc_evidence){ "reply", offset, place.len, bnc_arena_dup(saying->arena, place) });
            return;
        }
    }
    words = bnc_utf8_cut(from_character(words), BNC_MAX_EVIDENCE);
    add(cause, (bnc_evidence){ "body", 0, words.len, bnc_arena_dup(saying->arena, words) });
}

/* A reply code stands at the front of most diagnostics, behind the client's words in some, and in none where only the notice's text names it. */
void bnc_evidence_add_code(bounce_cause *cause, const char *in, const char *word, const char *diagnostic)
{
    bool is_reply = strcmp(in, "reply") == 0;
    bnc_span shown = bnc_span_of(diagnostic);
    size_t at = is_reply ? bnc_span_find(shown, bnc_span_of(word), 0) : 0;

    if (at == BNC_NOT_FOUND)
        add(cause, (bnc_evidence){ "body", 0, strlen(word), word });
    else
        add(cause, (bnc_evidence){ in, at, strlen(word), word });
}

bnc_span bnc_key_cut(const bnc_set *set, bnc_arena *arena, bnc_span text)
{
    size_t len, at = text.len ? bnc_set_find_key(set, text, 0, &len) : BNC_NOT_FOUND;
    if (at == BNC_NOT_FOUND)
        return text;
    char *copy = bnc_arena_alloc_raw(arena, text.len + 1);
    size_t used = 0, from = 0;
    while (at != BNC_NOT_FOUND && len > 0) {
        memcpy(copy + used, text.at + from, at - from);
        used += at - from;
        from = at + len;
        if (from < text.len && text.at[from] == '.')
            from++;
        at = from < text.len ? bnc_set_find_key(set, text, from, &len) : BNC_NOT_FOUND;
    }
    memcpy(copy + used, text.at + from, text.len - from);
    used += text.len - from;
    copy[used] = '\0';
    return (bnc_span){ copy, used };
}

/* Reads a reply once more without the key, and keeps what the report found around it. */
static void cut_reply(const bnc_set *set, bnc_arena *arena, bnc_reply *reply)
{
    bnc_span clean = bnc_key_cut(set, arena, reply->diagnostic);
    if (clean.at == reply->diagnostic.at)
        return;
    bnc_reply old = *reply;
    bnc_reply_parse(arena, clean, reply);
    if (!reply->code)
        reply->code = old.code;
    if (!bnc_status_is_set(reply->status))
        reply->status = old.status;
    if (reply->command == BOUNCE_COMMAND_NONE)
        reply->command = old.command;
    if (!reply->host.len)
        reply->host = old.host;
    if (!reply->ip.len)
        reply->ip = old.ip;
    reply->is_smtp |= old.is_smtp;
}

void bnc_key_cut_recipient(const bnc_set *set, bounce_recipient *recipient)
{
    bnc_arena *arena = recipient->report->arena;
    bnc_span text = recipient->report->text; /* cut by now */
    for (size_t i = 0; i < recipient->reply_count; i++) {
        bnc_span diagnostic = recipient->replies[i].diagnostic;
        if (diagnostic.at != text.at || diagnostic.len != text.len)
            cut_reply(set, arena, &recipient->replies[i]);
    }
    if (!recipient->diagnostic)
        return;
    bnc_span shown = bnc_span_of(recipient->diagnostic), clean;
    if (recipient->reply_count && bnc_span_equal(shown, recipient->replies[0].diagnostic))
        return; /* just cut: nothing left to do */
    clean = bnc_key_cut(set, arena, shown);
    if (clean.at != shown.at)
        recipient->diagnostic = clean.at;
}

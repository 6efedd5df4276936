/*
 * Rules for prose ("In: text"): notices without replies, and pasted texts that are no bounce but tell of a cause (a lookup page, an answer of nslookup).
 *
 * In:  the report's human-readable text.   Out: causes; for a text that is no report, whether it is a notice.
 */
#include "cause/find.h"
#include "util/utf8.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define NOTICE_WEIGHT 50            /* a rule must weigh as much to make prose a notice */
#define NOTICE_PASTE_MAX (16 * 1024) /* a pasted text may be a whole page */
#define NOTICE_MAIL_MAX (4 * 1024)  /* a mail that long is a newsletter or a discussion */
#define BLOCK 16 /* bytes that are copied at once */

/* Copies up to the next blank or control character, one byte at least; up to BLOCK bytes behind the copy may be written too. */
static size_t copy_word(const char *from, size_t len, char *to)
{
    size_t i = 0;
#ifdef __SSE2__
    for (; len - i >= BLOCK; i += BLOCK) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(from + i));
        const unsigned blanks = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(' ')), block));
        const unsigned ends = i ? blanks : blanks & ~1u;
        _mm_storeu_si128((__m128i *)(void *)(to + i), block);
        if (ends)
            return i + (size_t)__builtin_ctz(ends);
    }
#endif
    for (; i < len && (i == 0 || (unsigned char)from[i] > ' '); i++)
        to[i] = from[i];
    return i;
}

bnc_span bnc_prose_flatten(bnc_arena *arena, bnc_span text)
{
    char *flat = bnc_arena_alloc_raw(arena, text.len + BLOCK + 1);
    size_t used = 0;
    bool is_line_start = true;
    size_t i = 0;
    while (i < text.len) {
        char c = text.at[i];
        if (c == '\n' || c == '\r')
            is_line_start = true;
        if (bnc_is_space(c) || (is_line_start && (c == '>' || c == '|'))) {
            if (used && flat[used - 1] != ' ')
                flat[used++] = ' ';
            i++;
            continue;
        }
        is_line_start = false;
        size_t len = copy_word(text.at + i, text.len - i, flat + used);
        used += len;
        i += len;
    }
    flat[used] = '\0';
    return (bnc_span){ flat, used };
}

static void find_in(bnc_found *found, const bounce_report *report, bounce_recipient *recipient, bnc_run *run, bounce_confidence limit)
{
    bnc_saying saying = { .set = run->context->set, .arena = report->arena, .scratch = run->scratch, .effort = &run->effort, .recipient = recipient,
                          .is_unfiltered = run->context->is_unfiltered };
    saying.text = bnc_prose_flatten(report->arena, bnc_utf8_cut(report->text, BNC_MAX_TEXT));
    if (saying.text.len)
        bnc_find_causes(found, &saying, limit);
}

/* The words of a notice that quotes no reply, tried as if they were one. */
static void find_as_reply(bnc_found *found, const bounce_report *report, bounce_recipient *recipient, bnc_run *run)
{
    bnc_reply reply;
    bnc_reply_parse(report->arena, bnc_utf8_cut(report->text, BNC_MAX_MATCH), &reply);
    bnc_saying saying = { .set = run->context->set, .arena = report->arena, .scratch = run->scratch, .effort = &run->effort, .recipient = recipient,
                          .reply = &reply, .text = reply.text, .code = reply.code, .status = reply.status, .command = reply.command,
                          .is_unfiltered = run->context->is_unfiltered };
    if (saying.text.len)
        bnc_find_causes(found, &saying, BOUNCE_CONFIDENCE_MEDIUM);
}

/* The prose is the same for all recipients: it is read once. */
void bnc_prose_find(bnc_found *found, const bounce_report *report, bounce_recipient *recipient, bnc_run *run)
{
    if (!report->text.len)
        return;
    if (!run->is_prose_read) {
        run->is_prose_read = true;
        run->prose = (bnc_found){ .set = found->set, .arena = found->arena };
        find_in(&run->prose, report, recipient, run, BOUNCE_CONFIDENCE_MEDIUM);
    }
    bnc_found_merge(found, &run->prose);
    if (bnc_found_has_reason(found) || recipient->reply_count > 0)
        return;
    if (!run->is_prose_read_as_reply) {
        run->is_prose_read_as_reply = true;
        run->prose_as_reply = (bnc_found){ .set = found->set, .arena = found->arena };
        find_as_reply(&run->prose_as_reply, report, recipient, run);
    }
    bnc_found_merge(found, &run->prose_as_reply);
}

/* The language of the words that matched: Korean, Japanese, or English, in which most such pages are written. */
static const char *language_of(const bounce_cause *cause)
{
    bnc_span text = bnc_span_of(cause->evidence_count ? cause->evidence[0].text : "");
    size_t hangul = 0, kana = 0, latin = 0;
    for (size_t i = 0; i + 2 < text.len; i++) {
        unsigned char a = (unsigned char)text.at[i], b = (unsigned char)text.at[i + 1];
        kana += a == 0xe3 && b >= 0x81 && b <= 0x83;
        hangul += a >= 0xea && a <= 0xed && (a > 0xea || b >= 0xb0) && (a < 0xed || b < 0x9f);
        latin += bnc_is_alpha(text.at[i]);
    }
    if (hangul * 2 > latin)
        return "ko";
    if (kana * 2 > latin)
        return "ja";
    return latin ? "en" : NULL;
}

void bnc_prose_find_notice(bnc_found *found, bounce_report *report, bnc_run *run)
{
    size_t max = report->source == BOUNCE_SOURCE_TEXT ? NOTICE_PASTE_MAX : NOTICE_MAIL_MAX;
    if (!report->text.len || report->text.len > max)
        return;
    find_in(found, report, &report->whole, run, BOUNCE_CONFIDENCE_HIGH);
    if (!found->count)
        return;
    if (found->causes[0]->weight < NOTICE_WEIGHT || !found->causes[0]->rule) {
        found->count = 0;
        return;
    }
    report->kind = BOUNCE_KIND_NOTICE;
    report->language = language_of(found->causes[0]);
    report->sample.len = 0;
}

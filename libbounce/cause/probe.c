/*
 * One rule by itself: does it match a text, whatever the others say? For the check of a rule's examples.
 *
 * In:  a rule's id and a text.   Out: yes or no, and the cause the rule is for.
 */
#include "cause/find.h"

bool bnc_cause_probe(const bnc_set *set, const char *rule, bnc_span text, bool is_prose, const char **ret_cause)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_hit hits[BNC_HITS_MAX];
    bnc_match match;
    bnc_reply reply;
    bool is_match = false;
    bnc_saying saying = { .set = set, .arena = arena, .text = text };
    if (is_prose) {
        saying.text = bnc_prose_flatten(arena, text);
    } else {
        bnc_reply_parse(arena, text, &reply);
        saying.reply = &reply;
        saying.text = reply.text;
        saying.code = reply.code;
        saying.status = reply.status;
        saying.command = reply.command;
    }
    bnc_saying_scan(&saying);
    size_t count = bnc_rank(&saying, hits);
    for (size_t i = 0; i < count && !is_match; i++)
        if (hits[i].rule && strcmp(hits[i].id, rule) == 0 && bnc_hit_match(&saying, &hits[i], &match)) {
            is_match = true;
            *ret_cause = bnc_layer_text(hits[i].layer, hits[i].rule->cause);
        }
    bnc_arena_free(arena);
    return is_match;
}

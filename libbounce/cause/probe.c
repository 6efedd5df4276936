/*
 * One rule by itself: does it match a text, whatever the others say? For the check of a rule's examples.
 *
 * In:  a rule's id and a text.   Out: yes or no, the cause the rule is for, and a host where the rule wants a provider.
 */
#include "cause/find.h"

/* A host of the first provider that If-Provider names. */
static const char *host_of_guard(const bnc_set *set, const bnc_hit *hit)
{
    const bnc_layer *layer;
    if (!hit->rule->if_provider.count)
        return NULL;
    const char *id = bnc_layer_text(hit->layer, bnc_layer_list(hit->layer, hit->rule->if_provider)[0]);
    const bnc_provider_record *provider = bnc_set_provider(set, id, &layer);
    return provider && provider->host.count ? bnc_layer_text(layer, bnc_layer_list(layer, provider->host)[0]) : NULL;
}

bool bnc_cause_probe(const bnc_set *set, const char *rule, bnc_span text, bool is_prose, bnc_probe *ret_probe)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_ranking ranking;
    bnc_match match;
    bnc_reply reply;
    bool is_match = false;
    bnc_saying saying = { .set = set, .arena = arena, .scratch = arena, .text = text, .is_any_provider = true };
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
    bnc_rank(&saying, &ranking);
    for (const bnc_hit *hit; !is_match && (hit = bnc_ranking_next(&ranking));)
        if (hit->rule && strcmp(hit->id, rule) == 0 && bnc_hit_match(&saying, hit, &match)) {
            is_match = true;
            ret_probe->cause = bnc_layer_text(hit->layer, hit->rule->cause);
            ret_probe->host = host_of_guard(set, hit);
        }
    bnc_arena_free(arena);
    return is_match;
}

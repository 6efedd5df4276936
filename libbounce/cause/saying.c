/*
 * The patterns that may match one text, and the provider its words give away.
 *
 * In:  a text.   Out: candidates from the knowledge's prefilter (reply or prose), provider id.
 */
#include "cause/find.h"
#include "smtp/address.h"

void bnc_saying_scan(bnc_saying *saying)
{
    bnc_scan scan = saying->reply ? BNC_SCAN_REPLY : BNC_SCAN_TEXT;
    if (saying->is_unfiltered)
        saying->candidate_count = bnc_set_all_patterns(saying->set, scan, saying->scratch, &saying->candidates);
    else
        saying->candidate_count = bnc_set_candidates(saying->set, scan, saying->text, saying->scratch, &saying->candidates);
}

bool bnc_saying_find(const bnc_saying *saying, const bnc_candidate *candidate, bnc_match *ret_match)
{
    if (saying->effort) {
        if (*saying->effort < saying->text.len) {
            *saying->effort = 0;
            return false;
        }
        *saying->effort -= saying->text.len;
    }
    return bnc_pattern_find_seen(candidate->layer, candidate->pattern, candidate->sight, saying->text, 0, ret_match);
}

#define IN_ADDRESS_MAX 3 /* matches within addresses that are passed over */

bool bnc_saying_find_words(const bnc_saying *saying, const bnc_candidate *candidate, bnc_match *ret_match)
{
    bool is_found = bnc_saying_find(saying, candidate, ret_match);
    for (int i = 0; is_found && bnc_address_holds(saying->text, ret_match->start, ret_match->end); i++) {
        is_found = i < IN_ADDRESS_MAX && ret_match->end > ret_match->start &&
                   bnc_pattern_find(candidate->layer, candidate->pattern, saying->text, ret_match->end, ret_match);
    }
    return is_found;
}

const char *bnc_saying_provider(bnc_saying *saying)
{
    if (saying->is_provider_known)
        return saying->text_provider;
    saying->is_provider_known = true;
    int best = -1;
    for (size_t i = 0; i < saying->candidate_count; i++) {
        const bnc_candidate *candidate = &saying->candidates[i];
        if (candidate->owner != BNC_OWNER_PROVIDER)
            continue;
        const bnc_provider_record *record = bnc_layer_provider(candidate->layer, candidate->record);
        bnc_match match;
        if ((int)record->weight <= best || !bnc_saying_find(saying, candidate, &match))
            continue;
        best = record->weight;
        saying->text_provider = bnc_layer_text(candidate->layer, record->id);
    }
    return saying->text_provider;
}

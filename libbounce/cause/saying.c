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

#define PASSED_OVER_MAX 3 /* matches within addresses and host names */
#define HOST_DOTS 2 /* of a host's name; one alone may stand in a file's name */

static bool is_host_char(char c)
{
    return bnc_is_alnum(c) || c == '-' || c == '.' || c == '_';
}

/* "com", "example": what a host's name ends with. Programs' own words have capitals there ("RESOLVER.ADR.RecipNotFound"). */
static bool is_top_label(bnc_span label)
{
    for (size_t i = 0; i < label.len; i++)
        if (label.at[i] < 'a' || label.at[i] > 'z')
            return false;
    return label.len >= 2;
}

/*
 * Does the match lie within a host's name, "[spam.partner.example]"? A pattern that holds a dot itself means a name, a page's address may be what
 * gives a reply away, and the name of a list's zone is no host's.
 */
static bool is_in_host(const bnc_saying *saying, size_t start, size_t end)
{
    bnc_span text = saying->text;
    bool is_bordered = (start > 0 && is_host_char(text.at[start - 1])) || (end < text.len && is_host_char(text.at[end]));
    if (!is_bordered || end - start > 63)
        return false;
    for (size_t i = start; i < end; i++)
        if (!is_host_char(text.at[i]) || text.at[i] == '.')
            return false;
    while (start > 0 && is_host_char(text.at[start - 1]))
        start--;
    while (end < text.len && is_host_char(text.at[end]))
        end++;
    while (end > start && text.at[end - 1] == '.')
        end--;
    size_t dots = 0, last = start;
    for (size_t i = start; i < end; i++)
        if (text.at[i] == '.' && ++dots)
            last = i + 1;
    if (dots < HOST_DOTS || (start > 0 && text.at[start - 1] == '/') || (end < text.len && text.at[end] == '/')
        || !is_top_label(bnc_span_cut(text, last, end - last)))
        return false;
    bnc_span zone;
    const bnc_layer *layer;
    return !bnc_set_blocklist_of_zone(saying->set, bnc_span_cut(text, start, end - start), &zone, &layer);
}

/* Who is called so has not said so. */
static bool is_in_name(const bnc_saying *saying, const bnc_candidate *candidate, const bnc_match *match)
{
    return bnc_address_holds(saying->text, match->start, match->end)
        || (candidate->owner == BNC_OWNER_RULE && match->end > match->start && is_in_host(saying, match->start, match->end));
}

bool bnc_saying_find_words(const bnc_saying *saying, const bnc_candidate *candidate, bnc_match *ret_match)
{
    bool is_found = bnc_saying_find(saying, candidate, ret_match);
    for (int i = 0; is_found && is_in_name(saying, candidate, ret_match); i++) {
        is_found = i < PASSED_OVER_MAX && ret_match->end > ret_match->start &&
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

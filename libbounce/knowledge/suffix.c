/*
 * Look-ups by the end of a name: providers of hosts and domains, blocklists of DNS zones, subscribers' keys in text.
 *
 * In:  a host or zone as it stands in a reply.   Out: the live record with the longest fitting suffix. One pass from the end, nothing allocated.
 */
#include "knowledge/set_types.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define NAME_MAX_LEN 255 /* of a DNS name (RFC 1035, section 2.3.4); of a longer one the end counts */

typedef struct suffix {
    const bnc_layer *layer;
    uint32_t record;
    bool is_keyed;
    size_t start; /* of the suffix in the name */
} suffix;

/* The first live record of a key in one layer. */
static bool find_key(const bnc_set *set, size_t layer, bnc_key key, bnc_kind kind, bnc_span text, uint32_t hash, suffix *ret)
{
    size_t cursor = 0;
    uint32_t value;

    while ((value = bnc_layer_next(set->layers[layer].layer, BNC_TABLE_KEYS + key, text, hash, &cursor)) != UINT32_MAX) {
        uint32_t record = key == BNC_KEY_ZONE ? value & ~BNC_ZONE_KEYED : value;

        if (!bnc_set_is_live(set, layer, kind, record))
            continue;
        ret->layer = set->layers[layer].layer;
        ret->record = record;
        ret->is_keyed = key == BNC_KEY_ZONE && (value & BNC_ZONE_KEYED) != 0;
        return true;
    }
    return false;
}

static bnc_span without_end_dot(bnc_span name)
{
    while (name.len > 0 && name.at[name.len - 1] == '.')
        name.len--;
    return name;
}

/* The longest suffix at a label's start that any layer knows; of equal ones the last layer's. */
static bool find_suffix(const bnc_set *set, bnc_key key, bnc_kind kind, bnc_span name, suffix *ret)
{
    uint32_t hash = BNC_KEY_SEED;
    bool is_found = false;
    size_t stop = name.len > NAME_MAX_LEN ? name.len - NAME_MAX_LEN : 0;

    for (size_t i = name.len; i > stop; i--) {
        bnc_span text = bnc_span_from(name, i - 1);

        hash = bnc_key_add(hash, bnc_to_lower(name.at[i - 1]));
        if (i - 1 > 0 && name.at[i - 2] != '.')
            continue;
        for (size_t layer = set->layer_count; layer > 0; layer--)
            if (find_key(set, layer - 1, key, kind, text, bnc_key_fold(hash), ret)) {
                ret->start = i - 1;
                is_found = true;
                break;
            }
    }
    return is_found;
}

static const void *find(const bnc_set *set, bnc_key key, bnc_kind kind, bnc_span name, suffix *ret, const bnc_layer **ret_layer)
{
    if (!find_suffix(set, key, kind, name, ret))
        return NULL;
    if (ret_layer)
        *ret_layer = ret->layer;
    return bnc_layer_record(ret->layer, kind, ret->record);
}

const bnc_provider_record *bnc_set_provider_of_host(const bnc_set *set, bnc_span host, const bnc_layer **ret_layer)
{
    suffix found;

    return find(set, BNC_KEY_HOST, BNC_KIND_PROVIDER, without_end_dot(host), &found, ret_layer);
}

const bnc_provider_record *bnc_set_provider_of_domain(const bnc_set *set, bnc_span domain, const bnc_layer **ret_layer)
{
    suffix found;

    return find(set, BNC_KEY_DOMAIN, BNC_KIND_PROVIDER, without_end_dot(domain), &found, ret_layer);
}

const bnc_blocklist_record *bnc_set_blocklist_of_zone(const bnc_set *set, bnc_span zone, bnc_span *ret_zone, const bnc_layer **ret_layer)
{
    suffix found = { .start = 0 };
    const bnc_blocklist_record *record;

    zone = without_end_dot(zone);
    record = find(set, BNC_KEY_ZONE, BNC_KIND_BLOCKLIST, zone, &found, ret_layer);
    if (record && ret_zone)
        *ret_zone = bnc_span_from(zone, found.start);
    return record;
}

const bnc_blocklist_record *bnc_set_blocklist_of_name(const bnc_set *set, bnc_span name, const bnc_layer **ret_layer)
{
    uint32_t hash = BNC_KEY_SEED;
    suffix found;

    name = bnc_span_trim(name);
    for (size_t i = name.len; i > 0; i--)
        hash = bnc_key_add(hash, bnc_to_lower(name.at[i - 1]));
    for (size_t layer = set->layer_count; layer > 0 && name.len > 0; layer--)
        if (find_key(set, layer - 1, BNC_KEY_NAME, BNC_KIND_BLOCKLIST, name, bnc_key_fold(hash), &found)) {
            if (ret_layer)
                *ret_layer = found.layer;
            return bnc_layer_record(found.layer, BNC_KIND_BLOCKLIST, found.record);
        }
    return NULL;
}

static bool is_name_char(char c)
{
    return bnc_is_alnum(c) || c == '.' || c == '-' || c == '_';
}

/* Does a zone with keys stand behind that dot? */
static bool is_keyed_zone(const bnc_set *set, bnc_span text, size_t dot)
{
    bnc_span rest = bnc_span_from(text, dot + 1);

    if (rest.len < 2 || !(set->keyed_fronts >> bnc_key_front(rest.at) & 1))
        return false;
    for (size_t i = 0; i < set->keyed_count; i++)
        if (bnc_to_lower(rest.at[0]) == set->keyed[i].at[0] && bnc_span_starts_nocase(rest, set->keyed[i]))
            return true;
    return false;
}

/* Does a zone with keys stand behind a dot anywhere in text? Dots are few; most texts need no more than this. */
static bool may_hold_key(const bnc_set *set, bnc_span text, size_t start)
{
    size_t at = start;

#ifdef __SSE2__
    for (; at < text.len && text.len - at >= 16; at += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text.at + at));

        for (unsigned dots = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))); dots; dots &= dots - 1)
            if (is_keyed_zone(set, text, at + (size_t)__builtin_ctz(dots)))
                return true;
    }
#endif
    for (; at < text.len; at++)
        if (text.at[at] == '.' && is_keyed_zone(set, text, at))
            return true;
    return false;
}

size_t bnc_set_find_key(const bnc_set *set, bnc_span text, size_t start, size_t *ret_len)
{
    if (!may_hold_key(set, text, start))
        return BNC_NOT_FOUND;
    for (size_t i = start; i < text.len;) {
        size_t end = i;
        suffix found;
        bnc_span name;

        while (end < text.len && is_name_char(text.at[end]))
            end++;
        name = without_end_dot(bnc_span_cut(text, i, end - i));
        if (bnc_span_find_char(name, '.', 0) != BNC_NOT_FOUND && find_suffix(set, BNC_KEY_ZONE, BNC_KIND_BLOCKLIST, name, &found) &&
            found.is_keyed && found.start > 1) {
            *ret_len = found.start - 1;
            return i;
        }
        i = end + 1;
    }
    return BNC_NOT_FOUND;
}

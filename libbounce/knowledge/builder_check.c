/*
 * What concerns a whole record or the whole set: defaults that depend on other fields, ids that stand twice or are unknown, parents in a ring.
 */
#include "knowledge/builder.h"

#include "match/group.h"
#include "match/prefilter.h"

static void finish_rule(bnc_builder *b, bnc_rule_record *rule)
{
    size_t longest = 0;

    for (uint32_t i = 0; i < rule->match.count; i++) {
        const bnc_built_pattern *p = &b->patterns[b->lists[rule->match.first + i]];
        size_t shortest = p->clause_count ? bnc_clause_length(&p->clauses[0]) : 0;

        if (shortest > longest)
            longest = shortest;
    }
    rule->literal = longest > UINT8_MAX ? UINT8_MAX : (uint8_t)longest;
}

static void finish_cause(bnc_builder *b, bnc_cause_record *cause, uint32_t index)
{
    const char *id = bnc_builder_text(b, cause->id);

    if (!b->options.known)
        cause->number = id && strcmp(id, "unknown") == 0 ? 0 : index + 1; /* BOUNCE_CAUSE_UNKNOWN */
    else if (id && b->options.cause_number)
        cause->number = b->options.cause_number(b->options.user, id);
}

/* "5.1.1", "x.2.2", "550" or "550 RCPT" */
static bool is_status_key(bnc_span key)
{
    bnc_span first = bnc_span_cut(key, 0, bnc_span_find_char(key, ' ', 0)), part;
    size_t parts = 0;

    if (bnc_span_find_char(key, '.', 0) == BNC_NOT_FOUND) {
        uint32_t number;
        bool has_command = first.len < key.len;

        return first.len == 3 && bnc_span_number(first, &number) == 3 &&
               (!has_command || bnc_words_find(&bnc_words_command, bnc_span_from(key, 4)) > 0);
    }
    while (bnc_next_value(&key, '.', &part)) {
        uint32_t number;
        bool is_any = parts == 0 && bnc_span_equal(part, BNC_SPAN("x"));

        if (!is_any && (part.len == 0 || part.len > 3 || bnc_span_number(part, &number) != part.len))
            return false;
        parts++;
    }
    return parts == 3;
}

void bnc_builder_finish_record(bnc_builder *b, bnc_kind kind, uint32_t index)
{
    void *record = bnc_builder_record(b, kind, index);
    bnc_place place = bnc_builder_place(b, kind, index);
    const char *id = bnc_builder_text(b, *(bnc_ref *)record);

    if (kind == BNC_KIND_RULE) {
        finish_rule(b, record);
    } else if (kind == BNC_KIND_CAUSE) {
        finish_cause(b, record, index);
    } else if (kind == BNC_KIND_LAYOUT) {
        bnc_layout_record *layout = record;

        if (!layout->software)
            layout->software = layout->format;
    } else if (kind == BNC_KIND_BLOCKLIST) {
        bnc_blocklist_record *list = record;

        if (!list->cause)
            list->cause = bnc_builder_intern(b, BNC_SPAN("ip.dnsbl_listed"));
    } else if (kind == BNC_KIND_STATUS && id && !is_status_key(bnc_span_of(id))) {
        bnc_complain(b->options.complaints, place.file, place.line, place.column, "Status: \"%s\" is no status, code, or code and command", id);
    } else if (kind == BNC_KIND_HINT) {
        const bnc_hint_record *hint = record;
        bool has_guard = hint->country.count || hint->provider.count || hint->list.count;

        if (hint->variant_of && !has_guard)
            bnc_complain(b->options.complaints, place.file, place.line, 1, "Hint %s is a variant without Country, Provider or List", id);
        if (!hint->variant_of && has_guard)
            bnc_complain(b->options.complaints, place.file, place.line, 1, "Hint %s has a guard, but no Variant-Of", id);
    }
}

/* A Status may stand once for each provider. */
static bool is_same_record(const bnc_builder *b, bnc_kind kind, size_t one, size_t other)
{
    const bnc_status_record *a, *c;

    if (kind != BNC_KIND_STATUS)
        return true;
    a = bnc_builder_record(b, kind, one);
    c = bnc_builder_record(b, kind, other);
    return a->provider == c->provider;
}

static void index_ids(bnc_builder *b, bnc_kind kind)
{
    bnc_built_kind *built = &b->kinds[kind];

    for (built->id_slots = 4; built->id_slots < built->count * 2; built->id_slots *= 2)
        ;
    built->ids = bnc_arena_array(b->arena, built->id_slots, sizeof(*built->ids));
    for (size_t i = 0; i < built->count; i++) {
        bnc_ref id = *(bnc_ref *)bnc_builder_record(b, kind, i);
        bnc_place place = bnc_builder_place(b, kind, i);
        size_t at = bnc_key_hash(bnc_span_of(bnc_builder_text(b, id))) & (built->id_slots - 1);

        for (; built->ids[at].key; at = (at + 1) & (built->id_slots - 1))
            if (built->ids[at].key == id && is_same_record(b, kind, built->ids[at].value, i)) {
                bnc_place first = bnc_builder_place(b, kind, built->ids[at].value);

                bnc_complain(b->options.complaints, place.file, place.line, 1, "%s %s is already in %s:%u", bnc_kind_spec_of(kind)->name,
                             bnc_builder_text(b, id), first.file, first.line);
                break;
            }
        if (!built->ids[at].key)
            built->ids[at] = (bnc_key_slot){ id, (uint32_t)i };
    }
}

size_t bnc_builder_find(const bnc_builder *b, bnc_kind kind, bnc_ref id)
{
    const bnc_built_kind *built = &b->kinds[kind];
    size_t at;

    if (!id)
        return BNC_NOT_FOUND;
    at = bnc_key_hash(bnc_span_of(bnc_builder_text(b, id))) & (built->id_slots - 1);
    for (; built->ids[at].key; at = (at + 1) & (built->id_slots - 1))
        if (built->ids[at].key == id)
            return built->ids[at].value;
    return BNC_NOT_FOUND;
}

static bool is_known(const bnc_builder *b, const bnc_wanted_id *wanted)
{
    const char *id = bnc_builder_text(b, wanted->id);

    for (bnc_kind kind = 0; kind < BNC_KIND_COUNT; kind++) {
        if (!(wanted->kinds & (1u << kind)))
            continue;
        if (bnc_builder_find(b, kind, wanted->id) != BNC_NOT_FOUND)
            return true;
        if (b->options.known && b->options.known(b->options.user, kind, id))
            return true;
        /* While the built-in set has no placeholder records at all, the facts' names do. */
        if (kind == BNC_KIND_PLACEHOLDER && !b->options.known && b->kinds[kind].count == 0 && bnc_group_find(bnc_span_of(id)) != BNC_GROUP_NONE)
            return true;
    }
    return false;
}

static void check_wanted(bnc_builder *b)
{
    for (size_t i = 0; i < b->wanted_count; i++) {
        const bnc_wanted_id *wanted = &b->wanted[i];
        char kinds[128];
        size_t len = 0;

        if (!wanted->id || is_known(b, wanted))
            continue;
        for (bnc_kind kind = 0; kind < BNC_KIND_COUNT; kind++)
            if (wanted->kinds & (1u << kind)) {
                const char *name = bnc_kind_spec_of(kind)->name;

                if (len > 0)
                    kinds[len++] = '/';
                memcpy(kinds + len, name, strlen(name));
                len += strlen(name);
            }
        bnc_complain(b->options.complaints, wanted->place.file, wanted->place.line, wanted->place.column, "there is no %.*s \"%s\"", (int)len,
                     kinds, bnc_builder_text(b, wanted->id));
    }
}

static void check_parents(bnc_builder *b)
{
    for (size_t i = 0; i < b->kinds[BNC_KIND_CAUSE].count; i++) {
        const bnc_cause_record *cause = bnc_builder_record(b, BNC_KIND_CAUSE, i);
        size_t steps = 0, at = bnc_builder_find(b, BNC_KIND_CAUSE, cause->parent);
        bnc_place place = bnc_builder_place(b, BNC_KIND_CAUSE, i);

        while (at != BNC_NOT_FOUND && at != i && steps++ < b->kinds[BNC_KIND_CAUSE].count)
            at = bnc_builder_find(b, BNC_KIND_CAUSE, ((bnc_cause_record *)bnc_builder_record(b, BNC_KIND_CAUSE, at))->parent);
        if (at == i)
            bnc_complain(b->options.complaints, place.file, place.line, 1, "Cause %s is its own ancestor", bnc_builder_text(b, cause->id));
    }
}

static void check_variants(bnc_builder *b)
{
    for (size_t i = 0; i < b->kinds[BNC_KIND_HINT].count; i++) {
        const bnc_hint_record *hint = bnc_builder_record(b, BNC_KIND_HINT, i);
        size_t base = bnc_builder_find(b, BNC_KIND_HINT, hint->variant_of);
        bnc_place place = bnc_builder_place(b, BNC_KIND_HINT, i);

        if (base != BNC_NOT_FOUND && ((bnc_hint_record *)bnc_builder_record(b, BNC_KIND_HINT, base))->variant_of)
            bnc_complain(b->options.complaints, place.file, place.line, 1, "Hint %s is a variant of a variant", bnc_builder_text(b, hint->id));
    }
}

void bnc_builder_check_set(bnc_builder *b)
{
    for (bnc_kind kind = 0; kind < BNC_KIND_COUNT; kind++)
        index_ids(b, kind);
    check_wanted(b);
    check_parents(b);
    check_variants(b);
    if (b->pattern_count > BNC_PATTERNS_MAX)
        bnc_complain(b->options.complaints, NULL, 0, 0, "more than %d patterns", BNC_PATTERNS_MAX);
}

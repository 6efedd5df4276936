/*
 * Which layout a notice has.
 *
 * In:  the report's prose and header.   Out: the Layout records that match, one after the other, the best first (doc/knowledge.md, "Layout").
 * The prefilter names the candidates; a mail that is no report costs one pass over its text and no regular expression. Who takes the first that
 * matches pays for none behind it.
 */
#include "report/reader.h"

size_t bnc_reader_candidates(bnc_reader *reader, bnc_scan scan, bnc_span text, const bnc_candidate **ret_list)
{
    if (reader->context->is_unfiltered)
        return bnc_set_all_patterns(reader->context->set, scan, reader->arena, ret_list);
    if (scan != BNC_SCAN_LAYOUT)
        return bnc_set_candidates(reader->context->set, scan, text, reader->arena, ret_list);
    /* Layouts and forward headings are asked about the same text in turn: one pass over it is enough. */
    if (text.at != reader->scanned.at || text.len != reader->scanned.len) {
        reader->candidate_count = bnc_set_candidates(reader->context->set, scan, text, reader->arena, &reader->candidates);
        reader->scanned = text;
    }
    *ret_list = reader->candidates;
    return reader->candidate_count;
}

static bool find_any(const bnc_layer *layer, bnc_list patterns, const bnc_sight *sight, bnc_span text, bnc_match *ret_match)
{
    const uint32_t *list = bnc_layer_list(layer, patterns);
    for (size_t i = 0; i < patterns.count; i++) {
        if (bnc_pattern_find_seen(layer, list[i], sight, text, 0, ret_match))
            return true;
    }
    return false;
}

/* The field as layouts of that layer see it, looked at once for all of them; NULL: the header has none. */
static const bnc_guarded *look_at_field(bnc_reader *reader, bnc_guarded_field field, const bnc_layer *layer)
{
    static const char *const names[BNC_GUARDED_COUNT] = { "From", "Content-Type", "Subject" };
    bnc_guarded *guarded = &reader->guarded[field];
    bnc_span raw;
    if (guarded->layer == layer)
        return guarded->text.at ? guarded : NULL;
    guarded->layer = layer;
    guarded->text.at = NULL;
    if (!bnc_reader_field(reader, names[field], &raw))
        return NULL;
    guarded->text = bnc_reader_field_text(reader, names[field]);
    guarded->sight = reader->context->is_unfiltered ? NULL : bnc_layer_look(layer, BNC_SCAN_FIELD, guarded->text, reader->arena);
    return guarded;
}

/* All patterns of an If- field must hold, and the field must be there. */
static bool field_holds(bnc_reader *reader, const bnc_layer *layer, bnc_list patterns, bnc_guarded_field field)
{
    if (patterns.count == 0)
        return true;
    const bnc_guarded *guarded = look_at_field(reader, field, layer);
    const uint32_t *list = bnc_layer_list(layer, patterns);
    bnc_match match;
    for (size_t i = 0; guarded && i < patterns.count; i++) {
        if (!bnc_pattern_find_seen(layer, list[i], guarded->sight, guarded->text, 0, &match))
            return false;
    }
    return guarded;
}

static bool headers_hold(bnc_reader *reader, const bnc_layer *layer, bnc_list guards)
{
    bnc_match match;
    const uint32_t *list = bnc_layer_list(layer, guards);
    for (size_t i = 0; i + 1 < guards.count; i += 2) {
        bnc_span value;
        const char *name = bnc_layer_text(layer, list[i]);
        if (!bnc_reader_field(reader, name, &value))
            return false;
        if (!bnc_pattern_find(layer, list[i + 1], bnc_reader_field_text(reader, name), 0, &match))
            return false;
    }
    return true;
}

/* An answer is one to whom it was sent: quoted, it is none. */
static bool is_answer(const bnc_layout_record *layout)
{
    return layout->kind == BOUNCE_KIND_AUTOREPLY || layout->kind == BOUNCE_KIND_CHALLENGE || layout->kind == BOUNCE_KIND_RECEIPT;
}

/* A text without a header, and one that was forwarded, has lost the fields that guards ask for: Body decides alone. */
static bool guards_hold(bnc_reader *reader, const bnc_layer *layer, const bnc_layout_record *layout)
{
    if (!bnc_layout_has_guards(layout))
        return true;
    if (reader->field_count == 0 || reader->is_forwarded)
        return layout->body.count != 0 && !is_answer(layout);
    /* The longest patterns ask for the subject. */
    return headers_hold(reader, layer, layout->if_header) && field_holds(reader, layer, layout->if_from, BNC_GUARDED_FROM) &&
           field_holds(reader, layer, layout->if_type, BNC_GUARDED_TYPE) && field_holds(reader, layer, layout->if_subject, BNC_GUARDED_SUBJECT);
}

/*
 * May this layout speak for this mail? What a person or a list wrote may quote a notice; it is one only where it was forwarded or where the
 * notice begins it; what a list's server wrote shows in its own header fields. Generic layouts need a daemon's header, or none (a paste).
 */
static bool is_trusted(const bnc_reader *reader, const bnc_layout_record *layout, size_t start)
{
    if (layout->weight <= BNC_GENERIC_WEIGHT)
        return reader->takes_generic && (reader->is_daemon || reader->field_count == 0) && !reader->is_forwarded;
    if (reader->field_count == 0 || reader->is_machine || reader->is_forwarded)
        return true;
    if (reader->is_bulk)
        return layout->if_header.count && start < 400;
    return bnc_layout_has_guards(layout) || (layout->weight > 20 && start < 400);
}

static bool matches(bnc_reader *reader, const bnc_candidate *candidate, const bnc_layout_record *layout, bnc_match *body)
{
    const bnc_layer *layer = candidate->layer;
    bnc_match match;
    if (layout->and_body.count && !find_any(layer, layout->and_body, candidate->sight, reader->text, &match))
        return false;
    if (!is_trusted(reader, layout, body->start))
        return false;
    return layout->unless.count == 0 || (!find_any(layer, layout->unless, candidate->sight, reader->text, &match) &&
                                         (reader->subject.len == 0 || !find_any(layer, layout->unless, NULL, reader->subject, &match)));
}

bool bnc_layout_next(bnc_reader *reader, bnc_layout_walk *walk, bnc_chosen *ret_chosen)
{
    while (walk->next < walk->count) {
        const bnc_candidate *candidate = &walk->list[walk->next++];
        if (candidate->owner != BNC_OWNER_LAYOUT)
            continue;
        const bnc_layout_record *layout = bnc_layer_layout(candidate->layer, candidate->record);
        bnc_match body = { 0 };
        if (layout == walk->done)
            continue;
        /* What needs no pattern is asked first, then the header fields, which are short. */
        if ((layout->weight <= BNC_GENERIC_WEIGHT && !is_trusted(reader, layout, 0)) || !guards_hold(reader, candidate->layer, layout)) {
            walk->done = layout;
            continue;
        }
        if (candidate->pattern != UINT32_MAX &&
            !bnc_pattern_find_seen(candidate->layer, candidate->pattern, candidate->sight, reader->text, 0, &body))
            continue;
        walk->done = layout;
        if (matches(reader, candidate, layout, &body)) {
            *ret_chosen = (bnc_chosen){ candidate->layer, layout, candidate->sight, body.start };
            return true;
        }
    }
    return false;
}

bnc_layout_walk bnc_layout_walk_start(bnc_reader *reader)
{
    bnc_layout_walk walk = { 0 };
    walk.count = bnc_reader_candidates(reader, BNC_SCAN_LAYOUT, reader->text, &walk.list);
    return walk;
}

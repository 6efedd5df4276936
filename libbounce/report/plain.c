/*
 * Which layout a notice has.
 *
 * In:  the report's prose and header.   Out: the Layout records that match, the best first (doc/knowledge.md, "Layout").
 * The prefilter names the candidates; a mail that is no report costs one pass over its text and no regular expression.
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

/* The field's text, decoded once for all layouts; NULL: the header has none. */
static bnc_guarded *field_of(bnc_reader *reader, bnc_guarded_field field)
{
    static const char *const names[BNC_GUARDED_COUNT] = { "From", "Content-Type", "Subject" };
    bnc_guarded *guarded = &reader->guarded[field];
    bnc_span raw;
    if (!guarded->is_known) {
        guarded->is_known = true;
        guarded->is_there = bnc_reader_field(reader, names[field], &raw);
        if (guarded->is_there)
            guarded->text = field == BNC_GUARDED_SUBJECT ? reader->subject : bnc_reader_field_text(reader, names[field]);
    }
    return guarded->is_there ? guarded : NULL;
}

/* What the field may match, seen once for all layouts of a layer. */
static const bnc_sight *look_at_field(const bnc_reader *reader, bnc_guarded *guarded, const bnc_layer *layer)
{
    if (reader->context->is_unfiltered)
        return NULL;
    if (guarded->layer != layer) {
        guarded->layer = layer;
        guarded->sight = bnc_layer_look(layer, BNC_SCAN_FIELD, guarded->text, reader->arena);
    }
    return guarded->sight;
}

/* All patterns of an If- field must hold, and the field must be there. */
static bool field_holds(bnc_reader *reader, const bnc_layer *layer, bnc_list patterns, bnc_guarded_field field)
{
    if (patterns.count == 0)
        return true;
    bnc_guarded *guarded = field_of(reader, field);
    if (!guarded)
        return false;
    const uint32_t *list = bnc_layer_list(layer, patterns);
    const bnc_sight *sight = look_at_field(reader, guarded, layer);
    bnc_match match;
    for (size_t i = 0; i < patterns.count; i++) {
        if (!bnc_pattern_find_seen(layer, list[i], sight, guarded->text, 0, &match))
            return false;
    }
    return true;
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

static bool has_guards(const bnc_layout_record *layout)
{
    return layout->if_from.count || layout->if_subject.count || layout->if_type.count || layout->if_header.count;
}

/* An answer is one to whom it was sent: quoted, it is none. */
static bool is_answer(const bnc_layout_record *layout)
{
    return layout->kind == BOUNCE_KIND_AUTOREPLY || layout->kind == BOUNCE_KIND_CHALLENGE || layout->kind == BOUNCE_KIND_RECEIPT;
}

/* A text without a header, and one that was forwarded, has lost the fields that guards ask for: Body decides alone. */
static bool guards_hold(bnc_reader *reader, const bnc_layer *layer, const bnc_layout_record *layout)
{
    if (!has_guards(layout))
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
    return has_guards(layout) || (layout->weight > 20 && start < 400);
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

/* Insertion by weight, then by guards; equal ones keep the order of the files. */
static size_t insert(bnc_chosen *list, size_t count, bnc_chosen chosen)
{
    size_t rank = 2u * chosen.layout->weight + has_guards(chosen.layout), at = count;
    while (at > 0 && 2u * list[at - 1].layout->weight + has_guards(list[at - 1].layout) < rank)
        at--;
    if (at >= BNC_CHOSEN_MAX)
        return count;
    size_t moved = (count < BNC_CHOSEN_MAX ? count : BNC_CHOSEN_MAX - 1) - at;
    memmove(list + at + 1, list + at, moved * sizeof *list);
    list[at] = chosen;
    return count < BNC_CHOSEN_MAX ? count + 1 : count;
}

/* Layouts without Body that any automatic notice may have: their And-Body is looked for where nothing closer matches. */
static bool is_late(const bnc_candidate *candidate, const bnc_layout_record *layout)
{
    return candidate->pattern == UINT32_MAX && layout->and_body.count && layout->weight <= BNC_LATE_WEIGHT;
}

static size_t choose_among(bnc_reader *reader, const bnc_candidate *list, size_t count, bool takes_late, bnc_chosen ret_chosen[BNC_CHOSEN_MAX])
{
    const bnc_layout_record *done = NULL;
    size_t chosen = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].owner != BNC_OWNER_LAYOUT)
            continue;
        const bnc_layout_record *layout = bnc_layer_layout(list[i].layer, list[i].record);
        bnc_match body = { 0 };
        if (layout == done || is_late(&list[i], layout) != takes_late)
            continue;
        /* What needs no pattern is asked first, then the header fields, which are short. */
        if ((layout->weight <= BNC_GENERIC_WEIGHT && !is_trusted(reader, layout, 0)) || !guards_hold(reader, list[i].layer, layout)) {
            done = layout;
            continue;
        }
        if (list[i].pattern != UINT32_MAX && !bnc_pattern_find_seen(list[i].layer, list[i].pattern, list[i].sight, reader->text, 0, &body))
            continue;
        done = layout;
        if (matches(reader, &list[i], layout, &body))
            chosen = insert(ret_chosen, chosen, (bnc_chosen){ list[i].layer, layout, list[i].sight, body.start, body.end });
    }
    return chosen;
}

size_t bnc_layout_choose(bnc_reader *reader, bnc_chosen ret_chosen[BNC_CHOSEN_MAX])
{
    const bnc_candidate *list;
    size_t count = bnc_reader_candidates(reader, BNC_SCAN_LAYOUT, reader->text, &list);
    size_t chosen = choose_among(reader, list, count, false, ret_chosen);
    return chosen ? chosen : choose_among(reader, list, count, true, ret_chosen);
}

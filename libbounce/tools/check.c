/*
 * What holds for the built-in knowledge beyond what every layer must be: completeness.
 *
 * In:  a builder that has read all files.   Out: complaints.
 */
#include "tool.h"

#define LAYOUT_EXAMPLES 2

static size_t count_examples(const tool *t, bnc_owner owner, const char *id)
{
    size_t count = 0;

    for (size_t i = 0; i < t->builder->example_count; i++) {
        const bnc_example *example = &t->builder->examples[i];

        count += example->owner == owner && !example->is_negative && strcmp(example->id, id) == 0;
    }
    return count;
}

static void check_layouts(tool *t)
{
    for (size_t i = 0; i < tool_count(t, BNC_KIND_LAYOUT); i++) {
        const bnc_layout_record *layout = tool_record(t, BNC_KIND_LAYOUT, i);
        const char *id = tool_text(t, layout->id);
        bnc_place place = bnc_builder_place(t->builder, BNC_KIND_LAYOUT, i);

        if (count_examples(t, BNC_OWNER_LAYOUT, id) < LAYOUT_EXAMPLES)
            bnc_complain(&t->complaints, place.file, place.line, 1, "Layout %s has fewer than %d examples", id, LAYOUT_EXAMPLES);
        if (!layout->body.count && !layout->if_from.count && !layout->if_subject.count && !layout->if_type.count && !layout->if_header.count)
            bnc_complain(&t->complaints, place.file, place.line, 1, "Layout %s has neither Body nor a guard", id);
    }
}

static bool is_plain(const bnc_remedy_record *remedy)
{
    return !remedy->list.count && !remedy->provider.count && !remedy->country.count && !remedy->fact.count;
}

/* Every cause has one remedy without guards: whatever is found, there is something to do. */
static void check_remedies(tool *t)
{
    size_t remedies = tool_count(t, BNC_KIND_REMEDY);

    for (size_t i = 0; i < tool_count(t, BNC_KIND_CAUSE); i++) {
        const bnc_cause_record *cause = tool_record(t, BNC_KIND_CAUSE, i);
        bnc_place place = bnc_builder_place(t->builder, BNC_KIND_CAUSE, i);
        size_t plain = 0;

        for (size_t k = 0; k < remedies; k++) {
            const bnc_remedy_record *remedy = tool_record(t, BNC_KIND_REMEDY, k);

            for (uint32_t n = 0; n < remedy->cause.count && is_plain(remedy); n++)
                plain += tool_list(t, remedy->cause)[n] == cause->id;
        }
        if (plain != 1)
            bnc_complain(&t->complaints, place.file, place.line, 1, "Cause %s has %zu remedies without guards, not one", tool_text(t, cause->id), plain);
    }
}

static void check_causes(tool *t)
{
    const char *first = NULL;

    for (size_t i = 0; i < tool_count(t, BNC_KIND_CAUSE); i++) {
        const bnc_cause_record *cause = tool_record(t, BNC_KIND_CAUSE, i);
        bnc_place place = bnc_builder_place(t->builder, BNC_KIND_CAUSE, i);

        if (!cause->not_)
            bnc_complain(&t->complaints, place.file, place.line, 1, "Cause %s has no Not", tool_text(t, cause->id));
        if (first && strcmp(first, place.file) != 0)
            bnc_complain(&t->complaints, place.file, place.line, 1, "all causes stand in one file: their order there gives their numbers");
        first = place.file;
    }
    if (!first)
        bnc_complain(&t->complaints, NULL, 0, 0, "no causes at all");
    for (size_t i = 0; i < t->builder->disabled_count; i++)
        bnc_complain(&t->complaints, NULL, 0, 0, "Disable: %s has no use in the built-in knowledge", tool_text(t, t->builder->disabled[i]));
}

void tool_check(tool *t)
{
    check_causes(t);
    check_layouts(t);
    check_remedies(t);
}

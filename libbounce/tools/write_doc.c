/*
 * Writes doc/causes.md and doc/providers.md from the registries.
 */
#include "tool.h"

static void add_remedy(const tool *t, bnc_buffer *out, const bnc_remedy_record *remedy)
{
    static const char *const guards[] = { "list", "provider", "country" };
    const bnc_list lists[] = { remedy->list, remedy->provider, remedy->country };
    bool has_guard = false;

    tool_print(out, "- `%s`", tool_text(t, remedy->id));
    for (size_t i = 0; i < BNC_COUNT_OF(lists); i++) {
        if (!lists[i].count)
            continue;
        tool_print(out, "%s %s ", has_guard ? ";" : ", where", guards[i]);
        tool_print_list(t, out, lists[i], ", ");
        has_guard = true;
    }
    for (uint32_t i = 0; i < remedy->fact.count; i++)
        tool_print(out, ", where %s is known", bnc_group_name((bnc_group)tool_list(t, remedy->fact)[i]));
    tool_print(out, ": ");
    tool_print_list(t, out, remedy->steps, " → ");
    tool_print(out, "\n");
}

static void add_cause(const tool *t, bnc_buffer *out, const bnc_cause_record *cause)
{
    static const char *const vocabularies[] = BNC_VOCABULARIES;
    bool has_remedy = false;

    tool_print(out, "\n### %s\n\n%s.\n\n%s\n", tool_text(t, cause->id), tool_text(t, cause->meaning), tool_text(t, cause->plain));
    if (cause->not_)
        tool_print(out, "%s\n", tool_text(t, cause->not_));
    tool_print(out, "\n| | |\n|---|---|\n| number | %u |\n| who acts | ", cause->number);
    for (uint32_t i = 0; i < cause->party.count; i++)
        tool_print(out, "%s%s", i ? ", " : "", bnc_words_name(&bnc_words_party, tool_list(t, cause->party)[i]));
    tool_print(out, " |\n| persistence | %s |\n| address | %s |\n", bnc_words_name(&bnc_words_persistence, cause->persistence),
               bnc_words_name(&bnc_words_address, cause->address));
    if (cause->parent)
        tool_print(out, "| more general | %s |\n", tool_text(t, cause->parent));
    tool_print(out, "| hard (Sisimai's meaning) | %s |\n", cause->hard ? "yes" : "no");
    for (size_t i = 0; i < BNC_COUNT_OF(vocabularies); i++)
        if (cause->compat[i])
            tool_print(out, "| %s | %s |\n", vocabularies[i], tool_text(t, cause->compat[i]));
    for (size_t i = 0; i < tool_count(t, BNC_KIND_REMEDY); i++) {
        const bnc_remedy_record *remedy = tool_record(t, BNC_KIND_REMEDY, i);

        for (uint32_t k = 0; k < remedy->cause.count; k++) {
            if (tool_list(t, remedy->cause)[k] != cause->id)
                continue;
            if (!has_remedy)
                tool_print(out, "\nRemedies:\n\n");
            has_remedy = true;
            add_remedy(t, out, remedy);
        }
    }
}

void tool_write_causes_doc(const tool *t, bnc_buffer *out)
{
    tool_print(out, "# Causes\n\nMade from the cause registry (`libbounce/knowledge/data/causes.reg`); `doc/knowledge.md` says what the words mean.\n"
                    "Ids and numbers are stable and never used again.\n\n| cause | meaning | who acts first | persistence | address |\n"
                    "|---|---|---|---|---|\n");
    for (size_t i = 0; i < tool_count(t, BNC_KIND_CAUSE); i++) {
        const bnc_cause_record *cause = tool_record(t, BNC_KIND_CAUSE, i);

        tool_print(out, "| %s | %s | %s | %s | %s |\n", tool_text(t, cause->id), tool_text(t, cause->meaning),
                   cause->party.count ? bnc_words_name(&bnc_words_party, tool_list(t, cause->party)[0]) : "",
                   bnc_words_name(&bnc_words_persistence, cause->persistence), bnc_words_name(&bnc_words_address, cause->address));
    }
    for (size_t i = 0; i < tool_count(t, BNC_KIND_CAUSE); i++)
        add_cause(t, out, tool_record(t, BNC_KIND_CAUSE, i));
}

static size_t rules_of(const tool *t, bnc_ref provider)
{
    size_t count = 0;

    for (size_t i = 0; i < tool_count(t, BNC_KIND_RULE); i++)
        count += ((const bnc_rule_record *)tool_record(t, BNC_KIND_RULE, i))->provider == provider;
    return count;
}

static void add_links(const tool *t, bnc_buffer *out, const bnc_blocklist_record *list)
{
    if (list->lookup)
        tool_print(out, "[look-up](%s) ", tool_text(t, list->lookup));
    if (list->delist)
        tool_print(out, "[delisting](%s)", tool_text(t, list->delist));
}

void tool_write_providers_doc(const tool *t, bnc_buffer *out)
{
    tool_print(out, "# Providers and blocklists\n\nMade from the registries in `libbounce/knowledge/data`.\n\n## Providers\n\n"
                    "| provider | name | kind | rules | hosts |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < tool_count(t, BNC_KIND_PROVIDER); i++) {
        const bnc_provider_record *provider = tool_record(t, BNC_KIND_PROVIDER, i);

        tool_print(out, "| %s | %s | %s | %zu | ", tool_text(t, provider->id), tool_text(t, provider->name), tool_text(t, provider->kind),
                   rules_of(t, provider->id));
        tool_print_list(t, out, provider->host, ", ");
        tool_print(out, " |\n");
    }
    tool_print(out, "\n## Blocklists\n\n| list | name | status | zones | pages |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < tool_count(t, BNC_KIND_BLOCKLIST); i++) {
        const bnc_blocklist_record *list = tool_record(t, BNC_KIND_BLOCKLIST, i);

        tool_print(out, "| %s | %s | %s | ", tool_text(t, list->id), tool_text(t, list->name), list->is_defunct ? "closed" : "active");
        tool_print_list(t, out, list->zone, ", ");
        tool_print(out, "%s", list->zone.count && list->keyed_zone.count ? ", " : "");
        tool_print_list(t, out, list->keyed_zone, ", ");
        tool_print(out, " | ");
        add_links(t, out, list);
        tool_print(out, " |\n");
    }
}

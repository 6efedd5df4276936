/*
 * Filling in: templates of the knowledge and the facts of a cause to texts for people.
 *
 * In:  template, cause, language.   Out: a string that lives as long as the report (or classifier) that holds the list. Facts come from mail:
 * they are cut, and lose what could turn the text around them (control characters, bidirectional controls, line ends).
 */
#include "hint/text.h"
#include "util/buffer.h"
#include "util/utf8.h"
#include <stdlib.h>

#define FACT_MAX 200
#define NAME_MAX_LEN 32

struct bnc_filled {
    bnc_filled *next;
    const char *template; /* the translated template; one for each language that has its own */
    const char *words;    /* the language whose placeholders' words were used: see words_key() */
    char *text;
};

/* U+202A to U+202E, U+2066 to U+2069, U+200E, U+200F, U+061C, U+2028, U+2029: bytes of the character at the front, or 0. */
static size_t hidden_length(bnc_span text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    if (text.len >= 1 && (at[0] < 0x20 || at[0] == 0x7f))
        return 1;
    if (text.len >= 2 && ((at[0] == 0xd8 && at[1] == 0x9c) || (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f)))
        return 2;
    if (text.len >= 3 && at[0] == 0xe2
        && ((at[1] == 0x80 && ((at[2] >= 0xa8 && at[2] <= 0xae) || at[2] == 0x8e || at[2] == 0x8f)) || (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)))
        return 3;
    return 0;
}

static void add_fact(bnc_buffer *buffer, const char *fact)
{
    bnc_span value = bnc_span_of(fact), cut = bnc_utf8_cut(value, FACT_MAX);
    for (bnc_span rest = cut; rest.len;) {
        size_t hidden = hidden_length(rest);
        if (!hidden)
            bnc_buffer_add_char(buffer, rest.at[0]);
        rest = bnc_span_from(rest, hidden ? hidden : 1);
    }
    if (cut.len < value.len)
        bnc_buffer_add_text(buffer, "…");
}

static void add_encoded(bnc_buffer *buffer, const char *fact)
{
    static const char digits[] = "0123456789ABCDEF";
    bnc_span value = bnc_utf8_cut(bnc_span_of(fact), FACT_MAX);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        if (bnc_is_alnum(c) || strchr(".-_~:", c)) {
            bnc_buffer_add_char(buffer, c);
            continue;
        }
        bnc_buffer_add_char(buffer, '%');
        bnc_buffer_add_char(buffer, digits[(unsigned char)c >> 4]);
        bnc_buffer_add_char(buffer, digits[(unsigned char)c & 15]);
    }
}

/* What a placeholder stands for; NULL where it is not known. */
static const char *value_of(const bnc_set *set, const bounce_cause *cause, bnc_span name)
{
    bnc_group group = bnc_group_find(name);
    if (!cause)
        return NULL;
    if (group > BNC_GROUP_NONE && group < BNC_GROUP_FACTS_END)
        return bnc_cause_find_fact(cause, group);
    if (bnc_span_equal(name, BNC_SPAN("provider")) && cause->provider) {
        const bnc_layer *layer;
        const bnc_provider_record *provider = bnc_set_provider(set, cause->provider, &layer);
        return provider ? bnc_layer_text(layer, provider->name) : NULL;
    }
    return NULL;
}

static const char *words_for(const bnc_set *set, bnc_span name, const char *language)
{
    char id[NAME_MAX_LEN + 1];
    const bnc_layer *layer;
    memcpy(id, name.at, name.len);
    id[name.len] = '\0';
    const bnc_text_record *record = bnc_set_placeholder(set, id, &layer);
    return record ? bnc_set_translate(set, layer, record->text, language) : NULL;
}

/* The next "{name}" at or after start; name is empty if there is none. */
static bnc_span next_placeholder(bnc_span text, size_t start, size_t *ret_at)
{
    for (size_t at = start; (at = bnc_span_find_char(text, '{', at)) != BNC_NOT_FOUND; at++) {
        size_t end = at + 1;
        while (end < text.len && end - at <= NAME_MAX_LEN && (bnc_is_alnum(text.at[end]) || text.at[end] == '_'))
            end++;
        if (end == at + 1 || end == text.len || text.at[end] != '}')
            continue;
        *ret_at = at;
        return bnc_span_cut(text, at + 1, end - at - 1);
    }
    return BNC_SPAN("");
}

static char *fill(const bnc_set *set, const char *template, const bounce_cause *cause, const char *language)
{
    bnc_buffer buffer = BNC_BUFFER_INIT;
    bnc_span text = bnc_span_of(template), name;
    size_t from = 0, at;
    while ((name = next_placeholder(text, from, &at)).len) {
        bnc_buffer_add_span(&buffer, bnc_span_cut(text, from, at - from));
        const char *value = value_of(set, cause, name);
        if (!value)
            value = words_for(set, name, language);
        if (value)
            add_fact(&buffer, value);
        else
            bnc_buffer_add_span(&buffer, name);
        from = at + name.len + 2;
    }
    bnc_buffer_add_span(&buffer, bnc_span_from(text, from));
    return buffer.at;
}

static char *fill_url(const bnc_set *set, const char *template, const bounce_cause *cause)
{
    bnc_buffer buffer = BNC_BUFFER_INIT;
    bnc_span text = bnc_span_of(template), name;
    size_t from = 0, at;
    while ((name = next_placeholder(text, from, &at)).len) {
        bnc_buffer_add_span(&buffer, bnc_span_cut(text, from, at - from));
        const char *value = value_of(set, cause, name);
        if (!value) { /* without its query, or without the last step of its path */
            size_t end = buffer.len;
            for (size_t i = 0; i < buffer.len; i++)
                if (buffer.at[i] == '?' || buffer.at[i] == '#')
                    end = i < end ? i : end;
            while (end == buffer.len && end > 0 && buffer.at[end - 1] != '/')
                buffer.len = --end;
            buffer.len = end;
            if (buffer.at)
                buffer.at[end] = '\0';
            return buffer.at;
        }
        add_encoded(&buffer, value);
        from = at + name.len + 2;
    }
    bnc_buffer_add_span(&buffer, bnc_span_from(text, from));
    return buffer.at;
}

static const char *search(const bnc_filled *list, const char *template, const char *words)
{
    for (; list; list = list->next)
        if (list->template == template && list->words == words)
            return list->text;
    return NULL;
}

/* Keeps text in the list; if another thread was faster, its text stands and this one is freed. */
static const char *publish(bnc_filled_list *list, const char *template, const char *words, char *text)
{
    bnc_filled *entry = bnc_malloc(sizeof *entry);
    *entry = (bnc_filled){ NULL, template, words, text };
    bnc_filled *head = atomic_load_explicit(list, memory_order_acquire);
    for (;;) {
        const char *there = search(head, template, words);
        if (there) {
            free(entry->text);
            free(entry);
            return there;
        }
        entry->next = head;
        if (atomic_compare_exchange_weak_explicit(list, &head, entry, memory_order_release, memory_order_acquire))
            return text;
    }
}

/*
 * Which language the placeholders' words come in: the translation of the first placeholder that has no fact. Its address in the knowledge tells
 * languages apart where two of them share a template.
 */
static const char *words_key(const bnc_set *set, const char *template, const bounce_cause *cause, const char *language)
{
    bnc_span text = bnc_span_of(template), name;
    size_t from = 0, at;
    while ((name = next_placeholder(text, from, &at)).len) {
        const char *words = value_of(set, cause, name) ? NULL : words_for(set, name, language);
        if (words)
            return words;
        from = at + name.len + 2;
    }
    return NULL;
}

const char *bnc_text_get(bnc_filled_list *list, const bnc_set *set, const bnc_layer *layer, bnc_ref ref, const bounce_cause *cause,
                         const char *language)
{
    const char *template = bnc_set_translate(set, layer, ref, language ? language : "en");
    if (!template || !strchr(template, '{'))
        return template;
    const char *words = words_key(set, template, cause, language ? language : "en");
    const char *text = search(atomic_load_explicit(list, memory_order_acquire), template, words);
    return text ? text : publish(list, template, words, fill(set, template, cause, language ? language : "en"));
}

/* A value that a shell takes as it stands, and that is whole: what people copy into a terminal must not be written by the mail. */
static bool is_plain_word(const char *value)
{
    size_t length = strlen(value);
    for (size_t i = 0; i < length; i++)
        if (!bnc_is_alnum(value[i]) && !strchr(".:_-", value[i]))
            return false;
    return length > 0 && length <= FACT_MAX && value[0] != '-';
}

const char *bnc_text_get_check(bnc_filled_list *list, const bnc_set *set, const bnc_layer *layer, bnc_ref ref, const bounce_cause *cause,
                               const char *language)
{
    const char *template = bnc_set_translate(set, layer, ref, language ? language : "en");
    bnc_span name, text = bnc_span_of(template ? template : "");
    if (!cause)
        return template;
    for (size_t from = 0, at; (name = next_placeholder(text, from, &at)).len; from = at + name.len + 2) {
        const char *value = value_of(set, cause, name);
        if (!value || !is_plain_word(value))
            return NULL;
    }
    return bnc_text_get(list, set, layer, ref, cause, language);
}

const char *bnc_text_get_url(bnc_filled_list *list, const bnc_set *set, const bnc_layer *layer, bnc_ref ref, const bounce_cause *cause)
{
    static const char is_url[] = "url"; /* no placeholder's words */
    const char *template = bnc_layer_text(layer, ref);
    if (!template || !strchr(template, '{'))
        return template;
    const char *text = search(atomic_load_explicit(list, memory_order_acquire), template, is_url);
    if (!text)
        text = publish(list, template, is_url, fill_url(set, template, cause));
    return text && *text ? text : NULL;
}

void bnc_text_free(bnc_filled_list *list)
{
    bnc_filled *entry = atomic_exchange_explicit(list, NULL, memory_order_acq_rel);
    while (entry) {
        bnc_filled *next = entry->next;
        free(entry->text);
        free(entry);
        entry = next;
    }
}

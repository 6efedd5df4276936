/*
 * Regular expressions: PCRE2 behind a slot that is compiled on first use and shared by threads (regex.h).
 *
 * In:  a pattern's text, valid UTF-8 to search.   Out: where it matches and what its named groups hold.
 *
 * Publishing: a thread that finds a slot empty compiles the pattern and puts the result in by one compare-and-swap; who comes second throws its
 * own away. On the eighth use (sooner on long texts) the same is done with a second, JIT-compiled copy: pcre2_jit_compile() on code that other threads run is a race.
 * Both stay until the slots are freed, so that a reader never loses what it uses.
 */
#include "match/regex.h"

#include "match/regex_check.h"
#include "util/arena.h"
#include <stdatomic.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 100000
#define HEAP_LIMIT_KIB 4096
#define JIT_USES 8
#define LONG_TEXT 256       /* bytes: a use on a text that long counts for two, and so on up to LONG_USES */
#define LONG_USES 6
#define CAPTURES_MAX 48     /* groups of one pattern */
#define SCRATCH 2048        /* bytes: match data of a pattern with CAPTURES_MAX groups fits */

#define OPTIONS (PCRE2_UTF | PCRE2_CASELESS | PCRE2_MULTILINE | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_AUTO_CAPTURE | \
                 PCRE2_USE_OFFSET_LIMIT)

/* Immutable once published. */
typedef struct compiled {
    pcre2_code *code;
    bool is_jit;
    uint32_t captures;
    uint8_t groups[CAPTURES_MAX + 1]; /* bnc_group of each capture */
} compiled;

struct bnc_regex {
    _Atomic(compiled *) plain, jit;
    atomic_uint uses;
};

/* Stands before the slots. */
typedef struct slots_head {
    _Alignas(16) pcre2_match_context *limits;
} slots_head;

static slots_head *head_of(bnc_regex *slots)
{
    return (slots_head *)(void *)((char *)slots - sizeof(slots_head));
}

static const char *read_groups(const pcre2_code *code, compiled *ret)
{
    uint32_t count = 0, size = 0;
    PCRE2_SPTR table = NULL;

    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &ret->captures);
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
    if (ret->captures > CAPTURES_MAX)
        return "too many groups";
    for (uint32_t i = 0; i < count; i++, table += size) {
        uint32_t number = (uint32_t)table[0] << 8 | table[1];
        bnc_group group = bnc_group_find(bnc_span_of((const char *)table + 2));

        if (group == BNC_GROUP_NONE)
            return "unknown group name";
        ret->groups[number] = (uint8_t)group;
    }
    return NULL;
}

static pcre2_code *compile_code(bnc_span pattern, int *ret_error, size_t *ret_offset)
{
    return pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len, OPTIONS, ret_error, ret_offset, NULL);
}

static void compiled_free(compiled *c)
{
    if (!c)
        return;
    pcre2_code_free(c->code);
    free(c);
}

static compiled *compile(bnc_span pattern)
{
    int error;
    size_t offset;
    compiled *c = bnc_malloc(sizeof(*c));

    memset(c, 0, sizeof(*c));
    c->code = compile_code(pattern, &error, &offset);
    if (!c->code && error == PCRE2_ERROR_HEAP_FAILED)
        abort(); /* a pattern that says nothing from now on would be worse */
    if (c->code)
        read_groups(c->code, c);
    return c;
}

static compiled *compile_jit(const compiled *plain)
{
    compiled *c = bnc_malloc(sizeof(*c));

    *c = *plain;
    c->code = pcre2_code_copy(plain->code);
    if (!c->code)
        abort(); /* no memory */
    c->is_jit = pcre2_jit_compile(c->code, PCRE2_JIT_COMPLETE) == 0;
    return c;
}

/* Puts c into the slot unless another thread was faster; returns what is in it then. */
static const compiled *publish(_Atomic(compiled *) *slot, compiled *c)
{
    compiled *expected = NULL;

    if (atomic_compare_exchange_strong_explicit(slot, &expected, c, memory_order_acq_rel, memory_order_acquire))
        return c;
    compiled_free(c);
    return expected;
}

static const compiled *get(bnc_regex *slot, bnc_span pattern, size_t text_len)
{
    const size_t longer = text_len / LONG_TEXT;
    const unsigned weight = longer < LONG_USES ? (unsigned)longer + 1 : LONG_USES;

    const compiled *c = atomic_load_explicit(&slot->jit, memory_order_acquire);

    if (c)
        return c;
    c = atomic_load_explicit(&slot->plain, memory_order_acquire);
    if (!c)
        c = publish(&slot->plain, compile(pattern));
    if (!c->code || atomic_fetch_add_explicit(&slot->uses, weight, memory_order_relaxed) + weight < JIT_USES)
        return c;
    return publish(&slot->jit, compile_jit(c));
}

bool bnc_regex_is_compiled(const bnc_regex *slots, size_t index)
{
    return atomic_load_explicit(&slots[index].plain, memory_order_acquire) != NULL;
}

static void set_limits(pcre2_match_context *limits)
{
    pcre2_set_match_limit(limits, MATCH_LIMIT);
    pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
}

bnc_regex *bnc_regex_slots_new(size_t count)
{
    slots_head *head = bnc_calloc(1, sizeof(*head) + count * sizeof(bnc_regex)); /* most slots are never touched */

    head->limits = pcre2_match_context_create(NULL);
    if (!head->limits)
        abort();
    set_limits(head->limits);
    return (bnc_regex *)(void *)((char *)head + sizeof(*head));
}

void bnc_regex_slots_free(bnc_regex *slots, size_t count)
{
    if (!slots)
        return;
    for (size_t i = 0; i < count; i++) {
        compiled_free(atomic_load(&slots[i].plain));
        compiled_free(atomic_load(&slots[i].jit));
    }
    pcre2_match_context_free(head_of(slots)->limits);
    free(head_of(slots));
}

/* Memory for PCRE2's match data on the stack; what does not fit (the interpreter's frames) comes from the heap. */
typedef struct scratch {
    size_t used;
    _Alignas(16) char bytes[SCRATCH];
} scratch;

static void *scratch_alloc(size_t size, void *user)
{
    scratch *s = user;
    void *memory;

    size = (size + 15) & ~(size_t)15;
    if (size > SCRATCH - s->used)
        return malloc(size);
    memory = s->bytes + s->used;
    s->used += size;
    return memory;
}

static void scratch_free(void *memory, void *user)
{
    scratch *s = user;

    if ((char *)memory < s->bytes || (char *)memory >= s->bytes + SCRATCH)
        free(memory);
}

static int run(const compiled *c, bnc_span text, size_t start, pcre2_match_data *data, pcre2_match_context *limits)
{
    int result = PCRE2_ERROR_JIT_STACKLIMIT;

    if (c->is_jit)
        result = pcre2_jit_match(c->code, (PCRE2_SPTR)text.at, text.len, start, PCRE2_NO_UTF_CHECK, data, limits);
    if (result == PCRE2_ERROR_JIT_STACKLIMIT)
        result = pcre2_match(c->code, (PCRE2_SPTR)text.at, text.len, start, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, limits);
    if (result == PCRE2_ERROR_NOMEMORY)
        abort();
    return result;
}

static void read_match(const compiled *c, int result, pcre2_match_data *data, bnc_match *ret_match)
{
    const size_t *places = pcre2_get_ovector_pointer(data);

    ret_match->start = places[0];
    ret_match->end = places[1];
    ret_match->count = 0;
    for (int i = 1; i < result && ret_match->count < BNC_MATCH_GROUPS; i++) {
        bool is_known = c->groups[i] == BNC_GROUP_NONE || places[2 * i] == PCRE2_UNSET || places[2 * i] >= places[2 * i + 1];

        for (size_t k = 0; k < ret_match->count && !is_known; k++)
            is_known = ret_match->groups[k].group == c->groups[i];
        if (is_known)
            continue;
        ret_match->groups[ret_match->count].group = c->groups[i];
        ret_match->groups[ret_match->count].start = places[2 * i];
        ret_match->groups[ret_match->count].end = places[2 * i + 1];
        ret_match->count++;
    }
}

/* Released with the scratch memory it lies in. */
static pcre2_match_context *limits_with(pcre2_general_context *memory, size_t last)
{
    pcre2_match_context *limits = pcre2_match_context_create(memory);

    if (!limits)
        abort();
    set_limits(limits);
    pcre2_set_offset_limit(limits, last);
    return limits;
}

bool bnc_regex_find(bnc_regex *slots, size_t index, bnc_span pattern, bnc_span text, size_t start, size_t last, bnc_match *ret_match)
{
    const compiled *c = get(&slots[index], pattern, text.len);
    scratch s;
    pcre2_general_context *memory;
    pcre2_match_data *data;
    int result;

    if (!c->code || start > text.len)
        return false;
    s.used = 0;
    memory = pcre2_general_context_create(scratch_alloc, scratch_free, &s);
    data = pcre2_match_data_create(c->captures + 1, memory);
    if (!data)
        abort();
    if (!text.at)
        text.at = "";
    result = run(c, text, start, data, last < text.len ? limits_with(memory, last) : head_of(slots)->limits);
    if (result > 0 && ret_match)
        read_match(c, result, data, ret_match);
    pcre2_match_data_free(data);
    return result > 0;
}

bnc_span bnc_match_group(const bnc_match *match, bnc_span text, bnc_group group)
{
    for (size_t i = 0; i < match->count; i++)
        if (match->groups[i].group == group)
            return bnc_span_cut(text, match->groups[i].start, match->groups[i].end - match->groups[i].start);
    return (bnc_span){ NULL, 0 };
}

const char *bnc_regex_check(bnc_span pattern, char *buf, size_t buf_len, size_t *ret_offset)
{
    const char *why = bnc_regex_check_form(pattern, ret_offset);
    compiled c = { .captures = 0 };
    uint32_t look_behind = 0;
    int error = 0;

    if (why)
        return why;
    *ret_offset = 0;
    c.code = compile_code(pattern, &error, ret_offset);
    if (!c.code) {
        pcre2_get_error_message(error, (PCRE2_UCHAR *)buf, buf_len);
        return buf;
    }
    *ret_offset = 0;
    why = read_groups(c.code, &c);
    pcre2_pattern_info(c.code, PCRE2_INFO_MAXLOOKBEHIND, &look_behind);
    if (!why && look_behind > BNC_LOOK_BEHIND_MAX)
        why = "looks behind by more than 20 characters";
    pcre2_code_free(c.code);
    return why;
}

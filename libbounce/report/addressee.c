/*
 * Who is in a report already.
 *
 * In:  the recipients' addresses.   Out: the recipient of an address. A few are compared one after the other; for more there is a table, because a
 * report of thousands that names them twice would else compare each with each.
 */
#include "report/reader.h"

#define FEW 16

typedef struct slot {
    uint32_t hash;
    uint32_t place; /* the recipient's, from 1; 0: free */
} slot;

typedef struct bnc_addressees {
    slot *slots;
    size_t count, capacity; /* a power of two */
} bnc_addressees;

/* FNV-1a, begun with where the report lies: nobody who writes a mail knows that, and can choose addresses that all have one hash. */
static uint32_t hash_of(const bounce_report *report, bnc_span address)
{
    uint32_t hash = 2166136261u ^ (uint32_t)((uintptr_t)report >> 4);
    for (size_t i = 0; i < address.len; i++)
        hash = (hash ^ (unsigned char)bnc_to_lower(address.at[i])) * 16777619u;
    return hash ^ hash >> 15;
}

static bool is_of(const bounce_recipient *recipient, bnc_span address)
{
    return (recipient->address && bnc_span_equal_nocase(bnc_span_of(recipient->address), address)) ||
           (recipient->original && bnc_span_equal_nocase(bnc_span_of(recipient->original), address));
}

/* Where an address stands, or the free slot where it would. */
static slot *find(const bounce_report *report, uint32_t hash, bnc_span address)
{
    const bnc_addressees *table = report->addressees;
    size_t at = hash & (table->capacity - 1);
    for (; table->slots[at].place; at = (at + 1) & (table->capacity - 1)) {
        size_t place = table->slots[at].place - 1u;
        /* A recipient may have been dropped, or have got another address. */
        if (table->slots[at].hash == hash && place < report->recipient_count && is_of(&report->recipients[place], address))
            break;
    }
    return &table->slots[at];
}

static void put(bnc_addressees *table, slot moved)
{
    size_t at = moved.hash & (table->capacity - 1);
    while (table->slots[at].place)
        at = (at + 1) & (table->capacity - 1);
    table->slots[at] = moved;
}

static void grow(bounce_report *report)
{
    bnc_addressees *table = report->addressees, old = *table;
    table->capacity = old.capacity ? 4 * old.capacity : 8 * FEW;
    table->slots = bnc_arena_array(report->arena, table->capacity, sizeof *table->slots);
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].place)
            put(table, old.slots[i]);
    }
}

void bnc_addressee_add(bounce_recipient *recipient, const char *address)
{
    bounce_report *report = recipient->report;
    if (!report->addressees || !address)
        return;
    if (2 * report->addressees->count >= report->addressees->capacity)
        grow(report);
    uint32_t hash = hash_of(report, bnc_span_of(address));
    slot *free_slot = find(report, hash, bnc_span_of(address));
    if (free_slot->place)
        return; /* the first one of an address counts */
    *free_slot = (slot){ hash, (uint32_t)(recipient - report->recipients) + 1 };
    report->addressees->count++;
}

static void make_table(bounce_report *report)
{
    report->addressees = bnc_arena_alloc(report->arena, sizeof *report->addressees);
    for (size_t i = 0; i < report->recipient_count; i++) {
        bnc_addressee_add(&report->recipients[i], report->recipients[i].address);
        bnc_addressee_add(&report->recipients[i], report->recipients[i].original);
    }
}

bounce_recipient *bnc_report_find_recipient(bounce_report *report, bnc_span address)
{
    if (report->recipient_count <= FEW) {
        for (size_t i = 0; i < report->recipient_count; i++) {
            if (is_of(&report->recipients[i], address))
                return &report->recipients[i];
        }
        return NULL;
    }
    if (!report->addressees)
        make_table(report);
    const slot *found = find(report, hash_of(report, address), address);
    return found->place ? &report->recipients[found->place - 1] : NULL;
}

/*
 * Counts over many records.
 *
 * In:  records bounce/1.   Out: tables of failed and delayed recipients by cause, party and so on; each row keeps a few replies as its evidence.
 * Kinds are counted over all records. An address is dead only where no record says that it is fine.
 */
#include "tally.h"
#include "field.h"
#include <string.h>

#define EVIDENCE_MOST 5

static void row_free(gpointer data)
{
    tally_row *row = data;
    g_free(row->key);
    g_free(row->text);
    g_ptr_array_unref(row->evidence);
    g_free(row);
}

void tally_start(tally *t)
{
    *t = (tally){ 0 };
    for (int i = 0; i < TALLY_TABLES; i++)
        t->tables[i] = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, row_free);
    t->dead = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    t->keep = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void tally_stop(tally *t)
{
    for (int i = 0; i < TALLY_TABLES; i++)
        g_hash_table_destroy(t->tables[i]);
    g_hash_table_destroy(t->dead);
    g_hash_table_destroy(t->keep);
}

static void count(tally *t, tally_by by, const char *key, const char *text, const char *evidence)
{
    if (!*key)
        return;
    tally_row *row = g_hash_table_lookup(t->tables[by], key);
    if (!row) {
        row = g_new0(tally_row, 1);
        row->key = g_strdup(key);
        row->text = g_strdup(text);
        row->evidence = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(t->tables[by], row->key, row);
    }
    row->count++;
    if (evidence && row->evidence->len < EVIDENCE_MOST)
        g_ptr_array_add(row->evidence, g_strdup(evidence));
}

static void count_field(tally *t, tally_by by, const char *record, const char *path, const char *evidence)
{
    char *key = field_value(record, path);
    count(t, by, key, NULL, evidence);
    g_free(key);
}

/* The step to begin with; that an address may stay is none, and neither is waiting. */
static void count_step(tally *t, const char *record, const char *evidence)
{
    char *id = field_value(record, "hints.0.id"), *text = field_value(record, "hints.0.text"), *who = field_value(record, "hints.0.who");
    if (strcmp(id, "address.keep") != 0 && strcmp(who, "nobody") != 0)
        count(t, BY_STEP, text, who, evidence);
    g_free(who);
    g_free(text);
    g_free(id);
}

static void count_address(tally *t, const char *record)
{
    char *address = field_value(record, "recipient.address"), *verdict = field_value(record, "causes.0.address_verdict");
    char *lower = g_utf8_strdown(address, -1);
    if (*lower && (!strcmp(verdict, "dead") || !strcmp(verdict, "opted_out")))
        g_hash_table_add(t->dead, g_strdup(lower));
    else if (*lower && !strcmp(verdict, "fine"))
        g_hash_table_add(t->keep, g_strdup(lower));
    g_free(lower);
    g_free(verdict);
    g_free(address);
}

void tally_add(tally *t, const char *record)
{
    char *kind = field_value(record, "report.kind"), *cause = field_value(record, "causes.0.id");
    char *address = field_value(record, "recipient.address"), *said = field_value(record, "diagnostic"), *name = field_value(record, "source.name");
    char *evidence = g_strdup_printf("%s%s%.300s", *address ? address : name, *said && (*address || *name) ? ": " : "", said);
    t->records++;
    count(t, BY_KIND, kind, NULL, evidence);
    if (!strcmp(kind, "failure") || !strcmp(kind, "delay")) {
        char *date = field_value(record, "report.date");
        t->failed += !strcmp(kind, "failure");
        count(t, BY_CAUSE, cause, NULL, evidence);
        count_field(t, BY_PARTY, record, "causes.0.party.0", evidence);
        count_field(t, BY_PROVIDER, record, "remote.provider", evidence);
        count_field(t, BY_LIST, record, "causes.0.facts.list", evidence);
        count_field(t, BY_IP, record, "causes.0.facts.ip", evidence);
        if (strlen(date) > 10)
            date[10] = '\0';
        count(t, BY_DAY, date, NULL, evidence);
        count_step(t, record, evidence);
        count_address(t, record);
        g_free(date);
    }
    g_free(evidence);
    g_free(name);
    g_free(said);
    g_free(address);
    g_free(cause);
    g_free(kind);
}

static gint by_count(gconstpointer a, gconstpointer b)
{
    const tally_row *x = *(tally_row *const *)a, *y = *(tally_row *const *)b;
    return x->count != y->count ? (x->count < y->count ? 1 : -1) : strcmp(x->key, y->key);
}

static gint by_key(gconstpointer a, gconstpointer b) { return strcmp((*(tally_row *const *)a)->key, (*(tally_row *const *)b)->key); }

GPtrArray *tally_rows(const tally *t, tally_by by)
{
    GPtrArray *rows = g_ptr_array_new();
    GHashTableIter iter;
    gpointer row = NULL;
    g_hash_table_iter_init(&iter, t->tables[by]);
    while (g_hash_table_iter_next(&iter, NULL, &row))
        g_ptr_array_add(rows, row);
    g_ptr_array_sort(rows, by == BY_DAY ? by_key : by_count);
    return rows;
}

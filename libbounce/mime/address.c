/*
 * Address fields (RFC 5322, section 3.4).
 *
 * In:  a From, To, Reply-To … field.   Out: the addr-specs in it.
 * The usual form, names and addresses in angle brackets or bare addresses, is read here. Groups, comments and escapes are GMime's work; its
 * parser recurses for every group and comment, so a field with too many of them is read here all the same (3.2.13 dies of "a:a:a:…").
 */
#include "mime/address.h"

#include "mime/header.h"
#include "mime/init.h"
#include "mime/scan.h"
#include "util/utf8.h"

#include <gmime/gmime.h>

typedef struct list {
    bnc_arena *arena;
    bnc_span *addresses;
    size_t count;
    size_t max;
} list;

static void add(list *to, bnc_span address)
{
    address = bnc_span_trim(address);
    if (address.len && address.len <= BNC_MAX_ADDRESS && to->count < to->max)
        to->addresses[to->count++] = bnc_utf8_repair(to->arena, address);
}

/* One element of the list, without its comma. */
static void add_element(list *to, bnc_span element)
{
    const char *open = element.len ? memrchr(element.at, '<', element.len) : NULL;
    size_t start;
    size_t end;

    if (open) {
        start = (size_t)(open - element.at) + 1;
        end = bnc_span_find_char(element, '>', start);
        add(to, bnc_span_cut(element, start, end == BNC_NOT_FOUND ? element.len : end - start));
        return;
    }
    element = bnc_span_trim(element);
    if (bnc_span_find_char(element, '@', 0) != BNC_NOT_FOUND || bnc_span_find_char(element, ' ', 0) == BNC_NOT_FOUND)
        add(to, element);
}

/* Splits at commas outside quotes and angle brackets; linear. */
static void read_simple(list *to, bnc_span field)
{
    size_t start = 0;
    bool is_quoted = false;
    bool is_bracketed = false;

    for (size_t i = 0; i < field.len && to->count < to->max; i++) {
        char c = field.at[i];

        if (c == '\\' && is_quoted)
            i++;
        else if (c == '"')
            is_quoted = !is_quoted;
        else if (is_quoted)
            continue;
        else if (c == '<' || c == '>')
            is_bracketed = c == '<';
        else if ((c == ',' || c == ';') && !is_bracketed) {
            add_element(to, bnc_span_cut(field, start, i - start));
            start = i + 1;
        } else if (c == ':' && !is_bracketed) {
            start = i + 1; /* a group's name */
        }
    }
    add_element(to, bnc_span_from(field, start));
}

static void read_gmime_list(list *to, InternetAddressList *addresses, int depth)
{
    int count = internet_address_list_length(addresses);

    for (int i = 0; i < count && to->count < to->max; i++) {
        InternetAddress *address = internet_address_list_get_address(addresses, i);

        if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
            bnc_span text = bnc_span_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
            if (text.len && text.len <= BNC_MAX_ADDRESS)
                add(to, (bnc_span){ bnc_arena_dup(to->arena, text), text.len });
        } else if (depth < 4 && INTERNET_ADDRESS_IS_GROUP(address)) {
            read_gmime_list(to, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), depth + 1);
        }
    }
}

size_t bnc_address_list(bnc_arena *arena, bnc_span field, bnc_span *ret_addresses, size_t max, bnc_notes *notes)
{
    list to = { .arena = arena, .addresses = ret_addresses, .max = max };
    size_t signs = 0;
    InternetAddressList *addresses = NULL;

    field = bnc_header_unfold(arena, field);
    for (size_t i = 0; i < field.len; i++)
        signs += field.at[i] == ':' || field.at[i] == '(' || field.at[i] == '\\';
    if (signs > BNC_MAX_ADDRESS_SIGNS || (signs && field.len > BNC_MAX_GMIME_VALUE)) {
        bnc_notes_add(notes, "depth_limit", NULL);
    } else if (signs && bnc_is_ascii(field)) {
        bnc_mime_init_once();
        addresses = internet_address_list_parse(NULL, bnc_arena_dup(arena, field));
    }
    if (addresses) {
        read_gmime_list(&to, addresses, 0);
        g_object_unref(addresses);
    } else {
        read_simple(&to, field);
    }
    return to.count;
}

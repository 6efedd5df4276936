/*
 * The report's own header: an index of its fields, and what it says about who wrote the mail.
 *
 * In:  a part's header.   Out: the index that layouts' guards ask, the decoded subject, signs of machine and bulk mail.
 * RFC 5322; RFC 3834 (Auto-Submitted), RFC 2369 and RFC 2919 (List-*), RFC 2142 (postmaster).
 */
#include "mime/address.h"
#include "report/reader.h"
#include "smtp/address.h"
#include "util/utf8.h"

static uint64_t field_bit(bnc_span name)
{
    return name.len == 0 ? 0 : (uint64_t)1 << (((unsigned)bnc_to_lower(name.at[0]) * 5u + (unsigned)bnc_to_lower(name.at[name.len - 1]) * 3u + name.len) % 64);
}

static size_t find_field(const bnc_reader *reader, const char *name)
{
    if (reader->field_count == 0)
        return BNC_NOT_FOUND;
    bnc_span wanted = bnc_span_of(name);
    if (!(reader->field_names & field_bit(wanted)))
        return BNC_NOT_FOUND;
    for (size_t i = 0; i < reader->field_count; i++) {
        if (reader->fields[i].name.len == wanted.len && bnc_span_equal_nocase(reader->fields[i].name, wanted))
            return i;
    }
    return BNC_NOT_FOUND;
}

bool bnc_reader_field(const bnc_reader *reader, const char *name, bnc_span *ret_value)
{
    size_t place = find_field(reader, name);
    if (place != BNC_NOT_FOUND)
        *ret_value = reader->fields[place].value;
    return place != BNC_NOT_FOUND;
}

bnc_span bnc_reader_field_text(bnc_reader *reader, const char *name)
{
    size_t place = find_field(reader, name);
    if (place == BNC_NOT_FOUND)
        return (bnc_span){ "", 0 };
    if (reader->texts && reader->texts[place].at)
        return reader->texts[place];
    bnc_span raw = reader->fields[place].value, value = bnc_header_decode(reader->arena, raw, &reader->report->notes);
    if (value.len == 0 || (value.at >= raw.at && value.at < raw.at + raw.len))
        return value;
    /* It had to be decoded: one layout after the other asks for it. */
    if (!reader->texts)
        reader->texts = bnc_arena_array(reader->arena, reader->field_count, sizeof *reader->texts);
    reader->texts[place] = value;
    return value;
}

static bool field_is(const bnc_reader *reader, const char *name, const char *prefix)
{
    bnc_span value;
    return bnc_reader_field(reader, name, &value) && bnc_span_starts_nocase(bnc_span_trim(value), bnc_span_of(prefix));
}

/* Names of daemons begin a local part; "mail delivery" may stand in a display name. */
static bool begins_daemon(bnc_span word)
{
    static const bnc_span names[] = { { "mailer-daemon", 13 }, { "mailer_daemon", 13 }, { "mailerdaemon", 12 }, { "mail-daemon", 11 },
                                      { "maildaemon", 10 },    { "postmaster", 10 },    { "maildelivery", 12 }, { "mail-delivery", 13 },
                                      { "mdaemon", 7 },        { "post_master", 11 },   { "microsoftexchange", 17 } };
    char first = word.len ? bnc_to_lower(word.at[0]) : 0;
    if (first != 'm' && first != 'p')
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (bnc_span_starts_nocase(word, names[i]))
            return true;
    }
    return false;
}

bool bnc_header_is_daemon(bnc_span from)
{
    from = bnc_span_cut(bnc_span_trim(from), 0, 400);
    if (from.len == 0 || bnc_span_equal(from, BNC_SPAN("<>")))
        return true;
    size_t open = bnc_span_find_char(from, '<', 0), at = bnc_span_find_char(from, '@', 0);
    bnc_span address = open == BNC_NOT_FOUND ? from : bnc_span_from(from, open + 1);
    if (address.len == 0 || address.at[0] == '>' || begins_daemon(address))
        return true;
    bnc_span name = open == BNC_NOT_FOUND ? (bnc_span){ from.at, at == BNC_NOT_FOUND ? from.len : 0 } : bnc_span_cut(from, 0, open);
    size_t quote = name.len && name.at[0] == '"';
    name = bnc_span_from(name, quote);
    if (name.len >= 13 && (bnc_span_find_nocase(name, BNC_SPAN("mail deliver"), 0) != BNC_NOT_FOUND ||
                           bnc_span_find_nocase(name, BNC_SPAN("mailer-daemon"), 0) != BNC_NOT_FOUND))
        return true;
    return open == BNC_NOT_FOUND && begins_daemon(name);
}

/* What stands in front of an address's "@". */
static bnc_span local_part(bnc_span address)
{
    return bnc_span_cut(address, 0, bnc_span_find_char(address, '@', 0));
}

static bool is_one_of(bnc_span local, const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bnc_span_equal_nocase(local, bnc_span_of(names[i])))
            return true;
    }
    return false;
}

bool bnc_header_is_role(bnc_span address)
{
    static const char *const names[] = { "postmaster", "mailer-daemon", "abuse", "hostmaster", "webmaster", "noc", "security", "support", "help",
                                         "helpdesk", "admin", "administrator", "root", "no-reply", "noreply", "info" };
    bnc_span local = local_part(address);
    return is_one_of(local, names, sizeof names / sizeof *names) || bnc_span_ends_nocase(local, BNC_SPAN("-owner")) ||
           bnc_span_ends_nocase(local, BNC_SPAN("-request")) || bnc_span_starts_nocase(local, BNC_SPAN("owner-"));
}

/* A machine that tells what it did: it prints replies, and asks about none. */
static bool is_robot(bnc_span address)
{
    static const char *const names[] = { "ci", "build", "builds", "jenkins", "gitlab", "buildbot", "nagios", "icinga", "zabbix", "monitor",
                                         "monitoring", "alert", "alerts", "notification", "notifications", "do-not-reply", "donotreply" };
    return is_one_of(local_part(address), names, sizeof names / sizeof *names);
}

bool bnc_header_is_person(bnc_reader *reader)
{
    bnc_span from = bnc_reader_field_text(reader, "From");
    size_t len, at = bnc_address_find(from, 0, &len);
    if (reader->is_bulk || reader->is_machine || at == BNC_NOT_FOUND)
        return false;
    bnc_span address = bnc_span_cut(from, at, len);
    return !bnc_header_is_role(address) && !is_robot(address);
}

static void judge(bnc_reader *reader)
{
    bnc_span value, ignored;
    bool has_null_path = bnc_reader_field(reader, "Return-Path", &value) && bnc_span_equal(bnc_span_trim(value), BNC_SPAN("<>"));
    if (reader->root == 0 && reader->context->envelope_from && reader->context->envelope_from[0] == 0)
        has_null_path = true;
    bool has_auto = bnc_reader_field(reader, "Auto-Submitted", &value) && !bnc_span_starts_nocase(bnc_span_trim(value), BNC_SPAN("no"));
    bool has_daemon = bnc_reader_field(reader, "From", &value) && bnc_header_is_daemon(value);
    reader->is_bulk = (bnc_reader_field(reader, "List-Unsubscribe", &ignored) || bnc_reader_field(reader, "List-Id", &ignored) ||
                       field_is(reader, "Precedence", "bulk") || field_is(reader, "Precedence", "list")) &&
                      !has_null_path && !has_daemon && !has_auto;
    reader->has_null_path = has_null_path;
    reader->is_daemon = has_daemon || bnc_reader_field(reader, "X-Failed-Recipients", &ignored);
    reader->is_machine = reader->is_daemon || has_null_path || has_auto ||
                         bnc_reader_field(reader, "X-MS-Exchange-Message-Is-Ndr", &ignored) ||
                         field_is(reader, "Content-Type", "multipart/report");
}

void bnc_reader_use_header(bnc_reader *reader, size_t part)
{
    reader->root = part;
    reader->field_count = 0;
    reader->field_names = 0;
    reader->texts = NULL;
    memset(reader->guarded, 0, sizeof reader->guarded);
    reader->fields = bnc_arena_alloc_raw(reader->arena, BNC_HEADER_INDEX * sizeof *reader->fields);
    bnc_span rest = reader->mime.parts[part].header;
    while (reader->field_count < BNC_HEADER_INDEX && bnc_header_next(&rest, &reader->fields[reader->field_count]))
        reader->field_names |= field_bit(reader->fields[reader->field_count++].name);
    judge(reader);
    reader->subject = bnc_reader_field_text(reader, "Subject");
}

/*
 * Recipients that hide: where a report names nobody, its envelope, its header, the returned message or its words may.
 *
 * In:  a report that was read.   Out: its recipient's address. Asked in the order of belief: X-Failed-Recipients, VERP and SRS in the envelope and the
 * header, the subject; then, when the returned message is known, that one's only recipient and the lone address of the notice's own words.
 */
#include "report/reader.h"
#include "smtp/address.h"

#define NOTICE_MAX 4000  /* bytes of a notice's own words that are looked at */
#define ADDRESSES_MAX 50 /* that stand in it: who is meant among more cannot be told */

static bool add_hidden(bnc_reader *reader, bnc_span raw)
{
    bounce_report *report = reader->report;
    bnc_address address = bnc_address_clean(reader->arena, raw);
    if (address.text.len == 0 || address.is_local || bnc_report_find_recipient(report, address.text))
        return false;
    /* A recipient that was found without its address takes it; else it is one more. */
    bounce_recipient *recipient = report->recipient_count == 1 && !report->recipients[0].address ? &report->recipients[0]
                                                                                                 : bnc_report_add_recipient(report, reader->context);
    return recipient && bnc_recipient_set_address(recipient, raw);
}

static bool has_address(const bounce_report *report)
{
    for (size_t i = 0; i < report->recipient_count; i++) {
        if (report->recipients[i].address)
            return true;
    }
    return false;
}

/* X-Failed-Recipients: a list with commas. */
static void read_failed_field(bnc_reader *reader)
{
    bnc_span rest = bnc_reader_field_text(reader, "X-Failed-Recipients");
    while (rest.len) {
        size_t comma = bnc_span_find_char(rest, ',', 0);
        add_hidden(reader, bnc_span_trim(bnc_span_cut(rest, 0, comma == BNC_NOT_FOUND ? rest.len : comma)));
        rest = bnc_span_from(rest, comma == BNC_NOT_FOUND ? rest.len : comma + 1);
    }
}

/* Where a report names nobody: fields of its header, its envelope (VERP, SRS), its subject, the returned message's only recipient. */
void bnc_hidden_find(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    if (!bnc_kind_is_delivery(report->kind) || has_address(report))
        return;
    read_failed_field(reader);
    const char *envelope_to = reader->context->envelope_to;
    if (!has_address(report) && envelope_to)
        add_hidden(reader, bnc_address_unwrap(reader->arena, bnc_span_of(envelope_to)));
    static const char *const fields[] = { "To", "Delivered-To", "X-Original-To" };
    for (size_t i = 0; i < 3 && !has_address(report); i++) {
        bnc_span to = bnc_reader_field_text(reader, fields[i]);
        size_t len, at = bnc_address_find(to, 0, &len);
        if (at != BNC_NOT_FOUND)
            add_hidden(reader, bnc_address_unwrap(reader->arena, bnc_span_cut(to, at, len)));
    }
    size_t len, at = BNC_NOT_FOUND;
    if (!has_address(report) && (at = bnc_address_find(reader->subject, 0, &len)) != BNC_NOT_FOUND)
        add_hidden(reader, bnc_span_cut(reader->subject, at, len));
    /* A list's refusal names the list in its own header only. */
    if (!has_address(report) && report->whole.layout_cause)
        add_hidden(reader, bnc_reader_field_text(reader, "X-BeenThere"));
}

/* The returned message's recipient, where it is one only. */
static void find_original_to(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    bnc_span to = bnc_span_of(report->original.to);
    if (has_address(report) || to.len == 0 || (!bnc_kind_is_delivery(report->kind) && report->kind != BOUNCE_KIND_COMPLAINT))
        return;
    size_t len, again, at = bnc_address_find(to, 0, &len);
    if (at != BNC_NOT_FOUND && bnc_address_find(to, at + len, &again) == BNC_NOT_FOUND)
        add_hidden(reader, bnc_span_cut(to, at, len));
}

#define OWN_FIELDS 6

/* The fields that say whom the report comes from and goes to, not whom it is about. */
static void read_own_fields(bnc_reader *reader, bnc_span ret_values[OWN_FIELDS])
{
    static const char *const names[OWN_FIELDS] = { "To", "From", "Cc", "Reply-To", "Sender", "Delivered-To" };
    for (size_t i = 0; i < OWN_FIELDS; i++)
        ret_values[i] = bnc_reader_field_text(reader, names[i]);
}

static bool is_in_any(const bnc_span values[OWN_FIELDS], bnc_span address)
{
    for (size_t i = 0; i < OWN_FIELDS; i++) {
        if (bnc_span_find_nocase(values[i], address, 0) != BNC_NOT_FOUND)
            return true;
    }
    return false;
}

/* The only address of the notice itself, where its words name nobody in a way that a layout knows. */
static void find_only_address(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    if (has_address(report) || report->recipient_count != 1 || !bnc_kind_is_delivery(report->kind) || (reader->field_count == 0 && !report->layout))
        return;
    bnc_span text = bnc_prose_own_words(reader, NOTICE_MAX), only = { "", 0 };
    bnc_span own[OWN_FIELDS];
    size_t len, at = bnc_address_find(text, 0, &len), looked_at = 0;
    if (at != BNC_NOT_FOUND)
        read_own_fields(reader, own);
    for (; at != BNC_NOT_FOUND; at = bnc_address_find(text, at + len, &len)) {
        bnc_span address = bnc_span_cut(text, at, len);
        if (bnc_span_equal_nocase(address, only) || bnc_header_is_role(address))
            continue;
        if (looked_at++ == ADDRESSES_MAX)
            return;
        if (is_in_any(own, address))
            continue;
        if (only.len)
            return;
        only = address;
    }
    if (only.len)
        add_hidden(reader, only);
}

void bnc_hidden_find_late(bnc_reader *reader)
{
    find_original_to(reader);
    find_only_address(reader);
}

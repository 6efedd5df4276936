/*
 * Automatic answers (RFC 3834).
 *
 * In:  a mail that is no report.   Out: kind autoreply where its header says that a machine answered, with the answering address as the recipient.
 * Wordings (subjects, texts) are Layout records of kind autoreply; this file knows the standard's own fields only.
 */
#include "mime/address.h"
#include "report/reader.h"

/* Adds the address that answered. */
static void add_sender(bnc_reader *reader)
{
    bnc_span from, address;
    if (reader->report->recipient_count || !bnc_reader_field(reader, "From", &from))
        return;
    if (bnc_address_list(reader->arena, from, &address, 1, &reader->report->notes) == 0)
        return;
    bounce_recipient *recipient = bnc_report_add_recipient(reader->report, reader->context);
    if (recipient && !bnc_recipient_set_address(recipient, address))
        reader->report->recipient_count--;
}

bool bnc_autoreply_read(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    bnc_span value;
    if (report->kind == BOUNCE_KIND_AUTOREPLY || report->kind == BOUNCE_KIND_CHALLENGE) {
        add_sender(reader);
        return true;
    }
    /* Who complains or confirms without a report part (an unsubscribe mail, a receipt as text) writes himself. */
    if ((report->kind == BOUNCE_KIND_COMPLAINT || report->kind == BOUNCE_KIND_RECEIPT) && !report->subtype && report->whole.layout_cause) {
        add_sender(reader);
        return true;
    }
    if (report->kind != BOUNCE_KIND_NONE || reader->is_daemon || !bnc_reader_field(reader, "Auto-Submitted", &value) ||
        !bnc_span_starts_nocase(bnc_span_trim(value), BNC_SPAN("auto-replied")))
        return false;
    report->kind = BOUNCE_KIND_AUTOREPLY;
    report->format = "autoreply";
    add_sender(reader);
    return true;
}

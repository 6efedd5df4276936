/*
 * What is left when everything was read: actions, the kind of report, hidden recipients, whose message it was.
 *
 * In:  a report with its recipients and replies.   Out: report->kind, action, ours, language, country.
 * RFC 3464, section 2.3.3 (actions); a report's words win over its Action field where they say that nobody tries again.
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "util/utf8.h"

#define NOTICE_MAX 4000 /* bytes of a notice's own words */

static bounce_action action_of_kind(bounce_kind kind)
{
    switch (kind) {
    case BOUNCE_KIND_FAILURE: return BOUNCE_ACTION_FAILED;
    case BOUNCE_KIND_DELAY: return BOUNCE_ACTION_DELAYED;
    case BOUNCE_KIND_DELIVERED: return BOUNCE_ACTION_DELIVERED;
    case BOUNCE_KIND_RELAYED: return BOUNCE_ACTION_RELAYED;
    case BOUNCE_KIND_EXPANDED: return BOUNCE_ACTION_EXPANDED;
    default: return BOUNCE_ACTION_NONE;
    }
}

static bool is_delivery(bounce_kind kind)
{
    return action_of_kind(kind) != BOUNCE_ACTION_NONE;
}

/* The worst action gives the kind: one failed recipient makes it a failure. */
static void decide_from_actions(bnc_reader *reader)
{
    static const struct {
        bounce_action action;
        bounce_kind kind;
    } order[] = { { BOUNCE_ACTION_FAILED, BOUNCE_KIND_FAILURE },       { BOUNCE_ACTION_DELAYED, BOUNCE_KIND_DELAY },
                  { BOUNCE_ACTION_EXPANDED, BOUNCE_KIND_EXPANDED },    { BOUNCE_ACTION_RELAYED, BOUNCE_KIND_RELAYED },
                  { BOUNCE_ACTION_DELIVERED, BOUNCE_KIND_DELIVERED } };
    bounce_report *report = reader->report;
    unsigned seen = 0;
    for (size_t i = 0; i < report->recipient_count; i++) {
        bounce_recipient *recipient = &report->recipients[i];
        if (recipient->action == BOUNCE_ACTION_NONE)
            recipient->action = report->kind == BOUNCE_KIND_NONE ? BOUNCE_ACTION_FAILED : action_of_kind(report->kind);
        if (recipient->action == BOUNCE_ACTION_DELAYED && reader->is_final) {
            recipient->action = BOUNCE_ACTION_FAILED;
            bnc_notes_add(&report->notes, "final_of_delay", NULL);
        }
        seen |= 1u << recipient->action;
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (seen & 1u << order[i].action) {
            report->kind = order[i].kind;
            return;
        }
    }
}

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
static void find_hidden(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    if (!is_delivery(report->kind) || has_address(report))
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
    if (has_address(report) || to.len == 0 || (!is_delivery(report->kind) && report->kind != BOUNCE_KIND_COMPLAINT))
        return;
    size_t len, again, at = bnc_address_find(to, 0, &len);
    if (at != BNC_NOT_FOUND && bnc_address_find(to, at + len, &again) == BNC_NOT_FOUND)
        add_hidden(reader, bnc_span_cut(to, at, len));
}

/* Is it in the report's own header: whom it comes from or goes to, not whom it is about? */
static bool is_in_header(bnc_reader *reader, bnc_span address)
{
    static const char *const fields[] = { "To", "From", "Cc", "Reply-To", "Sender", "Delivered-To" };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (bnc_span_find_nocase(bnc_reader_field_text(reader, fields[i]), address, 0) != BNC_NOT_FOUND)
            return true;
    }
    return false;
}

/* The only address of the notice itself, where its words name nobody in a way that a layout knows. */
static void find_only_address(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    if (has_address(report) || report->recipient_count != 1 || !is_delivery(report->kind) || reader->field_count == 0)
        return;
    bnc_span text = bnc_span_cut(bnc_span_from(reader->text, reader->notice), 0, NOTICE_MAX), only = { "", 0 };
    if (reader->returned.at > text.at && reader->returned.at < text.at + text.len)
        text.len = (size_t)(reader->returned.at - text.at);
    size_t len;
    for (size_t at = bnc_address_find(text, 0, &len); at != BNC_NOT_FOUND; at = bnc_address_find(text, at + len, &len)) {
        bnc_span address = bnc_span_cut(text, at, len);
        if (bnc_span_equal_nocase(address, only) || bnc_header_is_role(address) || is_in_header(reader, address))
            continue;
        if (only.len)
            return;
        only = address;
    }
    if (only.len)
        add_hidden(reader, only);
}

/*
 * A postmaster writes to his users, too: that their mailbox is nearly full, that it is new. Only generic words say that such a mail is a notice, so
 * it is none if it is about the one it goes to, or about nobody and with no reply and nothing returned.
 */
static void drop_house_mail(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    if (!reader->is_generic || report->recipient_count != 1 || report->recipients[0].code || report->original.message_id)
        return;
    const char *address = report->recipients[0].address;
    bnc_span to = bnc_reader_field_text(reader, "To");
    if (address ? bnc_span_find_nocase(to, bnc_span_of(address), 0) == BNC_NOT_FOUND : reader->has_null_path || report->original.subject != NULL)
        return;
    report->kind = BOUNCE_KIND_NONE;
    report->recipient_count = 0;
}

static bool is_own(const bnc_context *context, bnc_span address)
{
    size_t at = bnc_span_find_char(address, '@', 0);
    for (size_t i = 0; i < context->own_count && at != BNC_NOT_FOUND; i++) {
        bnc_span own = bnc_span_of(context->own[i]), domain = bnc_span_from(address, at + 1);
        if (bnc_span_find_char(own, '@', 0) != BNC_NOT_FOUND ? bnc_span_equal_nocase(own, address) : bnc_span_equal_nocase(own, domain))
            return true;
        if (domain.len > own.len && bnc_span_ends_nocase(domain, own) && domain.at[domain.len - own.len - 1] == '.')
            return true;
    }
    return false;
}

static void decide_ours(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    report->ours = "unknown";
    bnc_span from = bnc_span_of(report->original.from);
    size_t len, at = from.len && reader->context->own_count ? bnc_address_find(from, 0, &len) : BNC_NOT_FOUND;
    if (at != BNC_NOT_FOUND)
        report->ours = is_own(reader->context, bnc_span_cut(from, at, len)) ? "yes" : "no";
}

/* Country codes that are sold to anybody say nothing about where a server stands. */
static bool is_sold(const char code[2])
{
    static const char sold[] = "IOAIMETVCOCCWSTOFMLYGGSHVCEUSUAGLAGDNUPWSTBZ";
    for (size_t i = 0; i + 1 < sizeof sold; i += 2) {
        if (sold[i] == code[0] && sold[i + 1] == code[1])
            return true;
    }
    return false;
}

static const char *country_of(bnc_arena *arena, const char *host)
{
    size_t len = host ? strlen(host) : 0;
    while (len && (host[len - 1] == '.' || host[len - 1] == '>'))
        len--;
    if (len < 4 || host[len - 3] != '.' || !bnc_is_alpha(host[len - 1]) || !bnc_is_alpha(host[len - 2]))
        return NULL;
    char code[2] = { (char)(host[len - 2] & ~0x20), (char)(host[len - 1] & ~0x20) };
    if (code[0] == 'U' && code[1] == 'K')
        code[0] = 'G', code[1] = 'B';
    return is_sold(code) ? NULL : bnc_arena_dup(arena, (bnc_span){ code, 2 });
}

static void decide_country(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    report->country = reader->context->country;
    for (size_t i = 0; i < report->recipient_count && i < 1 && !report->country; i++)
        report->country = country_of(reader->arena, report->recipients[i].local_host);
    if (!report->country)
        report->country = country_of(reader->arena, report->generator_host);
    if (!report->country)
        report->country = country_of(reader->arena, report->original.from);
}

/* The language is found out when somebody asks for it (bnc_report_language); the text itself may be the caller's. */
static void keep_sample(bnc_reader *reader)
{
    bnc_span sample = bnc_span_cut(bnc_span_from(reader->text, reader->notice), 0, BNC_LANGUAGE_SAMPLE);
    if (sample.len)
        reader->report->sample = (bnc_span){ bnc_arena_dup(reader->arena, sample), sample.len };
}

/* Layouts know the sentences of the server; some sites translate them and leave the labels. */
static bool is_translated(bnc_span text)
{
    size_t foreign = 0;
    text = bnc_span_cut(text, 0, 600);
    for (size_t i = 0; i < text.len; i++)
        foreign += (unsigned char)text.at[i] >= 0x80;
    return 4 * foreign > text.len;
}

void bnc_kind_decide(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    for (size_t i = 0; i < report->recipient_count; i++)
        bnc_recipient_settle(&report->recipients[i]);
    if (report->recipient_count && (is_delivery(report->kind) || report->kind == BOUNCE_KIND_NONE))
        decide_from_actions(reader);
    else if (report->recipient_count == 0 && is_delivery(report->kind)) {
        bounce_recipient *nobody = bnc_report_add_recipient(report, reader->context);
        if (nobody)
            nobody->layout_cause = report->whole.layout_cause;
    }
    find_hidden(reader);
    bnc_original_read(reader);
    find_original_to(reader);
    find_only_address(reader);
    drop_house_mail(reader);
    for (size_t i = 0; i < report->recipient_count && is_delivery(report->kind); i++) {
        if (report->recipients[i].action == BOUNCE_ACTION_NONE)
            report->recipients[i].action = action_of_kind(report->kind);
    }
    bnc_span date;
    if (report->kind != BOUNCE_KIND_NONE && bnc_reader_field(reader, "Date", &date))
        report->date = bnc_report_iso_date(reader, date);
    if (report->kind != BOUNCE_KIND_NONE && reader->is_forwarded && report->source == BOUNCE_SOURCE_MESSAGE)
        bnc_notes_add(&report->notes, "quoted", NULL);
    if (report->kind != BOUNCE_KIND_NONE && reader->is_html && reader->text.len)
        bnc_notes_add(&report->notes, "html_only", NULL);
    decide_ours(reader);
    decide_country(reader);
    if (report->kind == BOUNCE_KIND_NONE)
        report->format = NULL;
    else if (!report->format)
        report->format = "text";
    bnc_span notice = bnc_span_from(reader->text, reader->notice);
    if (report->language && bnc_span_equal(bnc_span_of(report->language), BNC_SPAN("en")) && is_translated(notice))
        report->language = NULL;
    if (!report->language && (report->kind != BOUNCE_KIND_NONE || report->source != BOUNCE_SOURCE_MESSAGE))
        keep_sample(reader);
    report->whole.report = report;
}

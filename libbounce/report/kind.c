/*
 * What is left when everything was read: actions, the kind of report, whose message it was.
 *
 * In:  a report with its recipients and replies.   Out: report->kind, action, ours, language, country.
 * RFC 3464, section 2.3.3 (actions); a report's words win over its Action field where they say that nobody tries again.
 */
#include "report/reader.h"
#include "smtp/address.h"
#include "util/utf8.h"

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

bool bnc_kind_is_delivery(bounce_kind kind)
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

/*
 * A postmaster writes to his users, too: that their mailbox is nearly full, that it is new. Only generic words say that such a mail is a notice, so
 * it is none if it is about the one it goes to, or about nobody and with no reply and nothing returned.
 */
static void drop_house_mail(bnc_reader *reader)
{
    bounce_report *report = reader->report;
    if (!reader->is_generic || report->recipient_count != 1 || report->original.message_id)
        return;
    const char *address = report->recipients[0].address;
    bool is_list = !address && !reader->has_null_path && bnc_loose_is_list(reader); /* of what was refused in a week */
    if (report->recipients[0].code && !is_list)
        return;
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
    if (report->recipient_count == 0 && bnc_kind_is_delivery(report->kind)) {
        bounce_recipient *nobody = bnc_report_add_recipient(report, reader->context);
        if (nobody)
            nobody->layout_cause = report->whole.layout_cause;
    }
    bnc_complete_reply(reader);
    for (size_t i = 0; i < report->recipient_count; i++)
        bnc_recipient_settle(&report->recipients[i]);
    if (report->recipient_count && (bnc_kind_is_delivery(report->kind) || report->kind == BOUNCE_KIND_NONE))
        decide_from_actions(reader);
    bnc_hidden_find(reader);
    bnc_original_read(reader);
    bnc_complete_addresses(reader);
    bnc_hidden_find_late(reader);
    drop_house_mail(reader);
    bnc_shared_cut_fields(report);
    for (size_t i = 0; i < report->recipient_count && bnc_kind_is_delivery(report->kind); i++) {
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

/* The public getters of a text that take nothing but their object, for tests that ask all of them; tests/meta holds the lists complete. */
#ifndef TESTS_GETTERS_H
#define TESTS_GETTERS_H

#include <bounce/bounce.h>

typedef const char *report_text_getter(const bounce_report *);
typedef const char *recipient_text_getter(const bounce_recipient *);

static report_text_getter *const report_texts[] = {
    bounce_report_format, bounce_report_software, bounce_report_generator_host, bounce_report_language, bounce_report_ours,
    bounce_report_envelope_id, bounce_report_arrival_date, bounce_report_date, bounce_report_subtype, bounce_report_original_message_id,
    bounce_report_original_from, bounce_report_original_to, bounce_report_original_subject, bounce_report_original_date,
};

static recipient_text_getter *const recipient_texts[] = {
    bounce_recipient_address, bounce_recipient_original, bounce_recipient_alias_of, bounce_recipient_status, bounce_recipient_reply,
    bounce_recipient_diagnostic, bounce_recipient_local_host, bounce_recipient_local_ip, bounce_recipient_remote_host,
    bounce_recipient_remote_ip, bounce_recipient_provider, bounce_recipient_provider_name, bounce_recipient_retry_until,
};

#endif

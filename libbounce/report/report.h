/*
 * Reads any input into a report: kind, format, recipients with their replies, the returned message. No causes yet.
 *
 * In:  caller's bytes.   Out: report->… all but causes, hints, provider. RFC 3464, 6533, 8098, 5965, 6591, 3834; layouts for the rest.
 */
#ifndef BNC_REPORT_REPORT_H
#define BNC_REPORT_REPORT_H

#include "report/model.h"

/* Anything: sniffed. */
void bnc_report_read(bounce_report *report, const bnc_context *context, const void *data, size_t len);
/* A reply it is. */
void bnc_report_read_reply(bounce_report *report, const bnc_context *context, const void *data, size_t len);
/* A log line it is. */
void bnc_report_read_log_line(bounce_report *report, const bnc_context *context, const void *data, size_t len);

/* The language of the report: what its layout says, else what its text looks like; found out anew each time. BCP 47 or NULL. Any thread. */
const char *bnc_report_language(const bounce_report *report);

#endif

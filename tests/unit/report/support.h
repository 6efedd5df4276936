/* What the tests of report/ share: a reader on a text, and a report read from one. */
#ifndef TEST_REPORT_SUPPORT_H
#define TEST_REPORT_SUPPORT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_run.h"
#include "knowledge/set.h"
#include "report/reader.h"
#include "report/report.h"

static inline bnc_context test_context(void)
{
    return (bnc_context){ .set = bnc_set_builtin(), .max_input = BNC_MAX_INPUT, .max_recipients = BNC_MAX_RECIPIENTS };
}

/* A report read from text; free its arena with bnc_arena_free(report->arena). */
static inline bounce_report *test_read_with(const char *text, size_t len, const bnc_context *context)
{
    bnc_arena *arena = bnc_arena_new(4096);
    bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
    report->arena = arena;
    bnc_report_read(report, context, text, len);
    return report;
}

static inline bounce_report *test_read(const char *text)
{
    bnc_context context = test_context();
    return test_read_with(text, strlen(text), &context);
}

static inline const char *test_kind(const bounce_report *report)
{
    static const char *const names[] = { "none", "failure", "delay", "delivered", "relayed", "expanded", "autoreply", "challenge", "complaint",
                                         "receipt", "notice" };
    return names[report->kind];
}

/* "address action status code COMMAND; …" for all recipients, "-" for what is not known. */
static inline const char *test_summary(const bounce_report *report)
{
    static const char *const actions[] = { "-", "failed", "delayed", "delivered", "relayed", "expanded" };
    static const char *const commands[] = { "-", "CONN", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT" };
    static char text[4096];
    size_t len = 0;
    text[0] = 0;
    for (size_t i = 0; i < report->recipient_count && len < sizeof text - 600; i++) {
        const bounce_recipient *r = &report->recipients[i];
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s %s %s %s %s", i ? "; " : "", r->address ? r->address : "-", actions[r->action],
                                r->status ? r->status : "-", r->code ? r->code : "-", commands[r->command]);
    }
    return text;
}

#endif

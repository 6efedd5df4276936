/*
 * Shows what report/ reads in files, before causes and hints: one line of tab-separated values for each recipient.
 *
 *     dump_report FILE…
 */
#include "knowledge/set.h"
#include "mime/init.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    size_t capacity = 1 << 16, len = 0, got;
    char *data = malloc(capacity);
    while (data && (got = fread(data + len, 1, capacity - len, file)) > 0) {
        len += got;
        if (len == capacity)
            data = realloc(data, capacity *= 2);
    }
    fclose(file);
    *ret_len = len;
    return data;
}

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

static void print_clean(const char *text)
{
    for (const char *c = or_dash(text); *c; c++)
        putchar((unsigned char)*c < ' ' ? ' ' : *c);
}

static void print_recipient(const char *path, const bounce_report *report, const bounce_recipient *recipient)
{
    static const char *const kinds[] = { "none", "failure", "delay", "delivered", "relayed", "expanded", "autoreply", "challenge", "complaint",
                                         "receipt", "notice" };
    static const char *const actions[] = { "-", "failed", "delayed", "delivered", "relayed", "expanded" };
    static const char *const commands[] = { "-", "CONN", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "QUIT" };
    printf("%s\t%s\t%s\t%s\t%s\t", path, kinds[report->kind], or_dash(report->format), or_dash(report->software), or_dash(report->language));
    printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t", or_dash(recipient->address), or_dash(recipient->original), actions[recipient->action],
           or_dash(recipient->status), or_dash(recipient->code), commands[recipient->command], or_dash(recipient->remote_host));
    print_clean(recipient->diagnostic);
    printf("\t%s\t%zu\t", or_dash(report->original.message_id), report->original.attachment_count);
    for (size_t i = 0; i < report->notes.count; i++)
        printf("%s%s", i ? "," : "", report->notes.list[i].id);
    putchar('\n');
}

int main(int argc, char **argv)
{
    bnc_context context = { .set = bnc_set_builtin(), .max_input = BNC_MAX_INPUT, .max_recipients = BNC_MAX_RECIPIENTS };
    for (int i = 1; i < argc; i++) {
        size_t len;
        char *data = read_file(argv[i], &len);
        if (!data) {
            fprintf(stderr, "cannot read %s\n", argv[i]);
            continue;
        }
        bnc_arena *arena = bnc_arena_new(16384);
        bounce_report *report = bnc_arena_alloc(arena, sizeof *report);
        report->arena = arena;
        bnc_report_read(report, &context, data, len);
        for (size_t r = 0; r < report->recipient_count; r++)
            print_recipient(argv[i], report, &report->recipients[r]);
        if (report->recipient_count == 0)
            print_recipient(argv[i], report, &report->whole);
        bnc_arena_free(arena);
        free(data);
    }
    return 0;
}

/*
 * bounce redact FILE: the same bounce without personal data, to be shown to others.
 *
 * In:  one bounce, or an mbox of them.   Out: the same with keyed pseudonyms. It goes out only if it says the same as before (kinds, causes, confidence, codes) and nothing
 * known to be personal is left in it; otherwise more of what the causes rest on is kept, and if that does not help, nothing goes out.
 * Without --key each run has a key of its own, so that pseudonyms of two runs have nothing to do with each other.
 */
#include "redact.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { DATA_ERROR = 65 };

/* What must stay: one line for each recipient. */
static char *gist(const bounce_report *report)
{
    GString *text = g_string_new(bounce_kind_name(bounce_report_kind(report)));
    size_t count = bounce_report_recipient_count(report);
    for (size_t i = 0; i < (count ? count : 1); i++) {
        const bounce_recipient *r = count ? bounce_report_recipient(report, i) : bounce_report_whole(report);
        const char *reply = bounce_recipient_reply(r), *status = bounce_recipient_status(r);
        g_string_append_printf(text, "\n%d %d %s %s", (int)bounce_recipient_action(r), (int)bounce_recipient_command(r), reply ? reply : "-", status ? status : "-");
        for (size_t k = 0; k < bounce_recipient_cause_count(r); k++)
            g_string_append_printf(text, " %s/%d", bounce_cause_id(bounce_recipient_cause(r, k)), (int)bounce_cause_confidence(bounce_recipient_cause(r, k)));
    }
    return g_string_free(text, FALSE);
}

static bounce_report *classify(const redactor *r, const char *data, size_t length)
{
    bounce_report *report = NULL;
    bounce_classify(r->classifier, data, length, &report);
    return report;
}

/* The words of the evidence, but not those of the addresses in it. */
static void note_evidence(redactor *r, const bounce_report *report)
{
    size_t count = bounce_report_recipient_count(report);
    for (size_t i = 0; i < (count ? count : 1); i++) {
        const bounce_recipient *recipient = count ? bounce_report_recipient(report, i) : bounce_report_whole(report);
        const char *address = bounce_recipient_address(recipient), *at = address ? strrchr(address, '@') : NULL;
        for (size_t k = 0; k < bounce_recipient_cause_count(recipient); k++) {
            const bounce_cause *cause = bounce_recipient_cause(recipient, k);
            for (size_t j = 0; j < bounce_cause_evidence_count(cause); j++) {
                char *lower = g_ascii_strdown(bounce_cause_evidence_text(cause, j), -1);
                char **words = g_regex_split_simple("[^a-z0-9._-]+|\\.(?=\\s|$)", lower, 0, 0);
                for (char **word = words; *word; word++)
                    if (strlen(*word) > 3 && !(at && !g_ascii_strcasecmp(*word, at + 1)))
                        g_hash_table_add(r->evidence, g_strdup(*word));
                g_strfreev(words);
                g_free(lower);
            }
        }
    }
}

/* "Kim Minsu <kim@…>, …": the names. */
static void note_names(redactor *r, const char *field)
{
    char **people = g_strsplit(field ? field : "", ",", -1);
    for (char **person = people; *person; person++) {
        char *name = g_strndup(*person, strcspn(*person, "<"));
        g_strdelimit(name, "\"()", ' ');
        redact_add_literal(r, g_strstrip(name), "name-");
        g_free(name);
    }
    g_strfreev(people);
}

static void note_personal(redactor *r, const bounce_report *report)
{
    note_names(r, bounce_report_original_from(report));
    note_names(r, bounce_report_original_to(report));
    redact_add_literal(r, bounce_report_original_subject(report), "subject-");
    for (size_t i = 0; i < bounce_report_attachment_count(report); i++)
        redact_add_literal(r, bounce_report_attachment_name(report, i), "file-");
}

/* The first personal string that is still there, or NULL. */
static const char *leak(const redactor *r, const GString *result)
{
    GHashTableIter iter;
    gpointer key = NULL;
    char *lower = g_ascii_strdown(result->str, (gssize)result->len), *shown = g_ascii_strdown(r->shown->str, (gssize)r->shown->len);
    const char *found = NULL;
    g_hash_table_iter_init(&iter, r->personal);
    while (!found && g_hash_table_iter_next(&iter, &key, NULL)) {
        /* As a whole word; a local part such as "sales" may be a word of the language, so only where it is part of an address. */
        char *quoted = g_regex_escape_string(key, -1);
        bool is_local = !strchr(key, '.') && !strchr(key, ':');
        char *expression = g_strdup_printf(is_local ? "(?<![a-z0-9._+-])%s[a-z0-9._+=-]*@" : "(?<![a-z0-9._-])%s(?![a-z0-9_-]|\\.[a-z0-9])", quoted);
        GRegex *regex = g_regex_new(expression, G_REGEX_RAW, 0, NULL);
        if (!g_hash_table_contains(r->evidence, key) && (g_regex_match(regex, lower, 0, NULL) || g_regex_match(regex, shown, 0, NULL)))
            found = key;
        g_regex_unref(regex);
        g_free(expression);
        g_free(quoted);
    }
    for (guint i = 0; !found && i < r->literals->len; i++)
        if (strstr(result->str, r->literals->pdata[i]) || strstr(r->shown->str, r->literals->pdata[i]))
            found = r->literals->pdata[i];
    g_free(shown);
    g_free(lower);
    return found;
}

static bool read_key(redactor *r, const char *path)
{
    char *text = NULL;
    gsize length = 0;
    if (!path) {
        FILE *file = fopen("/dev/urandom", "rb");
        bool ok = file && fread(r->key, 1, sizeof r->key, file) == sizeof r->key;
        if (file)
            fclose(file);
        if (!ok)
            cli_complain("/dev/urandom: %s", strerror(errno));
        return ok;
    }
    if (!g_file_get_contents(path, &text, &length, NULL) || length < 16) {
        cli_complain("--key %s: %s", path, text ? "a key has 16 bytes at least" : strerror(errno));
        g_free(text);
        return false;
    }
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize size = sizeof r->key;
    g_checksum_update(sum, (guchar *)text, (gssize)length);
    g_checksum_get_digest(sum, r->key, &size);
    g_checksum_free(sum);
    g_free(text);
    return true;
}

static void start(redactor *r)
{
    r->literals = g_ptr_array_new_with_free_func(g_free);
    r->literal_marks = g_ptr_array_new_with_free_func(g_free);
    r->evidence = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    r->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    r->boundaries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    r->personal = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    r->shown = g_string_new(NULL);
}

static void stop(redactor *r)
{
    g_ptr_array_unref(r->literals);
    g_ptr_array_unref(r->literal_marks);
    g_hash_table_destroy(r->evidence);
    g_hash_table_destroy(r->domains);
    g_hash_table_destroy(r->boundaries);
    g_hash_table_destroy(r->personal);
    g_string_free(r->shown, TRUE);
    if (r->regex)
        g_regex_unref(r->regex);
    r->regex = NULL;
}

/* One bounce, added to "out". Returns CLI_OK if it may go out. */
static int redact(redactor *r, const char *name, const char *data, size_t length, GString *out)
{
    bounce_report *before = classify(r, data, length);
    bool is_message = bounce_report_source(before) == BOUNCE_SOURCE_MESSAGE;
    bounce_kind kind = bounce_report_kind(before);
    char *wanted = gist(before);
    const char *left = NULL;
    bool done = false;
    r->is_written_by_person = kind == BOUNCE_KIND_AUTOREPLY || kind == BOUNCE_KIND_CHALLENGE
                              || (kind == BOUNCE_KIND_NONE && is_message);
    redact_learn(r, data, length);
    note_personal(r, before);
    note_evidence(r, before);
    for (int level = 0; level < REDACT_LEVELS && !done; level++) {
        r->level = (redact_level)level;
        g_hash_table_remove_all(r->domains);
        g_hash_table_remove_all(r->boundaries);
        g_hash_table_remove_all(r->personal);
        g_string_truncate(r->shown, 0);
        GString *result = is_message ? redact_mail(r, data, length) : redact_plain(r, data, length);
        bounce_report *after = classify(r, result->str, result->len);
        char *got = gist(after);
        left = leak(r, result);
        done = !strcmp(wanted, got) && !left;
        if (done)
            g_string_append_len(out, result->str, (gssize)result->len);
        g_free(got);
        bounce_report_unref(after);
        g_string_free(result, TRUE);
    }
    if (!done)
        cli_complain("%s: %s; nothing was put out", name, left ? "personal data would be left" : "without personal data it would say something else");
    g_free(wanted);
    bounce_report_unref(before);
    return done ? CLI_OK : DATA_ERROR;
}

/* A bounce, or all those of an mbox: all of them or nothing. */
static int redact_all(redactor *r, const char *name, const char *data, size_t length, GString *out)
{
    size_t offset = 0, begin = 0, n = length;
    bool is_mbox = bounce_is_mbox(data, length);
    int status = CLI_OK;
    while (status == CLI_OK && (!is_mbox || bounce_mbox_next(data, length, &offset, &begin, &n))) {
        start(r);
        if (is_mbox)
            g_string_append(out, "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n");
        status = redact(r, name, data + begin, n, out);
        if (is_mbox)
            g_string_append_c(out, '\n');
        stop(r);
        if (!is_mbox)
            break;
    }
    return status;
}

int cli_redact(const cli_options *options)
{
    int status = CLI_OK;
    char *data = NULL;
    gsize length = 0;
    const char *path = options->argument_count ? options->arguments[0] : "-";
    redactor r = { 0 };
    if (options->argument_count > 1 || (options->argument_count == 0 && isatty(STDIN_FILENO))) {
        cli_complain("redact: one file");
        return CLI_USAGE;
    }
    if (!g_file_get_contents(strcmp(path, "-") ? path : "/dev/stdin", &data, &length, NULL)) {
        cli_complain("%s: %s", path, strerror(errno ? errno : EIO));
        return CLI_NO_INPUT;
    }
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier || !read_key(&r, options->key_file)) {
        bounce_classifier_unref(classifier);
        g_free(data);
        return status != CLI_OK ? status : CLI_NO_INPUT;
    }
    r.classifier = classifier;
    GString *out = g_string_new(NULL);
    int result = redact_all(&r, path, data, length, out);
    if (result == CLI_OK)
        fwrite(out->str, 1, out->len, stdout);
    g_string_free(out, TRUE);
    bounce_classifier_unref(classifier);
    g_free(data);
    return result != CLI_OK ? result : status;
}

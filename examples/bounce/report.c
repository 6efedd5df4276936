/*
 * bounce report PATH... -o PAGE.html: one page over many bounces.
 *
 * In:  mails, folders, mboxes, logs, or records that "bounce json" wrote.   Out: one self-contained HTML page: no script, no font, no link into the
 * mail; bars and the time line are inline SVG. Everything that comes from mail is escaped.
 */
#include "field.h"
#include "paper.h"
#include "tally.h"
#include "words.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define ROWS_MOST 20
#define ADDRESSES_MOST 1000
#define STEPS_MOST 10

typedef struct page {
    words w;
    FILE *out;
    const tally *t;
} page;

static const char style[] =
    ":root{color-scheme:light dark;--fg:#1a1a1a;--bg:#fff;--soft:#595959;--line:#ddd;--bar:#2f6fb3;--card:#f6f7f9}\n"
    "@media(prefers-color-scheme:dark){:root{--fg:#e8e8e8;--bg:#16181c;--soft:#a0a6ad;--line:#343a42;--bar:#6ea8e6;--card:#1f2329}}\n"
    "@media print{:root{color-scheme:light;--fg:#000;--bg:#fff;--soft:#444;--line:#bbb;--bar:#555;--card:#fff}details,li,.tiles>*,svg{break-inside:avoid}"
    "h2{break-after:avoid}svg{print-color-adjust:exact}body{padding:0;max-width:none}}\n"
    "*{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:60rem;margin:0 auto;padding:1.5rem}\n"
    "h1{font-size:1.6rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .6rem}.tiles{display:flex;flex-wrap:wrap;gap:.8rem;align-items:flex-start}\n"
    ".tiles>*{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem 1rem;min-width:8rem}.tiles b{display:block;font-size:1.5rem}.tiles details[open]{flex-basis:100%}\n"
    "summary{cursor:pointer}section>details{border-bottom:1px solid var(--line)}section>details summary{display:grid;grid-template-columns:1rem minmax(8rem,1fr) 12rem 4rem;"
    "gap:.8rem;align-items:center;padding:.35rem 0}section>details summary::before{content:'\\25b8';color:var(--soft)}section>details[open]>summary::before{content:'\\25be'}\n"
    "details details{padding-left:1rem}summary span{overflow-wrap:anywhere}small,footer{color:var(--soft)}summary b{text-align:right}.tiles summary{list-style:none}.tiles summary b{text-align:left}"
    ".bar{display:block;width:100%;height:.9rem;fill:var(--bar)}\n"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem;background:var(--card);padding:.6rem;margin:.2rem 0 .8rem}ol li{margin:.4rem 0}li summary{list-style:none}\n"
    ".days{width:100%;height:8rem;fill:var(--bar)}.cols{columns:2 18rem;font-size:.9rem;overflow-wrap:anywhere}"
    "@media(max-width:36rem){section>details summary{grid-template-columns:1rem 1fr 4rem}summary svg,summary span:empty{display:none}}\n";

/* Text for HTML; what could turn the text around it is made visible first. */
static void put(const page *p, const char *text)
{
    char *safe = paper_safe(text), *escaped = g_markup_escape_text(safe, -1);
    fputs(escaped, p->out);
    g_free(escaped);
    g_free(safe);
}

static void open_section(const page *p, const char *id, const char *title)
{
    fprintf(p->out, "<section id=\"%s\"><h2>", id);
    put(p, title);
    fputs("</h2>\n", p->out);
}

/* What a row's key means to a reader; NULL: nothing beside itself. */
static const char *meaning(const page *p, tally_by by, const char *key)
{
    if (by == BY_CAUSE)
        return bounce_cause_meaning(bounce_classifier_find_cause(p->w.classifier, key), p->w.language);
    return by == BY_PARTY ? say_name(&p->w, "party", key) : NULL;
}

static void put_evidence(const page *p, const tally_row *row)
{
    fputs("<pre>", p->out);
    for (guint i = 0; i < row->evidence->len; i++) {
        put(p, row->evidence->pdata[i]);
        fputc('\n', p->out);
    }
    fputs(row->evidence->len < row->count ? "…</pre>" : "</pre>", p->out);
}

static void put_row(const page *p, tally_by by, const tally_row *row, guint most)
{
    const char *known = meaning(p, by, row->key);
    char *key = g_markup_escape_text(row->key, -1);
    fprintf(p->out, "<details data-key=\"%s\" data-count=\"%u\"><summary><span>", key, row->count);
    put(p, known ? known : row->key);
    if (known && by == BY_CAUSE) {
        fputs(" <small>", p->out);
        put(p, row->key);
        fputs("</small>", p->out);
    }
    fprintf(p->out, "</span><svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"%.2f\" height=\"10\"/></svg><b>%u</b></summary>\n",
            100.0 * row->count / most, row->count);
    put_evidence(p, row);
    fputs("</details>\n", p->out);
    g_free(key);
}

static void put_table(const page *p, tally_by by, const char *id, const char *title)
{
    GPtrArray *rows = tally_rows(p->t, by);
    if (rows->len > 0) {
        const tally_row *first = rows->pdata[0];
        open_section(p, id, say(&p->w, title));
        for (guint i = 0; i < rows->len && i < ROWS_MOST; i++)
            put_row(p, by, rows->pdata[i], first->count);
        if (rows->len > ROWS_MOST) {
            char number[24];
            g_snprintf(number, sizeof number, "%u", rows->len - ROWS_MOST);
            char *more = say_with(&p->w, "label.more", "count", number);
            fputs("<p>", p->out);
            put(p, more);
            fputs("</p>\n", p->out);
            g_free(more);
        }
        fputs("</section>\n", p->out);
    }
    g_ptr_array_unref(rows);
}

static void put_days(const page *p)
{
    GPtrArray *rows = tally_rows(p->t, BY_DAY);
    guint most = 1;
    for (guint i = 0; i < rows->len; i++)
        most = MAX(most, ((const tally_row *)rows->pdata[i])->count);
    if (rows->len > 0) {
        open_section(p, "days", say(&p->w, "report.by_day"));
        fprintf(p->out, "<svg class=\"days\" viewBox=\"0 0 %u 100\" preserveAspectRatio=\"none\" role=\"img\">\n", rows->len * 10);
        for (guint i = 0; i < rows->len; i++) {
            const tally_row *row = rows->pdata[i];
            double height = 100.0 * row->count / most;
            char *day = g_markup_escape_text(row->key, -1);
            fprintf(p->out, "<rect x=\"%u\" y=\"%.2f\" width=\"8\" height=\"%.2f\" data-key=\"%s\" data-count=\"%u\"><title>%s: %u</title></rect>\n", i * 10 + 1,
                    100 - height, height, day, row->count, day, row->count);
            g_free(day);
        }
        const tally_row *from = rows->pdata[0], *to = rows->pdata[rows->len - 1];
        fputs("</svg><details><summary><span>", p->out);
        put(p, from->key);
        fputs(" – ", p->out);
        put(p, to->key);
        fputs("</span></summary>\n", p->out);
        for (guint i = 0; i < rows->len; i++)
            put_row(p, BY_DAY, rows->pdata[i], most);
        fputs("</details></section>\n", p->out);
    }
    g_ptr_array_unref(rows);
}

static void put_steps(const page *p)
{
    GPtrArray *rows = tally_rows(p->t, BY_STEP);
    if (rows->len > 0) {
        open_section(p, "first", say(&p->w, "report.first"));
        fputs("<ol>\n", p->out);
        for (guint i = 0; i < rows->len && i < STEPS_MOST; i++) {
            const tally_row *row = rows->pdata[i];
            char number[24];
            g_snprintf(number, sizeof number, "%u", row->count);
            char *frees = say_with(&p->w, "report.frees", "count", number);
            fprintf(p->out, "<li data-count=\"%u\"><details><summary>", row->count);
            put(p, row->key);
            fputs("<br><small>", p->out);
            put(p, say_name(&p->w, "party", row->text));
            fputs(" · ", p->out);
            put(p, frees);
            fputs("</small></summary>", p->out);
            put_evidence(p, row);
            fputs("</details></li>\n", p->out);
            g_free(frees);
        }
        fputs("</ol></section>\n", p->out);
    }
    g_ptr_array_unref(rows);
}

/* "kim@partner.example, …" */
static void put_first(const page *p, const GList *list, GHashTable *but)
{
    while (list && but && g_hash_table_contains(but, list->data))
        list = list->next;
    put(p, list ? list->data : "");
    fputs(", …", p->out);
}

static void put_addresses(const page *p, GHashTable *addresses, GHashTable *but, const char *id, const char *title)
{
    GList *list = g_list_sort(g_hash_table_get_keys(addresses), (GCompareFunc)strcmp);
    guint shown = 0, count = 0;
    for (GList *at = list; at; at = at->next)
        count += !but || !g_hash_table_contains(but, at->data);
    if (count > 0) {
        open_section(p, id, say(&p->w, title));
        fprintf(p->out, "<details data-count=\"%u\"><summary><span>", count);
        put_first(p, list, but);
        fprintf(p->out, "</span><span></span><b>%u</b></summary><div class=\"cols\">", count);
        for (GList *at = list; at && shown < ADDRESSES_MOST; at = at->next) {
            if (but && g_hash_table_contains(but, at->data))
                continue;
            put(p, at->data);
            fputs("<br>", p->out);
            shown++;
        }
        fputs(shown < count ? "…</div></details></section>\n" : "</div></details></section>\n", p->out);
    }
    g_list_free(list);
}

static void put_tiles(const page *p)
{
    GPtrArray *rows = tally_rows(p->t, BY_KIND);
    open_section(p, "numbers", say(&p->w, "report.numbers"));
    fprintf(p->out, "<div class=\"tiles\"><div data-key=\"records\" data-count=\"%u\"><b>%u</b>", p->t->records, p->t->records);
    put(p, say(&p->w, "report.records"));
    fputs("</div>\n", p->out);
    for (guint i = 0; i < rows->len; i++) {
        const tally_row *row = rows->pdata[i];
        fprintf(p->out, "<details data-key=\"%s\" data-count=\"%u\"><summary><b>%u</b>", row->key, row->count, row->count);
        put(p, say_name(&p->w, "verdict", row->key));
        fputs("</summary>", p->out);
        put_evidence(p, row);
        fputs("</details>\n", p->out);
    }
    fputs("</div></section>\n", p->out);
    g_ptr_array_unref(rows);
}

static void put_page(const page *p)
{
    char *language = g_markup_escape_text(p->w.language, -1);
    fprintf(p->out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
            "<link rel=\"icon\" href=\"data:,\"><title>", language);
    put(p, say(&p->w, "report.title"));
    fprintf(p->out, "</title>\n<style>%s</style></head><body>\n<h1>", style);
    put(p, say(&p->w, "report.title"));
    fputs("</h1>\n", p->out);
    put_tiles(p);
    put_steps(p);
    put_table(p, BY_CAUSE, "causes", "report.by_cause");
    put_table(p, BY_PARTY, "parties", "report.by_party");
    put_days(p);
    put_table(p, BY_PROVIDER, "providers", "report.by_provider");
    put_table(p, BY_LIST, "lists", "report.by_list");
    put_table(p, BY_IP, "addresses", "report.by_ip");
    put_addresses(p, p->t->dead, p->t->keep, "dead", "report.dead");
    put_addresses(p, p->t->keep, NULL, "keep", "report.keep");
    fprintf(p->out, "<footer>bounce %s, %s</footer>\n</body></html>\n", bounce_version(), bounce_knowledge_version());
    g_free(language);
}

/* ---- input ---- */

static void add_lines(tally *t, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t n = end ? (size_t)(end - (text + at)) : length - at;
        char *line = g_strndup(text + at, n);
        if (g_str_has_prefix(line, "{\"schema\":\"bounce/"))
            tally_add(t, line);
        g_free(line);
        at += n + 1;
    }
}

static bool one(const cli_input *input, void *user_data)
{
    page *p = user_data;
    static const char begin[] = "{\"schema\":\"bounce/";
    bounce_report *report = NULL;
    char *text = NULL;
    size_t length = 0;
    if (input->length >= sizeof begin && !memcmp(input->data, begin, sizeof begin - 1)) {
        add_lines((tally *)p->t, input->data, input->length);
        return true;
    }
    if (input->is_log_line)
        bounce_classify_log_line(p->w.classifier, input->data, input->length, &report);
    else
        bounce_classify(p->w.classifier, input->data, input->length, &report);
    if (!(input->is_log_line && bounce_report_kind(report) == BOUNCE_KIND_NONE)) {
        bounce_origin *origin = bounce_origin_new();
        bounce_origin_set_name(origin, input->name);
        bounce_report_to_json(report, origin, p->w.language, &text, &length);
        bounce_origin_free(origin);
        add_lines((tally *)p->t, text, length);
        bounce_free(text);
    }
    bounce_report_unref(report);
    return true;
}

int cli_report(const cli_options *options)
{
    int status = CLI_OK;
    if (options->argument_count == 0 && isatty(STDIN_FILENO)) {
        cli_complain("report: over which files?");
        return CLI_USAGE;
    }
    bounce_classifier *classifier = cli_classifier_new(options, &status);
    if (!classifier)
        return status;
    tally t;
    tally_start(&t);
    page p = { { classifier, options->language }, stdout, &t };
    int result = cli_inputs_all(options, one, &p);
    if (result != CLI_OK)
        status = result;
    if (status == CLI_NO_INPUT && t.records == 0)
        goto out; /* no page about nothing */
    bool to_file = options->output && strcmp(options->output, "-") != 0;
    if (to_file && !(p.out = fopen(options->output, "w"))) {
        cli_complain("%s: %s", options->output, strerror(errno));
        status = CLI_IO;
    } else {
        put_page(&p);
        if (to_file && (fflush(p.out) || ferror(p.out) || fclose(p.out))) {
            cli_complain("%s: cannot write", options->output);
            status = CLI_IO;
        }
    }
out:
    tally_stop(&t);
    bounce_classifier_unref(classifier);
    return status;
}

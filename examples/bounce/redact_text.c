/*
 * Redaction of text: one pass that finds what may be personal, and puts pseudonyms in its place.
 *
 * In:  bytes of text.   Out: the same text; the local parts of addresses, private domains and hosts, IP addresses (as those of RFC 2544 and RFC 3849),
 * queue ids and other opaque words are replaced, each by the same pseudonym every time (HMAC-SHA-256). Domains that the knowledge knows
 * (providers, blocklists) stay readable, and so do offices such as postmaster.
 */
#include "redact.h"
#include <string.h>

char *redact_mark(const redactor *r, const char *prefix, const char *what, size_t length, unsigned digits)
{
    char *lower = g_ascii_strdown(what, (gssize)length);
    char *mac = g_compute_hmac_for_string(G_CHECKSUM_SHA256, r->key, sizeof r->key, lower, -1);
    char *mark = g_strdup_printf("%s%.*s", prefix, (int)digits, mac);
    g_free(mac);
    g_free(lower);
    return mark;
}

static guint32 number_of(const redactor *r, const char *what)
{
    char *mark = redact_mark(r, "", what, strlen(what), 8);
    guint32 number = (guint32)g_ascii_strtoull(mark, NULL, 16);
    g_free(mark);
    return number;
}

bool redact_is_role(const char *word, size_t length)
{
    static const char *const roles[] = { "mailer-daemon", "mailer_daemon", "maildaemon", "postmaster", "mail-daemon", "daemon", "root", "abuse", "noreply",
                                         "no-reply", "no_reply", "donotreply", "bounce", "bounces", "bounces+", "owner", "majordomo", "mailman", "listserv",
                                         "rfc822", "helocheck", "microsoftexchange", "staff", "support", "complaints", "fbl", "smtp", "user", "me" };
    for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
        if (strlen(roles[i]) == length && !g_ascii_strncasecmp(roles[i], word, length))
            return true;
    return length == 0;
}

char *redact_file_name(const redactor *r, const char *name)
{
    const char *dot = strrchr(name, '.');
    char *mark = redact_mark(r, "f", name, strlen(name), 6);
    char *file = dot && strlen(dot) <= 6 ? g_strconcat(mark, dot, NULL) : g_strdup(mark);
    g_free(mark);
    return file;
}

void redact_add_literal(redactor *r, const char *text, const char *prefix)
{
    /* What many write, and what stands in the mail's own field names, tells nobody's name. */
    static const char *const common[] = { "message", "subject", "redacted", "removed", "nobody", "mail", "email", "test", "undisclosed", "none", "date" };
    for (size_t i = 0; text && i < G_N_ELEMENTS(common); i++)
        if (!g_ascii_strcasecmp(text, common[i]))
            return;
    if (!text || strlen(text) < 3 || redact_is_role(text, strlen(text)) || strstr(text, "Mail Delivery") || strchr(text, '@'))
        return;
    g_ptr_array_add(r->literals, g_strdup(text));
    g_ptr_array_add(r->literal_marks, redact_mark(r, prefix, text, strlen(text), 6));
}

/* ---- domains ---- */

/* Does the knowledge know this host as a provider's, or as a blocklist? Asked with a reply that names it. */
static bool is_public(redactor *r, const char *host)
{
    char *probe = g_strdup_printf("<kim@partner.example>: host %s[192.0.2.1] said: 550 5.1.1 User unknown", host);
    char *listed = g_strdup_printf("550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using %s", host);
    bounce_report *report = NULL;
    bounce_classify_reply(r->classifier, probe, strlen(probe), &report);
    bool known = bounce_recipient_provider(bounce_report_whole(report)) != NULL;
    bounce_report_unref(report);
    bounce_classify_reply(r->classifier, listed, strlen(listed), &report);
    known = known || bounce_cause_fact(bounce_report_cause(report, 0), "list") != NULL;
    bounce_report_unref(report);
    g_free(listed);
    g_free(probe);
    return known;
}

/* Where the part begins that somebody registered: "partner.co.kr" of "mx.partner.co.kr". */
static const char *registered_part(const char *host)
{
    static const char *const second[] = { "co", "com", "ac", "or", "go", "ne", "net", "org", "edu", "gov", "re", "pe", "idv", "asn", "id" };
    char **labels = g_strsplit(host, ".", -1);
    guint count = g_strv_length(labels), keep = 2;
    for (size_t i = 0; count > 2 && strlen(labels[count - 1]) == 2 && i < G_N_ELEMENTS(second); i++)
        if (!g_ascii_strcasecmp(labels[count - 2], second[i]))
            keep = 3;
    size_t skip = 0;
    for (guint i = 0; i + keep < count; i++)
        skip += strlen(labels[i]) + 1;
    g_strfreev(labels);
    return host + skip;
}

/* A host's or domain's pseudonym; the host itself where it may stay. */
static const char *domain_for(redactor *r, const char *host)
{
    const char *known = g_hash_table_lookup(r->domains, host);
    if (known)
        return known;
    char *lower = g_ascii_strdown(host, -1), *name = NULL;
    bool stays = !strcmp(lower, "localhost.localdomain") || g_str_has_suffix(lower, ".arpa") || is_public(r, lower)
                 || (r->level >= REDACT_EVIDENCE && g_hash_table_contains(r->evidence, lower));
    if (stays) {
        name = g_strdup(host);
    } else {
        const char *base = registered_part(lower);
        char *mark = redact_mark(r, "d", base, strlen(base), 6);
        char **labels = base > lower ? g_strsplit(lower, ".", -1) : NULL;
        GString *all = g_string_new(NULL);
        size_t used = 0;
        for (guint i = 0; labels && used < (size_t)(base - lower); used += strlen(labels[i++]) + 1) {
            static const char *const common[] = { "mail", "mx", "smtp", "www", "lists", "relay", "bounce", "bounces" };
            bool is_common = false;
            for (size_t k = 0; k < G_N_ELEMENTS(common); k++)
                is_common = is_common || !strcmp(common[k], labels[i]);
            char *sub = is_common ? g_strdup(labels[i]) : redact_mark(r, "h", labels[i], strlen(labels[i]), 4);
            g_string_append_printf(all, "%s.", sub);
            g_free(sub);
        }
        g_string_append_printf(all, "%s.example", mark);
        name = g_string_free(all, FALSE);
        g_hash_table_add(r->personal, g_strdup(base));
        g_strfreev(labels);
        g_free(mark);
    }
    g_free(lower);
    g_hash_table_insert(r->domains, g_strdup(host), name);
    return name;
}

/* ---- addresses ---- */

/* VERP, SRS and BATV hold addresses within the local part: each piece between '=' and '+' has its own pseudonym. */
static void add_local(redactor *r, GString *out, const char *local, size_t length)
{
    size_t start = 0;
    for (size_t i = 0; i <= length; i++) {
        bool is_end = i == length || local[i] == '=' || local[i] == '+' || (local[i] == '-' && i > start && redact_is_role(local + start, i - start));
        if (!is_end)
            continue;
        char *piece = g_strndup(local + start, i - start);
        static const char *const schemes[] = { "srs0", "srs1", "prvs", "btv1" };
        bool stays = redact_is_role(piece, strlen(piece));
        for (size_t k = 0; k < G_N_ELEMENTS(schemes); k++)
            stays = stays || !g_ascii_strcasecmp(piece, schemes[k]);
        if (stays) {
            g_string_append(out, piece);
        } else if (strchr(piece, '.') && (i == length || local[i] == '=') && strchr(local, '=')) {
            g_string_append(out, domain_for(r, piece));
        } else {
            char *mark = redact_mark(r, "u", piece, strlen(piece), 6);
            g_string_append(out, mark);
            if (strlen(piece) >= 4)
                g_hash_table_add(r->personal, g_ascii_strdown(piece, -1));
            g_free(mark);
        }
        if (i < length)
            g_string_append_c(out, local[i]);
        g_free(piece);
        start = i + 1;
    }
}

static void add_ip4(const redactor *r, GString *out, const char *ip)
{
    if (g_str_has_prefix(ip, "127.") || g_str_has_prefix(ip, "0.") || g_str_has_prefix(ip, "255.")) {
        g_string_append(out, ip); /* nobody's, or a blocklist's answer */
        return;
    }
    guint32 number = number_of(r, ip);
    g_hash_table_add(r->personal, g_strdup(ip));
    g_string_append_printf(out, "198.%u.%u.%u", 18 + (number >> 16 & 1), number >> 8 & 255, (number & 255) % 254 + 1);
}

/* Letters stay letters, digits digits: what reads such words by their form still does. */
static void add_opaque(const redactor *r, GString *out, const char *word)
{
    char *mac = g_compute_hmac_for_string(G_CHECKSUM_SHA512, r->key, sizeof r->key, word, -1);
    size_t n = strlen(mac);
    for (size_t i = 0; word[i]; i++) {
        int value = g_ascii_xdigit_value(mac[i % n]) + (int)(i / n);
        char c = word[i];
        if (g_ascii_isdigit(c))
            c = (char)('0' + value % 10);
        else if (g_ascii_isxdigit(c) && g_ascii_isupper(c))
            c = (char)('A' + value % 6);
        else if (g_ascii_isalpha(c))
            c = g_ascii_isupper(c) ? (char)('G' + value % 16) : (char)('a' + value % 16);
        g_string_append_c(out, c);
    }
    g_free(mac);
}

/* ---- one pass ---- */

/*
 * The first %s: local parts of this mail's addresses, for paths such as /var/mail/kim. The second: ends of domains that this mail itself puts behind
 * "from", "by", "@" and the like, beside those that stand in mail every day.
 */
static const char pattern[] =
    "(?<rev>\\b(?:[0-9]{1,3}\\.){4}in-addr\\.arpa)"
    "|(?<address>(?<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\\x80-\\xff-]+|\"[^\"\\r\\n]{1,64}\")@(?<domain>[A-Za-z0-9\\x80-\\xff](?:[A-Za-z0-9.\\x80-\\xff_-]*[A-Za-z0-9\\x80-\\xff])?))"
    "|(?<ip6>(?:(?<![0-9A-Za-z:])|(?<=IPv6:))(?=[0-9A-Fa-f:]*::|(?:[0-9A-Fa-f]+:){7})[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{2,}(?![0-9A-Za-z:]))"
    "|(?<ip4>(?<![0-9.])[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?![0-9]))"
    "|(?<user>(?<=[/~=])(?:%s(?!))(?=[/\\s\"'>;,]|$)"
    "|\\bfrom\\s+\\K[A-Za-z0-9_.-]{3,}(?=\\s+by\\s+\\S+\\s+(?:\\([^)]*\\)\\s+)?with\\s+local))"
    "|(?<host>(?<![A-Za-z0-9_.-])(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?\\.{1,2})+(?:%scom|net|org|edu|gov|mil|int|info|biz|name|example|test|invalid|local"
    "|localdomain|lan|internal|xyz|online|shop|site|app|dev|cloud|asia|mobi|pro|(?!js\\b|gz\\b|py\\b|rb\\b|sh\\b|cc\\b|pl\\b|so\\b|cf\\b|db\\b)[a-z]{2})(?![A-Za-z0-9_-]))"
    "|(?<queue>(?:\\bid\\s+|\\bqueued as\\s+|\\bqueue-id:?\\s+|\\bqp\\s+)\\K[A-Za-z0-9][A-Za-z0-9_.-]{3,})"
    "|(?<opaque>(?<![A-Za-z0-9_.#:-])(?![245][0-9]{2}-)(?=[A-Za-z_-]*[0-9])(?=[0-9_-]*[A-Za-z])[A-Za-z0-9_-]{8,}(?:\\.[0-9]+)?(?![A-Za-z0-9_]))";

static gboolean replace(const GMatchInfo *match, GString *out, gpointer user_data)
{
    redactor *r = user_data;
    static const char *const names[] = { "rev", "address", "ip6", "ip4", "user", "host", "queue", "opaque" };
    char *word = NULL, *found = g_match_info_fetch(match, 0);
    size_t which = 0;
    for (; which < G_N_ELEMENTS(names); which++) {
        word = g_match_info_fetch_named(match, names[which]);
        if (word && *word)
            break;
        g_free(word);
        word = NULL;
    }
    if (which == 0) {
        char **labels = g_strsplit(word, ".", -1);
        char *ip = g_strdup_printf("%s.%s.%s.%s", labels[3], labels[2], labels[1], labels[0]);
        GString *other = g_string_new(NULL);
        add_ip4(r, other, ip);
        char **turned = g_strsplit(other->str, ".", -1);
        g_string_append_printf(out, "%s.%s.%s.%s.in-addr.arpa", turned[3], turned[2], turned[1], turned[0]);
        g_strfreev(turned);
        g_string_free(other, TRUE);
        g_free(ip);
        g_strfreev(labels);
    } else if (which == 1) {
        char *local = g_match_info_fetch_named(match, "local"), *domain = g_match_info_fetch_named(match, "domain");
        add_local(r, out, local, strlen(local));
        g_string_append_printf(out, "@%s", domain_for(r, domain));
        g_free(domain);
        g_free(local);
    } else if (which == 2) {
        guint32 number = number_of(r, word);
        g_string_append_printf(out, "2001:db8:%x:%x::%x", number >> 16, number & 0xffff, number % 0xfffe + 1);
        g_hash_table_add(r->personal, g_ascii_strdown(word, -1));
    } else if (which == 3) {
        add_ip4(r, out, word);
    } else if (which == 4) {
        add_local(r, out, word, strlen(word));
    } else if (which == 5) {
        g_string_append(out, domain_for(r, word));
    } else if (r->level >= REDACT_EVIDENCE && g_hash_table_contains(r->evidence, found)) {
        g_string_append(out, found);
    } else {
        add_opaque(r, out, found);
    }
    g_free(word);
    g_free(found);
    return FALSE;
}

static void replace_literals(const redactor *r, GString *text)
{
    for (guint i = 0; i < r->literals->len; i++) {
        const char *literal = r->literals->pdata[i], *mark = r->literal_marks->pdata[i];
        size_t n = strlen(literal), m = strlen(mark);
        for (size_t at = 0; at + n <= text->len;) {
            char *found = memmem(text->str + at, text->len - at, literal, n);
            if (!found)
                break;
            at = (size_t)(found - text->str);
            g_string_erase(text, (gssize)at, (gssize)n);
            g_string_insert_len(text, (gssize)at, mark, (gssize)m);
            at += m;
        }
    }
}

/* The first groups of all matches, escaped, each once: "a|b|". */
static GString *learn(const char *expression, const char *text, size_t length, bool may_be_role)
{
    GRegex *regex = g_regex_new(expression, G_REGEX_RAW | G_REGEX_CASELESS, 0, NULL);
    GMatchInfo *match = NULL;
    GString *found = g_string_new(NULL);
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (g_regex_match_full(regex, text, (gssize)length, 0, 0, &match, NULL); g_match_info_matches(match); g_match_info_next(match, NULL)) {
        char *word = g_match_info_fetch(match, 1), *lower = g_ascii_strdown(word, -1), *quoted = g_regex_escape_string(lower, -1);
        if (found->len < 16384 && (may_be_role || !redact_is_role(lower, strlen(lower))) && g_hash_table_add(seen, g_strdup(lower)))
            g_string_append_printf(found, "%s|", quoted);
        g_free(quoted);
        g_free(lower);
        g_free(word);
    }
    g_match_info_free(match);
    g_hash_table_destroy(seen);
    g_regex_unref(regex);
    return found;
}

void redact_learn(redactor *r, const char *text, size_t length)
{
    GString *ends = learn("(?:\\b(?:dns;|from|by|server:|ehlo|helo|helo=)\\s*|@)(?:[A-Za-z0-9_-]+\\.)+([A-Za-z]{3,24})(?=[\\s\\[\\]()<>;,\"]|$)", text, length, true);
    GString *locals = learn("(?<![A-Za-z0-9._-])([A-Za-z0-9][A-Za-z0-9._-]{3,})@", text, length, false);
    char **pieces = g_strsplit(pattern, "%s", 3);
    char *expression = g_strconcat(pieces[0], locals->str, pieces[1], ends->str, pieces[2], NULL);
    r->regex = g_regex_new(expression, G_REGEX_RAW | G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
    g_free(expression);
    g_strfreev(pieces);
    g_string_free(locals, TRUE);
    g_string_free(ends, TRUE);
}

GString *redact_text(redactor *r, const char *text, size_t length)
{
    GString *clean = g_string_new_len(text, (gssize)length);
    for (size_t i = 0; i < clean->len; i++)
        if (clean->str[i] == '\0')
            clean->str[i] = ' ';
    replace_literals(r, clean);
    GError *error = NULL;
    char *out = g_regex_replace_eval(r->regex, clean->str, (gssize)clean->len, 0, 0, replace, r, &error);
    if (!out) { /* a text that the pattern gives up on does not go out */
        g_clear_error(&error);
        out = g_strdup("(text removed)\n");
    }
    g_string_assign(clean, out);
    g_free(out);
    g_string_append_len(r->shown, clean->str, (gssize)clean->len);
    g_string_append_c(r->shown, '\n');
    return clean;
}

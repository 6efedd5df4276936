/*
 * Any bytes through "bounce redact": whatever goes out holds no whole address of the input. (That it says the same as before is what redact.c checks itself
 * before it lets anything out.)
 */
#include "look.h"
#include "target.h"
#include <stdio.h>

#include "../../examples/bounce/redact.c"

static GString *out;

void cli_complain(const char *format, ...)
{
    if (!format)
        abort();
}

bounce_classifier *cli_classifier_new(const cli_options *options, int *inout_exit)
{
    if (!options || !inout_exit)
        abort();
    return bounce_classifier_ref((bounce_classifier *)look_classifier());
}

/* Addresses of a plain form whose local part is no office's. */
static void check_addresses(const char *input)
{
    static GRegex *regex;
    GMatchInfo *match = NULL;
    char *lower = g_ascii_strdown(out->str, (gssize)out->len);
    if (!regex)
        regex = g_regex_new("(?<![a-z0-9._+=-])([a-z][a-z0-9]{5,20})@[a-z0-9]{3,20}\\.(?:example|test|com)(?![a-z0-9.-])", G_REGEX_RAW | G_REGEX_CASELESS, 0, NULL);
    for (g_regex_match(regex, input, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
        char *address = g_match_info_fetch(match, 0), *local = g_match_info_fetch(match, 1), *low = g_ascii_strdown(address, -1);
        if (!redact_is_role(local, strlen(local)) && strstr(lower, low)) {
            fprintf(stderr, "left: %s\n", address);
            abort();
        }
        g_free(low);
        g_free(local);
        g_free(address);
    }
    g_match_info_free(match);
    g_free(lower);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    redactor r = { .classifier = look_classifier() };
    char *input = g_strndup((const char *)data, size);
    out = g_string_new(NULL);
    start(&r);
    int status = redact(&r, "fuzz", (const char *)data, size, out);
    stop(&r);
    if (status == CLI_OK)
        check_addresses(input);
    else if (out->len)
        abort();
    g_string_free(out, TRUE);
    g_free(input);
    return 0;
}

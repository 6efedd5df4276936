/* Options for a classifier: checked values in, a copy out. */
#include "api/classifier.h"
#include "util/limits.h"
#include <stdlib.h>

#define INPUT_MAX ((size_t)1024 * 1024 * 1024)
#define RECIPIENTS_MAX 1000000
#define OWN_MAX 100000 /* entries */

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(bnc_malloc(size), text, size);
}

bounce_options *bounce_options_new(void)
{
    bounce_options *options = bnc_malloc(sizeof *options);
    *options = (bounce_options){ .max_input = BNC_MAX_INPUT, .max_recipients = BNC_MAX_RECIPIENTS };
    return options;
}

void bnc_options_clear(bounce_options *options)
{
    for (size_t i = 0; i < options->own_count; i++)
        free(options->own[i]);
    free(options->own);
    options->own = NULL;
    options->own_count = 0;
}

void bnc_options_copy(bounce_options *to, const bounce_options *from)
{
    *to = *from;
    to->own = from->own_count ? bnc_malloc(from->own_count * sizeof *to->own) : NULL;
    for (size_t i = 0; i < from->own_count; i++)
        to->own[i] = copy_text(from->own[i]);
}

void bounce_options_free(bounce_options *options)
{
    if (!options)
        return;
    bnc_options_clear(options);
    free(options);
}

bounce_status bounce_options_set_max_input(bounce_options *options, size_t bytes)
{
    if (!options || bytes < 1 || bytes > INPUT_MAX)
        return BOUNCE_ERROR_ARGUMENT;
    options->max_input = bytes;
    return BOUNCE_OK;
}

bounce_status bounce_options_set_max_recipients(bounce_options *options, size_t count)
{
    if (!options || count < 1 || count > RECIPIENTS_MAX)
        return BOUNCE_ERROR_ARGUMENT;
    options->max_recipients = count;
    return BOUNCE_OK;
}

bounce_status bounce_options_add_own(bounce_options *options, const char *domain_or_address)
{
    if (!options || !domain_or_address || !*domain_or_address || options->own_count == OWN_MAX)
        return BOUNCE_ERROR_ARGUMENT;
    options->own = bnc_realloc(options->own, (options->own_count + 1) * sizeof *options->own);
    options->own[options->own_count++] = copy_text(domain_or_address);
    return BOUNCE_OK;
}

bounce_status bounce_options_set_country(bounce_options *options, const char *country)
{
    if (!options || (country && (!bnc_is_alpha(country[0]) || !bnc_is_alpha(country[1]) || country[2])))
        return BOUNCE_ERROR_ARGUMENT;
    for (size_t i = 0; i < 2; i++)
        options->country[i] = country ? (char)(bnc_to_lower(country[i]) - 'a' + 'A') : '\0';
    return BOUNCE_OK;
}

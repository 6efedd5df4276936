/* The knowledge builder: built-in records and the layers a user adds. The parsing is knowledge/'s. */
#include "api/classifier.h"
#include <bounce/knowledge.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_MAX ((size_t)64 * 1024 * 1024)

bounce_knowledge *bounce_knowledge_new(void)
{
    bounce_knowledge *knowledge = bnc_malloc(sizeof *knowledge);
    knowledge->set = bnc_set_ref(bnc_set_builtin());
    return knowledge;
}

void bounce_knowledge_free(bounce_knowledge *knowledge)
{
    if (!knowledge)
        return;
    bnc_set_unref(knowledge->set);
    free(knowledge);
}

static bounce_status fail(bounce_status status, bounce_error *error, bounce_error **reterr_error)
{
    if (reterr_error)
        *reterr_error = error;
    else
        bounce_error_free(error);
    return status;
}

bounce_status bounce_knowledge_add(bounce_knowledge *knowledge, const char *name, const void *text, size_t length, bounce_error **reterr_error)
{
    bounce_error *error = NULL;
    if (!knowledge || !name || (!text && length))
        return fail(BOUNCE_ERROR_ARGUMENT, bnc_error_new(name, 0, 0, "knowledge, name or text is missing"), reterr_error);
    bnc_set *set = bnc_set_add(knowledge->set, name, (bnc_span){ text ? text : "", length }, &error);
    if (!set)
        return fail(BOUNCE_ERROR_KNOWLEDGE, error, reterr_error);
    bnc_set_unref(knowledge->set);
    knowledge->set = set;
    return BOUNCE_OK;
}

/* The whole file on the heap; NULL and errno where it cannot be read. */
static char *read_file(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL, *result = NULL;
    size_t length = 0, capacity = 0, got;
    if (!file)
        return NULL;
    for (;;) {
        if (capacity - length < 4096) {
            capacity = capacity ? capacity * 2 : 65536;
            text = bnc_realloc(text, capacity);
        }
        errno = 0;
        got = fread(text + length, 1, capacity - length, file);
        length += got;
        if (length > FILE_MAX) {
            errno = EFBIG;
            goto out;
        }
        if (ferror(file) && errno != EINTR) {
            errno = errno ? errno : EIO;
            goto out;
        }
        if (ferror(file))
            clearerr(file); /* a signal of the program's: what was read is kept */
        else if (got == 0)
            break;
    }
    *ret_length = length;
    result = text;
    text = NULL;
out:;
    int saved = errno;
    free(text);
    fclose(file);
    errno = saved;
    return result;
}

bounce_status bounce_knowledge_add_file(bounce_knowledge *knowledge, const char *path, bounce_error **reterr_error)
{
    char reason[128];
    size_t length = 0;
    if (!knowledge || !path)
        return fail(BOUNCE_ERROR_ARGUMENT, bnc_error_new(path, 0, 0, "knowledge or path is missing"), reterr_error);
    char *text = read_file(path, &length);
    if (!text)
        return fail(BOUNCE_ERROR_IO, bnc_error_new(path, 0, 0, "%s", strerror_r(errno, reason, sizeof reason)), reterr_error);
    bounce_status status = bounce_knowledge_add(knowledge, path, text, length, reterr_error);
    free(text);
    return status;
}

/* What GMime's own parser does with a mail, to be set beside ours. */
#ifndef BENCH_GMIME_MAIL_H
#define BENCH_GMIME_MAIL_H

#include "mails.h"
#include <gmime/gmime.h>

static inline void count_part(GMimeObject *parent, GMimeObject *part, gpointer user_data)
{
    (void)parent;
    (void)part;
    ++*(size_t *)user_data;
}

/* Parses it and walks its parts; how many there are. */
static inline size_t gmime_mail_parts(const mail *m)
{
    size_t parts = 0;
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(m->data, m->length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message) {
        g_mime_message_foreach(message, count_part, &parts);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    return parts;
}

#endif

/* The part walk: shapes, tolerance, limits, hostile input. */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "check_run.h"
#include "expect.h"
#include "mime/decode.h"
#include "mime/header.h"
#include "util/buffer.h"
#include "util/limits.h"

/* Each part as "depth type/subtype(parent)[body]", containers with '+', messages with '!'. */
static const struct {
    const char *message;
    const char *parts;
} cases[] = {
    { "Subject: a\n\nbody\n", "0!text/plain(0)[body\n]" },
    { "no header at all\n", "0!text/plain(0)[no header at all\n]" },
    { "", "0!text/plain(0)[]" },
    { "\n\nSubject: late\n\nx", "0!text/plain(0)[x]" },
    { "From kim@example.org Tue Mar  3 10:00:00 2020\nSubject: a\n\nx", "0!text/plain(0)[x]" },
    { "Subject: a\nno blank line\n", "0!text/plain(0)[no blank line\n]" },
    { "Subject: a\r\n\r\nx\r\n", "0!text/plain(0)[x\r\n]" },
    { "Content-Type: TEXT/Html; charset=x\n\nx", "0!TEXT/Html(0)[x]" },
    { "Content-Type:\n text/html\n\nx", "0!text/html(0)[x]" },
    { "Content-Type: rubbish\n\nx", "0!text/plain(0)[x]" },
    { "Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepilogue\n",
      "0!+multipart/mixed(0)[preamble\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepilogue\n] 1text/plain(0)[one] 1text/html(0)[two]" },
    { "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\none\r\n--b-- \r\n", "0!+multipart/mixed(0)[--b\r\n\r\none\r\n--b-- \r\n] 1text/plain(0)[one]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\nnever closed", "0!+multipart/mixed(0)[--b \t\n\nnever closed] 1text/plain(0)[never closed]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--bb\n\nx\n", "0!text/plain(0)[--bb\n\nx\n]" },
    { "Content-Type: multipart/mixed\n\n--guess\nContent-Type: text/html\n\nx\n--guess--\n", "0!+multipart/mixed(0)[--guess\nContent-Type: text/html\n\nx\n--guess--\n] 1text/html(0)[x]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b\nmissing blank\n--b--\n", "0!+multipart/mixed(0)[--b\nmissing blank\n--b--\n] 1text/plain(0)[missing blank]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b--\n",
      "0!+multipart/mixed(0)[--b\nContent-Type: text/html\n--b--\n] 1text/html(0)[]" },
    { "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--a\n\ny\n--a--\n",
      "0!+multipart/mixed(0)[--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--a\n\ny\n--a--\n] 1+multipart/mixed(0)[--b\n\nx] 2text/plain(1)[x] 1text/plain(0)[y]" },
    { "Content-Type: message/rfc822\n\nSubject: in\n\nx", "0!+message/rfc822(0)[Subject: in\n\nx] 1!text/plain(0)[x]" },
    { "Content-Type: message/rfc822\n\n", "0!message/rfc822(0)[]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n--b--\n",
      "0!+multipart/mixed(0)[--b\nContent-Type: message/rfc822\n\n--b--\n] 1message/rfc822(0)[]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n\n--b--\n",
      "0!+multipart/mixed(0)[--b\nContent-Type: message/rfc822\n\n\n--b--\n] 1message/rfc822(0)[]" },
    { "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\r\n--b--\r\n",
      "0!+multipart/mixed(0)[--b\r\nContent-Type: message/rfc822\r\n\r\n\r\n--b--\r\n] 1message/rfc822(0)[]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n--c\n--b--\n",
      "0!+multipart/mixed(0)[--b\nContent-Type: message/rfc822\n\n--c\n--b--\n] 1+message/rfc822(0)[--c] 2!text/plain(1)[--c]" },
    { "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW4KCng=\n", "0!+message/rfc822(0)[Subject: in\n\nx] 1!text/plain(0)[x]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nU3RhdHVzOiA1LjEuMQo=\n--b\n\ny\n--b--",
      "0!+multipart/mixed(0)[--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nU3RhdHVzOiA1LjEuMQo=\n--b\n\ny\n--b--] "
      "1message/delivery-status(0)[Status: 5.1.1\n] 1text/plain(0)[y]" },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\nSubject: in\n\nx=3Dy\n--b\n\ny\n--b--",
      "0!+multipart/mixed(0)[--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\nSubject: in\n\nx=3Dy\n--b\n\ny\n--b--] "
      "1+message/rfc822(0)[Subject: in\n\nx=y] 2!text/plain(1)[x=y] 1text/plain(0)[y]" },
    { "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\nx\n--b--\n", "0!+multipart/digest(0)[--b\n\nSubject: in\n\nx\n--b--\n] "
      "1+message/rfc822(0)[Subject: in\n\nx] 2!text/plain(1)[x]" },
    { "Received: from a\nby b\nfor <c>; Wed\nSubject: a\n\nx", "0!text/plain(0)[x]" },
};

static void describe(bnc_buffer *to, const bnc_mime *mime)
{
    for (size_t i = 0; i < mime->count; i++) {
        const bnc_part *part = &mime->parts[i];

        if (i)
            bnc_buffer_add_char(to, ' ');
        bnc_buffer_add_number(to, part->depth);
        bnc_buffer_add_text(to, part->is_message ? "!" : "");
        bnc_buffer_add_text(to, part->is_container ? "+" : "");
        bnc_buffer_add_span(to, part->type);
        bnc_buffer_add_char(to, '/');
        bnc_buffer_add_span(to, part->subtype);
        bnc_buffer_add_char(to, '(');
        bnc_buffer_add_number(to, part->parent);
        bnc_buffer_add_text(to, ")[");
        bnc_buffer_add_span(to, part->body);
        bnc_buffer_add_char(to, ']');
    }
}

START_TEST(shape)
{
    bnc_arena *arena = bnc_arena_new(0);
    bnc_notes notes = { .count = 0 };
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_mime mime;

    bnc_mime_walk(arena, bnc_span_of(cases[_i].message), &notes, &mime);
    describe(&text, &mime);
    ck_assert_str_eq(text.at, cases[_i].parts);
    for (size_t i = 1; i < mime.count; i++)
        ck_assert(bnc_part_is_below(&mime, i, 0));
    bnc_buffer_clear(&text);
    bnc_arena_free(arena);
}
END_TEST

/* Hostile messages, made by repeating. What must hold: bounded memory, a thread stack of 256 KB, 20 ns a byte (here with much room: tests share the machine). */
typedef struct hostile {
    const char *name;
    const char *head;
    const char *repeat; /* %d is the round */
    int rounds;
    const char *note;   /* that must be there, or NULL */
    size_t parts;       /* at most */
} hostile;

static const hostile hostiles[] = {
    { "1,000 nested multiparts", "Content-Type: multipart/mixed; boundary=b0\n\n", "--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n", 1000, "depth_limit", 40 },
    { "100,000 tiny parts", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 100000, "parts_limit", BNC_MAX_PARTS },
    { "nested messages", "Content-Type: message/rfc822\n\n", "Content-Type: message/rfc822\n\n", 30000, "depth_limit", 40 },
    { "100,000 header fields", "Subject: a\n", "X-%d: y\n", 100000, "headers_limit", 1 },
    { "boundary candidates", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n", "--bx\n--c\n", 200000, NULL, 3 },
    { "a header that never ends", "Subject: ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 20000, "line_too_long", 1 },
    { "folds without end", "Subject: a\n", " b\n", 500000, "line_too_long", 1 },
    { "stray lines", "Subject: a\n", "stray\nX: y\n", 100000, "headers_limit", 1 },
    { "multiparts in a row, boundaries that never come", "Content-Type: multipart/mixed; boundary=b\n\n",
      "--b\nContent-Type: multipart/mixed; boundary=none%d\n\nx\n", 2000, "parts_limit", BNC_MAX_PARTS },
    { "lone dashes", "Content-Type: multipart/mixed; boundary=b\n\n", "\n-", 500000, NULL, 1 },
};

static void *walk_hostile(void *data)
{
    const hostile *h = data;
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_notes notes = { .count = 0 };
    bnc_mime mime;
    bnc_span value;
    struct timespec start;
    struct timespec end;
    double ns;

    bnc_buffer_add_text(&text, h->head);
    for (int i = 0; i < h->rounds; i++) {
        char part[300];
        snprintf(part, sizeof part, h->repeat, i, i + 1);
        bnc_buffer_add_text(&text, part);
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    bnc_mime_walk(arena, bnc_buffer_span(&text), &notes, &mime);
    bnc_header_find(mime.parts[0].header, "X-None", &value);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    ns = (double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec);
    ck_assert_msg(ns < 2e8 + 200.0 * (double)text.len, "%s: %.0f ns for %zu bytes", h->name, ns, text.len);
    ck_assert_uint_le(mime.count, h->parts);
    ck_assert_uint_le(bnc_arena_size(arena), 1000000 + 10 * text.len);
    ck_assert_msg(!h->note || has_note(&notes, h->note), "%s: no note %s", h->name, h->note);
    for (size_t i = 0; i < mime.count; i++)
        ck_assert_uint_le(mime.parts[i].depth, BNC_MAX_DEPTH);
    bnc_arena_free(arena);
    bnc_buffer_clear(&text);
    return NULL;
}

START_TEST(bounded)
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, walk_hostile, (void *)&hostiles[_i]), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}
END_TEST

/* A message in a message in a message …, each quoted-printable, which costs no room: decoding stops at BNC_MAX_EXPANSION times the input. */
START_TEST(limit_expansion)
{
    static const char head[] = "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n";
    bnc_buffer text = BNC_BUFFER_INIT;
    bnc_arena *arena = bnc_arena_new(4096);
    bnc_notes notes = { .count = 0 };
    bnc_mime mime;

    for (int i = 0; i < 30; i++)
        bnc_buffer_add_text(&text, head);
    for (int i = 0; i < 20000; i++)
        bnc_buffer_add_text(&text, "some text to copy again and again\n");
    bnc_mime_walk(arena, bnc_buffer_span(&text), &notes, &mime);
    ck_assert(has_note(&notes, "too_much_encoded"));
    ck_assert_uint_le(bnc_arena_size(arena), 10 * text.len);
    ck_assert_uint_le(mime.count, BNC_MAX_EXPANSION + 2);
    bnc_arena_free(arena);
    bnc_buffer_clear(&text);
}
END_TEST

START_TEST(part_is)
{
    bnc_part part = { .type = BNC_SPAN("Multipart"), .subtype = BNC_SPAN("REPORT") };

    ck_assert(bnc_part_is(&part, "multipart", "report"));
    ck_assert(bnc_part_is(&part, "multipart", NULL));
    ck_assert(!bnc_part_is(&part, "multipart", "mixed"));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("walk");

    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, shape, 0, COUNT(cases));
    tcase_add_loop_test(tcase, bounded, 0, COUNT(hostiles));
    tcase_add_test(tcase, limit_expansion);
    tcase_add_test(tcase, part_is);
    return check_run("walk", tcase);
}

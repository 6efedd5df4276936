/*
 * The part walk (RFC 5322, RFC 2045, RFC 2046): one pass, no recursion, one index entry per part.
 *
 * In:  a sanitised message.   Out: its parts in document order.
 *
 * "open" is the stack of parts whose end is not known yet. A boundary line of one of them ends all those above it. Every line
 * that begins with "--" is compared with at most BNC_MAX_DEPTH boundaries, so the walk is linear. A message/rfc822 part that is base64 or
 * quoted-printable is decoded and walked as a text of its own; "frames" remembers where the outer text goes on.
 */
#include "mime/walk.h"

#include "mime/boundary.h"
#include "mime/decode.h"
#include "mime/entity.h"
#include "mime/header.h"
#include "mime/scan.h"

#define OPEN_MAX (BNC_MAX_DEPTH + 2)
#define AT_END ((size_t)-1)

/* Where a part ends. */
typedef struct limit {
    size_t body_end;
    size_t level; /* index into open of the boundary's part; AT_END: the text ended */
    size_t next;  /* behind the boundary line */
    bool is_close;
} limit;

typedef struct frame {
    bnc_span text;
    size_t floor; /* the first entry of open that belongs to the text inside */
    limit end;    /* how the outer part ended */
} frame;

typedef struct walker {
    bnc_arena *arena;
    bnc_notes *notes;
    bnc_mime *mime;
    size_t capacity;
    bnc_span text;
    size_t floor;
    uint16_t part[OPEN_MAX]; /* the open stack: part and boundary */
    bnc_span boundary[OPEN_MAX];
    size_t open_count;
    frame frames[BNC_MAX_DEPTH];
    size_t frame_count;
    size_t decoded_left; /* bytes that may still be decoded */
    size_t search_left;  /* bytes that may still be searched for boundaries that are not declared */
    bool is_full;
} walker;

/* The open parts' boundaries by their first eight bytes: most lines that begin with "--" are told from all of them by these. */
typedef struct heads {
    uint64_t head[OPEN_MAX], mask[OPEN_MAX];
    uint16_t level[OPEN_MAX]; /* index into open, the innermost first */
    size_t count;
} heads;

static uint64_t read_head(const char *text, size_t len)
{
    uint64_t head = 0;

    memcpy(&head, text, len < sizeof head ? len : sizeof head);
    return head;
}

static void list_heads(const walker *w, heads *ret_heads)
{
    static const char ones[8] = { '\xFF', '\xFF', '\xFF', '\xFF', '\xFF', '\xFF', '\xFF', '\xFF' };

    ret_heads->count = 0;
    for (size_t i = w->open_count; i-- > w->floor;) {
        bnc_span boundary = w->boundary[i];

        if (boundary.len == 0)
            continue;
        ret_heads->head[ret_heads->count] = read_head(boundary.at, boundary.len);
        ret_heads->mask[ret_heads->count] = read_head(ones, boundary.len);
        ret_heads->level[ret_heads->count++] = (uint16_t)i;
    }
}

/* Is there a boundary of an open part behind the "--" at "dashes"? */
static bool find_level(const walker *w, const heads *open, size_t dashes, limit *end)
{
    size_t at = dashes + 2;
    uint64_t head = at < w->text.len ? read_head(w->text.at + at, w->text.len - at) : 0;

    for (size_t i = 0; i < open->count; i++) {
        size_t level = open->level[i];

        if ((head & open->mask[i]) == open->head[i] && bnc_boundary_match(w->text, at, w->boundary[level], &end->next, &end->is_close)) {
            end->level = level;
            return true;
        }
    }
    return false;
}

/* The next boundary line of an open part, from "at" on. */
static limit find_limit(const walker *w, size_t at)
{
    limit end = { .body_end = w->text.len, .level = AT_END, .next = w->text.len };
    size_t line = at ? at - 1 : 0; /* the LF in front of the body is in front of its first line */
    heads open;

    list_heads(w, &open);
    while (open.count && (line = bnc_boundary_candidate(w->text, line)) != BNC_NOT_FOUND) {
        if (find_level(w, &open, line + 1, &end)) {
            end.body_end = line > at && w->text.at[line - 1] == '\r' ? line - 1 : line;
            if (end.body_end < at)
                end.body_end = at;
            return end;
        }
        line += 3;
    }
    return end;
}

/* Does a boundary line, or the end, come before any byte of the body? */
static bool is_empty_body(const walker *w, size_t at)
{
    limit end;
    heads open;
    size_t line = at < w->text.len && w->text.at[at] == '\r' ? at + 1 : at;

    if (at >= w->text.len)
        return true;
    list_heads(w, &open);
    for (size_t start = at; start <= line + 1; start++) { /* the body may begin with the line, or with the line end in front of it */
        bool begins_line = start > 0 && start <= w->text.len && w->text.at[start - 1] == '\n';

        if (begins_line && bnc_span_starts(bnc_span_from(w->text, start), BNC_SPAN("--")) && find_level(w, &open, start, &end))
            return true;
    }
    return false;
}

/* Ends the open parts from "level" on. */
static void close_parts(walker *w, size_t level, size_t end)
{
    while (w->open_count > level) {
        bnc_part *part = &w->mime->parts[w->part[--w->open_count]];

        if (part->body.at >= w->text.at && part->body.at <= w->text.at + end)
            part->body.len = (size_t)(w->text.at + end - part->body.at);
    }
}

/*
 * Follows a limit: leaves texts that ended, passes closing boundaries and epilogues. True: a part begins at *ret_at.
 */
static bool follow(walker *w, limit end, size_t *ret_at)
{
    for (;;) {
        if (w->is_full || end.level == AT_END || (!end.is_close && end.next == w->text.len)) {
            if (end.level != AT_END && !w->is_full)
                close_parts(w, end.level + 1, end.body_end);
            close_parts(w, w->floor, w->text.len);
            if (w->frame_count == 0)
                return false;
            w->frame_count--;
            w->text = w->frames[w->frame_count].text;
            w->floor = w->frames[w->frame_count].floor;
            end = w->frames[w->frame_count].end;
            continue;
        }
        close_parts(w, end.level + 1, end.body_end);
        if (!end.is_close) {
            *ret_at = end.next;
            return true;
        }
        w->boundary[end.level] = (bnc_span){ 0 };
        end = find_limit(w, end.next);
    }
}

/* A new part for the entity at "at", below the innermost open part. Returns where its body begins. */
static size_t add_part(walker *w, size_t at, bool is_message)
{
    bnc_mime *mime = w->mime;
    bnc_part *part;
    bnc_entity_context context = { .notes = w->notes, .is_message = is_message };
    size_t body;

    mime->parts = bnc_arena_grow(w->arena, mime->parts, mime->count, &w->capacity, sizeof *mime->parts);
    part = &mime->parts[mime->count];
    if (w->open_count) {
        const bnc_part *parent = &mime->parts[w->part[w->open_count - 1]];

        part->parent = w->part[w->open_count - 1];
        part->depth = (uint16_t)(parent->depth + 1);
        context.is_digest = bnc_part_is(parent, "multipart", "digest");
    }
    context.boundaries = w->boundary + w->floor;
    context.boundary_count = w->open_count - w->floor;
    body = bnc_entity_read(w->text, at, &context, part);
    w->part[w->open_count] = (uint16_t)mime->count;
    w->boundary[w->open_count] = (bnc_span){ 0 };
    w->open_count++;
    mime->count++;
    return body;
}

static bool is_message_type(const bnc_part *part)
{
    return bnc_part_is(part, "message", "rfc822") || bnc_part_is(part, "message", "global") || bnc_part_is(part, "message", "news");
}

/* The boundary of a multipart part: the declared one if it occurs, else the one its body seems to use. */
static bnc_span find_boundary(walker *w, const bnc_part *part)
{
    bnc_span boundary = bnc_header_parameter(w->arena, part->parameters, "boundary", NULL);
    bnc_span rest = { part->body.at, (size_t)(w->text.at + w->text.len - part->body.at) };
    size_t cost = rest.len;

    if (boundary.len > BNC_MAX_LINE || rest.len > w->search_left)
        return boundary;
    if (boundary.len) {
        size_t found = bnc_span_find(rest, boundary, 0);

        w->search_left -= found == BNC_NOT_FOUND ? rest.len : found;
        if (found != BNC_NOT_FOUND)
            return boundary;
    }
    w->search_left -= w->search_left < cost ? w->search_left : cost;
    boundary = bnc_boundary_guess(rest, boundary.len > 0);
    for (size_t i = w->floor; i < w->open_count; i++)
        if (bnc_span_equal(boundary, w->boundary[i]))
            return (bnc_span){ 0 };
    if (boundary.len)
        bnc_notes_add(w->notes, "boundary_guessed", NULL);
    return boundary;
}

/* Decodes the body of an encoded message/… part. True: it is a message, now the text to walk. */
static bool decode_message(walker *w, bnc_part *part, limit end, size_t body)
{
    bnc_span raw = bnc_span_cut(w->text, body, end.body_end - body);
    bnc_span decoded;

    part->body = raw;
    if (raw.len > w->decoded_left) {
        bnc_notes_add(w->notes, "too_much_encoded", NULL);
        return false;
    }
    decoded = bnc_decode_transfer(w->arena, raw, part->encoding, raw.len);
    w->decoded_left -= raw.len;
    part->body = decoded;
    part->encoding = BNC_ENCODING_IDENTITY;
    w->open_count--; /* complete: what follows in the outer text is not its */
    if (!is_message_type(part) || decoded.len == 0)
        return false;
    part->is_container = true;
    w->frames[w->frame_count++] = (frame){ .text = w->text, .floor = w->floor, .end = end };
    w->open_count++;
    w->text = decoded;
    w->floor = w->open_count;
    return true;
}

/* Opens the part that begins at *inout_at. True: another part begins at *inout_at. */
static bool step(walker *w, size_t *inout_at, bool *inout_is_message)
{
    size_t body = add_part(w, *inout_at, *inout_is_message);
    bnc_part *part = &w->mime->parts[w->mime->count - 1];
    bool is_multipart = bnc_part_is(part, "multipart", NULL);
    limit end;

    *inout_is_message = false;
    if (part->depth >= BNC_MAX_DEPTH && (is_multipart || is_message_type(part))) {
        bnc_notes_add(w->notes, "depth_limit", NULL);
        return follow(w, find_limit(w, body), inout_at);
    }
    if (is_multipart) {
        w->boundary[w->open_count - 1] = find_boundary(w, part);
        end = find_limit(w, body);
        part->is_container = end.level == w->open_count - 1 && !end.is_close;
        if (!part->is_container) { /* its boundary never comes: what is there is text */
            part->type = BNC_SPAN("text");
            part->subtype = BNC_SPAN("plain");
        }
        return follow(w, end, inout_at);
    }
    /* Where a message ends is found by the parts within; to look for it here would be to look again for each message in a message. */
    if (is_message_type(part) && part->encoding == BNC_ENCODING_IDENTITY && !is_empty_body(w, body)) {
        part->is_container = true;
        *inout_at = body;
        *inout_is_message = true;
        return true;
    }
    end = find_limit(w, body);
    if (bnc_span_equal_nocase(part->type, BNC_SPAN("message")) && part->encoding != BNC_ENCODING_IDENTITY
        && decode_message(w, part, end, body)) {
        *inout_at = 0;
        *inout_is_message = true;
        return true;
    }
    return follow(w, end, inout_at);
}

void bnc_mime_walk(bnc_arena *arena, bnc_span message, bnc_notes *notes, bnc_mime *ret_mime)
{
    bnc_mime mime = { 0 };
    walker w = { .arena = arena, .notes = notes, .mime = &mime, .text = message };
    bool is_message = true;
    size_t at = 0;

    w.decoded_left = message.len * BNC_MAX_EXPANSION;
    w.search_left = message.len * BNC_MAX_EXPANSION;
    while (step(&w, &at, &is_message)) {
        if (mime.count == BNC_MAX_PARTS) {
            bnc_notes_add(notes, "parts_limit", NULL);
            w.is_full = true;
            follow(&w, (limit){ .level = AT_END }, &at);
            break;
        }
    }
    *ret_mime = mime;
}

bool bnc_part_is_below(const bnc_mime *mime, size_t part, size_t ancestor)
{
    while (part < mime->count && part != mime->parts[part].parent) {
        part = mime->parts[part].parent;
        if (part == ancestor)
            return true;
    }
    return false;
}

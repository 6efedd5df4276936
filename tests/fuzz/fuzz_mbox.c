/*
 * Any bytes as a file of several messages: bounce_mbox_next() goes forward, stays within the file and comes to an end; the tool's three ways to read one
 * (mapped as a whole, cut into pieces, as a stream) find the same messages or lines.
 */
#include "../../examples/bounce/containers.h"
#include "target.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What was seen: a running sum, so that two readings can be compared. */
typedef struct seen {
    const char *whole;
    size_t count, next_offset;
    uint64_t sum;
} seen;

static bool see(const cli_input *input, void *user_data)
{
    seen *s = user_data;
    if (input->index < s->count && s->count > 0)
        abort();
    if (input->offset < s->next_offset || memcmp(s->whole + input->offset, input->data, input->length) != 0)
        abort();
    s->next_offset = input->offset + input->length;
    s->count = input->index + 1;
    s->sum = (s->sum * 1099511628211u) ^ input->offset ^ ((uint64_t)input->length << 32) ^ ((uint64_t)input->index << 48) ^ input->is_log_line;
    return true;
}

static bool see_piece(const cli_piece *piece, void *user_data)
{
    seen *s = user_data;
    return container_each(piece, s->whole + piece->offset, false, see, user_data);
}

static void check_limits(const uint8_t *data, size_t size)
{
    size_t offset = 0, before = 0, start = 0, length = 0;
    while (bounce_mbox_next(data, size, &offset, &start, &length)) {
        if (offset <= before || offset > size || start < before || start > offset || length > offset - start)
            abort();
        before = offset;
    }
}

/* Behind a NUL, too: nothing reads beyond "size". */
static void check_readings(const char *data, size_t size)
{
    cli_piece piece = { .name = "whole", .kind = container_of(data, size), .length = size };
    seen whole = { .whole = data }, cut = whole, streamed = whole;
    int fd = memfd_create("fuzz", 0);
    bool stopped = false;
    container_each(&piece, data, false, see, &whole);
    container_cut("cut", data, size, see_piece, &cut);
    if (cut.count != whole.count || cut.sum != whole.sum)
        abort();
    if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)
        abort();
    if (container_stream("stream", fd, see, &streamed, &stopped) != 0 || stopped || streamed.count != whole.count || streamed.sum != whole.sum)
        abort();
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_limits(data, size);
    if (size > 0)
        check_readings((const char *)data, size);
    return 0;
}

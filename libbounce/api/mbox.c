/* The public side of input/mbox.h and input/sniff.h. */
#include "input/mbox.h"
#include "input/sniff.h"
#include <bounce/mbox.h>

bool bounce_is_mbox(const void *data, size_t length)
{
    return data && bnc_mbox_is((bnc_span){ data, length });
}

bool bounce_mbox_next(const void *data, size_t length, size_t *inout_offset, size_t *ret_start, size_t *ret_length)
{
    bnc_span message;
    if (!data || !inout_offset || !ret_start || !ret_length || *inout_offset > length)
        return false;
    if (!bnc_mbox_next((bnc_span){ data, length }, inout_offset, &message))
        return false;
    *ret_start = (size_t)(message.at - (const char *)data);
    *ret_length = message.len;
    return true;
}

bool bounce_is_log(const void *data, size_t length)
{
    return data && bnc_input_sniff((bnc_span){ data, length }) == BNC_INPUT_LOG;
}

/*
 * The names of pattern groups: facts (doc/knowledge.md) and pieces of layouts.
 */
#include "match/group.h"

static const char *const names[BNC_GROUP_COUNT] = {
    [BNC_GROUP_IP] = "ip",           [BNC_GROUP_LIST] = "list",       [BNC_GROUP_ZONE] = "zone",
    [BNC_GROUP_CODE] = "code",       [BNC_GROUP_TOKEN] = "token",     [BNC_GROUP_URL] = "url",
    [BNC_GROUP_HELO] = "helo",       [BNC_GROUP_HOST] = "host",       [BNC_GROUP_DOMAIN] = "domain",
    [BNC_GROUP_ADDRESS] = "address", [BNC_GROUP_SENDER] = "sender",   [BNC_GROUP_LIMIT] = "limit",
    [BNC_GROUP_SIZE] = "size",       [BNC_GROUP_WAIT] = "wait",       [BNC_GROUP_FILE] = "file",
    [BNC_GROUP_VIRUS] = "virus",     [BNC_GROUP_ID] = "id",           [BNC_GROUP_ALIAS] = "alias",
    [BNC_GROUP_ORIGINAL] = "original", [BNC_GROUP_REPLY] = "reply",   [BNC_GROUP_COMMAND] = "command",
    [BNC_GROUP_STATUS] = "status",   [BNC_GROUP_GENERATOR] = "generator", [BNC_GROUP_LOCAL_HOST] = "local_host",
    [BNC_GROUP_LOCAL_IP] = "local_ip", [BNC_GROUP_MESSAGE_ID] = "message_id", [BNC_GROUP_SUBJECT] = "subject",
    [BNC_GROUP_ACTION] = "action",   [BNC_GROUP_QUEUE] = "queue",     [BNC_GROUP_TIME] = "time",
};

const char *bnc_group_name(bnc_group group)
{
    return group < BNC_GROUP_COUNT ? names[group] : NULL;
}

bnc_group bnc_group_find(bnc_span name)
{
    for (unsigned i = BNC_GROUP_NONE + 1; i < BNC_GROUP_COUNT; i++)
        if (bnc_span_equal(name, bnc_span_of(names[i])))
            return (bnc_group)i;
    return BNC_GROUP_NONE;
}

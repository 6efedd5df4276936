/* The names that groups of patterns may have: facts of a cause and pieces of a layout. An unknown name is an error of the pattern. */
#ifndef BNC_MATCH_GROUP_H
#define BNC_MATCH_GROUP_H

#include "util/span.h"

typedef enum bnc_group {
    BNC_GROUP_NONE = 0,
    /* facts; the order is that of the record's "facts" */
    BNC_GROUP_IP, BNC_GROUP_LIST, BNC_GROUP_ZONE, BNC_GROUP_CODE, BNC_GROUP_TOKEN, BNC_GROUP_URL, BNC_GROUP_HELO, BNC_GROUP_HOST,
    BNC_GROUP_DOMAIN, BNC_GROUP_ADDRESS, BNC_GROUP_SENDER, BNC_GROUP_LIMIT, BNC_GROUP_SIZE, BNC_GROUP_WAIT, BNC_GROUP_FILE, BNC_GROUP_VIRUS,
    BNC_GROUP_ID,
    BNC_GROUP_FACTS_END,
    /* layouts and logs only */
    BNC_GROUP_ALIAS = BNC_GROUP_FACTS_END, BNC_GROUP_ORIGINAL, BNC_GROUP_REPLY, BNC_GROUP_COMMAND, BNC_GROUP_STATUS, BNC_GROUP_GENERATOR,
    BNC_GROUP_LOCAL_HOST, BNC_GROUP_LOCAL_IP, BNC_GROUP_MESSAGE_ID, BNC_GROUP_SUBJECT, BNC_GROUP_ACTION, BNC_GROUP_QUEUE, BNC_GROUP_TIME,
    BNC_GROUP_COUNT
} bnc_group;

/* "ip" … for a group; NULL for BNC_GROUP_NONE. Static. */
const char *bnc_group_name(bnc_group group);
bnc_group bnc_group_find(bnc_span name);

#endif

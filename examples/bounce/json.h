/* Records of inputs, in this process or in several; see json.c and jobs.c. */
#ifndef JSON_RUN_H
#define JSON_RUN_H

#include "containers.h"
#include <stdint.h>

typedef struct json_run {
    const cli_options *options;
    const bounce_classifier *classifier;
    FILE *out;
    uint64_t count, bytes; /* inputs done, and their bytes */
    int status;            /* of --exit-status and --fail-on-unknown: the first that is not 0 */
    bool failed;           /* the output could not be written */
    void (*progress)(uint64_t count, uint64_t bytes); /* may be NULL */
} json_run;

/* Writes the records of one input; a cli_input_fn. */
bool json_input(const cli_input *input, void *json_run_pointer);
/* All paths by worker processes; the order of the output is that of one process. Returns as cli_inputs_all(). */
int jobs_run(json_run *run, char **paths, int count);

/* A line on standard error about how far it is: only where that is a terminal, and after a second. */
void progress_show(uint64_t count, uint64_t bytes);
void progress_clear(void);

#endif

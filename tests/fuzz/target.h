/* Every fuzz target is this one function (libFuzzer's interface); replay.c runs it over files as an ordinary test. */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

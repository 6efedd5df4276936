/* Linkage macros shared by all public headers of libbounce. */
#ifndef BOUNCE_MACROS_H
#define BOUNCE_MACROS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef BOUNCE_API
#if defined(__GNUC__) && __GNUC__ >= 4
#define BOUNCE_API __attribute__((visibility("default")))
#else
#define BOUNCE_API
#endif
#endif

#ifdef __cplusplus
#define BOUNCE_BEGIN_DECLS extern "C" {
#define BOUNCE_END_DECLS }
#else
#define BOUNCE_BEGIN_DECLS
#define BOUNCE_END_DECLS
#endif

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Attributes, the cleanup family and overflow-checked array growth.
 *
 * A variable marked _cleanup_(f) has f(&variable) called when it leaves its
 * scope; the function owns everything inside the object, fds included, so an
 * early return never leaks.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(f)         __attribute__((__cleanup__(f)))
#define _const_              __attribute__((__const__))
#define _printf_(format, to) __attribute__((__format__(__printf__, format, to)))
#define _pure_               __attribute__((__pure__))
#define _unused_             __attribute__((__unused__))
#define _warn_unused_        __attribute__((__warn_unused_result__))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define MAX(a, b)                                                                                  \
        ({                                                                                         \
                __typeof__(a) _a = (a);                                                            \
                __typeof__(b) _b = (b);                                                            \
                _a > _b ? _a : _b;                                                                 \
        })
#define MIN(a, b)                                                                                  \
        ({                                                                                         \
                __typeof__(a) _a = (a);                                                            \
                __typeof__(b) _b = (b);                                                            \
                _a < _b ? _a : _b;                                                                 \
        })

/* Hands a pointer over to somebody else and forgets it here. */
#define TAKE_PTR(pointer)                                                                          \
        ({                                                                                         \
                __typeof__(pointer) _taken = (pointer);                                            \
                (pointer) = NULL;                                                                  \
                _taken;                                                                            \
        })

/* Likewise for a file descriptor. */
#define TAKE_FD(fd)                                                                                \
        ({                                                                                         \
                int _taken = (fd);                                                                 \
                (fd) = -1;                                                                         \
                _taken;                                                                            \
        })

static inline void freep(void *pointer) {
        free(*(void **) pointer);
}

static inline void closep(int *fd) {
        if (*fd >= 0)
                (void) close(*fd);
}

#define _cleanup_free_  _cleanup_(freep)
#define _cleanup_close_ _cleanup_(closep)

/*
 * Makes room for one more element in a growing array and zeroes it. Returns
 * false, with the array untouched, when memory runs out. Growth doubles, so
 * appending stays linear.
 */
static inline bool array_grow(void *array, size_t *capacity, size_t count, size_t element_bytes) {
        void **slot = array, *bigger;
        size_t wanted, bytes;

        if (count >= *capacity) {
                if (__builtin_mul_overflow(MAX(*capacity, (size_t) 4), (size_t) 2, &wanted) ||
                                __builtin_mul_overflow(wanted, element_bytes, &bytes))
                        return false;
                bigger = realloc(*slot, bytes);
                if (!bigger)
                        return false;
                *slot = bigger;
                *capacity = wanted;
        }
        __builtin_memset((char *) *slot + count * element_bytes, 0, element_bytes);
        return true;
}

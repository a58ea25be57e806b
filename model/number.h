/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Number: one that may be unknown.
 */

#include <stdbool.h>
#include <stdint.h>

typedef struct Number Number;

struct Number {
        bool known;
        uint64_t value;
};

static inline Number number(uint64_t value) {
        return (Number) { .known = true, .value = value };
}

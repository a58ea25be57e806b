/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Small values that all parts of the model use.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

typedef struct Names Names;
typedef struct Number Number;

/* In place of an index: none. */
#define NO_INDEX SIZE_MAX

/* A number that may be unknown. */
struct Number {
        bool known;
        uint64_t value;
};

/* A list of strings that it owns. */
struct Names {
        char **items;
        size_t count;
        size_t capacity;
};

static inline Number number(uint64_t value) {
        return (Number) { .known = true, .value = value };
}

_warn_unused_ int names_add(Names *names, const char *name);
void names_done(Names *names);

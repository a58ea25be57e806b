/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * StringSet: which strings have been seen. It borrows them; they must outlive it.
 */

#include <stddef.h>

#include "base/macros.h"

typedef struct StringSet StringSet;

struct StringSet {
        const char **items;
        size_t count;
        size_t capacity;
        bool is_sorted;
};

#define STRING_SET_INIT { 0 }

void string_set_done(StringSet *set);
#define _cleanup_string_set_ _cleanup_(string_set_done)

/* 0 or -ENOMEM. */
_warn_unused_ int string_set_add(StringSet *set, const char *string);

/* Sorts what was added since the last question: add first, then ask. */
bool string_set_contains(StringSet *set, const char *string);

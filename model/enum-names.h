/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * PREFIX_to_string() of an enum, from the array PREFIX_names.
 */

#include <assert.h>

#include "base/macros.h"

#define DEFINE_TO_STRING(prefix, Type, max)                                                        \
        const char *prefix##_to_string(Type value) {                                               \
                static_assert(ARRAY_SIZE(prefix##_names) == (max), "one name for each value");     \
                assert((size_t) value < ARRAY_SIZE(prefix##_names));                               \
                return prefix##_names[value];                                                      \
        }

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * IovaSet: a set of IOVAs as sorted, disjoint, inclusive ranges.
 *
 * Exact over the whole 64-bit space: `first` and `last` both belong to the
 * range, so [0, 2^64-1] is a range like any other and nothing ever holds a
 * size, which would not fit. Ranges that touch are merged. Functions that can
 * need memory return 0 or -ENOMEM and leave the set as it was then.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

typedef uint64_t Iova;
typedef struct IovaRange IovaRange;
typedef struct IovaSet IovaSet;

#define IOVA_MAX UINT64_MAX

struct IovaRange {
        Iova first;
        Iova last; /* inclusive, never below first */
};

struct IovaSet {
        IovaRange *ranges; /* ascending, with at least one address between neighbours */
        size_t count;
        size_t capacity;
};

#define IOVA_SET_INIT { 0 }

void iova_set_done(IovaSet *set);
#define _cleanup_iova_set_ _cleanup_(iova_set_done)

_warn_unused_ int iova_set_add(IovaSet *set, IovaRange range);
_warn_unused_ int iova_set_subtract(IovaSet *set, IovaRange range);

/* Keeps what is also in range. */
void iova_set_clip(IovaSet *set, IovaRange range);

bool iova_set_contains(const IovaSet *set, IovaRange range);

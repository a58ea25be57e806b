/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * ChangeFold: changes that read the same but for the object that they are about, so that a
 * boot option that changes a thousand groups takes one line.
 */

#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/change.h"

typedef struct ChangeFold ChangeFold;
typedef struct ChangeFolds ChangeFolds;

struct ChangeFold {
        const Change **changes; /* in their own order; part of the array of all */
        size_t count;
};

struct ChangeFolds {
        ChangeFold *items; /* in the order of their first changes */
        size_t count;
        const Change **changes;
};

#define CHANGE_FOLDS_INIT \
        { 0 }

/* Borrows the changes. O(n log n). 0 or -ENOMEM. */
_warn_unused_ int change_folds_make(const Changes *changes, ChangeFolds *ret);
void change_folds_done(ChangeFolds *folds);
#define _cleanup_change_folds_ _cleanup_(change_folds_done)

/* "groups 0-3, 7 (5)", "0000:00:02.0, dmar1 and 5 more (7)", not escaped; nothing for the host.
 * max_names: how many names to spell, or ranges of groups. 0 or -ENOMEM. */
_warn_unused_ int change_fold_add_subjects(const ChangeFold *fold, size_t max_names, Text *ret);

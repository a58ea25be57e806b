/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Fold: runs of objects that read the same but for their names, so that 127
 * virtual functions take one line.
 */

#include "model/assessment.h"
#include "model/snapshot.h"

/* Shorter runs are shown one by one. */
#define FOLD_MIN 3

/* How many groups from `first` on, at least 1, hold one device of the same model and driver
 * each, behind the same units, of the same type, with the same regions and the same answers. */
size_t fold_groups(const Snapshot *snapshot, const Assessment *assessment, size_t first);

/* Likewise, of those with the same advice on their windows too. */
size_t fold_windows(const Snapshot *snapshot, const Assessment *assessment, size_t first);

/* How many members of a group from `first` on, at least 1, are of the same model and driver. */
size_t fold_members(const Snapshot *snapshot, const Group *group, size_t first);

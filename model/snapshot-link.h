/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Joining a Snapshot that the readers have filled, and finding things in it then.
 */

#include "base/macros.h"
#include "model/snapshot.h"

/* Sorts units, groups and devices, turns names into indices and notes what doesn't fit. 0 or -ENOMEM. */
_warn_unused_ int snapshot_link(Snapshot *snapshot);

/* After snapshot_link(). Index, or NO_INDEX. */
size_t snapshot_find_unit(const Snapshot *snapshot, const char *name);
size_t snapshot_find_group(const Snapshot *snapshot, uint64_t id);
size_t snapshot_find_device(const Snapshot *snapshot, const char *name);

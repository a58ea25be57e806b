/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * SnapshotMatch: which object of one snapshot is which of another one.
 *
 * A unit is the same by its name unless the address of its registers speaks against it,
 * else by that address. A device is the same by its name unless its ids speak against it;
 * else by its ids, if no other device of either snapshot has them (another bus number);
 * else by its name, a slot with another card in it. A group is the same when its members
 * are, else by the largest overlap: its number is made up anew at each boot
 * (drivers/iommu/iommu.c, iommu_group_alloc()).
 *
 * The match is the same from both sides.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/snapshot.h"

typedef struct Matching Matching;
typedef struct SnapshotMatch SnapshotMatch;

/* Indices into the other snapshot, or NO_INDEX. */
struct Matching {
        size_t *after_of, *before_of;
        size_t n_before, n_after;
};

struct SnapshotMatch {
        Matching units, groups, devices;
};

#define SNAPSHOT_MATCH_INIT \
        { 0 }

/* Takes O(n log n). 0 or -ENOMEM. */
_warn_unused_ int compute_snapshot_match(
                const Snapshot *before, const Snapshot *after, SnapshotMatch *ret);

void snapshot_match_done(SnapshotMatch *match);
#define _cleanup_snapshot_match_ _cleanup_(snapshot_match_done)

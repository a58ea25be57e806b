/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What changed between two snapshots, as a list.
 *
 * Objects are paired first (model/snapshot-match.h), then compared in the fields of
 * model/diff-fields.h. That a group is gone, or new, is told only where none of its
 * members is on the other side; else the members tell where they went.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/change.h"
#include "model/snapshot.h"

typedef struct DiffSide DiffSide;

struct DiffSide {
        const Snapshot *snapshot;
        const Assessment *assessment;
};

/* In the order of ChangeScope, then of the objects. 0 or -ENOMEM. */
_warn_unused_ int compute_snapshot_diff(DiffSide before, DiffSide after, Changes *ret);

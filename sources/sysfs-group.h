/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * /sys/kernel/iommu_groups: membership, type and reserved regions, as the kernel
 * decided them (drivers/iommu/iommu.c). Group numbers follow the order of the
 * boot and mean nothing beyond it.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* Appends all groups, without their members: these point to their group by themselves. 0 or
 * -ENOMEM; all else is a note. */
_warn_unused_ int read_groups(Root *root, Snapshot *snapshot);

/* Lists the members of the groups that no device read so far points to. 0 or -ENOMEM; all else is a
 * note. */
_warn_unused_ int read_unclaimed_members(Root *root, Snapshot *snapshot);

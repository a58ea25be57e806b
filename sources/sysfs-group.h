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

/* Appends all groups. 0 or -ENOMEM; all else is a note. */
_warn_unused_ int read_groups(Root *root, Snapshot *snapshot);

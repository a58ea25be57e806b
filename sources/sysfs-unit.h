/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * /sys/class/iommu: the units that the kernel has registered, of every driver
 * (drivers/iommu/iommu-sysfs.c; attributes of intel/iommu.c and amd/init.c).
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* What a name tells: "dmar0", "ivhd0", "smmu3.0x...", "smmu.0x...", "virtio3". A virtio-iommu
 * may also be named after its PCI function; then the device tells, not the name. */
_pure_ UnitKind unit_kind_from_name(const char *name);

/* Appends all units and sets host.has_class. 0 or -ENOMEM; all else is a note. */
_warn_unused_ int read_units(Root *root, Snapshot *snapshot);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Group: devices that the kernel can't tell apart or isolate from each other, and
 * so maps and assigns together.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/iova-set.h"
#include "model/names.h"

typedef struct Group Group;
typedef struct ReservedRegion ReservedRegion;

struct ReservedRegion {
        Iova first;
        Iova last; /* inclusive */
        RegionType type;
};

/* Needed for booting only, so VFIO and iommufd map over it (drivers/vfio/vfio_iommu_type1.c and
 * drivers/iommu/iommufd/device.c, Linux 5.4 to 7.3). */
static inline bool is_usable_region(const ReservedRegion *region) {
        return region->type == REGION_DIRECT_RELAXABLE;
}

struct Group {
        uint64_t id;
        GroupType type;
        char *name; /* only where the kernel sets one: "vfio-noiommu" */
        ReservedRegion *reserved;
        size_t n_reserved;
        bool reserved_known;
        Names device_names; /* as listed; emptied by snapshot_link() */
        size_t *devices;    /* indices */
        size_t n_devices;
        size_t *units; /* indices of the units that its devices are behind */
        size_t n_units;
};

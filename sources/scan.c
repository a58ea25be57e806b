/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/scan.h"

#include <errno.h>

#include "model/snapshot-link.h"
#include "sources/hardware-names.h"
#include "sources/host-facts.h"
#include "sources/sysfs-device.h"
#include "sources/sysfs-group.h"
#include "sources/sysfs-unit.h"
#include "sources/sysfs-vfio.h"

/* virtio-iommu: vendor Red Hat, modern device id 0x1040 + virtio id 23 (virtio 1.2, 4.1.2.1, 5.13). */
#define VIRTIO_VENDOR       0x1af4
#define VIRTIO_IOMMU_DEVICE 0x1057

/* A unit named after its PCI function is of the kind that the function is. */
static void name_virtio_units(Snapshot *snapshot) {
        for (size_t i = 0; i < snapshot->n_units; i++) {
                Unit *unit = snapshot->units + i;
                size_t found = unit->kind == UNIT_OTHER ? snapshot_find_device(snapshot, unit->name)
                                                        : NO_INDEX;

                if (found != NO_INDEX && snapshot->devices[found].vendor.value == VIRTIO_VENDOR &&
                                snapshot->devices[found].device.value == VIRTIO_IOMMU_DEVICE)
                        unit->kind = UNIT_VIRTIO_IOMMU;
        }
}

int scan(Root *root, Snapshot **ret) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(root_kind(root));
        _cleanup_hardware_names_ HardwareNames *names = NULL;
        int r;

        if (!snapshot)
                return -ENOMEM;
        r = hardware_names_new(root, &names);
        if (r == 0)
                r = read_host(root, snapshot);
        if (r == 0)
                r = read_units(root, snapshot);
        if (r == 0)
                r = read_groups(root, snapshot);
        if (r == 0)
                r = read_devices(root, names, snapshot);
        if (r == 0)
                r = snapshot_link(snapshot);
        if (r == 0)
                r = read_vfio_devices(root, snapshot);
        if (r < 0)
                return r;
        name_virtio_units(snapshot);
        *ret = TAKE_PTR(snapshot);
        return 0;
}

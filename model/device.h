/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Device: a PCI function, or any other device that is in a group.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/number.h"
#include "model/pci-address.h"
#include "model/pci-capabilities.h"

typedef struct Device Device;

struct Device {
        char *name;
        char *subsystem;
        bool is_pci;
        PciAddress address; /* if is_pci */
        Number vendor, device, subsystem_vendor, subsystem_device, revision;
        Number class; /* 24 bits: base class, subclass, programming interface */
        char *driver;
        char *driver_override;
        Number dma_mask_bits; /* of the last kernel driver, not of the hardware */
        Number consistent_dma_mask_bits;
        Number numa_node;
        Number boot_vga;
        Number sriov_total_vfs, sriov_vfs; /* physical functions only */
        char *physical_function;           /* virtual functions only */
        char *reset_methods;               /* in the order that the kernel tries them */
        char *runtime_status;
        char *power_state;
        char *vfio_device; /* "vfio0" while bound to a vfio driver (Linux 6.1 or newer) */
        const char *vendor_name, *device_name, *class_name; /* owned by the snapshot's pool */
        char *unit_link;  /* what its `iommu` link says */
        char *group_link; /* what its `iommu_group` link says */
        char *parent_link; /* the PCI function above it, by name; NULL: none or not known */
        PciCapabilities capabilities;
        size_t parent;    /* index of the bridge or port above it, or NO_INDEX */
        size_t unit;      /* index or NO_INDEX */
        size_t group;     /* index or NO_INDEX */
};

/* PCI-to-PCI and CardBus bridges: base class 0x06, subclasses 04, 07 and 09 (PCI code and ID
 * assignment 1.16, 1.7). They alone have a bridge's header; host and ISA bridges have not. */
_pure_ bool device_is_bridge(const Device *device);

/* VFIO's own drivers all carry it in their names: vfio-pci, mlx5_vfio_pci, vfio-platform ... */
_pure_ bool device_is_bound_to_vfio(const Device *device);

/* Its driver keeps VFIO from taking the group. Not so those that only hold a device and never do DMA
 * (vfio_dev_driver_allowed[], Linux 5.10; since 6.0 the drivers themselves declare it,
 * driver_managed_dma, and pci-stub and pcieport do). */
_pure_ bool device_has_host_driver(const Device *device);

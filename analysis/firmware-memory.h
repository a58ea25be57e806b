/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the IORT says about how devices and SMMUs see memory (Arm DEN0049, 3.1.1.3 to 3.1.1.6;
 * drivers/acpi/arm64/iort.c, Linux 7.2).
 *
 * The tables are the snapshot's, and so are the results. All need the table to have been
 * readable, which it is for root alone; without it all of it is unknown.
 */

#include "model/snapshot.h"

/* The firmware's table of this kind; NULL if it couldn't be read, Linux refuses it (a critical
 * note), or there is none. */
const FirmwareTable *firmware_find_table(const Snapshot *snapshot, FirmwareKind kind);

/*
 * The node of a device: for a PCI function the root complex of its segment, of which Linux
 * expects one. Other devices are known to the table by an ACPI path, which sysfs doesn't show
 * under that name: NULL, as for all that isn't in the table.
 */
const IortNode *firmware_find_device_node(const Snapshot *snapshot, size_t device);

/* Its memory access properties; NULL: not known. */
const IortMemory *firmware_find_memory(const Snapshot *snapshot, size_t device);

/* Is its DMA coherent with the CPU caches, as the table has it (CCA)? */
Truth firmware_device_coherent(const Snapshot *snapshot, size_t device);

/* The node of a unit, an SMMU, by the address of its registers; NULL: not known. */
const IortNode *firmware_find_unit_node(const Snapshot *snapshot, size_t unit);

/*
 * Does the table say that the unit's own table walks are coherent? SMMUv3: COHACC override, which
 * Linux takes in place of what the hardware says (acpi_smmu_device_probe(), drivers/iommu/arm);
 * v1 and v2: coherent walk. Unknown for other units.
 */
Truth firmware_smmu_coherent_override(const Snapshot *snapshot, size_t unit);

/*
 * How many bits of address the platform lets through from a device, 1 to 64. Unknown where
 * nothing says so, and for a limit of 0, which is a mistake of the firmware. Linux makes it the
 * device's first DMA mask; it is no limit of windows.
 */
Number firmware_device_address_bits(const Snapshot *snapshot, size_t device);

/* The narrowest of a group's members; unknown if it is so for all of them. */
Number firmware_group_address_bits(const Snapshot *snapshot, size_t group);

/* VAsize of the IVRS (IVinfo): bits of a device's addresses, where 0 stands for 64. Unknown if the
 * table says that a unit has its host tables disabled (HATDis), since then others are used. */
Number firmware_amd_virtual_bits(const Snapshot *snapshot);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-firmware.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int check_firmware_add_evidence(
                Finding *finding, const Snapshot *snapshot, size_t table, size_t offset, const char *format, ...) {
        _cleanup_free_ char *value = NULL, *whole = NULL;
        va_list ap;
        int n;

        va_start(ap, format);
        n = vasprintf(&value, format, ap);
        va_end(ap);
        if (n < 0) {
                value = NULL;
                return -ENOMEM;
        }
        if (asprintf(&whole, "at offset 0x%zx: %s", offset, value) < 0) {
                whole = NULL;
                return -ENOMEM;
        }
        return check_add_evidence(finding, offset > 0 ? whole : value, ACPI_TABLE_PATH,
                        firmware_kind_to_string(snapshot->tables[table].kind));
}

const Check firmware_checks[] = {
        {
                .id = "firmware-unit-not-used",
                .title = "a unit that the firmware describes is not in use",
                .severity = SEVERITY_WARNING,
                .cause = "The firmware's table describes a unit for devices that are there, and the kernel uses other "
                         "units of this machine, but not this one. It may have found the unit broken or of no use, or "
                         "have left out the unit of an integrated graphics device by a quirk. DMA of the devices behind "
                         "it is not translated, and interrupts may still be remapped.",
                .cure = "Look for DMAR, AMD-Vi or arm-smmu lines in the kernel log that name the unit's address, and "
                        "update the firmware.",
                .find = find_unused_firmware_unit,
        },
        {
                .id = "device-behind-other-unit",
                .title = "sysfs and the firmware's table disagree on the unit of a device",
                .severity = SEVERITY_WARNING,
                .cause = "The firmware's table puts a device behind one unit, and the kernel has it behind another. The "
                         "table may name the wrong device, buses may have been numbered anew since the firmware "
                         "made it, or a device was moved or added while the machine ran.",
                .cure = "Update the firmware. If buses are numbered anew, try without pci=assign-busses and the like.",
                .find = find_device_behind_other_unit,
        },
        {
                .id = "firmware-region-not-reserved",
                .title = "memory that firmware needs mapped one to one is not reserved",
                .severity = SEVERITY_WARNING,
                .cause = "The firmware's table (RMRR, IVMD or RMR) asks for memory to be mapped one to one for a device, "
                         "and this is not among the reserved regions of the device's group. The kernel may have refused "
                         "the entry, may not know it, or, for an RMR, may look at it only where the firmware "
                         "also keeps the PCI configuration. Firmware that still uses the memory causes faults.",
                .cure = "Look in the kernel log for complaints about the entry and for faults at these addresses, and "
                        "update the firmware or the kernel.",
                .find = find_unreserved_region,
        },
        {
                .id = "direct-region-on-assigned-device",
                .title = "firmware needs memory of a device that is bound to VFIO",
                .severity = SEVERITY_WARNING,
                .cause = "The firmware asks for memory to be mapped one to one for a device of this group at all "
                         "times, so the kernel refuses to give the group to a user, though a VFIO driver is bound.",
                .cure = "Look in the firmware's setup for what makes it use the device (remote management, legacy USB, "
                        "shared memory of a storage controller), or use another device or slot.",
                .find = find_assigned_direct_region,
        },
        {
                .id = "firmware-table-damaged",
                .title = "a firmware table on IOMMUs has errors",
                .severity = SEVERITY_WARNING,
                .cause = "The table has a wrong checksum, lengths or references that can't be, or values that "
                         "make no sense. The kernel may ignore a part of it, or all.",
                .cure = "Run iommu-diag decode acpi on the table for all of its errors, and update the firmware.",
                .find = find_damaged_table,
        },
        {
                .id = "unit-not-in-firmware",
                .title = "a unit that the firmware's table does not describe",
                .severity = SEVERITY_NOTICE,
                .cause = "The kernel uses a unit whose address or function is not in the firmware's table. It may have "
                         "been added while the machine ran, or the table that is read is not the one that the kernel "
                         "used.",
                .cure = "Nothing, if the unit was plugged in; else compare the table with the kernel log.",
                .find = find_unit_not_in_firmware,
        },
        {
                .id = "relaxable-region-on-assigned-device",
                .title = "firmware may still use memory by a device that is bound to VFIO",
                .severity = SEVERITY_NOTICE,
                .cause = "The firmware asks for memory to be mapped one to one for a USB or graphics device. The kernel "
                         "takes it that this is for booting only and hands the device out all the same. Firmware "
                         "that goes on using the memory gets faults, or reads and writes the user's memory that "
                         "is mapped at the same addresses.",
                .cure = "Switch off legacy USB support or what else makes the firmware use the device, and keep mappings "
                        "out of this range.",
                .find = find_assigned_relaxable_region,
        },
        {
                .id = "interrupt-remapping-opt-out",
                .title = "the firmware doesn't offer interrupt remapping",
                .severity = SEVERITY_WARNING,
                .cause = "The units can remap interrupts, but the flag in the DMAR table that offers it is clear, so the "
                         "kernel leaves it off. VFIO then hands out devices only with allow_unsafe_interrupts, since a "
                         "device could raise any interrupt of the host.",
                .cure = "Look in the firmware's setup for interrupt remapping or x2APIC, and update the firmware.",
                .find = find_interrupt_remapping_opt_out,
        },
        {
                .id = "iort-path-doubtful",
                .title = "the IORT contradicts itself on coherency",
                .severity = SEVERITY_NOTICE,
                .cause = "The table says that DMA of a device is coherent with the CPU caches (CCA), but not that its "
                         "path to memory is (CPM), without which it can't be. One of them is wrong, and if it is "
                         "the first, drivers see stale data.",
                .cure = "Ask the maker of the firmware; until then don't rely on coherent DMA of these devices.",
                .find = find_doubtful_path,
        },
        {
                .id = "address-limit-zero",
                .title = "the IORT leaves devices no address",
                .severity = SEVERITY_NOTICE,
                .cause = "The memory address size limit of a root complex or device is 0 bits, which is a mistake. The "
                         "kernel warns and goes on with what it knows besides.",
                .cure = "Update the firmware.",
                .find = find_zero_address_limit,
        },
        {
                .id = "firmware-table-doubtful",
                .title = "a firmware table on IOMMUs has oddities",
                .severity = SEVERITY_INFO,
                .cause = "The table has something in it that is unusual, superfluous or not known to this version. The "
                         "kernel takes no offence.",
                .cure = "Nothing; iommu-diag decode acpi shows all of it.",
                .find = find_doubtful_table,
        },
        {
                .id = "x2apic-opt-out",
                .title = "the firmware asks not to use the x2APIC",
                .severity = SEVERITY_INFO,
                .cause = "A flag in the DMAR table asks systems to stay with the older interrupt controller mode. The "
                         "kernel then may leave the extended interrupt mode of interrupt remapping off.",
                .cure = "Nothing, unless the machine has more than 255 CPUs; the firmware's setup may have an option.",
                .find = find_x2apic_opt_out,
        },
        {
                .id = "preboot-dma-protection-off",
                .title = "DMA may be open while the firmware runs",
                .severity = SEVERITY_INFO,
                .cause = "The flag by which firmware says that it keeps unwanted DMA out before the kernel takes over is "
                         "clear. A device that is plugged in could then read and write memory while the machine "
                         "boots. Many machines don't have this feature.",
                .cure = "Look in the firmware's setup for kernel DMA protection or pre-boot DMA protection.",
                .find = find_preboot_protection_off,
        },
        {
                .id = "address-limit-below-window",
                .title = "the platform lets fewer address bits through than windows have",
                .severity = SEVERITY_INFO,
                .cause = "The IORT has a memory address size limit for the root complex, and windows of groups behind it "
                         "reach beyond. The kernel keeps its own mappings below the limit; VFIO and iommufd don't "
                         "know it.",
                .cure = "Map below the limit.",
                .find = find_low_address_limit,
        },
};

const size_t n_firmware_checks = ARRAY_SIZE(firmware_checks);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on the ACPI tables on IOMMUs: what is wrong in them, and where they and sysfs disagree.
 */

#include "analysis/check.h"

extern const Check firmware_checks[];
extern const size_t n_firmware_checks;

/* The functions of the table's rows, by what they look at. */
typedef int FindFirmware(const Check *check, const Snapshot *snapshot, Assessment *assessment);

/* check-firmware-units.c */
FindFirmware find_unused_firmware_unit, find_unit_not_in_firmware, find_device_behind_other_unit;
/* check-firmware-regions.c */
FindFirmware find_unreserved_region, find_assigned_direct_region, find_assigned_relaxable_region;
/* check-firmware-tables.c */
FindFirmware find_damaged_table, find_doubtful_table, find_interrupt_remapping_opt_out, find_x2apic_opt_out,
                find_preboot_protection_off, find_doubtful_path, find_zero_address_limit, find_low_address_limit;

#define ACPI_TABLE_PATH "/sys/firmware/acpi/tables/%s"

/* "DMAR at 0x30": the place of an entry in its table, as evidence. 0 or -ENOMEM. */
_printf_(5, 6) _warn_unused_ int check_firmware_add_evidence(
                Finding *finding, const Snapshot *snapshot, size_t table, size_t offset, const char *format, ...);

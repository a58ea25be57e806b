/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Checks: units of the tables and units of sysfs. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "analysis/check-firmware.h"
#include "analysis/firmware-memory.h"
#include "analysis/host-options.h"

#define CLASS_DISPLAY 0x03

static bool is_kind_of_table(UnitKind unit, FirmwareKind table) {
        switch (unit) {
        case UNIT_INTEL_VTD:
                return table == FIRMWARE_DMAR;
        case UNIT_AMD_VI:
                return table == FIRMWARE_IVRS;
        case UNIT_ARM_SMMU_V2:
        case UNIT_ARM_SMMU_V3:
                return table == FIRMWARE_IORT;
        case UNIT_VIRTIO_IOMMU:
                return table == FIRMWARE_VIOT;
        default:
                return false;
        }
}

/* Where the unit says who it is. */
static bool find_identity(const Unit *unit, const char **ret_file) {
        PciAddress address;

        if (unit->kind == UNIT_INTEL_VTD && unit->address.known)
                *ret_file = "/intel-iommu/address";
        else if (unit->kind == UNIT_AMD_VI && unit->parent)
                *ret_file = "/device";
        else if (unit->address.known || parse_pci_address(unit->name, &address) == 0)
                *ret_file = "";
        else
                return false;
        return true;
}

/* Whether units of this kind are there, all of which say who they are: one that doesn't may be any. */
static bool has_known_units(const Snapshot *snapshot, FirmwareKind table) {
        bool has_some = false;
        const char *file;

        for (size_t i = 0; i < snapshot->n_units; i++) {
                if (!is_kind_of_table(snapshot->units[i].kind, table))
                        continue;
                if (!find_identity(snapshot->units + i, &file))
                        return false;
                has_some = true;
        }
        return has_some;
}

static FirmwareKind kind_of(const Snapshot *snapshot, const FirmwareUnit *unit) {
        return snapshot->tables[unit->table].kind;
}

static size_t count_entries(const Snapshot *snapshot, const FirmwareFacts *facts, FirmwareKind table) {
        size_t count = 0;

        for (size_t i = 0; i < facts->n_units; i++)
                count += kind_of(snapshot, facts->units + i) == table;
        return count;
}

static bool has_only_displays(const Snapshot *snapshot, const FirmwareFacts *facts, size_t unit) {
        for (size_t i = 0; i < snapshot->n_devices; i++)
                if (facts->device_units[i] == unit && snapshot->devices[i].class.value >> 16 != CLASS_DISPLAY)
                        return false;
        return true;
}

/* A DRHD that names nothing that is there is left out by Linux, and one for graphics by request. */
static bool is_unused(const Snapshot *snapshot, const FirmwareFacts *facts, size_t i) {
        const FirmwareUnit *unit = facts->units + i;
        FirmwareKind kind = kind_of(snapshot, unit);

        if (unit->unit != NO_INDEX || unit->has_device != TRUTH_YES || !has_known_units(snapshot, kind))
                return false;
        return kind != FIRMWARE_DMAR || !find_boot_option(&snapshot->host, "intel_iommu", "igfx_off") ||
                        !has_only_displays(snapshot, facts, i);
}

static void add_entry_name(NameList *list, const Snapshot *snapshot, const FirmwareUnit *unit) {
        char name[64];

        if (unit->base.known)
                (void) snprintf(name, sizeof(name), "the one at 0x%" PRIx64, unit->base.value);
        else
                (void) snprintf(name, sizeof(name), "the one at offset 0x%zx of the %s", unit->offset,
                                firmware_kind_to_string(kind_of(snapshot, unit)));
        name_list_add(list, name);
}

int find_unused_firmware_unit(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const FirmwareFacts *facts = &assessment->firmware;
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const FirmwareUnit *first = NULL;
        Finding *finding;
        size_t count;
        int r;

        for (size_t i = 0; i < facts->n_units; i++)
                if (is_unused(snapshot, facts, i)) {
                        first = first ? first : facts->units + i;
                        add_entry_name(&names, snapshot, facts->units + i);
                }
        if (!first)
                return 0;
        count = names.count;
        finding = check_report(check, assessment, "host", "%zu unit%s of the firmware's tables with devices behind "
                        "%s not in use: %s", count, count == 1 ? "" : "s", count == 1 ? "it is" : "them are",
                        name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        r = check_firmware_add_evidence(finding, snapshot, first->table, first->offset, "a unit for devices that "
                        "are there");
        return r == 0 ? finding_add_evidence(finding, "/sys/class/iommu", "no unit that could be it") : r;
}

static int report_foreign_unit(const Check *check, const Snapshot *snapshot, Assessment *assessment,
                const Unit *unit, const FirmwareTable *table) {
        const char *file = "";
        char value[32] = "";
        Finding *finding;
        int r;

        if (!find_identity(unit, &file))
                return 0;
        finding = check_report_object(check, assessment, "unit", unit->name,
                        "the %s table does not describe this unit", firmware_kind_to_string(table->kind));
        if (!finding)
                return -ENOMEM;
        if (unit->address.known)
                (void) snprintf(value, sizeof(value), "0x%" PRIx64, unit->address.value);
        r = check_add_evidence(finding, unit->address.known ? value : unit->parent ? unit->parent : unit->name,
                        "/sys/class/iommu/%s%s", unit->name, file);
        if (r < 0)
                return r;
        return check_firmware_add_evidence(finding, snapshot, (size_t) (table - snapshot->tables), 0,
                        "no unit with this address or function");
}

static bool is_in_firmware(const FirmwareFacts *facts, size_t unit) {
        for (size_t i = 0; i < facts->n_units; i++)
                if (facts->units[i].unit == unit)
                        return true;
        return false;
}

/* A table without any unit has nothing to compare with. */
int find_unit_not_in_firmware(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const FirmwareFacts *facts = &assessment->firmware;

        for (FirmwareKind kind = 0; kind < _FIRMWARE_KIND_MAX; kind++) {
                const FirmwareTable *table = firmware_find_table(snapshot, kind);

                if (!table || count_entries(snapshot, facts, kind) == 0)
                        continue;
                for (size_t i = 0; i < snapshot->n_units; i++) {
                        const Unit *unit = snapshot->units + i;
                        int r;

                        if (!is_kind_of_table(unit->kind, kind) || is_in_firmware(facts, i))
                                continue;
                        r = report_foreign_unit(check, snapshot, assessment, unit, table);
                        if (r < 0)
                                return r;
                }
        }
        return 0;
}

static bool is_elsewhere(const Snapshot *snapshot, const FirmwareFacts *facts, size_t device) {
        size_t entry = facts->device_units[device], unit = snapshot->devices[device].unit;

        return entry != NO_INDEX && unit != NO_INDEX && facts->units[entry].unit != NO_INDEX &&
                        facts->units[entry].unit != unit;
}

int find_device_behind_other_unit(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const FirmwareFacts *facts = &assessment->firmware;
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const FirmwareUnit *unit;
        const Device *device;
        size_t first = NO_INDEX;
        Finding *finding;
        int r;

        for (size_t i = 0; i < snapshot->n_devices; i++)
                if (is_elsewhere(snapshot, facts, i)) {
                        first = first == NO_INDEX ? i : first;
                        name_list_add(&names, snapshot->devices[i].name);
                }
        if (first == NO_INDEX)
                return 0;
        device = snapshot->devices + first;
        unit = facts->units + facts->device_units[first];
        finding = check_report(check, assessment, "host", "the firmware's table puts devices behind another unit than "
                        "sysfs does: %s", name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        r = check_add_evidence(finding, snapshot->units[device->unit].name, "/sys/bus/pci/devices/%s/iommu",
                        device->name);
        if (r < 0)
                return r;
        return check_firmware_add_evidence(finding, snapshot, unit->table, unit->offset, "%s is behind the unit that "
                        "is %s", device->name, snapshot->units[unit->unit].name);
}

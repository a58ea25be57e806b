/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Checks: memory that the firmware wants mapped one to one. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/assignable.h"
#include "analysis/check-firmware.h"

static bool is_assigned(const Device *device) {
        return device->vfio_device || (device->driver && strstr(device->driver, "vfio"));
}

static int add_region_evidence(Finding *finding, const Snapshot *snapshot, const FirmwareRegion *region) {
        return check_firmware_add_evidence(finding, snapshot, region->table, region->offset,
                        "0x%" PRIx64 "-0x%" PRIx64, region->range.first, region->range.last);
}

static int add_reserved_evidence(Finding *finding, const Group *group, const char *value) {
        return check_add_evidence(finding, value, "/sys/kernel/iommu_groups/%" PRIu64 "/reserved_regions", group->id);
}

int find_unreserved_region(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const FirmwareFacts *facts = &assessment->firmware;
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const FirmwareRegion *first = NULL;
        Finding *finding;
        int r;

        for (size_t i = 0; i < facts->n_regions; i++) {
                const FirmwareRegion *region = facts->regions + i;
                char name[64];

                if (region->is_reserved != TRUTH_NO)
                        continue;
                first = first ? first : region;
                (void) snprintf(name, sizeof(name), "0x%" PRIx64 "-0x%" PRIx64 " (group %" PRIu64 ")",
                                region->range.first, region->range.last,
                                snapshot->groups[region->unreserved_group].id);
                name_list_add(&names, name);
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host", "memory that the firmware wants mapped one to one for devices "
                        "is not reserved in their groups: %s", name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        r = add_region_evidence(finding, snapshot, first);
        return r == 0 ? add_reserved_evidence(finding, snapshot->groups + first->unreserved_group, "no such region") : r;
}

static const ReservedRegion *find_region(const Group *group, RegionType type, IovaRange range) {
        for (size_t i = 0; i < group->n_reserved; i++) {
                const ReservedRegion *region = group->reserved + i;

                if (region->type == type && region->first <= range.last && region->last >= range.first)
                        return region;
        }
        return NULL;
}

static bool is_for_group(const FirmwareRegion *region, size_t group) {
        size_t low = 0, high = region->n_groups;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (region->groups[middle] == group)
                        return true;
                if (region->groups[middle] < group)
                        low = middle + 1;
                else
                        high = middle;
        }
        return false;
}

/* The entry of a table that a group's region comes from; NULL if no table could be read. */
static const FirmwareRegion *find_origin(const FirmwareFacts *facts, size_t group, const ReservedRegion *reserved) {
        for (size_t i = 0; i < facts->n_regions; i++)
                if (facts->regions[i].range.first <= reserved->last && facts->regions[i].range.last >= reserved->first &&
                                is_for_group(facts->regions + i, group))
                        return facts->regions + i;
        return NULL;
}

static int report_direct(const Check *check, const Snapshot *snapshot, Assessment *assessment, size_t group,
                const char *devices, const ReservedRegion *reserved) {
        const FirmwareRegion *origin = find_origin(&assessment->firmware, group, reserved);
        char id[24], value[64];
        Finding *finding;
        int r;

        (void) snprintf(id, sizeof(id), "%" PRIu64, snapshot->groups[group].id);
        (void) snprintf(value, sizeof(value), "0x%016" PRIx64 " 0x%016" PRIx64 " direct", reserved->first,
                        reserved->last);
        finding = check_report_object(check, assessment, "group", id, "%s cannot be handed out: firmware needs 0x%" PRIx64
                        "-0x%" PRIx64 " mapped one to one in this group", devices, reserved->first, reserved->last);
        if (!finding)
                return -ENOMEM;
        r = add_reserved_evidence(finding, snapshot->groups + group, value);
        return r == 0 && origin ? add_region_evidence(finding, snapshot, origin) : r;
}

int find_assigned_direct_region(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const Group *group = snapshot->groups + i;
                const ReservedRegion *reserved = find_region(group, REGION_DIRECT, (IovaRange) { 0, IOVA_MAX });
                _cleanup_name_list_ NameList names = NAME_LIST_INIT;
                int r;

                if (!reserved || !is_direct_refused(snapshot, group))
                        continue;
                for (size_t j = 0; j < group->n_devices; j++)
                        if (is_assigned(snapshot->devices + group->devices[j]))
                                name_list_add(&names, snapshot->devices[group->devices[j]].name);
                if (names.count == 0)
                        continue;
                r = report_direct(check, snapshot, assessment, i, name_list_get(&names), reserved);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* The region is the device's own, not that of a neighbour in its group. */
static bool is_relaxed(const Snapshot *snapshot, const FirmwareRegion *region, const Device *device) {
        return is_assigned(device) && device->group != NO_INDEX &&
                        find_region(snapshot->groups + device->group, REGION_DIRECT_RELAXABLE, region->range);
}

int find_assigned_relaxable_region(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const FirmwareFacts *facts = &assessment->firmware;
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const FirmwareRegion *first = NULL;
        Finding *finding;

        for (size_t i = 0; i < facts->n_regions; i++) {
                const FirmwareRegion *region = facts->regions + i;

                for (size_t j = 0; j < region->n_spans; j++)
                        for (size_t k = 0; k < region->spans[j].count; k++) {
                                const Device *device = snapshot->devices + region->spans[j].first + k;

                                if (!is_relaxed(snapshot, region, device))
                                        continue;
                                first = first ? first : region;
                                name_list_add(&names, device->name);
                        }
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host", "devices bound to VFIO have memory that firmware may still use "
                        "by DMA: %s", name_list_get(&names));
        return finding ? add_region_evidence(finding, snapshot, first) : -ENOMEM;
}

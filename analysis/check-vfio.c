/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-vfio.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "analysis/assignable.h"
#include "model/kernel-release.h"

static int find_not_viable(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_groups; i++) {
                _cleanup_name_list_ NameList names = NAME_LIST_INIT;
                const Group *group = snapshot->groups + i;
                const Device *first = NULL;
                char id[24];
                Finding *finding;
                int r;

                if (!has_vfio_driver(snapshot, group))
                        continue;
                for (size_t j = 0; j < group->n_devices; j++) {
                        const Device *device = snapshot->devices + group->devices[j];

                        if (!device_has_host_driver(device))
                                continue;
                        first = first ? first : device;
                        name_list_add(&names, device->name);
                }
                if (!first)
                        continue;
                (void) snprintf(id, sizeof(id), "%" PRIu64, group->id);
                finding = check_report_object(check, assessment, "group", id,
                                "the group is not viable; bound to host drivers: %s", name_list_get(&names));
                if (!finding)
                        return -ENOMEM;
                r = check_add_evidence(finding, first->driver, "/sys/bus/%s/devices/%s/driver",
                                first->subsystem ? first->subsystem : "pci", first->name);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* Devices bound to VFIO of which something is true: one finding, the first as its evidence. */
static int report_assigned(const Check *check, const Snapshot *snapshot, Assessment *assessment,
                bool (*is_meant)(const Snapshot *snapshot, const Device *device), const char *what,
                const char *file, const char *value) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const Device *first = NULL;
        Finding *finding;

        for (size_t i = 0; i < snapshot->n_devices; i++) {
                const Device *device = snapshot->devices + i;

                if (!device->is_pci || !device_is_bound_to_vfio(device) || !is_meant(snapshot, device))
                        continue;
                first = first ? first : device;
                name_list_add(&names, device->name);
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host", "%s: %s", what, name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        return check_add_evidence(finding, value, "/sys/bus/pci/devices/%s/%s", first->name, file);
}

/* The attribute came with 5.15; before, its absence says nothing. */
static bool cannot_be_reset(const Snapshot *snapshot, const Device *device) {
        return !device->reset_methods && kernel_release_compare(snapshot->host.kernel, 5, 15) >= 0;
}

static int find_no_reset(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_assigned(check, snapshot, assessment, cannot_be_reset,
                        "devices bound to VFIO can't be reset", "reset_method", "empty or not there");
}

static bool is_boot_vga(const Snapshot *snapshot _unused_, const Device *device) {
        return device->boot_vga.known && device->boot_vga.value == 1;
}

static int find_boot_vga(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_assigned(check, snapshot, assessment, is_boot_vga,
                        "the firmware's display is bound to VFIO", "boot_vga", "1");
}

const Check vfio_checks[] = {
        {
                .id = "group-not-viable",
                .severity = SEVERITY_WARNING,
                .title = "a group is half bound to VFIO and half to host drivers",
                .cause = "VFIO hands out whole groups. As long as one member has a driver that does DMA for the host, "
                         "opening the group or attaching it fails (\"group is not viable\", EPERM or EINVAL).",
                .cure = "Bind all members but bridges to vfio-pci, or unbind them. If they must stay apart, see the "
                        "group's isolation in iommu-diag show: another slot, or access control in the firmware's setup.",
                .find = find_not_viable,
        },
        {
                .id = "assigned-device-without-reset",
                .severity = SEVERITY_INFO,
                .title = "a device bound to VFIO can't be reset",
                .cause = "The device has no function-level, power-management or bus reset that the kernel could use. What "
                         "one user leaves in it, DMA that still runs included, meets the next one.",
                .cure = "Restart the machine between users who don't trust each other, or use a device with FLR.",
                .find = find_no_reset,
        },
        {
                .id = "boot-display-assigned",
                .severity = SEVERITY_NOTICE,
                .title = "the firmware's display is bound to VFIO",
                .cause = "The firmware drew on this display adapter, and the kernel's console may still do (efifb, simplefb, "
                         "vesafb). Mapping its BARs for a guest then fails (\"can't reserve\"), and its ROM may be a changed copy.",
                .cure = "Make another adapter the first in the firmware's setup, or boot with video=efifb:off and give the "
                        "guest a clean ROM file.",
                .find = find_boot_vga,
        },
};

const size_t n_vfio_checks = ARRAY_SIZE(vfio_checks);

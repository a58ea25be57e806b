/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-coherency.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Devices of a verdict, those bound to VFIO or the others; the first decides what the evidence names. */
static int report_devices(const Check *check, const Snapshot *snapshot, Assessment *assessment,
                Coherency verdict, bool bound, const char *what) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const Device *first = NULL;
        Finding *finding;
        int r;

        for (size_t i = 0; i < snapshot->n_devices; i++) {
                const Device *device = snapshot->devices + i;

                if (assessment->devices[i].coherency.verdict != verdict || device_is_bridge(device) ||
                                device->unit == NO_INDEX || device_is_bound_to_vfio(device) != bound)
                        continue;
                first = first ? first : device;
                name_list_add(&names, device->name);
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host", "%s: %s", what, name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        if (verdict == COHERENCY_AT_RISK)
                r = check_add_evidence(finding, "Enable No Snoop is 1", "/sys/bus/pci/devices/%s/config", first->name);
        else
                r = check_add_evidence(finding, assessment->devices[first - snapshot->devices].coherency.reason,
                                "/sys/firmware/acpi/tables/IORT");
        if (r == 0 && first->unit != NO_INDEX && snapshot->units[first->unit].ecap.known) {
                char value[32];

                (void) snprintf(value, sizeof(value), "%" PRIx64 " (SC is 0)", snapshot->units[first->unit].ecap.value);
                r = check_add_evidence(finding, value, "/sys/class/iommu/%s/intel-iommu/ecap",
                                snapshot->units[first->unit].name);
        }
        return r;
}

static int find_no_snoop_assigned(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_devices(check, snapshot, assessment, COHERENCY_AT_RISK, true,
                        "devices bound to VFIO may bypass the CPU caches");
}

static int find_no_snoop_possible(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_devices(check, snapshot, assessment, COHERENCY_AT_RISK, false,
                        "devices may bypass the CPU caches");
}

static int find_not_coherent(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        int r = report_devices(check, snapshot, assessment, COHERENCY_NON_COHERENT, true,
                        "devices bound to VFIO are not coherent");

        if (r < 0)
                return r;
        return report_devices(check, snapshot, assessment, COHERENCY_NON_COHERENT, false,
                        "devices are not coherent, and VFIO will refuse them");
}

static int find_claimed(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                char value[48];
                Finding *finding;
                int r;

                if (assessment->units[i].coherency.verdict != COHERENCY_CLAIMED)
                        continue;
                finding = check_report_object(check, assessment, "unit", unit->name,
                                "the kernel claims to block No Snoop, with page tables that can't");
                if (!finding)
                        return -ENOMEM;
                (void) snprintf(value, sizeof(value), "efr %" PRIx64 ", or amd_iommu=pgtbl_v2", unit->efr.value);
                r = check_add_evidence(finding, value, "/sys/class/iommu/%s/amd-iommu/features", unit->name);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int find_walks_not_coherent(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                char value[64];
                Finding *finding;
                int r;

                if (unit->kind != UNIT_INTEL_VTD || assessment->units[i].page_walk_coherent != TRUTH_NO)
                        continue;
                finding = check_report_object(check, assessment, "unit", unit->name,
                                "page walks don't see the CPU caches");
                if (!finding)
                        return -ENOMEM;
                (void) snprintf(value, sizeof(value), "%" PRIx64 " (C %d, SMPWCS %d)", unit->ecap.value,
                                (int) (unit->ecap.value & 1), (int) (unit->ecap.value >> 48 & 1));
                r = check_add_evidence(finding, value, "/sys/class/iommu/%s/intel-iommu/ecap", unit->name);
                if (r < 0)
                        return r;
        }
        return 0;
}

const Check coherency_checks[] = {
        {
                .id = "no-snoop-on-assigned-device",
                .severity = SEVERITY_NOTICE,
                .title = "a device bound to VFIO may bypass the CPU caches",
                .cause = "The unit can't force No Snoop requests to snoop, and the device may send them (Enable No "
                         "Snoop in its PCI Express capability). What it writes may then be hidden by older data in a "
                         "CPU cache, and what it reads may be older than what the CPU wrote.",
                .cure = "Put the device behind a unit with snoop control, or have its user flush the CPU caches around "
                        "DMA. A driver that doesn't need No Snoop can clear the bit; VFIO passes it on to the device.",
                .find = find_no_snoop_assigned,
        },
        {
                .id = "no-snoop-possible",
                .severity = SEVERITY_INFO,
                .title = "a device may bypass the CPU caches",
                .cause = "The unit can't force No Snoop requests to snoop, and the device may send them. Its kernel "
                         "driver knows; it matters when the device is assigned to a guest or to user space.",
                .cure = "Nothing, unless the device is to be assigned: see no-snoop-on-assigned-device.",
                .find = find_no_snoop_possible,
        },
        {
                .id = "device-not-coherent",
                .severity = SEVERITY_NOTICE,
                .title = "a device or its unit doesn't see the CPU caches",
                .cause = "The firmware says in the IORT that the device (CCA) or its SMMU (COHACC override) is not "
                         "coherent. Kernel drivers flush caches in software, and VFIO refuses the device with EINVAL "
                         "from Linux 6.1 on.",
                .cure = "If the hardware is coherent, the firmware is wrong: update it. Else the device can't be assigned.",
                .find = find_not_coherent,
        },
        {
                .id = "no-snoop-block-unproven",
                .severity = SEVERITY_NOTICE,
                .title = "the kernel claims to block No Snoop, with page tables that can't",
                .cause = "AMD's guest page tables (v2) have no bit that forces requests to snoop, and yet the driver "
                         "answers that it is enforced, because VFIO can't handle a mix. KVM then doesn't emulate cache "
                         "flushes.",
                .cure = "Boot without amd_iommu=pgtbl_v2 if devices that use No Snoop, graphics above all, are assigned.",
                .find = find_claimed,
        },
        {
                .id = "page-walks-not-coherent",
                .severity = SEVERITY_INFO,
                .title = "page walks of a unit don't see the CPU caches",
                .cause = "The unit reads its page tables from memory, past the CPU caches (ECAP.C, in scalable mode "
                         "SMPWCS). The kernel flushes each entry that it writes. Data is not concerned; mapping and "
                         "unmapping take longer, and a flush that is missing would show as a stale translation.",
                .cure = "Nothing. Where DMA goes to the wrong page after a remap, name this in the bug report.",
                .find = find_walks_not_coherent,
        },
};

const size_t n_coherency_checks = ARRAY_SIZE(coherency_checks);

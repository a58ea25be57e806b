/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-windows.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#define MIB (1ULL << 20)

#define HYPERTRANSPORT_FIRST 0xfd00000000ULL
#define HYPERTRANSPORT_LAST  0xffffffffffULL

#define MASK_BITS_DEFAULT 32 /* drivers/pci/probe.c, pci_setup_device() */

#define VALUE_MAX 80

static int add_kernel_evidence(const Snapshot *snapshot, Finding *finding) {
        if (!snapshot->host.kernel)
                return 0;
        return check_add_evidence(finding, snapshot->host.kernel, "/proc/sys/kernel/osrelease");
}

static int add_register_evidence(Finding *finding, const Unit *unit, const char *name, Number value) {
        char text[VALUE_MAX];

        if (!value.known)
                return 0;
        (void) snprintf(text, sizeof(text), "%" PRIx64, value.value);
        return check_add_evidence(finding, text, "/sys/class/iommu/%s/intel-iommu/%s", unit->name, name);
}

static int add_region_evidence(Finding *finding, const Group *group, const ReservedRegion *region) {
        char text[VALUE_MAX];

        (void) snprintf(text, sizeof(text), "0x%016" PRIx64 " 0x%016" PRIx64 " %s", region->first, region->last,
                        region_type_to_string(region->type));
        return check_add_evidence(finding, text, "/sys/kernel/iommu_groups/%" PRIu64 "/reserved_regions", group->id);
}

static void add_group_name(NameList *names, const Group *group) {
        char text[24];

        (void) snprintf(text, sizeof(text), "%" PRIu64, group->id);
        name_list_add(names, text);
}

/* The farther end where two are possible: what is found holds for both. */
static bool is_narrow(const Aperture *aperture) {
        Iova last = aperture->alternative_reason ? aperture->alternative_last : aperture->range.last;

        return aperture->known && aperture->last_known && last < USER_LAST;
}

static int find_user_addresses(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                const Aperture *aperture = &assessment->units[i].aperture;
                Finding *finding;
                int r;

                if (!is_narrow(aperture))
                        continue;
                finding = check_report_object(check, assessment, "unit", unit->name,
                                "its IOVAs end at 0x%" PRIx64 ", and a program's own addresses at 0x%llx",
                                aperture->range.last, USER_LAST);
                if (!finding)
                        return -ENOMEM;
                r = add_register_evidence(finding, unit, "cap", unit->cap);
                if (r == 0)
                        r = add_kernel_evidence(snapshot, finding);
                if (r < 0)
                        return r;
        }
        return 0;
}

static const ReservedRegion *find_hypertransport(const Group *group) {
        for (size_t i = 0; i < group->n_reserved; i++)
                if (group->reserved[i].type == REGION_RESERVED &&
                                group->reserved[i].first == HYPERTRANSPORT_FIRST &&
                                group->reserved[i].last == HYPERTRANSPORT_LAST)
                        return group->reserved + i;
        return NULL;
}

static int find_hypertransport_hole(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const ReservedRegion *region = NULL;
        const Group *first = NULL;
        size_t count = 0;
        Finding *finding;

        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const ReservedRegion *one = find_hypertransport(snapshot->groups + i);

                if (!one)
                        continue;
                if (count++ == 0) {
                        first = snapshot->groups + i;
                        region = one;
                }
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host",
                        "the 12 GiB below 1 TiB are reserved in %zu of %zu groups", count, snapshot->n_groups);
        return finding ? add_region_evidence(finding, first, region) : -ENOMEM;
}

static int find_aperture_undecided(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                const Aperture *aperture = &assessment->units[i].aperture;
                Finding *finding;
                int r;

                if (!aperture->alternative_reason)
                        continue;
                finding = check_report_object(check, assessment, "unit", unit->name,
                                "IOVAs end at 0x%" PRIx64 " or, %s, at 0x%" PRIx64, aperture->range.last,
                                aperture->alternative_reason, aperture->alternative_last);
                if (!finding)
                        return -ENOMEM;
                r = add_register_evidence(finding, unit, "ecap", unit->ecap);
                if (r == 0)
                        r = add_register_evidence(finding, unit, "cap", unit->cap);
                if (r == 0)
                        r = add_kernel_evidence(snapshot, finding);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int find_idle_masks(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const Device *first = NULL;
        Finding *finding;

        for (size_t i = 0; i < snapshot->n_devices; i++) {
                const Device *device = snapshot->devices + i;

                if (!device_is_bound_to_vfio(device) || !device->dma_mask_bits.known ||
                                device->dma_mask_bits.value != MASK_BITS_DEFAULT)
                        continue;
                if (!first)
                        first = device;
                name_list_add(&names, device->name);
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host", "a DMA mask of 32 bits that limits nothing: %s",
                        name_list_get(&names));
        return finding ? check_add_evidence(finding, "32", "/sys/bus/pci/devices/%s/dma_mask_bits", first->name)
                       : -ENOMEM;
}

/* Even if the aperture is as wide as it can be. */
static bool has_no_window(const GroupFacts *facts) {
        uint64_t bytes = 0;

        if (facts->windows_source == WINDOWS_UNKNOWN || facts->windows_confidence == WINDOWS_ONE_OF_TWO)
                return false;
        for (size_t i = 0; i < facts->n_windows; i++) {
                IovaRange range = facts->windows[i].range;

                if (range.last - range.first >= MIB - 1)
                        return false;
                bytes += range.last - range.first + 1;
                if (bytes >= MIB)
                        return false;
        }
        return true;
}

static const ReservedRegion *find_largest_region(const Group *group) {
        const ReservedRegion *largest = NULL;

        for (size_t i = 0; i < group->n_reserved; i++) {
                const ReservedRegion *one = group->reserved + i;

                if (!is_usable_region(one) &&
                                (!largest || one->last - one->first > largest->last - largest->first))
                        largest = one;
        }
        return largest;
}

static int find_no_window(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const ReservedRegion *region = NULL;
        const Group *first = NULL;
        Finding *finding;

        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const Group *group = snapshot->groups + i;
                const ReservedRegion *largest = find_largest_region(group);

                if (!largest || !has_no_window(assessment->groups + i))
                        continue;
                if (!first) {
                        first = group;
                        region = largest;
                }
                add_group_name(&names, group);
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host",
                        "reserved regions leave less than 1 MiB to map anything at, in group %s",
                        name_list_get(&names));
        return finding ? add_region_evidence(finding, first, region) : -ENOMEM;
}

const Check windows_checks[] = {
        {
                .id = "no-window-left",
                .severity = SEVERITY_WARNING,
                .title = "reserved regions leave no window",
                .cause = "The reserved regions of the group take the whole aperture, or all but less than 1 MiB of "
                         "it. VFIO and iommufd can map nothing of use for its devices.",
                .cure = "Look at the group's reserved regions with iommu-diag show. Regions of type direct come from "
                        "the firmware: update it, or disable the device's firmware support in its setup.",
                .find = find_no_window,
        },
        {
                .id = "aperture-undecided",
                .severity = SEVERITY_INFO,
                .title = "the end of a unit's IOVAs is one of two",
                .cause = "The unit can work in scalable mode, with tables of the first or of the second stage, which "
                         "end at different addresses. Which of them a domain of VFIO or iommufd gets depends on the "
                         "kernel and on whether that mode is on, and sysfs shows neither.",
                .cure = "Map below the nearer end, which holds in both cases. With the boot option "
                        "intel_iommu=sm_off the kernel uses the second stage alone.",
                .find = find_aperture_undecided,
        },
        {
                .id = "user-addresses-do-not-fit",
                .severity = SEVERITY_INFO,
                .title = "a program's own addresses don't fit into the IOVAs of a unit",
                .cause = "Programs on x86-64 have addresses of 47 bits, and the unit translates fewer. A program that "
                         "uses its own addresses as IOVAs, as DPDK and SPDK do where they think they can, fails to "
                         "map what lies above the end of the aperture.",
                .cure = "Give such programs addresses that fit: with DPDK --base-virtaddr or --iova-mode=pa. Guests "
                        "aren't concerned as long as their memory fits; iommu-diag windows --guest tells.",
                .find = find_user_addresses,
        },
        {
                .id = "hypertransport-hole",
                .severity = SEVERITY_INFO,
                .title = "the 12 GiB below 1 TiB can't be mapped",
                .cause = "On AMD platforms 0xfd00000000-0xffffffffff belongs to HyperTransport, and the kernel reserves "
                         "it. QEMU moves a guest's memory out of the way when the guest has an AMD processor. A guest "
                         "with an Intel processor model and more than about 1010 GiB has memory there, and VFIO "
                         "refuses to map it.",
                .cure = "Nothing for smaller guests. Give larger ones an AMD processor model, such as host, and a "
                        "machine type newer than 7.0; iommu-diag windows --guest tells whether a size fits.",
                .find = find_hypertransport_hole,
        },
        {
                .id = "dma-mask-says-nothing",
                .severity = SEVERITY_INFO,
                .title = "devices bound to VFIO show a DMA mask that limits nothing",
                .cause = "dma_mask_bits is what a kernel driver set, or the kernel's default of 32 bits where none "
                         "did. VFIO sets none, so the 32 bits of a device that is bound to it say nothing about "
                         "the device, nor about where it may be mapped.",
                .cure = "Nothing. The device's documentation or its kernel driver say how many bits it has.",
                .find = find_idle_masks,
        },
};

const size_t n_windows_checks = ARRAY_SIZE(windows_checks);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-windows.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/host-options.h"
#include "base/parse.h"

#define MIB (1ULL << 20)

#define HYPERTRANSPORT_FIRST 0xfd00000000ULL
#define HYPERTRANSPORT_LAST  0xffffffffffULL

#define DMA_ENTRY_LIMIT_DEFAULT 65535 /* drivers/vfio/vfio_iommu_type1.c, dma_entry_limit */
#define MASK_BITS_DEFAULT       32    /* drivers/pci/probe.c, pci_setup_device() */

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

static const char *find_type1_parameter(const Host *host, const char *name) {
        for (size_t i = 0; i < host->n_parameters; i++)
                if (strcmp(host->parameters[i].module, "vfio_iommu_type1") == 0 &&
                                strcmp(host->parameters[i].name, name) == 0)
                        return host->parameters[i].value;
        return NULL;
}

static int report_type1_parameter(const Check *check, Assessment *assessment, const char *name,
                const char *value, const char *what) {
        Finding *finding = check_report(check, assessment, "host", "%s", what);

        return finding ? check_add_evidence(finding, value, "/sys/module/vfio_iommu_type1/parameters/%s", name)
                       : -ENOMEM;
}

static int find_low_entry_limit(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *text = find_type1_parameter(&snapshot->host, "dma_entry_limit");
        char what[VALUE_MAX];
        uint64_t limit;

        if (!text || parse_unsigned(text, 10, UINT64_MAX, &limit) < 0 || limit >= DMA_ENTRY_LIMIT_DEFAULT)
                return 0;
        (void) snprintf(what, sizeof(what), "a container of VFIO may hold only %" PRIu64 " mappings", limit);
        return report_type1_parameter(check, assessment, "dma_entry_limit", text, what);
}

static int find_no_huge_pages(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *text = find_type1_parameter(&snapshot->host, "disable_hugepages");

        if (!text || strcmp(text, "Y") != 0)
                return 0;
        return report_type1_parameter(check, assessment, "disable_hugepages", text,
                        "VFIO maps page by page, without huge pages");
}

static bool has_unit_of_kind(const Snapshot *snapshot, UnitKind kind) {
        for (size_t i = 0; i < snapshot->n_units; i++)
                if (snapshot->units[i].kind == kind)
                        return true;
        return false;
}

static int find_superpages_off(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        static const struct {
                UnitKind kind;
                const char *option, *word;
        } rows[] = {
                { UNIT_INTEL_VTD, "intel_iommu", "sp_off" },
                { UNIT_AMD_VI, "amd_iommu", "nohugepages" },
        };

        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const char *option = find_boot_option(&snapshot->host, rows[i].option, rows[i].word);
                Finding *finding;
                int r;

                if (!option || !has_unit_of_kind(snapshot, rows[i].kind))
                        continue;
                finding = check_report(check, assessment, "host", "the boot option %s restricts mappings to small pages",
                                option);
                if (!finding)
                        return -ENOMEM;
                r = check_add_evidence(finding, option, "/proc/cmdline");
                if (r < 0)
                        return r;
        }
        return 0;
}

static int find_small_pages(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                Finding *finding;
                int r;

                /* Bit 12: pages of 4 KiB. Where a boot option is the reason, another check says so. */
                if (unit->kind != UNIT_INTEL_VTD || assessment->units[i].page_sizes != 1ULL << 12 ||
                                find_boot_option(&snapshot->host, "intel_iommu", "sp_off"))
                        continue;
                finding = check_report_object(check, assessment, "unit", unit->name,
                                "it offers pages of 4 KiB only");
                if (!finding)
                        return -ENOMEM;
                r = add_register_evidence(finding, unit, "cap", unit->cap);
                if (r < 0)
                        return r;
        }
        return 0;
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
                .id = "dma-entry-limit-lowered",
                .severity = SEVERITY_NOTICE,
                .title = "VFIO allows fewer mappings than by default",
                .cause = "The parameter dma_entry_limit of vfio_iommu_type1 is below its default of 65535. When a "
                         "container has so many mappings, the next one fails with ENOSPC.",
                .cure = "Raise it in /sys/module/vfio_iommu_type1/parameters/dma_entry_limit, or remove it from "
                        "modprobe.d and the kernel command line, unless the limit is wanted.",
                .find = find_low_entry_limit,
        },
        {
                .id = "huge-pages-disabled-in-vfio",
                .severity = SEVERITY_NOTICE,
                .title = "VFIO maps without huge pages",
                .cause = "The parameter disable_hugepages of vfio_iommu_type1 is set. Each page of the host is mapped "
                         "by itself: starting a large guest takes longer, its page tables are larger, and "
                         "translations are evicted from the IOTLB sooner.",
                .cure = "Unset it in /sys/module/vfio_iommu_type1/parameters/disable_hugepages and remove it from "
                        "modprobe.d and the kernel command line. It was made for finding bugs.",
                .find = find_no_huge_pages,
        },
        {
                .id = "superpages-off",
                .severity = SEVERITY_NOTICE,
                .title = "a boot option forbids large pages in the IOMMU",
                .cause = "intel_iommu=sp_off or amd_iommu=nohugepages makes the kernel map with pages of 4 KiB only. "
                         "Page tables are larger and translations are evicted from the IOTLB sooner.",
                .cure = "Remove the word from the kernel command line and reboot, unless it works around a fault.",
                .find = find_superpages_off,
        },
        {
                .id = "small-pages-only",
                .severity = SEVERITY_INFO,
                .title = "a unit has no large pages",
                .cause = "The unit's capability register offers no pages of 2 MiB or 1 GiB (SSLPS), so all mappings "
                         "are made of pages of 4 KiB. Older hardware and some emulated units are like that.",
                .cure = "Nothing on hardware. In a guest, the hypervisor decides what its virtual IOMMU offers.",
                .find = find_small_pages,
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

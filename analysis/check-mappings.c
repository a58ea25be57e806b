/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-mappings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/host-options.h"
#include "base/parse.h"

#define DMA_ENTRY_LIMIT_DEFAULT 65535 /* drivers/vfio/vfio_iommu_type1.c, dma_entry_limit */

#define PAGES_OF_4K (1ULL << 12)

static int report_type1_parameter(const Check *check, Assessment *assessment, const char *name,
                const char *value, const char *what) {
        Finding *finding = check_report(check, assessment, "host", "%s", what);

        return finding ? check_add_evidence(finding, value, "/sys/module/vfio_iommu_type1/parameters/%s", name)
                       : -ENOMEM;
}

static int find_low_entry_limit(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *text = find_module_parameter(&snapshot->host, "vfio_iommu_type1", "dma_entry_limit");
        char what[80];
        uint64_t limit;

        if (!text || parse_unsigned(text, 10, UINT64_MAX, &limit) < 0 || limit >= DMA_ENTRY_LIMIT_DEFAULT)
                return 0;
        (void) snprintf(what, sizeof(what), "a container of VFIO may hold only %" PRIu64 " mappings", limit);
        return report_type1_parameter(check, assessment, "dma_entry_limit", text, what);
}

static int find_no_huge_pages(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *text = find_module_parameter(&snapshot->host, "vfio_iommu_type1", "disable_hugepages");

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
                char value[24];
                Finding *finding;
                int r;

                /* Where a boot option is the reason, another check says so. */
                if (unit->kind != UNIT_INTEL_VTD || assessment->units[i].page_sizes != PAGES_OF_4K ||
                                find_boot_option(&snapshot->host, "intel_iommu", "sp_off"))
                        continue;
                finding = check_report_object(check, assessment, "unit", unit->name,
                                "it offers pages of 4 KiB only");
                if (!finding)
                        return -ENOMEM;
                (void) snprintf(value, sizeof(value), "%" PRIx64, unit->cap.value);
                r = check_add_evidence(finding, value, "/sys/class/iommu/%s/intel-iommu/cap", unit->name);
                if (r < 0)
                        return r;
        }
        return 0;
}

const Check mappings_checks[] = {
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
};

const size_t n_mappings_checks = ARRAY_SIZE(mappings_checks);

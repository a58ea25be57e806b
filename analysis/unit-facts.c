/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/unit-facts.h"

#include "analysis/aperture.h"
#include "analysis/host-options.h"

#define PAGE_4K (1ULL << 12)

/* Scalable mode has a coherency bit of its own. Whether the mode is on sysfs doesn't say: the
 * boot option does, or else the kernel's configuration, and then both bits must agree. */
static Truth compute_walk_coherent(const Host *host, const UnitAbilities *abilities) {
        if (abilities->scalable_mode != TRUTH_YES || find_boot_option(host, "intel_iommu", "sm_off"))
                return abilities->legacy_walk_coherent;
        if (find_boot_option(host, "intel_iommu", "sm_on") ||
                        abilities->legacy_walk_coherent == abilities->scalable_walk_coherent)
                return abilities->scalable_walk_coherent;
        return TRUTH_UNKNOWN;
}

static uint64_t compute_page_sizes(const Host *host, const Unit *unit) {
        const UnitAbilities *abilities = &unit->abilities;

        if (unit->kind == UNIT_INTEL_VTD && (unit->cap.known && unit->ecap.known) &&
                        find_boot_option(host, "intel_iommu", "sp_off"))
                return PAGE_4K;
        if (unit->kind == UNIT_AMD_VI && find_boot_option(host, "amd_iommu", "nohugepages"))
                return PAGE_4K;
        if (unit->kind == UNIT_AMD_VI && find_boot_option(host, "amd_iommu", "v2_pgsizes_only"))
                return PAGE_4K | 1ULL << 21 | 1ULL << 30;
        return abilities->second_stage_bits > 0 || abilities->first_stage_bits == 0
                        ? abilities->second_stage_page_sizes
                        : abilities->first_stage_page_sizes;
}

UnitFacts compute_unit_facts(const Host *host, const Unit *unit, Number amd_virtual_bits) {
        const UnitAbilities *abilities = &unit->abilities;

        return (UnitFacts) {
                .iova_bits = abilities->second_stage_bits > 0 ? abilities->second_stage_bits
                                                              : abilities->first_stage_bits,
                .page_sizes = compute_page_sizes(host, unit),
                .page_walk_coherent = compute_walk_coherent(host, abilities),
                .snoop_control = abilities->snoop_control,
                .device_tlb = abilities->device_tlb,
                .interrupt_remapping = unit->abilities.interrupt_remapping,
                .aperture = compute_aperture(host, unit, amd_virtual_bits),
        };
}

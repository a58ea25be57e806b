/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/aperture.h"

#include "analysis/host-options.h"
#include "model/kernel-release.h"

static Aperture aperture_of_bits(unsigned bits, const char *reason) {
        return (Aperture) {
                .known = true,
                .last_known = true,
                .range = { 0, bits >= 64 ? IOVA_MAX : (1ULL << bits) - 1 },
                .reason = reason,
        };
}

static Aperture aperture_without_end(const char *reason) {
        return (Aperture) { .known = true, .range = { 0, IOVA_MAX }, .reason = reason };
}

static Aperture aperture_unknown(const char *reason) {
        return (Aperture) { .range = { 0, IOVA_MAX }, .reason = reason };
}

/*
 * Up to 6.12 user domains use the second stage, and the first only where there is
 * no other. 7.2 prefers the first stage in scalable mode; the change lies somewhere
 * between. A first-stage domain keeps to the lower canonical half: one bit less.
 */
static Aperture compute_vtd_aperture(const Host *host, const Unit *unit) {
        const UnitAbilities *abilities = &unit->abilities;
        unsigned second = abilities->second_stage_bits;
        unsigned first = abilities->first_stage_bits > 0 ? abilities->first_stage_bits - 1U : 0;

        if (!unit->cap.known || !unit->ecap.known)
                return aperture_unknown("the unit's cap or ecap could not be read");
        if (first == 0 && second == 0)
                return aperture_unknown("the unit supports no table format that the kernel uses");
        if (first == 0)
                return aperture_of_bits(second, "second-stage width (SAGAW and MGAW)");
        if (second == 0)
                return aperture_of_bits(first, "lower half of the first-stage width");
        if (kernel_release_compare(host->kernel, 6, 12) <= 0 ||
                        find_boot_option(host, "intel_iommu", "sm_off"))
                return aperture_of_bits(second, "second-stage width (SAGAW and MGAW)");
        if (first < second)
                return aperture_of_bits(first, "lower half of the first-stage width, which this kernel may "
                                               "use; if it uses the second stage, there is more");
        return aperture_of_bits(second, "second-stage width (SAGAW and MGAW), which this kernel may use; "
                                        "if it uses the first stage, there is more");
}

/* Up to 6.12 host tables ("v1"), which user domains get, grow to 64 bits whatever the unit says.
 * 7.2 takes the least of HATS and the IVRS table's VAsize, which only root can read. */
static Aperture compute_amd_aperture(const Host *host, const Unit *unit) {
        if (unit->efr.known && unit->efr.value != 0 && unit->abilities.second_stage_bits == 0)
                return aperture_without_end("the unit has no host page tables; the width of guest ones "
                                            "depends on the kernel and the CPU");
        if (find_boot_option(host, "amd_iommu", "pgtbl_v2"))
                return aperture_without_end("with amd_iommu=pgtbl_v2 it depends on the kernel and the CPU");
        if (kernel_release_compare(host->kernel, 6, 12) <= 0)
                return aperture_of_bits(64, "this kernel lets host page tables grow to 64 bits");
        return aperture_without_end("this kernel may cut it to the width in the IVRS table");
}

Aperture compute_aperture(const Host *host, const Unit *unit) {
        switch (unit->kind) {
        case UNIT_INTEL_VTD:
                return compute_vtd_aperture(host, unit);
        case UNIT_AMD_VI:
                return compute_amd_aperture(host, unit);
        case UNIT_ARM_SMMU_V2:
        case UNIT_ARM_SMMU_V3:
                return aperture_without_end("sysfs doesn't show the width of an SMMU");
        case UNIT_VIRTIO_IOMMU:
                return aperture_without_end("sysfs doesn't show the input range of a virtio-iommu");
        default:
                return aperture_unknown("nothing is known about apertures of this kind of unit");
        }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/aperture.h"

#include "analysis/host-options.h"
#include "model/kernel-release.h"

/* Four levels of page tables less the half that guest tables leave out; what any device can address. */
#define AMD_BITS_MIN   47
#define OTHER_BITS_MIN 32

static Aperture aperture_of_bits(unsigned bits, const char *reason) {
        return (Aperture) {
                .known = true,
                .last_known = true,
                .certain_last = bits >= 64 ? IOVA_MAX : (1ULL << bits) - 1,
                .range = { 0, bits >= 64 ? IOVA_MAX : (1ULL << bits) - 1 },
                .reason = reason,
        };
}

/* The end is not known, but no unit of the kind has fewer bits than these. */
static Aperture aperture_without_end(unsigned least_bits, const char *reason) {
        return (Aperture) {
                .known = true,
                .certain_last = (1ULL << least_bits) - 1,
                .range = { 0, IOVA_MAX },
                .reason = reason,
        };
}

static Aperture aperture_unknown(const char *reason) {
        return (Aperture) { .range = { 0, IOVA_MAX }, .reason = reason };
}

/* Where two answers are possible: the narrower, which holds in both cases. */
static Aperture narrower_aperture(unsigned first, unsigned second) {
        Aperture aperture;

        if (first < second) {
                aperture = aperture_of_bits(first, "lower half of the first-stage width, which this kernel may "
                                                   "use; if it uses the second stage, there is more");
                aperture.alternative_last = aperture_of_bits(second, NULL).range.last;
                aperture.alternative_reason = "if the kernel uses the second stage";
                return aperture;
        }
        aperture = aperture_of_bits(second, "second-stage width (SAGAW and MGAW), which this kernel may use; "
                                            "if it uses the first stage, there is more");
        if (first > second) {
                aperture.alternative_last = aperture_of_bits(first, NULL).range.last;
                aperture.alternative_reason = "if the kernel uses the first stage";
        }
        return aperture;
}

/*
 * In legacy mode there is the second stage only. In scalable mode, up to 6.12, user
 * domains use the second stage, and the first only where there is no other; 7.2
 * prefers the first, and the change lies somewhere between. Whether scalable mode is
 * on, only the boot option tells for sure. A first-stage domain keeps to the lower
 * canonical half: one bit less.
 */
static Aperture compute_vtd_aperture(const Host *host, const Unit *unit) {
        const UnitAbilities *abilities = &unit->abilities;
        unsigned second = abilities->second_stage_bits;
        unsigned first = abilities->first_stage_bits > 0 ? abilities->first_stage_bits - 1U : 0;
        bool may_be_scalable = abilities->scalable_mode == TRUTH_YES &&
                        !find_boot_option(host, "intel_iommu", "sm_off");
        bool prefers_second = kernel_release_compare(host->kernel, 6, 12) <= 0;

        if (!unit->cap.known || !unit->ecap.known)
                return aperture_unknown("the unit's cap or ecap could not be read");
        if (!may_be_scalable)
                first = 0;
        if (first == 0 && second == 0)
                return aperture_unknown("the unit supports no table format that the kernel uses");
        if (first == 0 || (prefers_second && abilities->scalable_second_stage == TRUTH_YES && second > 0))
                return aperture_of_bits(second, "second-stage width (SAGAW and MGAW)");
        if (second == 0 || (prefers_second && find_boot_option(host, "intel_iommu", "sm_on")))
                return aperture_of_bits(first, "lower half of the first-stage width");
        return narrower_aperture(first, second);
}

/* The least of HATS and the IVRS table's VAsize, which only root can read. 7.2 takes it, and the change
 * lies somewhere between 6.12 and that. */
static Aperture compute_new_amd_aperture(const Host *host, const Unit *unit, Number amd_virtual_bits) {
        unsigned bits = (unsigned) MIN(amd_virtual_bits.value, (uint64_t) unit->abilities.second_stage_bits);

        if (!amd_virtual_bits.known || bits == 0)
                return aperture_without_end(AMD_BITS_MIN, "this kernel may cut it to the width in the IVRS table");
        if (bits >= 64 || kernel_release_compare(host->kernel, 7, 2) >= 0)
                return aperture_of_bits(bits, "the least of the width in the IVRS table (VAsize) and of host page "
                                              "tables (HATS)");
        return aperture_without_end(bits, "this kernel may cut it to the width in the IVRS table (VAsize) or of "
                                          "host page tables (HATS)");
}

/* Up to 6.12 host tables ("v1"), which user domains get, grow to 64 bits whatever the unit says. */
static Aperture compute_amd_aperture(const Host *host, const Unit *unit, Number amd_virtual_bits) {
        if (unit->efr.known && unit->efr.value != 0 && unit->abilities.second_stage_bits == 0)
                return aperture_without_end(AMD_BITS_MIN, "the unit has no host page tables; the width of guest ones "
                                            "depends on the kernel and the CPU");
        if (find_boot_option(host, "amd_iommu", "pgtbl_v2"))
                return aperture_without_end(AMD_BITS_MIN,
                                "with amd_iommu=pgtbl_v2 it depends on the kernel and the CPU");
        if (kernel_release_compare(host->kernel, 6, 12) <= 0)
                return aperture_of_bits(64, "this kernel lets host page tables grow to 64 bits");
        return compute_new_amd_aperture(host, unit, amd_virtual_bits);
}

Aperture compute_aperture(const Host *host, const Unit *unit, Number amd_virtual_bits) {
        switch (unit->kind) {
        case UNIT_INTEL_VTD:
                return compute_vtd_aperture(host, unit);
        case UNIT_AMD_VI:
                return compute_amd_aperture(host, unit, amd_virtual_bits);
        case UNIT_ARM_SMMU_V2:
        case UNIT_ARM_SMMU_V3:
                return aperture_without_end(OTHER_BITS_MIN, "sysfs doesn't show the width of an SMMU");
        case UNIT_VIRTIO_IOMMU:
                return aperture_without_end(OTHER_BITS_MIN, "sysfs doesn't show the input range of a virtio-iommu");
        default:
                return aperture_unknown("nothing is known about apertures of this kind of unit");
        }
}

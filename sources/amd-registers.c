/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/amd-registers.h"

#include <errno.h>

#include "base/parse.h"
#include "model/kernel-release.h"

/* Highest EFR2 bit that any kernel up to 7.3 knows is 13; 16 leaves room for a few to come. */
#define EFR2_BITS 16

int parse_amd_features(char *text, const char *kernel, Number *ret_efr, Number *ret_efr2) {
        const char *left = parse_next(&text, ':'), *right = parse_next(&text, ':');
        uint64_t first, second;
        bool efr_first;

        if (text || parse_unsigned(left, 16, UINT64_MAX, &first) < 0)
                return -EINVAL;
        if (!right) {
                *ret_efr = number(first);
                return 0;
        }
        if (parse_unsigned(right, 16, UINT64_MAX, &second) < 0)
                return -EINVAL;
        /* The order changed between 6.5 and 6.8; inside that gap, and when the release says one
         * thing and the values plainly another (a vendor's backport), the values decide. */
        efr_first = kernel_release_compare(kernel, 6, 6) > 0;
        if (first >> EFR2_BITS != 0 && second >> EFR2_BITS == 0)
                efr_first = true;
        else if (second >> EFR2_BITS != 0 && first >> EFR2_BITS == 0)
                efr_first = false;
        *ret_efr = number(efr_first ? first : second);
        *ret_efr2 = number(efr_first ? second : first);
        return 0;
}

static Truth bit(uint64_t value, unsigned position) {
        return value >> position & 1 ? TRUTH_YES : TRUTH_NO;
}

void decode_amd_registers(Number capability, Number efr, UnitAbilities *ret) {
        /* PTE bit 60 (FC) forces snooping in every host-table entry (drivers/iommu/amd, 6.1). */
        UnitAbilities abilities = { .snoop_control = TRUTH_YES };

        if (capability.known) {
                abilities.device_tlb = bit(capability.value, 24);   /* IotlbSup */
                abilities.caching_mode = bit(capability.value, 26); /* NpCache */
        }

        if (efr.known && efr.value != 0) {
                /* HATS: 4, 5 or 6 levels of 9 bits over a 12-bit page; 3 = no host tables. GATS
                 * likewise for guest tables, if GT says that there are any. */
                static const uint8_t host_bits[] = { 48, 57, 64, 0 };
                unsigned hats = efr.value >> 10 & 3, gats = efr.value >> 12 & 3;
                bool has_guest = bit(efr.value, 4) == TRUTH_YES;

                abilities.second_stage_bits = host_bits[hats];
                abilities.first_stage_bits = has_guest && gats < 2 ? (uint8_t) (48 + 9 * gats) : 0;
                /* XT and GA are modes of the interrupt remapping table. */
                if (bit(efr.value, 2) == TRUTH_YES || bit(efr.value, 7) == TRUTH_YES)
                        abilities.interrupt_remapping = TRUTH_YES;
        }
        /* Host tables take every power of two from 4 KiB up to the 52 bits of a physical address,
         * except 512 GiB (AMD_IOMMU_PGSIZES, Linux 6.12; VFIO shows the same mask). */
        if (!efr.known || efr.value == 0 || abilities.second_stage_bits > 0)
                abilities.second_stage_page_sizes = ((1ULL << 52) - (1ULL << 12)) & ~(1ULL << 39);
        if (abilities.first_stage_bits > 0)
                abilities.first_stage_page_sizes = 1ULL << 12 | 1ULL << 21 | 1ULL << 30;
        *ret = abilities;
}

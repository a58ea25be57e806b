/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/vtd-registers.h"

#define PAGE_4K (1ULL << 12)
#define PAGE_2M (1ULL << 21)
#define PAGE_1G (1ULL << 30)

static unsigned field(uint64_t value, unsigned high, unsigned low) {
        return (unsigned) (value >> low & ((1ULL << (high - low + 1)) - 1));
}

static Truth bit(uint64_t value, unsigned position) {
        return value >> position & 1 ? TRUTH_YES : TRUTH_NO;
}

/* Widest supported table of at most 57 bits, as the kernel picks it (intel/iommu.c,
 * __iommu_calculate_sagaw(), Linux 6.1): SAGAW bit n stands for 30 + 9n bits. Bits 0 and 4 are
 * reserved. MGAW cuts it, since a client part may translate 48 bits and accept 39. */
static uint8_t second_stage_bits(uint64_t cap) {
        unsigned sagaw = field(cap, 12, 8), mgaw = field(cap, 21, 16) + 1;

        for (unsigned n = 3; n >= 1; n--)
                if (sagaw >> n & 1)
                        return (uint8_t) MIN(30 + 9 * n, mgaw);
        return 0;
}

/* intel/iommu.c, Linux 7.2: 57 bits where MGAW and FS5LP allow, else at most 48. */
static uint8_t first_stage_bits(uint64_t cap) {
        unsigned mgaw = field(cap, 21, 16) + 1;

        if (mgaw > 48 && bit(cap, 60) == TRUTH_YES)
                return (uint8_t) MIN(57U, mgaw);
        return (uint8_t) MIN(48U, mgaw);
}

void decode_vtd_registers(uint64_t cap, uint64_t ecap, UnitAbilities *ret) {
        UnitAbilities abilities = {
                .scalable_mode = bit(ecap, 43),
                .scalable_second_stage = bit(ecap, 46),
                .legacy_walk_coherent = bit(ecap, 0),
                .scalable_walk_coherent = bit(ecap, 48),
                .snoop_control = bit(ecap, 7),
                .device_tlb = bit(ecap, 2),
                .interrupt_remapping = bit(ecap, 3),
                .caching_mode = bit(cap, 7),
        };
        bool has_first = abilities.scalable_mode == TRUTH_YES && bit(ecap, 47) == TRUTH_YES;

        if (second_stage_bits(cap) > 0) {
                abilities.second_stage_bits = second_stage_bits(cap);
                abilities.second_stage_page_sizes = PAGE_4K | (bit(cap, 34) == TRUTH_YES ? PAGE_2M : 0) |
                                (bit(cap, 35) == TRUTH_YES ? PAGE_1G : 0);
        }
        if (has_first) {
                abilities.first_stage_bits = first_stage_bits(cap);
                abilities.first_stage_page_sizes =
                                PAGE_4K | PAGE_2M | (bit(cap, 56) == TRUTH_YES ? PAGE_1G : 0);
        }
        *ret = abilities;
}

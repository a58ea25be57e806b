/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Unit: one IOMMU, as sysfs and its registers show it.
 */

#include <stddef.h>
#include <stdint.h>

#include "model/enums.h"
#include "model/names.h"
#include "model/number.h"

typedef struct Unit Unit;
typedef struct UnitAbilities UnitAbilities;

/*
 * What a unit can do, decoded from its registers. The two stages are the spec's:
 * the second is the classic IOVA table (AMD: host, "v1"), the first is the
 * CPU-format table (AMD: guest, "v2"). 0 bits or sizes: unknown, or not there.
 */
struct UnitAbilities {
        uint8_t second_stage_bits;
        uint8_t first_stage_bits;           /* the kernel uses only the lower half of it */
        uint64_t second_stage_page_sizes;   /* bit n set: pages of 2^n bytes */
        uint64_t first_stage_page_sizes;    /* likewise */
        Truth scalable_mode;                /* VT-d: SMTS */
        Truth scalable_second_stage;        /* VT-d: SSTS, without which that mode has the first only */
        Truth legacy_walk_coherent;         /* page walks snoop the CPU caches */
        Truth scalable_walk_coherent;       /* likewise, in scalable mode */
        Truth snoop_control;                /* no-snoop requests can be forced to snoop */
        Truth device_tlb;                   /* ATS requests are answered */
        Truth interrupt_remapping;
        Truth caching_mode;                 /* it caches that nothing is mapped, as emulated units do */
};

struct Unit {
        char *name;
        UnitKind kind;
        char *parent; /* the device that is the unit, where sysfs tells: AMD's PCI function */
        char *version;
        Number address; /* of its registers */
        Number cap, ecap;  /* VT-d */
        Number capability; /* AMD: first dword of the PCI capability */
        Number efr, efr2;  /* AMD */
        Number domains_supported, domains_used;
        UnitAbilities abilities;
        Names device_names;  /* as listed; emptied by snapshot_link() */
        size_t *devices;     /* indices */
        size_t n_devices;
};

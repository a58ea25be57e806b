/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the codes and names of fault reasons mean, in a sentence. NULL if not known.
 */

#include <stdint.h>

#include "base/macros.h"

/* Intel: fault reason (drivers/iommu/intel/dmar.c, Linux 7.2; VT-d specification). */
_const_ const char *find_vtd_reason(uint64_t code);

/* AMD: name of an event (drivers/iommu/amd/iommu.c, Linux 7.2). */
_pure_ const char *find_amd_reason(const char *name);

/* Arm SMMUv3: number of an event, its name, and back (arm-smmu-v3.h, Linux 7.2; Arm IHI 0070, 7.3). */
_const_ const char *find_smmu_v3_reason(uint64_t code);
_const_ const char *find_smmu_v3_name(uint64_t code);
bool find_smmu_v3_code(const char *name, uint64_t *ret);

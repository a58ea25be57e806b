/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * VT-d CAP_REG and ECAP_REG (VT-d specification, 11.4.2 and 11.4.3; field
 * positions cross-read in drivers/iommu/intel/iommu.h, Linux 7.2).
 */

#include <stdint.h>

#include "model/snapshot.h"

/* Total: every pair of values decodes to something. */
void decode_vtd_registers(uint64_t cap, uint64_t ecap, UnitAbilities *ret);

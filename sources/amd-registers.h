/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * AMD-Vi: the first dword of the IOMMU's PCI capability and the extended feature
 * register (AMD 48882, 3.2.2.1 and 3.4.14; field positions cross-read in
 * drivers/iommu/amd/amd_iommu_types.h, Linux 7.2).
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/snapshot.h"

/*
 * `features` as three generations of kernels print it: one number (5.10), then
 * EFR2:EFR (6.1 to 6.5), then EFR:EFR2 (6.8 on). kernel is a release string or
 * NULL; where it doesn't settle the order, the values do: EFR2 has only low bits.
 * 0 or -EINVAL.
 */
_warn_unused_ int parse_amd_features(char *text, const char *kernel, Number *ret_efr, Number *ret_efr2);

/* Unknown registers leave unknown abilities. EFR 0 means that the unit has none. */
void decode_amd_registers(Number capability, Number efr, UnitAbilities *ret);

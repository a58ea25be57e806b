/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Every field of AMD-Vi's extended feature registers, EFR and EFR2 (AMD 48882, MMIO
 * offsets 0030h and 01A0h). Positions: drivers/iommu/amd/amd_iommu_types.h, Linux 7.2,
 * read against Xen's iommu-defs.h and FreeBSD's amd_reg.h. The specification itself was
 * not opened; what only a single source names is called "bit NN (NAME)".
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/register-field.h"
#include "model/names.h"
#include "model/number.h"

/* Appends the fields of EFR, then of EFR2 if it is known, each from bit 0 up. 0 or -ENOMEM. */
_warn_unused_ int decode_amd_fields(uint64_t efr, Number efr2, RegisterFields *fields);

/*
 * The words that the kernel prints after "Extended features (...):", in its order
 * (drivers/iommu/amd/init.c, print_iommu_info()). This follows Linux 7.2: bits 0 to 9,
 * then GA_vAPIC, SNP and SEV-TIO. Older kernels print the same words without the last
 * ones, which they don't know: SNP stands in a log of 6.9 and SEV-TIO in patches of
 * November 2025. From 6.8 on the kernel prints what all units have in common, not each
 * unit's own. 0 or -ENOMEM.
 */
_warn_unused_ int decode_amd_kernel_names(uint64_t efr, Number efr2, Names *names);

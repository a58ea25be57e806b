/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Every field of VT-d's CAP_REG and ECAP_REG (VT-d specification, 11.4.2 and 11.4.3).
 * Positions: drivers/iommu/intel/iommu.h, Linux 7.2, read against VirtualBox and two
 * public decoders. The specification itself was not opened; what only weak sources
 * name is called "bit NN (NAME)".
 *
 * Names are those of revisions before 3.3, which kernels and most users know (SLLPS,
 * FL1GP, SLTS); where newer revisions say something else (SSLPS, FS1GP, SSTS), the
 * meaning ends with it.
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/register-field.h"

/* Appends the fields of CAP, then of ECAP, each from bit 0 up. 0 or -ENOMEM. */
_warn_unused_ int decode_vtd_fields(uint64_t cap, uint64_t ecap, RegisterFields *fields);

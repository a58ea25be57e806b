/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The feature word that arm-smmu-v3 prints when it boots ("features 0x00008305"), 32 bits.
 * It is no register: the driver puts it together from IDR0 to IDR5, the firmware's word on
 * coherency and what the kernel was built with. Names are those of the driver's
 * ARM_SMMU_FEAT_ constants (drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.h): bits 0 to 20 in
 * mainline from before HTTU, 0 to 22 from before S2FWB, with the same numbers in both. 23
 * (patch of 2024) and 24 (patch of 2025) stand in lists copied from later kernels. Which
 * release was the first to know a bit was not looked up; logs show NESTING and ATTR_TYPES_OVR
 * in 6.11-rc5.
 *
 * An older kernel leaves clear what it doesn't know. A vendor's kernel with patches that
 * mainline didn't take as they were (HTTU, BBM, ECMDQ) numbers bits from 18 on in its own way.
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/register-answer.h"
#include "model/register-field.h"

/* Appends the fields, from bit 0 up to bit 31. 0 or -ENOMEM. */
_warn_unused_ int decode_smmu_fields(uint32_t features, RegisterFields *fields);

/*
 * Appends what the word says of coherency, ATS, stages and range invalidation. The last is
 * unknown where the kernel may be too old for the bit. 0 or -ENOMEM.
 */
_warn_unused_ int decode_smmu_answers(uint32_t features, RegisterAnswers *answers);

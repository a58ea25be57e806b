/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Aperture: which IOVAs a domain that VFIO or iommufd attaches can translate.
 *
 * sysfs doesn't say; for VT-d and AMD-Vi it follows from the registers, the
 * kernel's version and the boot options, as read in drivers/iommu of Linux 5.10,
 * 6.1, 6.5, 6.8, 6.12 and 7.2. For the others the end stays unknown. Where two
 * answers are possible, the narrower is given, since it holds in both cases, and the
 * other one beside it.
 */

#include "model/assessment.h"
#include "model/snapshot.h"

/* amd_virtual_bits: firmware_amd_virtual_bits(). */
Aperture compute_aperture(const Host *host, const Unit *unit, Number amd_virtual_bits);

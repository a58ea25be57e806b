/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Windows: where a group's devices may be mapped.
 *
 * The aperture of all units involved, less the reserved regions of all members,
 * as VFIO type1 does it (drivers/vfio/vfio_iommu_type1.c, Linux 5.4 to 7.3):
 * `direct-relaxable` regions stay usable, windows are not rounded to pages, and
 * a mapping must lie inside one window. A device's DMA mask has no part in it.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* units: the facts of the snapshot's units. 0 or -ENOMEM. */
_warn_unused_ int compute_windows(const UnitFacts *units, const Group *group, GroupFacts *facts);

/* Takes the regions that VFIO and iommufd never map off a set: all but direct-relaxable ones. 0 or -ENOMEM. */
_warn_unused_ int windows_subtract_reserved(const Group *group, IovaSet *set);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Coherency of units, devices and groups.
 *
 * The rules are those of Linux: IOMMU_CAP_CACHE_COHERENCY and
 * IOMMU_CAP_ENFORCE_CACHE_COHERENCY of each driver (5.10 to 7.2), and drivers/vfio, which
 * from 6.1 on refuses a device that lacks the first. What they say about No Snoop is true in
 * domains of VFIO and iommufd; the kernel's own domains don't force anything.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* Fills `coherency` and `ats_possible` of all devices, groups and units, in this order; the facts
 * of units must be there. */
void compute_coherency(const Snapshot *snapshot, Assessment *assessment);

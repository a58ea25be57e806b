/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Risky windows: addresses that VFIO lets a group map although they may never reach the IOMMU.
 *
 * A bridge routes by address. Where a port doesn't send requests up first (ACS Request Redirect,
 * PCI Express Base 5.0, 6.12), one whose IOVA lies in the window of a bridge above goes to whatever
 * device has its registers there. The kernel keeps its own DMA away from these windows
 * (iova_reserve_pci_windows(), drivers/iommu/dma-iommu.c, Linux 6.12), but not the users of VFIO.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/*
 * Fills risky and risky_known of the group at this index. A port that is in another group redirects:
 * else the kernel would have put both together. visited: an element for each device, zeroed before the
 * first group. After compute_windows(). 0 or -ENOMEM.
 */
_warn_unused_ int compute_risky_windows(
                const Snapshot *snapshot, size_t group, size_t *visited, GroupFacts *facts);

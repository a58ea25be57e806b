/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What an errno means to somebody who called VFIO_IOMMU_MAP_DMA, and whether it goes with what is
 * predicted. Read in drivers/vfio/vfio_iommu_type1.c and container.c, Linux 6.1, 6.12 and 7.2.
 */

#include "model/mapping.h"

/* After everything else in the prediction is filled in. */
MapErrnoFacts compute_map_errno_facts(
                const MapRequest *request, const MapPrediction *prediction, MapErrno number);

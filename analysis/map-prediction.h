/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What VFIO_IOMMU_MAP_DMA will say to a range, for a container that holds one group.
 *
 * The tests are those of vfio_dma_do_map() in drivers/vfio/vfio_iommu_type1.c, in its order: size 0 and
 * alignment to the smallest page size that the unit and the host share, wrap-around, mappings that are
 * there already (which can't be known), entries left, inside one window, memory. Linux 5.4 to 7.2; the
 * IOVA part holds for iommufd's stand-in for the container, too, though its order differs.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/mapping.h"
#include "model/snapshot.h"

/*
 * group: an index. Unknown means that the kernel decides by what sysfs doesn't show: where the
 * aperture ends, or how large pages are. What a request leaves out is taken as no obstacle. Free the
 * result with mapping_prediction_done(). 0 or -ENOMEM.
 */
_warn_unused_ int compute_map_prediction(const Snapshot *snapshot, const Assessment *assessment, size_t group,
                const MapRequest *request, MapPrediction *ret);

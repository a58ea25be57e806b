/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The text of a group's `reserved_regions`: lines of
 *   0x%016llx 0x%016llx %s     start, inclusive end, type
 * (drivers/iommu/iommu.c, iommu_group_show_resv_regions(), Linux 4.11 to 7.3).
 */

#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/snapshot.h"

/*
 * Takes text apart in place. On -EINVAL ret_error says which line is wrong and
 * why; nothing is handed out then, since half a list would make windows that
 * don't exist. Overlapping and unsorted regions are as the kernel may print them.
 */
_warn_unused_ int parse_reserved_regions(
                char *text, ReservedRegion **ret, size_t *ret_count, Text *ret_error);

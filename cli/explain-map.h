/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * iommu-diag explain map: would VFIO map this range for this group, and why not? The range comes from
 * the options --device, --iova, --size, --vaddr and --errno. Returns the exit status, after an error
 * with its message; a range that can't be mapped is an answer, not an error.
 */
int explain_map(void);

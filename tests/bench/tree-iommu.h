/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * tree-iommu: the sysfs side of units and groups.
 */

#include "tests/bench/tree-plan.h"
#include "tests/bench/tree-writer.h"

/* class/iommu and devices/virtual/iommu below @sys. */
void tree_iommu_write_units(TreeWriter *sys, const TreePlan *plan);

/* kernel/iommu_groups below @sys. */
void tree_iommu_write_groups(TreeWriter *sys, const TreePlan *plan);

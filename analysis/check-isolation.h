/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on what isolates devices from each other, and what goes past the IOMMU: ACS of the
 * ports, ATS of the devices, windows of the bridges.
 */

#include "analysis/check.h"

extern const Check isolation_checks[];
extern const size_t n_isolation_checks;

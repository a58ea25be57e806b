/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on whether devices and CPUs see the same data.
 */

#include "analysis/check.h"

extern const Check coherency_checks[];
extern const size_t n_coherency_checks;

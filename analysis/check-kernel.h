/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on the kernel and how it was booted.
 */

#include "analysis/check.h"

extern const Check kernel_checks[];
extern const size_t n_kernel_checks;

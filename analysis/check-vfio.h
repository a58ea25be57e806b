/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on devices that are handed to user space.
 */

#include "analysis/check.h"

extern const Check vfio_checks[];
extern const size_t n_vfio_checks;

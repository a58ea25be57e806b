/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on what makes mappings few, small or slow.
 */

#include "analysis/check.h"

extern const Check mappings_checks[];
extern const size_t n_mappings_checks;

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on units, one beside the other.
 */

#include "analysis/check.h"

extern const Check units_checks[];
extern const size_t n_units_checks;

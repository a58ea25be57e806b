/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on a machine without any unit.
 */

#include "analysis/check.h"

extern const Check absence_checks[];
extern const size_t n_absence_checks;

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on windows: their ends, what is left of them, and who may miss something in them.
 */

#include "analysis/check.h"

extern const Check windows_checks[];
extern const size_t n_windows_checks;

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks on what the machine is protected from.
 */

#include "analysis/check.h"

extern const Check protection_checks[];
extern const size_t n_protection_checks;

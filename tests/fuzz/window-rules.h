/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What must hold for the windows of any group. */

#include "model/assessment.h"

void check_windows(const Group *group, const GroupFacts *facts);

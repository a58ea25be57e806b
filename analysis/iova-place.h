/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Place: where so many bytes could be mapped, and how much room there is.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/fit.h"

/* The lowest place inside of one window. After compute_windows(). 0 or -ENOMEM. */
_warn_unused_ int compute_iova_place(
                const Group *group, const GroupFacts *facts, const PlaceRequest *request, IovaPlace *ret);

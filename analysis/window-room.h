/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Room: is a range inside of a group's windows, and if not, what is in the way?
 *
 * The windows must be derived: the aperture less the reserved regions. "Certain" room holds
 * whatever the end of the aperture turns out to be; room that is possible ends at the farthest
 * end that it may have.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/fit.h"

/* The last address that the aperture has for certain, or may have. */
_pure_ Iova window_room_last(const Aperture *aperture, bool certain);

/* Unknown: the range goes on behind the certain end, and nothing else is in the way. The obstacle
 * is set unless the answer is yes. */
Truth find_window_obstacle(
                const Group *group, const GroupFacts *facts, IovaRange range, FitObstacle *ret_obstacle);

/* How far the room around an address goes on above it. False if the address itself can't be used. */
bool find_window_run(const Group *group, const GroupFacts *facts, bool certain, Iova first, Iova *ret_last);

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/window-room.h"

Iova window_room_last(const Aperture *aperture, bool certain) {
        if (certain)
                return aperture->last_known ? aperture->range.last : aperture->certain_last;
        return aperture->alternative_reason ? aperture->alternative_last : aperture->range.last;
}

/* The lowest address of the range that lies in a region, and the region; NULL if none does. */
static const ReservedRegion *find_lowest_region(const Group *group, IovaRange range, Iova *ret_first) {
        const ReservedRegion *lowest = NULL;

        for (size_t i = 0; i < group->n_reserved; i++) {
                const ReservedRegion *region = group->reserved + i;
                Iova first = MAX(region->first, range.first);

                if (is_usable_region(region) || region->first > range.last || region->last < range.first ||
                                (lowest && first >= *ret_first))
                        continue;
                lowest = region;
                *ret_first = first;
        }
        return lowest;
}

Truth find_window_obstacle(
                const Group *group, const GroupFacts *facts, IovaRange range, FitObstacle *ret_obstacle) {
        Iova certain_last = window_room_last(&facts->aperture, true);
        Iova possible_last = window_room_last(&facts->aperture, false);
        FitObstacle obstacle = { .known = true, .first = range.first };
        Truth fits = TRUTH_NO;

        if (range.first >= facts->aperture.range.first) {
                obstacle.region = find_lowest_region(group, range, &obstacle.first);
                /* What comes first counts: the region or the aperture's end. */
                if (obstacle.region && obstacle.first > possible_last)
                        obstacle.region = NULL;
                if (!obstacle.region && range.last <= certain_last)
                        return TRUTH_YES;
                if (!obstacle.region) {
                        fits = range.last <= possible_last ? TRUTH_UNKNOWN : TRUTH_NO;
                        obstacle.first = MAX(range.first, (fits == TRUTH_NO ? possible_last : certain_last) + 1);
                }
        }
        *ret_obstacle = obstacle;
        return fits;
}

bool find_window_run(const Group *group, const GroupFacts *facts, bool certain, Iova first, Iova *ret_last) {
        Iova last = window_room_last(&facts->aperture, certain), bound;

        if (first < facts->aperture.range.first || first > last)
                return false;
        if (find_lowest_region(group, (IovaRange) { first, last }, &bound)) {
                if (bound == first)
                        return false;
                last = bound - 1;
        }
        *ret_last = last;
        return true;
}

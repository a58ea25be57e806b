/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Does the range lie inside one window, and what is in its way if not? */

#include "analysis/map-step.h"

#include <inttypes.h>

#include "model/kernel-release.h"

#define ADDRESS "0x%016" PRIx64

static const Window *find_window(const MapAttempt *attempt) {
        for (size_t i = 0; i < attempt->facts->n_windows; i++) {
                const Window *window = attempt->facts->windows + i;

                if (window->range.first <= attempt->range.first && window->range.last >= attempt->range.last)
                        return window;
        }
        return NULL;
}

/* The lowest one that overlaps the range. */
static const ReservedRegion *find_region(const MapAttempt *attempt) {
        const ReservedRegion *found = NULL;

        for (size_t i = 0; i < attempt->group->n_reserved; i++) {
                const ReservedRegion *region = attempt->group->reserved + i;

                if (!is_usable_region(region) && region->first <= attempt->range.last &&
                                region->last >= attempt->range.first && (!found || region->first < found->first))
                        found = region;
        }
        return found;
}

static void add_region_reason(const IovaRange *range, const ReservedRegion *region, MapAnswer *ret) {
        text_add_format(&ret->reason, region->first <= range->first && region->last >= range->last
                                        ? "it lies in the reserved region " ADDRESS "-" ADDRESS " (%s)"
                                        : "the reserved region " ADDRESS "-" ADDRESS " (%s) is in its way",
                        region->first, region->last, region_type_to_string(region->type));
        ret->bound = (MapBound) {
                .known = true, .range = { region->first, region->last }, .last_known = true,
                .type = region_type_to_string(region->type),
        };
}

static MapBound bound_of_aperture(const Aperture *aperture) {
        return (MapBound) {
                .known = true, .range = aperture->range, .last_known = aperture->last_known, .type = "aperture",
        };
}

/* Where the kernel may use either table format, the windows end at the nearer of two ends. */
static bool may_be_wider(const MapAttempt *attempt) {
        const Aperture *aperture = &attempt->facts->aperture;

        return aperture->alternative_reason && aperture->alternative_last >= attempt->range.last;
}

static void add_aperture_reason(const MapAttempt *attempt, MapAnswer *ret) {
        const Aperture *aperture = &attempt->facts->aperture;

        ret->bound = bound_of_aperture(aperture);
        if (attempt->range.first < aperture->range.first)
                text_add_format(&ret->reason, "it begins below the aperture, whose first address is " ADDRESS,
                                aperture->range.first);
        else
                text_add_format(&ret->reason, "it %s above the aperture, whose last address is " ADDRESS " (%s)",
                                attempt->range.first > aperture->range.last ? "lies" : "ends",
                                aperture->range.last, aperture->reason);
        if (attempt->range.first >= aperture->range.first && may_be_wider(attempt)) {
                ret->outcome = MAP_UNKNOWN;
                text_add(&ret->reason, "; in the kernel's other mode it would not");
        }
}

void map_step_windows(MapAttempt *attempt, MapAnswer *ret) {
        const GroupFacts *facts = attempt->facts;
        const ReservedRegion *region;
        const Window *window;

        /* Even where the aperture is unknown, a reserved region is one. */
        region = attempt->group->reserved_known ? find_region(attempt) : NULL;
        window = find_window(attempt);
        if (window && (window->last_known || attempt->range.last <= facts->aperture.certain_last)) {
                text_add_format(&ret->reason, "it lies in the window " ADDRESS "-", window->range.first);
                if (window->last_known)
                        text_add_format(&ret->reason, ADDRESS, window->range.last);
                else
                        text_add(&ret->reason, "(unknown)");
                /* In 6.1 and 6.12 the sum of iova and size becomes 0, and then nothing is found to unmap. */
                if (attempt->range.last == IOVA_MAX &&
                                kernel_release_compare(attempt->snapshot->host.kernel, 7, 2) < 0)
                        text_add(&ret->reason, "; this kernel may not be able to take back a mapping that ends at the "
                                               "last address");
                return;
        }
        ret->errnos = MAP_BIT(MAP_EINVAL);
        ret->is_about_place = true;
        ret->outcome = MAP_FAILURE;
        if (region)
                add_region_reason(&attempt->range, region, ret);
        else if (facts->windows_source == WINDOWS_UNKNOWN) {
                ret->outcome = MAP_UNKNOWN;
                text_add_format(&ret->reason, "the windows of the group are not known: %s", facts->windows_reason);
        } else if (window) {
                ret->outcome = MAP_UNKNOWN;
                ret->bound = bound_of_aperture(&facts->aperture);
                text_add_format(&ret->reason, "the aperture reaches " ADDRESS " in any case, but where it ends is not "
                                "known: %s", facts->aperture.certain_last, facts->aperture.reason);
        } else
                add_aperture_reason(attempt, ret);
}

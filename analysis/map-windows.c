/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Does the range lie inside one window, and what is in its way if not? */

#include "analysis/map-step.h"

#include <inttypes.h>

#include "analysis/host-options.h"
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

                if (region->type != REGION_DIRECT_RELAXABLE && region->first <= attempt->range.last &&
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

/*
 * The last address of a VT-d unit in the wider of the modes that a kernel after 6.12 may choose from.
 * The aperture of the assessment is the narrower one (analysis/aperture.c).
 */
static Iova compute_possible_last(const Host *host, const Unit *unit, const Aperture *aperture) {
        const UnitAbilities *abilities = &unit->abilities;
        unsigned bits = MAX(abilities->second_stage_bits, abilities->first_stage_bits - (abilities->first_stage_bits > 0));

        if (!aperture->known || !aperture->last_known)
                return IOVA_MAX;
        if (unit->kind != UNIT_INTEL_VTD || abilities->scalable_mode != TRUTH_YES || bits == 0 || bits >= 64 ||
                        kernel_release_compare(host->kernel, 6, 12) <= 0 ||
                        find_boot_option(host, "intel_iommu", "sm_off"))
                return aperture->range.last;
        return MAX(aperture->range.last, (1ULL << bits) - 1);
}

static bool may_be_wider(const MapAttempt *attempt) {
        for (size_t i = 0; i < attempt->group->n_units; i++) {
                size_t unit = attempt->group->units[i];

                if (compute_possible_last(&attempt->snapshot->host, attempt->snapshot->units + unit,
                                    &attempt->assessment->units[unit].aperture) < attempt->range.last)
                        return false;
        }
        return attempt->group->n_units > 0;
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/windows.h"

#include <errno.h>
#include <string.h>

/* The reason goes with the answer: who knows less decides, and only then who is narrower. */
static bool is_decisive(const Aperture *one, const Aperture *others) {
        if (one->known != others->known)
                return !one->known;
        if (one->last_known != others->last_known)
                return !one->last_known;
        return one->range.last < others->range.last;
}

/* The farthest end that it may have. */
static Iova aperture_possible_last(const Aperture *aperture) {
        return aperture->alternative_reason ? aperture->alternative_last : aperture->range.last;
}

/* Each unit may have its nearer or its farther end: the nearest of the farther ones is the limit. */
static void intersect_alternatives(const UnitFacts *units, const Group *group, Aperture *all) {
        const Aperture *limit = &units[group->units[0]].aperture;

        for (size_t i = 1; i < group->n_units; i++) {
                const Aperture *one = &units[group->units[i]].aperture;

                if (aperture_possible_last(one) < aperture_possible_last(limit))
                        limit = one;
        }
        all->alternative_reason = NULL;
        if (!all->known || !all->last_known || aperture_possible_last(limit) <= all->range.last)
                return;
        all->alternative_last = aperture_possible_last(limit);
        /* Where that one has no choice itself, it is another whose choice lets the group reach so far. */
        all->alternative_reason = limit->alternative_reason;
        for (size_t i = 0; !all->alternative_reason && i < group->n_units; i++)
                all->alternative_reason = units[group->units[i]].aperture.alternative_reason;
}

/* A domain that several units share can do what the narrowest of them can. */
static Aperture intersect_apertures(const UnitFacts *units, const Group *group) {
        Aperture all = units[group->units[0]].aperture;

        for (size_t i = 1; i < group->n_units; i++) {
                const Aperture *one = &units[group->units[i]].aperture;

                if (is_decisive(one, &all))
                        all.reason = one->reason;
                all.known = all.known && one->known;
                all.last_known = all.last_known && one->last_known;
                all.certain_last = MIN(all.certain_last, one->certain_last);
                all.range.first = MAX(all.range.first, one->range.first);
                all.range.last = MIN(all.range.last, one->range.last);
        }
        intersect_alternatives(units, group, &all);
        return all;
}

/* The region that ends right before, or begins right behind, an address. */
static const ReservedRegion *find_bound(const Group *group, Iova address, bool ends) {
        for (size_t i = 0; i < group->n_reserved; i++)
                if (!is_usable_region(group->reserved + i) &&
                                (ends ? group->reserved[i].last : group->reserved[i].first) == address)
                        return group->reserved + i;
        return NULL;
}

static Window make_window(const Group *group, const Aperture *aperture, IovaRange range) {
        Window window = { .range = range, .last_known = true };

        if (range.first > aperture->range.first)
                window.before = find_bound(group, range.first - 1, true);
        if (range.last < aperture->range.last)
                window.behind = find_bound(group, range.last + 1, false);
        /* The aperture may end before the region begins. */
        if (!aperture->last_known && range.last > aperture->certain_last) {
                window.last_known = false;
                window.behind = NULL;
        }
        return window;
}

int windows_subtract_reserved(const Group *group, IovaSet *set) {
        for (size_t i = 0; i < group->n_reserved; i++) {
                const ReservedRegion *region = group->reserved + i;
                int r;

                if (is_usable_region(region))
                        continue;
                r = iova_set_subtract(set, (IovaRange) { region->first, region->last });
                if (r < 0)
                        return r;
        }
        return 0;
}

static const char *find_obstacle(const Group *group) {
        if (group->name && strcmp(group->name, "vfio-noiommu") == 0)
                return "no IOMMU translates for this group (VFIO no-IOMMU mode, or a mediated device)";
        if (group->n_units == 0)
                return "sysfs names no unit for the devices of this group";
        if (!group->reserved_known)
                return "the group's reserved regions could not be read";
        return NULL;
}

static WindowsConfidence compute_confidence(const GroupFacts *facts) {
        for (size_t i = 0; i < facts->n_windows; i++)
                if (!facts->windows[i].last_known)
                        return WINDOWS_LOWER_BOUND;
        return facts->aperture.alternative_reason ? WINDOWS_ONE_OF_TWO : WINDOWS_CERTAIN;
}

int compute_windows(const UnitFacts *units, const Group *group, GroupFacts *facts) {
        _cleanup_iova_set_ IovaSet set = IOVA_SET_INIT;
        int r;

        facts->windows_reason = find_obstacle(group);
        if (facts->windows_reason)
                return 0;
        facts->aperture = intersect_apertures(units, group);
        if (!facts->aperture.known) {
                facts->windows_reason = facts->aperture.reason;
                return 0;
        }
        r = iova_set_add(&set, facts->aperture.range);
        if (r == 0)
                r = windows_subtract_reserved(group, &set);
        if (r < 0)
                return r;
        facts->windows = calloc(MAX(set.count, (size_t) 1), sizeof(*facts->windows));
        if (!facts->windows)
                return -ENOMEM;
        for (size_t i = 0; i < set.count; i++)
                facts->windows[i] = make_window(group, &facts->aperture, set.ranges[i]);
        facts->n_windows = set.count;
        facts->windows_source = WINDOWS_DERIVED;
        facts->windows_confidence = compute_confidence(facts);
        return 0;
}

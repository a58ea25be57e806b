/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tests/fuzz/window-rules.h"

#include "tests/fuzz/fuzz.h"

static const ReservedRegion *find_region(const Group *group, Iova address) {
        for (size_t i = 0; i < group->n_reserved; i++)
                if (group->reserved[i].type != REGION_DIRECT_RELAXABLE &&
                                group->reserved[i].first <= address && address <= group->reserved[i].last)
                        return group->reserved + i;
        return NULL;
}

/* All addresses of the range are reserved, so none is kept back that could be used. */
static void check_reserved(const Group *group, Iova first, Iova last) {
        for (;;) {
                const ReservedRegion *region = find_region(group, first);

                FUZZ_CHECK(region);
                if (region->last >= last)
                        return;
                first = region->last + 1;
        }
}

static void check_bounds(const GroupFacts *facts, const Window *window) {
        if (window->range.first == facts->aperture.range.first)
                FUZZ_CHECK(!window->before);
        else
                FUZZ_CHECK(window->before && window->before->last == window->range.first - 1);
        FUZZ_CHECK(window->last_known == (facts->aperture.last_known ||
                                                         window->range.last <= facts->aperture.certain_last));
        if (window->range.last == facts->aperture.range.last || !window->last_known)
                FUZZ_CHECK(!window->behind);
        else
                FUZZ_CHECK(window->behind && window->behind->first == window->range.last + 1);
}

static bool is_usable(const GroupFacts *facts, IovaRange range) {
        for (size_t i = 0; i < facts->n_windows; i++)
                if (facts->windows[i].range.first <= range.first && facts->windows[i].range.last >= range.last)
                        return true;
        return false;
}

/* Ascending at both ends, and each within one window. */
static void check_risky(const GroupFacts *facts) {
        for (size_t i = 0; i < facts->n_risky; i++) {
                IovaRange range = facts->risky[i].range;

                FUZZ_CHECK(range.first <= range.last && is_usable(facts, range));
                FUZZ_CHECK(i == 0 || (range.first > facts->risky[i - 1].range.first &&
                                                     range.last > facts->risky[i - 1].range.last));
        }
}

/* The doubt that is shown is the doubt that the windows have. */
static void check_confidence(const GroupFacts *facts) {
        bool has_unknown_end = false;

        for (size_t i = 0; i < facts->n_windows; i++)
                has_unknown_end = has_unknown_end || !facts->windows[i].last_known;
        FUZZ_CHECK((facts->windows_confidence == WINDOWS_CONFIDENCE_UNKNOWN) ==
                        (facts->windows_source == WINDOWS_UNKNOWN));
        FUZZ_CHECK((facts->windows_confidence == WINDOWS_LOWER_BOUND) == has_unknown_end);
        if (facts->windows_confidence == WINDOWS_ONE_OF_TWO)
                FUZZ_CHECK(facts->aperture.alternative_last > facts->aperture.range.last);
}

void check_windows(const Group *group, const GroupFacts *facts) {
        IovaRange aperture = facts->aperture.range;
        Iova next = aperture.first; /* the first address that is not accounted for */

        check_risky(facts);
        check_confidence(facts);
        if (facts->windows_source == WINDOWS_UNKNOWN) {
                FUZZ_CHECK(facts->n_windows == 0 && facts->windows_reason);
                return;
        }
        FUZZ_CHECK(facts->aperture.known && aperture.first <= aperture.last);
        for (size_t i = 0; i < facts->n_windows; i++) {
                const Window *window = facts->windows + i;

                FUZZ_CHECK(window->range.first <= window->range.last);
                FUZZ_CHECK(window->range.first >= next && window->range.last <= aperture.last);
                for (size_t j = 0; j < group->n_reserved; j++)
                        FUZZ_CHECK(group->reserved[j].type == REGION_DIRECT_RELAXABLE ||
                                        group->reserved[j].last < window->range.first ||
                                        group->reserved[j].first > window->range.last);
                if (window->range.first > next)
                        check_reserved(group, next, window->range.first - 1);
                check_bounds(facts, window);
                if (window->range.last == aperture.last)
                        return;
                next = window->range.last + 1;
        }
        check_reserved(group, next, aperture.last);
}

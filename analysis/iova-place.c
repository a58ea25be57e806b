/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/iova-place.h"

#include "analysis/window-room.h"
#include "analysis/windows.h"

static int fill_room(const Group *group, const GroupFacts *facts, bool certain, Iova below_last, IovaSet *set) {
        IovaRange range = {
                .first = facts->aperture.range.first,
                .last = MIN(window_room_last(&facts->aperture, certain), below_last),
        };
        int r;

        if (range.first > range.last)
                return 0;
        r = iova_set_add(set, range);
        return r == 0 ? windows_subtract_reserved(group, set) : r;
}

/* The sizes less one, since a range may hold 2^64 addresses. */
static bool find_place(const IovaSet *set, const PlaceRequest *request, IovaRange *ret) {
        uint64_t extent = request->size_bytes - 1, low_bits = request->align_bytes - 1;

        for (size_t i = 0; i < set->count; i++) {
                Iova first;

                if (__builtin_add_overflow(set->ranges[i].first, low_bits, &first))
                        continue;
                first &= ~low_bits;
                if (first > set->ranges[i].last || set->ranges[i].last - first < extent)
                        continue;
                *ret = (IovaRange) { first, first + extent };
                return true;
        }
        return false;
}

static void measure(const IovaSet *set, IovaPlace *place) {
        for (size_t i = 0; i < set->count; i++) {
                IovaRange range = set->ranges[i];

                place->usable_bytes += (unsigned __int128) range.last - range.first + 1;
                if (i == 0 || range.last - range.first > place->largest.last - place->largest.first)
                        place->largest = range;
        }
}

int compute_iova_place(
                const Group *group, const GroupFacts *facts, const PlaceRequest *request, IovaPlace *ret) {
        _cleanup_iova_set_ IovaSet certain = IOVA_SET_INIT, possible = IOVA_SET_INIT;
        IovaPlace place = { .found = TRUTH_NO };
        int r;

        if (facts->windows_source == WINDOWS_UNKNOWN) {
                *ret = (IovaPlace) { .reason = facts->windows_reason };
                return 0;
        }
        r = fill_room(group, facts, true, request->below_last, &certain);
        if (r == 0)
                r = fill_room(group, facts, false, request->below_last, &possible);
        if (r < 0)
                return r;
        measure(&certain, &place);
        place.may_have_more = possible.count > 0 &&
                        (certain.count == 0 ||
                                        possible.ranges[possible.count - 1].last >
                                                        certain.ranges[certain.count - 1].last);
        if (find_place(&certain, request, &place.range))
                place.found = TRUTH_YES;
        else if (find_place(&possible, request, &place.range))
                place.found = TRUTH_UNKNOWN;
        *ret = place;
        return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/map-place.h"

/* False if no multiple of a page is left at or above the first address. */
static bool round_up(Iova first, uint64_t page_bytes, Iova *ret) {
        if (__builtin_add_overflow(first, page_bytes - 1, ret))
                return false;
        *ret &= -page_bytes;
        return true;
}

/* Of two equally near multiples the lower. */
static Iova round_off(Iova address, uint64_t page_bytes) {
        Iova below = address & -page_bytes, above;

        return address - below > page_bytes / 2 && round_up(address, page_bytes, &above) ? above : below;
}

/* extent: the size less one, which is what 2^64 addresses leave room for. */
static bool find_in_window(IovaRange range, uint64_t extent, uint64_t page_bytes, Iova near, Iova *ret) {
        Iova lowest, highest;

        if (!round_up(range.first, page_bytes, &lowest) || lowest > range.last ||
                        extent > range.last - lowest)
                return false;
        highest = (range.last - extent) & -page_bytes;
        near = MAX(round_off(near, page_bytes), lowest);
        *ret = MIN(near, highest);
        return true;
}

Number find_map_place(const GroupFacts *facts, uint64_t size_bytes, uint64_t page_bytes, Iova near) {
        uint64_t extent = (size_bytes - 1) | (page_bytes - 1), least = 0;
        Number best = { 0 };

        if (size_bytes == 0)
                return best;
        for (size_t i = 0; i < facts->n_windows; i++) {
                IovaRange range = facts->windows[i].range;
                uint64_t distance;
                Iova place;

                if (!facts->windows[i].last_known)
                        range.last = MIN(range.last, facts->aperture.certain_last);
                if (range.first > range.last || !find_in_window(range, extent, page_bytes, near, &place))
                        continue;
                distance = place > near ? place - near : near - place;
                if (best.known && distance >= least)
                        continue;
                best = number(place);
                least = distance;
        }
        return best;
}

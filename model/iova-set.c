/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/iova-set.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

void iova_set_done(IovaSet *set) {
        free(set->ranges);
        *set = (IovaSet) IOVA_SET_INIT;
}

/* Index of the first range that ends at or after address. */
static size_t find_range(const IovaSet *set, Iova address) {
        size_t low = 0, high = set->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (set->ranges[middle].last < address)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/* Puts `added` ranges in the place of the `removed` ones at `at`. */
static int replace_ranges(IovaSet *set, size_t at, size_t removed, const IovaRange *added,
                size_t n_added) {
        size_t wanted = set->count - removed + n_added;

        while (wanted > set->capacity)
                if (!array_grow(&set->ranges, &set->capacity, set->capacity, sizeof(*set->ranges)))
                        return -ENOMEM;
        if (set->ranges)
                memmove(set->ranges + at + n_added, set->ranges + at + removed,
                                (set->count - at - removed) * sizeof(*set->ranges));
        for (size_t i = 0; i < n_added; i++)
                set->ranges[at + i] = added[i];
        set->count = wanted;
        return 0;
}

int iova_set_add(IovaSet *set, IovaRange range) {
        size_t begin, end;

        assert(range.first <= range.last);

        /* A neighbour that only touches is swallowed too; at the ends of the address space
         * there is nothing to touch. */
        begin = find_range(set, range.first > 0 ? range.first - 1 : 0);
        for (end = begin; end < set->count; end++) {
                if (range.last < IOVA_MAX && set->ranges[end].first > range.last + 1)
                        break;
                range.first = MIN(range.first, set->ranges[end].first);
                range.last = MAX(range.last, set->ranges[end].last);
        }
        return replace_ranges(set, begin, end - begin, &range, 1);
}

int iova_set_subtract(IovaSet *set, IovaRange range) {
        IovaRange kept[2];
        size_t begin, end, n_kept = 0;

        assert(range.first <= range.last);

        begin = find_range(set, range.first);
        for (end = begin; end < set->count && set->ranges[end].first <= range.last; end++)
                ;
        if (begin == end)
                return 0;
        if (set->ranges[begin].first < range.first)
                kept[n_kept++] = (IovaRange) { set->ranges[begin].first, range.first - 1 };
        if (set->ranges[end - 1].last > range.last)
                kept[n_kept++] = (IovaRange) { range.last + 1, set->ranges[end - 1].last };
        return replace_ranges(set, begin, end - begin, kept, n_kept);
}

void iova_set_clip(IovaSet *set, IovaRange range) {
        size_t kept = 0;

        assert(range.first <= range.last);

        for (size_t i = find_range(set, range.first); i < set->count; i++) {
                if (set->ranges[i].first > range.last)
                        break;
                set->ranges[kept++] = (IovaRange) {
                        .first = MAX(set->ranges[i].first, range.first),
                        .last = MIN(set->ranges[i].last, range.last),
                };
        }
        set->count = kept;
}

bool iova_set_contains(const IovaSet *set, IovaRange range) {
        size_t i = find_range(set, range.first);

        return i < set->count && set->ranges[i].first <= range.first &&
                        set->ranges[i].last >= range.last;
}

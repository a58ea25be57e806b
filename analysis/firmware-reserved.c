/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Are the regions that firmware wants mapped one to one among the reserved regions of their groups? */

#include <errno.h>

#include "analysis/firmware-work.h"

/* AMD's driver has made of memory to be left out now one kind and now the other. */
static bool is_mapped(RegionType type) {
        return type == REGION_DIRECT || type == REGION_DIRECT_RELAXABLE || type == REGION_RESERVED;
}

/* The kernel prints them by their starts, and merges those of a type that touch. */
static bool covers(const Group *group, IovaRange range) {
        Iova next = range.first;

        for (size_t i = 0; i < group->n_reserved; i++) {
                const ReservedRegion *region = group->reserved + i;

                if (!is_mapped(region->type) || region->first > next || region->last < next)
                        continue;
                if (region->last >= range.last)
                        return true;
                next = region->last + 1;
        }
        return false;
}

/* Of each group the first device only: seen holds the number of the region that last came by. */
static int add_groups(FirmwareWork *work, FirmwareRegion *region, size_t *seen, size_t number_of_region) {
        const Snapshot *snapshot = work->snapshot;

        for (size_t i = 0; i < region->n_spans; i++)
                for (size_t j = 0; j < region->spans[i].count; j++) {
                        const Device *device = snapshot->devices + region->spans[i].first + j;

                        if (device->group == NO_INDEX || device->unit == NO_INDEX ||
                                        seen[device->group] == number_of_region)
                                continue;
                        seen[device->group] = number_of_region;
                        if (!array_grow(&region->groups, &region->groups_capacity, region->n_groups,
                                            sizeof(*region->groups)))
                                return -ENOMEM;
                        region->groups[region->n_groups++] = device->group;
                }
        return 0;
}

static int compare_indices(const void *a, const void *b) {
        size_t left = *(const size_t *) a, right = *(const size_t *) b;

        return (left > right) - (left < right);
}

static void compute_reserved(FirmwareWork *work, FirmwareRegion *region) {
        bool all_known = region->n_groups > 0;

        for (size_t i = 0; i < region->n_groups; i++) {
                const Group *group = work->snapshot->groups + region->groups[i];

                if (!group->reserved_known || !firmware_work_spend(work, 1 + group->n_reserved)) {
                        all_known = false;
                } else if (covers(group, region->range)) {
                        continue;
                } else if (region->is_exclusion) {
                        all_known = false;
                } else {
                        region->is_reserved = TRUTH_NO;
                        region->unreserved_group = region->groups[i];
                        return;
                }
        }
        region->is_reserved = all_known ? TRUTH_YES : TRUTH_UNKNOWN;
}

int compute_firmware_reserved(FirmwareWork *work) {
        FirmwareFacts *facts = work->facts;
        _cleanup_free_ size_t *seen = calloc(work->snapshot->n_groups + 1, sizeof(*seen));

        if (!seen)
                return -ENOMEM;
        for (size_t i = 0; i < facts->n_regions; i++) {
                FirmwareRegion *region = facts->regions + i;
                int r = 0;

                if (firmware_work_spend(work, region->n_devices))
                        r = add_groups(work, region, seen, i + 1);
                if (r < 0)
                        return r;
                if (region->n_groups > 1)
                        qsort(region->groups, region->n_groups, sizeof(*region->groups), compare_indices);
                compute_reserved(work, region);
        }
        return 0;
}

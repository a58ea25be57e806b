/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/snapshot-match.h"

#include <errno.h>
#include <string.h>

#include "model/snapshot-link.h"

/* Something that tells objects apart, and whose it is. */
typedef struct Keyed {
        uint64_t key;
        size_t index;
} Keyed;

/* Two groups with members in common. */
typedef struct Overlap {
        size_t before, after; /* indices */
        size_t count;
        const char *name; /* the first of the shared members' names by byte value, from either side */
} Overlap;

static void matching_done(Matching *matching) {
        free(matching->after_of);
        free(matching->before_of);
}

void snapshot_match_done(SnapshotMatch *match) {
        matching_done(&match->units);
        matching_done(&match->groups);
        matching_done(&match->devices);
        *match = (SnapshotMatch) SNAPSHOT_MATCH_INIT;
}

static size_t *new_indices(size_t count) {
        size_t *indices = calloc(MAX(count, (size_t) 1), sizeof(*indices));

        for (size_t i = 0; indices && i < count; i++)
                indices[i] = NO_INDEX;
        return indices;
}

static int matching_init(Matching *matching, size_t n_before, size_t n_after) {
        *matching = (Matching){
                .after_of = new_indices(n_before),
                .before_of = new_indices(n_after),
                .n_before = n_before,
                .n_after = n_after,
        };
        return matching->after_of && matching->before_of ? 0 : -ENOMEM;
}

/* False if one of the two is taken. */
static bool matching_join(Matching *matching, size_t before, size_t after) {
        if (matching->after_of[before] != NO_INDEX || matching->before_of[after] != NO_INDEX)
                return false;
        matching->after_of[before] = after;
        matching->before_of[after] = before;
        return true;
}

static int compare_keyed(const void *a, const void *b) {
        const Keyed *left = a, *right = b;

        return left->key < right->key ? -1 : left->key > right->key;
}

static size_t count_equal(const Keyed *keyed, size_t count) {
        size_t n = 1;

        while (n < count && keyed[n].key == keyed[0].key)
                n++;
        return n;
}

/* Joins what has a key that is unique on both sides. */
static void join_unique(
                Matching *matching, Keyed *before, size_t n_before, Keyed *after, size_t n_after) {
        qsort(before, n_before, sizeof(*before), compare_keyed);
        qsort(after, n_after, sizeof(*after), compare_keyed);
        for (size_t i = 0, j = 0; i < n_before && j < n_after;) {
                size_t n = count_equal(before + i, n_before - i),
                       m = count_equal(after + j, n_after - j);
                int order = compare_keyed(before + i, after + j);

                if (order == 0 && n == 1 && m == 1)
                        (void) matching_join(matching, before[i].index, after[j].index);
                i += order <= 0 ? n : 0;
                j += order >= 0 ? m : 0;
        }
}

static bool may_equal(Number a, Number b) {
        return !a.known || !b.known || a.value == b.value;
}

static bool may_be_unit(const Unit *a, const Unit *b) {
        return may_equal(a->address, b->address);
}

static bool may_be_device(const Device *a, const Device *b) {
        return may_equal(a->vendor, b->vendor) && may_equal(a->device, b->device) &&
               may_equal(a->subsystem_vendor, b->subsystem_vendor) &&
               may_equal(a->subsystem_device, b->subsystem_device);
}

static Keyed *list_unit_keys(const Snapshot *snapshot, size_t *ret_count) {
        Keyed *keyed = calloc(MAX(snapshot->n_units, (size_t) 1), sizeof(*keyed));
        size_t count = 0;

        for (size_t i = 0; keyed && i < snapshot->n_units; i++)
                if (snapshot->units[i].address.known)
                        keyed[count++] = (Keyed){ snapshot->units[i].address.value, i };
        *ret_count = count;
        return keyed;
}

static Keyed *list_device_keys(const Snapshot *snapshot, size_t *ret_count) {
        Keyed *keyed = calloc(MAX(snapshot->n_devices, (size_t) 1), sizeof(*keyed));
        size_t count = 0;

        for (size_t i = 0; keyed && i < snapshot->n_devices; i++) {
                const Device *device = snapshot->devices + i;

                if (device->is_pci && device->vendor.known && device->device.known)
                        keyed[count++] = (Keyed){
                                .key = device->vendor.value << 48 | device->device.value << 32 |
                                       device->subsystem_vendor.value << 16 |
                                       device->subsystem_device.value,
                                .index = i,
                        };
        }
        *ret_count = count;
        return keyed;
}

/* may_differ: the name alone decides. */
static void join_units_by_name(
                const Snapshot *before, const Snapshot *after, bool may_differ, Matching *units) {
        for (size_t i = 0; i < before->n_units; i++) {
                size_t found = snapshot_find_unit(after, before->units[i].name);

                if (found != NO_INDEX && (may_differ || may_be_unit(before->units + i,
                                                                        after->units + found)))
                        (void) matching_join(units, i, found);
        }
}

static void join_devices_by_name(
                const Snapshot *before, const Snapshot *after, bool may_differ, Matching *devices) {
        for (size_t i = 0; i < before->n_devices; i++) {
                size_t found;

                if (devices->after_of[i] != NO_INDEX)
                        continue;
                found = snapshot_find_device(after, before->devices[i].name);
                if (found != NO_INDEX && (may_differ || may_be_device(before->devices + i,
                                                                        after->devices + found)))
                        (void) matching_join(devices, i, found);
        }
}

static int match_units(const Snapshot *before, const Snapshot *after, Matching *units) {
        size_t n_before, n_after;
        _cleanup_free_ Keyed *keys_before = list_unit_keys(before, &n_before);
        _cleanup_free_ Keyed *keys_after = list_unit_keys(after, &n_after);

        if (!keys_before || !keys_after ||
                        matching_init(units, before->n_units, after->n_units) < 0)
                return -ENOMEM;
        join_units_by_name(before, after, false, units);
        join_unique(units, keys_before, n_before, keys_after, n_after);
        join_units_by_name(before, after, true, units);
        return 0;
}

static int match_devices(const Snapshot *before, const Snapshot *after, Matching *devices) {
        size_t n_before, n_after;
        _cleanup_free_ Keyed *keys_before = list_device_keys(before, &n_before);
        _cleanup_free_ Keyed *keys_after = list_device_keys(after, &n_after);

        if (!keys_before || !keys_after ||
                        matching_init(devices, before->n_devices, after->n_devices) < 0)
                return -ENOMEM;
        join_devices_by_name(before, after, false, devices);
        join_unique(devices, keys_before, n_before, keys_after, n_after);
        join_devices_by_name(before, after, true, devices);
        return 0;
}

static int compare_pairs(const void *a, const void *b) {
        const Overlap *left = a, *right = b;

        if (left->before != right->before)
                return left->before < right->before ? -1 : 1;
        return left->after < right->after ? -1 : left->after > right->after;
}

/* The largest first; a group that is the same on both sides has no other overlap that could come
 * before. Ties go by name, which both sides see alike. */
static int compare_overlaps(const void *a, const void *b) {
        const Overlap *left = a, *right = b;

        if (left->count != right->count)
                return left->count > right->count ? -1 : 1;
        return strcmp(left->name, right->name);
}

/* An overlap for each device that is in a group on both sides. */
static size_t list_shared_members(const Snapshot *before, const Snapshot *after,
                const Matching *devices, Overlap *ret) {
        size_t count = 0;

        for (size_t i = 0; i < before->n_devices; i++) {
                const Device *a = before->devices + i, *b;

                if (devices->after_of[i] == NO_INDEX || a->group == NO_INDEX)
                        continue;
                b = after->devices + devices->after_of[i];
                if (b->group != NO_INDEX)
                        ret[count++] = (Overlap){
                                .before = a->group,
                                .after = b->group,
                                .count = 1,
                                .name = strcmp(a->name, b->name) < 0 ? a->name : b->name,
                        };
        }
        return count;
}

/* Makes one of those that are about the same two groups. */
static size_t merge_overlaps(Overlap *overlaps, size_t count) {
        size_t n = 0;

        qsort(overlaps, count, sizeof(*overlaps), compare_pairs);
        for (size_t i = 0; i < count; i++) {
                if (n > 0 && compare_pairs(overlaps + n - 1, overlaps + i) == 0) {
                        overlaps[n - 1].count++;
                        if (strcmp(overlaps[i].name, overlaps[n - 1].name) < 0)
                                overlaps[n - 1].name = overlaps[i].name;
                } else
                        overlaps[n++] = overlaps[i];
        }
        return n;
}

/* Nothing but its number tells one group without members from another. */
static void join_empty_groups(const Snapshot *before, const Snapshot *after, Matching *groups) {
        for (size_t i = 0; i < before->n_groups; i++) {
                size_t found;

                if (before->groups[i].n_devices > 0)
                        continue;
                found = snapshot_find_group(after, before->groups[i].id);
                if (found != NO_INDEX && after->groups[found].n_devices == 0)
                        (void) matching_join(groups, i, found);
        }
}

static int match_groups(const Snapshot *before, const Snapshot *after, const Matching *devices,
                Matching *groups) {
        _cleanup_free_ Overlap *overlaps = calloc(
                        MAX(before->n_devices, (size_t) 1), sizeof(*overlaps));
        size_t count;

        if (!overlaps || matching_init(groups, before->n_groups, after->n_groups) < 0)
                return -ENOMEM;
        count = list_shared_members(before, after, devices, overlaps);
        count = merge_overlaps(overlaps, count);
        qsort(overlaps, count, sizeof(*overlaps), compare_overlaps);
        for (size_t i = 0; i < count; i++)
                (void) matching_join(groups, overlaps[i].before, overlaps[i].after);
        join_empty_groups(before, after, groups);
        return 0;
}

int compute_snapshot_match(const Snapshot *before, const Snapshot *after, SnapshotMatch *ret) {
        _cleanup_snapshot_match_ SnapshotMatch match = SNAPSHOT_MATCH_INIT;
        int r;

        r = match_units(before, after, &match.units);
        if (r == 0)
                r = match_devices(before, after, &match.devices);
        if (r == 0)
                r = match_groups(before, after, &match.devices, &match.groups);
        if (r < 0)
                return r;
        *ret = match;
        match = (SnapshotMatch) SNAPSHOT_MATCH_INIT;
        return 0;
}

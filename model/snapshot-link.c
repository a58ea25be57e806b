/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/snapshot-link.h"

#include <errno.h>
#include <string.h>

#include "base/parse.h"

static int compare_devices(const void *a, const void *b) {
        const Device *left = a, *right = b;

        if (left->is_pci != right->is_pci)
                return left->is_pci ? -1 : 1;
        if (left->is_pci)
                return pci_address_compare(left->address, right->address);
        return strcmp(left->name, right->name);
}

static int compare_units(const void *a, const void *b) {
        return strverscmp(((const Unit *) a)->name, ((const Unit *) b)->name);
}

static int compare_groups(const void *a, const void *b) {
        uint64_t left = ((const Group *) a)->id, right = ((const Group *) b)->id;

        return left < right ? -1 : left > right;
}

static size_t index_of(const void *found, const void *array, size_t element_bytes) {
        return found ? (size_t) ((const char *) found - (const char *) array) / element_bytes
                     : NO_INDEX;
}

size_t snapshot_find_unit(const Snapshot *snapshot, const char *name) {
        Unit key = { .name = (char *) name };

        if (snapshot->n_units == 0)
                return NO_INDEX;
        return index_of(bsearch(&key, snapshot->units, snapshot->n_units, sizeof(key), compare_units),
                        snapshot->units, sizeof(key));
}

size_t snapshot_find_group(const Snapshot *snapshot, uint64_t id) {
        Group key = { .id = id };

        if (snapshot->n_groups == 0)
                return NO_INDEX;
        return index_of(bsearch(&key, snapshot->groups, snapshot->n_groups, sizeof(key),
                                        compare_groups),
                        snapshot->groups, sizeof(key));
}

size_t snapshot_find_device(const Snapshot *snapshot, const char *name) {
        Device key = { .name = (char *) name };

        if (snapshot->n_devices == 0)
                return NO_INDEX;
        key.is_pci = parse_pci_address(name, &key.address) == 0;
        return index_of(bsearch(&key, snapshot->devices, snapshot->n_devices, sizeof(key),
                                        compare_devices),
                        snapshot->devices, sizeof(key));
}

/* Names to indices, both owners alike. What no reader found is left out; the reader has noted it. */
static int resolve_names(const Snapshot *snapshot, Names *names, size_t **ret, size_t *ret_count) {
        size_t *indices, count = 0;

        indices = calloc(MAX(names->count, (size_t) 1), sizeof(*indices));
        if (!indices)
                return -ENOMEM;
        for (size_t i = 0; i < names->count; i++) {
                size_t found = snapshot_find_device(snapshot, names->items[i]);

                if (found != NO_INDEX)
                        indices[count++] = found;
        }
        names_done(names);
        *ret = indices;
        *ret_count = count;
        return 0;
}

static int link_units(Snapshot *snapshot) {
        int r;

        for (size_t i = 0; i < snapshot->n_units; i++) {
                Unit *unit = snapshot->units + i;

                r = resolve_names(snapshot, &unit->device_names, &unit->devices, &unit->n_devices);
                if (r < 0)
                        return r;
                for (size_t j = 0; j < unit->n_devices; j++)
                        snapshot->devices[unit->devices[j]].unit = i;
        }
        return 0;
}

static int group_add_unit(Group *group, size_t unit) {
        size_t *bigger;

        for (size_t i = 0; i < group->n_units; i++)
                if (group->units[i] == unit)
                        return 0;
        bigger = reallocarray(group->units, group->n_units + 1, sizeof(*bigger));
        if (!bigger)
                return -ENOMEM;
        bigger[group->n_units++] = unit;
        group->units = bigger;
        return 0;
}

/* Members that a group lists: where they don't point to it themselves. */
static int link_listed_members(Snapshot *snapshot) {
        for (size_t i = 0; i < snapshot->n_groups; i++) {
                Group *group = snapshot->groups + i;
                int r;

                r = resolve_names(snapshot, &group->device_names, &group->devices, &group->n_devices);
                if (r < 0)
                        return r;
                for (size_t j = 0; j < group->n_devices; j++)
                        snapshot->devices[group->devices[j]].group = i;
        }
        return 0;
}

/* The group that a device points to; one that lists it goes before. */
static int link_group(Snapshot *snapshot, Device *device) {
        size_t found = NO_INDEX;
        bool is_number;
        uint64_t id;

        if (!device->group_link)
                return 0;
        is_number = parse_unsigned(device->group_link, 10, UINT32_MAX, &id) == 0;
        if (is_number)
                found = snapshot_find_group(snapshot, id);
        if (device->group == NO_INDEX)
                device->group = found;
        if (device->group == found && found != NO_INDEX)
                return 0;
        /* A group that came or went during the scan is nothing malformed. */
        return snapshot_add_note(snapshot, is_number && device->group == NO_INDEX ? NOTE_MISSING : NOTE_MALFORMED,
                        device->name,
                        found == NO_INDEX ? "its iommu_group link names %s, which is no group"
                                          : "its iommu_group link names %s, but another group lists it",
                        device->group_link);
}

/* Makes the lists of members anew, from what the devices say now, in the order of the devices. */
static int collect_members(Snapshot *snapshot) {
        for (size_t i = 0; i < snapshot->n_groups; i++)
                snapshot->groups[i].n_devices = 0;
        for (size_t i = 0; i < snapshot->n_devices; i++)
                if (snapshot->devices[i].group != NO_INDEX)
                        snapshot->groups[snapshot->devices[i].group].n_devices++;
        for (size_t i = 0; i < snapshot->n_groups; i++) {
                Group *group = snapshot->groups + i;

                free(group->devices);
                group->devices = calloc(MAX(group->n_devices, (size_t) 1), sizeof(*group->devices));
                if (!group->devices)
                        return -ENOMEM;
                group->n_devices = 0;
        }
        for (size_t i = 0; i < snapshot->n_devices; i++)
                if (snapshot->devices[i].group != NO_INDEX) {
                        Group *group = snapshot->groups + snapshot->devices[i].group;

                        group->devices[group->n_devices++] = i;
                }
        return 0;
}

/* The `iommu` link decides for a device that its unit doesn't list: the kernel makes the two
 * links separately and does not warn when one fails (drivers/iommu/iommu-sysfs.c, Linux 6.1). */
static int link_unit(Snapshot *snapshot, Device *device) {
        if (device->unit_link) {
                size_t unit = snapshot_find_unit(snapshot, device->unit_link);

                if (unit == NO_INDEX)
                        return snapshot_add_note(snapshot, NOTE_MALFORMED, device->name,
                                        "its iommu link names %s, which is not a unit in /sys/class/iommu",
                                        device->unit_link);
                if (device->unit == NO_INDEX)
                        device->unit = unit;
        }
        return 0;
}

/* A parent that isn't there has nothing to say: a root bus, a device that came or went. */
static void link_parent(const Snapshot *snapshot, Device *device) {
        if (device->parent_link)
                device->parent = snapshot_find_device(snapshot, device->parent_link);
}

static int link_devices(Snapshot *snapshot) {
        for (size_t i = 0; i < snapshot->n_devices; i++) {
                Device *device = snapshot->devices + i;
                int r;

                link_parent(snapshot, device);
                r = link_unit(snapshot, device);
                if (r == 0)
                        r = link_group(snapshot, device);
                if (r == 0 && device->group != NO_INDEX && device->unit != NO_INDEX)
                        r = group_add_unit(snapshot->groups + device->group, device->unit);
                if (r < 0)
                        return r;
        }
        return 0;
}

int snapshot_link(Snapshot *snapshot) {
        int r;

        if (snapshot->n_devices > 1)
                qsort(snapshot->devices, snapshot->n_devices, sizeof(Device), compare_devices);
        if (snapshot->n_units > 1)
                qsort(snapshot->units, snapshot->n_units, sizeof(Unit), compare_units);
        if (snapshot->n_groups > 1)
                qsort(snapshot->groups, snapshot->n_groups, sizeof(Group), compare_groups);

        r = link_units(snapshot);
        if (r == 0)
                r = link_listed_members(snapshot);
        if (r == 0)
                r = link_devices(snapshot);
        return r == 0 ? collect_members(snapshot) : r;
}

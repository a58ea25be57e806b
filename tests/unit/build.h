/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Snapshots made by hand, in few words. Everything is asserted, so a test that gets
 * back has what it asked for.
 */

#include "model/snapshot.h"
#include "tests/unit/test.h"

static inline char *copy(const char *string) {
        char *new = strdup(string);

        assert_non_null(new);
        return new;
}

_unused_ static Unit *add_unit(Snapshot *snapshot, const char *name, UnitKind kind) {
        Unit *unit = snapshot_add_unit(snapshot);

        assert_non_null(unit);
        unit->name = copy(name);
        unit->kind = kind;
        return unit;
}

_unused_ static Group *add_group(Snapshot *snapshot, uint64_t id) {
        Group *group = snapshot_add_group(snapshot);

        assert_non_null(group);
        group->id = id;
        group->type = GROUP_TYPE_DMA;
        group->reserved_known = true;
        return group;
}

_unused_ static void add_region(Group *group, Iova first, Iova last, RegionType type) {
        group->reserved = reallocarray(group->reserved, group->n_reserved + 1,
                        sizeof(*group->reserved));
        assert_non_null(group->reserved);
        group->reserved[group->n_reserved++] = (ReservedRegion) { first, last, type };
}

/* A device in the group last added and, if there is one, behind the unit of this name. */
_unused_ static Device *add_device(Snapshot *snapshot, const char *name, const char *unit) {
        Device *device = snapshot_add_device(snapshot);

        assert_non_null(device);
        device->name = copy(name);
        device->is_pci = parse_pci_address(name, &device->address) == 0;
        if (unit)
                device->unit_link = copy(unit);
        if (snapshot->n_groups > 0) {
                Group *group = snapshot->groups + snapshot->n_groups - 1;
                char id[24];

                (void) snprintf(id, sizeof(id), "%" PRIu64, group->id);
                device->group_link = copy(id);
                assert_int_equal(names_add(&group->device_names, name), 0);
        }
        return device;
}

_unused_ static void add_option(Snapshot *snapshot, const char *option) {
        assert_int_equal(names_add(&snapshot->host.boot_options, option), 0);
        snapshot->host.boot_options_known = true;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Snapshot: sorting, joining by names, look-ups, and what happens to names that nobody has. */

#include "model/snapshot-link.h"

#include "tests/unit/build.h"

static void test_link(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_CAPTURE);
        const Group *group;

        (void) state;
        assert_non_null(snapshot);
        assert_int_equal(snapshot->root_kind, ROOT_CAPTURE);
        assert_int_equal(names_add(&add_unit(snapshot, "dmar10", UNIT_INTEL_VTD)->device_names,
                                         "0000:00:02.0"),
                        0);
        add_unit(snapshot, "dmar9", UNIT_INTEL_VTD);
        add_group(snapshot, 10);
        add_device(snapshot, "0000:00:02.0", NULL);
        add_device(snapshot, "0000:00:1f.0", "dmar9");
        add_group(snapshot, 2);
        add_device(snapshot, "AMDI0040:00", "dmar9");
        add_device(snapshot, "10000:e1:00.0", "dmar9");
        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(snapshot->n_notes, 0);

        /* Numbers in names count as numbers, PCI comes by address, then the others. */
        assert_string_equal(snapshot->units[0].name, "dmar9");
        assert_string_equal(snapshot->units[1].name, "dmar10");
        assert_int_equal(snapshot->groups[0].id, 2);
        assert_int_equal(snapshot->groups[1].id, 10);
        assert_string_equal(snapshot->devices[0].name, "0000:00:02.0");
        assert_string_equal(snapshot->devices[1].name, "0000:00:1f.0");
        assert_string_equal(snapshot->devices[2].name, "10000:e1:00.0");
        assert_string_equal(snapshot->devices[3].name, "AMDI0040:00");

        assert_int_equal(snapshot->devices[0].unit, 1); /* the unit lists it */
        assert_int_equal(snapshot->devices[1].unit, 0); /* its link alone says so */
        assert_int_equal(snapshot->devices[3].group, 0);
        group = snapshot->groups + 1;
        assert_int_equal(group->n_devices, 2);
        assert_int_equal(group->devices[0], 0);
        assert_int_equal(group->n_units, 2);
        assert_int_equal(snapshot->groups[0].n_units, 1);
        assert_int_equal(group->device_names.count, 0);

        assert_int_equal(snapshot_find_unit(snapshot, "dmar10"), 1);
        assert_int_equal(snapshot_find_unit(snapshot, "dmar1"), NO_INDEX);
        assert_int_equal(snapshot_find_group(snapshot, 10), 1);
        assert_int_equal(snapshot_find_group(snapshot, 3), NO_INDEX);
        assert_int_equal(snapshot_find_device(snapshot, "AMDI0040:00"), 3);
        assert_int_equal(snapshot_find_device(snapshot, "10000:e1:00.0"), 2);
        assert_int_equal(snapshot_find_device(snapshot, "00:02.0"), NO_INDEX);
}

static void test_empty(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(snapshot_find_unit(snapshot, "dmar0"), NO_INDEX);
        assert_int_equal(snapshot_find_group(snapshot, 0), NO_INDEX);
        assert_int_equal(snapshot_find_device(snapshot, "0000:00:00.0"), NO_INDEX);
        assert_null(snapshot_free(NULL));
}

static void test_unknown_names(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        Group *group;

        (void) state;
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
        group = add_group(snapshot, 1);
        add_device(snapshot, "0000:00:02.0", "dmar7");
        assert_int_equal(names_add(&group->device_names, "0000:00:03.0"), 0);
        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(snapshot->groups[0].n_devices, 1);
        assert_int_equal(snapshot->groups[0].n_units, 0);
        assert_int_equal(snapshot->devices[0].unit, NO_INDEX);
        assert_int_equal(snapshot->n_notes, 1);
        assert_string_equal(snapshot->notes[0].source, "0000:00:02.0");
        assert_int_equal(snapshot->notes[0].kind, NOTE_MALFORMED);
        assert_non_null(strstr(snapshot->notes[0].reason, "dmar7"));
}

/* The device says group 7, group 1 lists it: one of them is wrong, and both are told. */
static void test_group_link_differs(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        Device *device;

        (void) state;
        add_group(snapshot, 1);
        device = add_device(snapshot, "0000:00:02.0", NULL);
        free(device->group_link);
        device->group_link = copy("7");
        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(snapshot->devices[0].group, 0);
        assert_int_equal(snapshot->n_notes, 1);
        assert_non_null(strstr(snapshot->notes[0].reason, "7"));
}

/* Most groups aren't listed: the links of their members tell. */
static void test_membership_by_link(void **state) {
        static const char *const links[] = { "7", "7", "8", "9", "x", NULL };
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
        for (unsigned i = ARRAY_SIZE(links); i > 0; i--) {
                char name[PCI_ADDRESS_TEXT_MAX];
                Device *device;

                (void) snprintf(name, sizeof(name), "0000:00:02.%u", i - 1);
                device = add_device(snapshot, name, "dmar0");
                if (links[i - 1])
                        device->group_link = copy(links[i - 1]);
        }
        add_group(snapshot, 8);
        add_group(snapshot, 7);
        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(snapshot->groups[0].n_devices, 2);
        assert_int_equal(snapshot->groups[0].devices[0], 0);
        assert_int_equal(snapshot->groups[0].devices[1], 1);
        assert_int_equal(snapshot->groups[0].n_units, 1);
        assert_int_equal(snapshot->groups[1].n_devices, 1);
        assert_int_equal(snapshot->groups[1].devices[0], 2);
        assert_int_equal(snapshot->devices[1].group, 0);
        assert_int_equal(snapshot->devices[2].group, 1);
        for (size_t i = 3; i < ARRAY_SIZE(links); i++)
                assert_int_equal(snapshot->devices[i].group, NO_INDEX);
        /* "9" and "x" lead nowhere. */
        assert_int_equal(snapshot->n_notes, 2);
}

/* Where the list of a unit and the link of a device differ, the list counts. */
static void test_unit_list_before_link(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        assert_int_equal(names_add(&add_unit(snapshot, "dmar0", UNIT_INTEL_VTD)->device_names,
                                         "0000:00:02.0"),
                        0);
        add_unit(snapshot, "dmar1", UNIT_INTEL_VTD);
        add_device(snapshot, "0000:00:02.0", "dmar1");
        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(snapshot->devices[0].unit, 0);
        assert_int_equal(snapshot->units[0].n_devices, 1);
        assert_int_equal(snapshot->units[1].n_devices, 0);
}

static void test_drop_group(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_group(snapshot, 1);
        add_region(add_group(snapshot, 2), 0, 1, REGION_MSI);
        snapshot_drop_group(snapshot);
        assert_int_equal(snapshot->n_groups, 1);
        /* The place is clean for the next one. */
        assert_null(snapshot_add_group(snapshot)->reserved);
        assert_int_equal(snapshot->groups[1].id, 0);
}

static void test_notes_are_limited(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        for (unsigned i = 0; i < 1234; i++)
                assert_int_equal(snapshot_add_note(snapshot, NOTE_MISSING, "/sys", "%u", i), 0);
        assert_int_equal(snapshot->n_notes, 1000);
        assert_int_equal(snapshot->dropped_notes, 234);
        assert_string_equal(snapshot->notes[999].reason, "999");
}

/* The parent's name, which may be of nobody: a root bus, or a bridge that went. */
static void test_parents(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_device(snapshot, "0000:01:00.0", NULL)->parent_link = copy("0000:00:1c.0");
        add_device(snapshot, "0000:02:00.0", NULL)->parent_link = copy("0000:00:1d.0");
        add_device(snapshot, "0000:00:1c.0", NULL);
        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(snapshot->devices[0].parent, NO_INDEX);
        assert_int_equal(snapshot->devices[1].parent, 0);
        assert_int_equal(snapshot->devices[2].parent, NO_INDEX);
        assert_int_equal(snapshot->n_notes, 0);
}

static void test_bridges(void **state) {
        static const struct {
                Number class;
                bool is_bridge;
        } rows[] = {
                { { true, 0x060400 }, true },  { { true, 0x060700 }, true },  { { true, 0x060900 }, true },
                /* Host, ISA and "other" bridges, NVSwitch among them, have no bridge's header. */
                { { true, 0x060000 }, false }, { { true, 0x060100 }, false }, { { true, 0x068000 }, false },
                { { true, 0x010802 }, false }, { { true, 0x050600 }, false }, { { true, 0x070000 }, false },
                { { false, 0x060400 }, false },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Device device = { .class = rows[i].class };

                assert_int_equal(device_is_bridge(&device), rows[i].is_bridge);
        }
}

static void test_many_devices(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_unit(snapshot, "ivhd0", UNIT_AMD_VI);
        for (unsigned i = 0; i < 3000; i++) {
                unsigned n = (i * 1201) % 3000; /* every number once, out of order */
                char name[PCI_ADDRESS_TEXT_MAX];

                (void) snprintf(name, sizeof(name), "0000:%02x:%02x.%x", n >> 8, n >> 3 & 0x1f, n & 7);
                add_group(snapshot, 5000 - i);
                add_device(snapshot, name, "ivhd0");
        }
        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(snapshot->n_notes, 0);
        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const Group *group = snapshot->groups + i;

                assert_int_equal(snapshot_find_group(snapshot, group->id), i);
                assert_int_equal(group->n_devices, 1);
                assert_int_equal(group->n_units, 1);
                assert_int_equal(snapshot->devices[group->devices[0]].group, i);
                assert_int_equal(snapshot_find_device(snapshot, snapshot->devices[i].name), i);
        }
}

TEST_MAIN(cmocka_unit_test(test_link), cmocka_unit_test(test_empty),
          cmocka_unit_test(test_unknown_names), cmocka_unit_test(test_group_link_differs),
          cmocka_unit_test(test_membership_by_link), cmocka_unit_test(test_unit_list_before_link),
          cmocka_unit_test(test_drop_group), cmocka_unit_test(test_notes_are_limited),
          cmocka_unit_test(test_parents), cmocka_unit_test(test_bridges), cmocka_unit_test(test_many_devices))

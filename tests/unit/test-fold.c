/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Folding: only what reads the same is folded; each difference alone breaks a run. */

#include "report/fold.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

#define COUNT 6

/* Groups of one device each that differ in nothing but numbers and addresses. */
static Snapshot *make_alike(void) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        assert_non_null(snapshot);
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
        add_unit(snapshot, "dmar1", UNIT_INTEL_VTD);
        for (unsigned i = 0; i < COUNT; i++) {
                Device *device;
                char name[PCI_ADDRESS_TEXT_MAX];

                add_region(add_group(snapshot, i), 0xfee00000, 0xfeefffff, REGION_MSI);
                (void) snprintf(name, sizeof(name), "0000:3b:02.%u", i);
                device = add_device(snapshot, name, "dmar0");
                device->vendor = number(0x8086);
                device->device = number(0x154c);
                device->class = number(0x020000);
                device->driver = copy("iavf");
        }
        return snapshot;
}

static void change_driver(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        free(snapshot->devices[3].driver);
        snapshot->devices[3].driver = NULL;
}

static void change_model(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->devices[3].device.value++;
}

static void change_model_unknown(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->devices[3].vendor.known = false;
}

static void change_class(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->devices[3].class.known = false;
}

static void change_bus(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->devices[3].is_pci = false;
}

static void change_type(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->groups[3].type = GROUP_TYPE_IDENTITY;
}

static void change_name(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->groups[3].name = copy("x");
}

static void change_region(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->groups[3].reserved[0].last++;
}

static void change_region_type(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->groups[3].reserved[0].type = REGION_RESERVED;
}

static void change_regions_unknown(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->groups[3].reserved_known = false;
}

static void change_unit(Snapshot *snapshot, Assessment *assessment) {
        (void) assessment;
        snapshot->groups[3].units[0] = 1;
}

static void change_assignable(Snapshot *snapshot, Assessment *assessment) {
        (void) snapshot;
        assessment->groups[3].assignable = TRUTH_NO;
}

static void test_groups(void **state) {
        static void (*const changes[])(Snapshot *snapshot, Assessment *assessment) = {
                change_driver, change_model, change_model_unknown, change_class, change_bus,
                change_type, change_name, change_region, change_region_type, change_regions_unknown,
                change_unit, change_assignable,
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = make_alike();
                _cleanup_assessment_ Assessment *assessment = NULL;

                assert_int_equal(snapshot_link(snapshot), 0);
                assessment = assessment_new(snapshot);
                assert_non_null(assessment);
                assert_int_equal(fold_groups(snapshot, assessment, 0), COUNT);
                assert_int_equal(fold_groups(snapshot, assessment, 3), COUNT - 3);
                assert_int_equal(fold_groups(snapshot, assessment, COUNT - 2), 1); /* too few */
                assert_int_equal(fold_groups(snapshot, assessment, COUNT - 1), 1);
                changes[i](snapshot, assessment);
                assert_int_equal(fold_groups(snapshot, assessment, 0), 3);
                assert_int_equal(fold_groups(snapshot, assessment, 3), 1);
                assert_int_equal(fold_groups(snapshot, assessment, 4), 1);
        }
}

/* Groups of several devices, or none, are shown one by one. */
static void test_sizes(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = make_alike();
        _cleanup_assessment_ Assessment *assessment = NULL;

        (void) state;
        assert_int_equal(snapshot_link(snapshot), 0);
        assessment = assessment_new(snapshot);
        for (size_t i = 0; i < COUNT; i++)
                snapshot->groups[i].n_devices = 0;
        assert_int_equal(fold_groups(snapshot, assessment, 0), 1);
}

static void test_members(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = make_alike();
        size_t members[COUNT] = { 0, 1, 2, 3, 4, 5 };
        Group group = { .devices = members, .n_devices = COUNT };

        (void) state;
        assert_int_equal(fold_members(snapshot, &group, 0), COUNT);
        assert_int_equal(fold_members(snapshot, &group, 3), 3);
        assert_int_equal(fold_members(snapshot, &group, 4), 1);
        change_driver(snapshot, NULL);
        assert_int_equal(fold_members(snapshot, &group, 0), 3);
        assert_int_equal(fold_members(snapshot, &group, 3), 1);
        change_driver(snapshot, NULL);
        group.n_devices = 2;
        assert_int_equal(fold_members(snapshot, &group, 0), 1);
}

TEST_MAIN(cmocka_unit_test(test_groups), cmocka_unit_test(test_sizes), cmocka_unit_test(test_members))

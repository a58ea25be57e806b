/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How users name objects. */

#include "cli/object-name.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

static void test_find(void **state) {
        static const struct {
                const char *name;
                int result;
                ObjectKind kind;
                size_t index;
        } rows[] = {
                { "dmar0", 0, OBJECT_UNIT, 0 },
                { "unit/dmar1", 0, OBJECT_UNIT, 1 },
                { "7", 0, OBJECT_GROUP, 0 },
                { "group/12", 0, OBJECT_GROUP, 1 },
                { "0000:3b:00.2", 0, OBJECT_DEVICE, 0 },
                { "3b:00.2", 0, OBJECT_DEVICE, 0 },
                { "3B:00.2", 0, OBJECT_DEVICE, 0 },
                { "device/0000:3b:00.2", 0, OBJECT_DEVICE, 0 },
                { "device/3b:00.2", 0, OBJECT_DEVICE, 0 },
                { "AMDI0040:00", 0, OBJECT_DEVICE, 1 },
                { "", -ENOENT, 0, 0 },
                { "dmar", -ENOENT, 0, 0 },
                { "dmar00", -ENOENT, 0, 0 },
                { "8", -ENOENT, 0, 0 },
                { "-7", -ENOENT, 0, 0 },
                { "7 ", -ENOENT, 0, 0 },
                { "unit/7", -ENOENT, 0, 0 },
                { "group/dmar0", -ENOENT, 0, 0 },
                { "device/dmar0", -ENOENT, 0, 0 },
                { "unit/", -ENOENT, 0, 0 },
                { "3b:00.3", -ENOENT, 0, 0 },
                { "0001:3b:00.2", -ENOENT, 0, 0 },
                { "99999999999999999999", -ENOENT, 0, 0 },
        };
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
        add_unit(snapshot, "dmar1", UNIT_INTEL_VTD);
        add_group(snapshot, 7);
        add_device(snapshot, "0000:3b:00.2", "dmar0");
        add_group(snapshot, 12);
        add_device(snapshot, "AMDI0040:00", "dmar1");
        assert_int_equal(snapshot_link(snapshot), 0);
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                ObjectKind kind = 99;
                size_t index = 99;

                assert_row(rows[i].name, find_object(snapshot, rows[i].name, &kind, &index) == rows[i].result);
                assert_row(rows[i].name, kind == (rows[i].result == 0 ? rows[i].kind : 99));
                assert_row(rows[i].name, index == (rows[i].result == 0 ? rows[i].index : 99));
        }
}

TEST_MAIN(cmocka_unit_test(test_find))

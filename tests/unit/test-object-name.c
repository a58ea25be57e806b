/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How users name objects. */

#include "cli/object-name.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

typedef struct Row {
        const char *name;
        int result;
        ObjectKind kind;
        size_t index;
} Row;

static void check_rows(const Snapshot *snapshot, const Row *rows, size_t count) {
        for (size_t i = 0; i < count; i++) {
                ObjectKind kind = 99;
                size_t index = 99;

                assert_row(rows[i].name, find_object(snapshot, rows[i].name, &kind, &index) == rows[i].result);
                assert_row(rows[i].name, kind == (rows[i].result == 0 ? rows[i].kind : 99));
                assert_row(rows[i].name, index == (rows[i].result == 0 ? rows[i].index : 99));
        }
}

static void test_find(void **state) {
        static const Row rows[] = {
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
        check_rows(snapshot, rows, ARRAY_SIZE(rows));
}

/* Names that are not printed as they are. */
static void test_find_printed(void **state) {
        static const Row rows[] = {
                { "evil\nunit", 0, OBJECT_UNIT, 0 },
                { "evil\\x0aunit", 0, OBJECT_UNIT, 0 },
                { "unit/evil\\x0aunit", 0, OBJECT_UNIT, 0 },
                { "device/evil\\x0aunit", -ENOENT, 0, 0 },
                { "group/evil\\x0aunit", -ENOENT, 0, 0 },
                { "evil\\x0Aunit", -ENOENT, 0, 0 },
                { "evil\\x0auni", -ENOENT, 0, 0 },
                { "plat\\xe2\\x80\\xae", 0, OBJECT_DEVICE, 2 },
                { "device/plat\\xe2\\x80\\xae", 0, OBJECT_DEVICE, 2 },
                { "unit/plat\\xe2\\x80\\xae", -ENOENT, 0, 0 },
                /* Two names that may be spelled alike: what it is comes before how it is printed. */
                { "a\nb", 0, OBJECT_DEVICE, 0 },
                { "a\\x0ab", 0, OBJECT_DEVICE, 1 },
                { "a\\x5cx0ab", 0, OBJECT_DEVICE, 1 },
        };
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_unit(snapshot, "evil\nunit", UNIT_OTHER);
        add_device(snapshot, "a\nb", NULL);
        add_device(snapshot, "a\\x0ab", NULL);
        add_device(snapshot, "plat\xe2\x80\xae", NULL);
        assert_int_equal(snapshot_link(snapshot), 0);
        check_rows(snapshot, rows, ARRAY_SIZE(rows));
}

TEST_MAIN(cmocka_unit_test(test_find), cmocka_unit_test(test_find_printed))

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Folding of changes: the same but for the object is one line; and how many objects are named. */

#include "report/change-fold.h"

#include "tests/unit/test.h"

static void add(Changes *changes, ChangeScope scope, ChangeKind kind, const char *subject, const char *field,
                const char *before, const char *after) {
        changes_add(changes, &(Change) {
                .scope = scope, .kind = kind, .subject = subject, .field = field, .before = before, .after = after });
        assert_false(changes->failed);
}

static void check_subjects(const ChangeFold *fold, size_t max_names, const char *expected) {
        _cleanup_text_ Text text = TEXT_INIT;

        assert_int_equal(change_fold_add_subjects(fold, max_names, &text), 0);
        assert_string_equal(text_get(&text), expected);
}

static void test_nothing(void **state) {
        _cleanup_changes_ Changes changes = CHANGES_INIT;
        _cleanup_change_folds_ ChangeFolds folds = CHANGE_FOLDS_INIT;

        (void) state;
        assert_int_equal(change_folds_make(&changes, &folds), 0);
        assert_int_equal(folds.count, 0);
}

static void test_groups(void **state) {
        static const char *const subjects[] = { "group/10", "group/0", "group/1", "group/2", "group/9", "group/5" };
        _cleanup_changes_ Changes changes = CHANGES_INIT;
        _cleanup_change_folds_ ChangeFolds folds = CHANGE_FOLDS_INIT;

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(subjects); i++)
                add(&changes, CHANGE_OF_GROUP, CHANGE_CHANGED, subjects[i], "type", "DMA", i == 5 ? "identity" : "DMA-FQ");
        assert_int_equal(change_folds_make(&changes, &folds), 0);
        assert_int_equal(folds.count, 2);
        check_subjects(folds.items, 9, "groups 0-2, 9-10 (5)");
        check_subjects(folds.items, 1, "groups 0-2 and 2 more (5)");
        check_subjects(folds.items + 1, 9, "group 5");
}

static void test_names(void **state) {
        _cleanup_changes_ Changes changes = CHANGES_INIT;
        _cleanup_change_folds_ ChangeFolds folds = CHANGE_FOLDS_INIT;

        (void) state;
        add(&changes, CHANGE_OF_HOST, CHANGE_CHANGED, "host", "kernel", "a", "b");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/0000:00:02.0", "driver", NULL, "x");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/0000:00:01.0", "driver", NULL, "y");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/a/b", "driver", NULL, "x");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/c", "driver", NULL, "x");
        assert_int_equal(change_folds_make(&changes, &folds), 0);
        assert_int_equal(folds.count, 3);
        check_subjects(folds.items, 9, "");
        check_subjects(folds.items + 1, 9, "0000:00:02.0, a/b, c (3)");
        check_subjects(folds.items + 1, 2, "0000:00:02.0, a/b and 1 more (3)");
        check_subjects(folds.items + 2, 2, "0000:00:01.0");
}

/* Each of these alone keeps two changes apart. */
static void test_differences(void **state) {
        _cleanup_changes_ Changes changes = CHANGES_INIT;
        _cleanup_change_folds_ ChangeFolds folds = CHANGE_FOLDS_INIT;

        (void) state;
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/a", "driver", "x", "y");
        add(&changes, CHANGE_OF_UNIT, CHANGE_CHANGED, "device/a", "driver", "x", "y");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_ADDED, "device/a", "driver", "x", "y");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/a", "unit", "x", "y");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/a", NULL, "x", "y");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/a", "driver", NULL, "y");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_CHANGED, "device/a", "driver", "x", NULL);
        assert_int_equal(change_folds_make(&changes, &folds), 0);
        assert_int_equal(folds.count, changes.count);
        for (size_t i = 0; i < folds.count; i++)
                assert_ptr_equal(folds.items[i].changes[0], changes.items + i);
}

/* New numbers are counted, devices that went to other groups are told one by one. */
static void test_moves(void **state) {
        _cleanup_changes_ Changes changes = CHANGES_INIT;
        _cleanup_change_folds_ ChangeFolds folds = CHANGE_FOLDS_INIT;

        (void) state;
        add(&changes, CHANGE_OF_GROUP, CHANGE_MOVED, "group/1", "id", "0", "1");
        add(&changes, CHANGE_OF_GROUP, CHANGE_MOVED, "group/2", "id", "5", "2");
        add(&changes, CHANGE_OF_GROUP, CHANGE_MOVED, "device/a", "group", "0", "1");
        add(&changes, CHANGE_OF_GROUP, CHANGE_MOVED, "device/b", "group", "0", "1");
        add(&changes, CHANGE_OF_GROUP, CHANGE_MOVED, "device/c", "group", NULL, "1");
        add(&changes, CHANGE_OF_GROUP, CHANGE_MOVED, "device/d", "group", NULL, "2");
        add(&changes, CHANGE_OF_GROUP, CHANGE_MOVED, "device/e", "group", "2", NULL);
        add(&changes, CHANGE_OF_DEVICE, CHANGE_MOVED, "device/f", "name", "x", "f");
        add(&changes, CHANGE_OF_DEVICE, CHANGE_MOVED, "device/g", "name", "y", "g");
        assert_true(change_is_renumbering(changes.items) && !change_is_membership(changes.items));
        assert_true(change_is_membership(changes.items + 2) && !change_is_renumbering(changes.items + 2));
        assert_int_equal(change_folds_make(&changes, &folds), 0);
        assert_int_equal(folds.count, 7);
        assert_int_equal(folds.items[0].count, 2);
        assert_int_equal(folds.items[1].count, 1);
        assert_int_equal(folds.items[3].count, 2);
        check_subjects(folds.items + 3, 9, "c, d (2)");
}

TEST_MAIN(cmocka_unit_test(test_nothing), cmocka_unit_test(test_groups), cmocka_unit_test(test_names),
                cmocka_unit_test(test_differences), cmocka_unit_test(test_moves))

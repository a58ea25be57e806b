/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Faults counted together: equal ones only, in their order, and no more than there is room for. */

#include "report/fault-fold.h"

#include "tests/unit/test.h"

static Fault sample(void) {
        return (Fault) {
                .driver = UNIT_INTEL_VTD, .access = FAULT_ACCESS_READ, .time = "1.5", .unit = "u", .device = "0000:01:00.0",
                .stream = number(0), .address = number(0), .index = number(0), .has_pasid = TRUTH_YES, .pasid = number(0),
                .flags = number(0), .reason_code = number(0), .reason = "r", .text = "t",
        };
}

static void test_equal(void **state) {
        Fault a = sample(), other[] = { a, a, a, a, a, a, a, a, a, a, a, a };

        (void) state;
        other[0].driver = UNIT_AMD_VI;
        other[1].access = FAULT_ACCESS_WRITE;
        memcpy(other[2].unit, "v", 2);
        memcpy(other[3].device, "x", 2);
        other[4].stream = (Number) { 0 };
        other[5].address = number(1);
        other[6].index = number(1);
        other[7].has_pasid = TRUTH_NO;
        other[8].pasid = number(1);
        other[9].flags = number(1);
        other[10].reason_code = (Number) { 0 };
        memcpy(other[11].reason, "s", 2);
        for (size_t i = 0; i < ARRAY_SIZE(other); i++) {
                assert_false(fault_equal(&a, other + i));
                assert_false(fault_equal(other + i, &a));
                assert_true(fault_equal(other + i, other + i));
        }
        other[0] = a;
        memcpy(other[0].time, "9", 2);
        other[0].text = "other";
        assert_true(fault_equal(&a, other));
        /* What is unknown has no value. */
        a.address = (Number) { false, 1 };
        other[0].address = (Number) { false, 2 };
        assert_true(fault_equal(&a, other));
}

static void test_fold(void **state) {
        _cleanup_fault_fold_ FaultFold fold = FAULT_FOLD_INIT;
        Fault a = sample(), b = sample();

        (void) state;
        memcpy(b.device, "", 1);
        b.driver = UNIT_ARM_SMMU_V3;
        assert_int_equal(fault_fold_count_devices(&fold), 0);
        assert_int_equal(fault_fold_add(&fold, &a), 0);
        assert_int_equal(fault_fold_add(&fold, &b), 0);
        memcpy(a.time, "2.5", 4);
        assert_int_equal(fault_fold_add(&fold, &a), 0);
        assert_int_equal(fold.n_items, 2);
        assert_int_equal(fold.n_faults, 3);
        assert_int_equal(fold.items[0].count, 2);
        assert_string_equal(fold.items[0].fault.time, "1.5");
        assert_string_equal(fold.items[0].last_time, "2.5");
        assert_int_equal(fold.items[1].count, 1);
        assert_true(fold.has_driver[UNIT_INTEL_VTD] && fold.has_driver[UNIT_ARM_SMMU_V3] && !fold.has_driver[UNIT_AMD_VI]);
        assert_int_equal(fault_fold_count_devices(&fold), 2);
        /* The same device again, another stream, and nobody known */
        b.address = number(7);
        assert_int_equal(fault_fold_add(&fold, &b), 0);
        assert_int_equal(fault_fold_count_devices(&fold), 2);
        b.stream = number(7);
        assert_int_equal(fault_fold_add(&fold, &b), 0);
        assert_int_equal(fault_fold_count_devices(&fold), 3);
        b.stream = (Number) { 0 };
        assert_int_equal(fault_fold_add(&fold, &b), 0);
        assert_int_equal(fault_fold_count_devices(&fold), 3);
}

static void test_full(void **state) {
        _cleanup_fault_fold_ FaultFold fold = FAULT_FOLD_INIT;
        Fault fault = sample();

        (void) state;
        for (uint64_t i = 0; i < FAULT_FOLD_MAX + 5; i++) {
                fault.address = number(i * 0x9e3779b97f4a7c15);
                assert_int_equal(fault_fold_add(&fold, &fault), 0);
        }
        fault.address = number(3 * 0x9e3779b97f4a7c15);
        assert_int_equal(fault_fold_add(&fold, &fault), 0);
        assert_int_equal(fold.n_items, FAULT_FOLD_MAX);
        assert_int_equal(fold.n_left_out, 5);
        assert_int_equal(fold.n_faults, FAULT_FOLD_MAX + 6);
        assert_int_equal(fold.items[3].count, 2);
        assert_int_equal(fold.items[4].count, 1);
}

TEST_MAIN(cmocka_unit_test(test_equal), cmocka_unit_test(test_fold), cmocka_unit_test(test_full))

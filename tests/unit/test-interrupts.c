/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What keeps a unit from remapping interrupts, each thing alone. */

#include "analysis/interrupts.h"

#include "tests/unit/build.h"

static Snapshot *make(UnitKind kind, Truth ability) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        assert_non_null(snapshot);
        add_unit(snapshot, "unit0", kind)->abilities.interrupt_remapping = ability;
        return snapshot;
}

static void add_dmar(Snapshot *snapshot, uint8_t flags) {
        FirmwareTable table = { .kind = FIRMWARE_DMAR, .dmar.flags = flags };

        assert_int_equal(snapshot_add_table(snapshot, &table), 0);
}

static void check(Snapshot *snapshot, Truth expected, const char *word) {
        const char *reason = "unset";

        assert_int_equal(compute_interrupt_remapping(snapshot, snapshot->units, &reason), expected);
        if (word)
                assert_row(word, reason && strstr(reason, word));
        else
                assert_null(reason);
        snapshot_free(snapshot);
}

static void test_ability(void **state) {
        (void) state;
        check(make(UNIT_INTEL_VTD, TRUTH_YES), TRUTH_YES, NULL);
        check(make(UNIT_INTEL_VTD, TRUTH_UNKNOWN), TRUTH_UNKNOWN, NULL);
        check(make(UNIT_INTEL_VTD, TRUTH_NO), TRUTH_NO, "the unit can't");
        check(make(UNIT_ARM_SMMU_V3, TRUTH_UNKNOWN), TRUTH_UNKNOWN, NULL);
}

static void test_options(void **state) {
        static const char *const options[] = { "intremap=off", "nointremap" };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
                Snapshot *intel = make(UNIT_INTEL_VTD, TRUTH_YES), *arm = make(UNIT_ARM_SMMU_V3, TRUTH_UNKNOWN);

                add_option(intel, options[i]);
                add_option(arm, options[i]);
                check(intel, TRUTH_NO, "boot option");
                check(arm, TRUTH_UNKNOWN, NULL);
        }
}

static void test_firmware(void **state) {
        Snapshot *snapshot = make(UNIT_INTEL_VTD, TRUTH_YES);

        (void) state;
        add_dmar(snapshot, 0);
        check(snapshot, TRUTH_NO, "INTR_REMAP");
        snapshot = make(UNIT_INTEL_VTD, TRUTH_YES);
        add_dmar(snapshot, DMAR_INTERRUPT_REMAPPING);
        check(snapshot, TRUTH_YES, NULL);
        snapshot = make(UNIT_AMD_VI, TRUTH_YES);
        add_dmar(snapshot, 0);
        check(snapshot, TRUTH_YES, NULL);
}

/* All of them or none. */
static void test_other_unit(void **state) {
        Snapshot *snapshot = make(UNIT_INTEL_VTD, TRUTH_YES);

        (void) state;
        add_unit(snapshot, "unit1", UNIT_INTEL_VTD)->abilities.interrupt_remapping = TRUTH_NO;
        check(snapshot, TRUTH_NO, "another unit");
        snapshot = make(UNIT_INTEL_VTD, TRUTH_YES);
        add_unit(snapshot, "unit1", UNIT_INTEL_VTD)->abilities.interrupt_remapping = TRUTH_UNKNOWN;
        check(snapshot, TRUTH_YES, NULL);
}

TEST_MAIN(cmocka_unit_test(test_ability), cmocka_unit_test(test_options), cmocka_unit_test(test_firmware),
          cmocka_unit_test(test_other_unit))

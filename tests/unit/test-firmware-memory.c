/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What an IORT and an IVRS say about memory, looked up for devices, units and groups. */

#include "analysis/firmware-memory.h"

#include "model/snapshot-link.h"
#include "tests/unit/build-tables.h"

/* Two segments with a limit each, one SMMU of either kind, one of them without an entry. */
static Snapshot *build(void) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        FirmwareTable *table;
        IortNode *node;

        assert_non_null(snapshot);
        table = add_table(snapshot, FIRMWARE_IORT);
        node = add_node(table, IORT_ROOT_COMPLEX);
        node->device.segment = 1;
        node->device.memory = (IortMemory) { .coherency = 1, .access = 7 };
        node->device.address_limit_bits = number(40);
        node = add_node(table, IORT_ROOT_COMPLEX);
        node->device.segment = 2;
        node->device.memory = (IortMemory) { .coherency = 0 };
        node->device.address_limit_bits = number(0);
        node = add_node(table, IORT_ROOT_COMPLEX);
        node->device.segment = 3;
        node->device.memory = (IortMemory) { .coherency = 9 };
        node->device.address_limit_bits = number(200);
        node = add_node(table, IORT_SMMU_V3);
        node->base = 0x1000;
        node->flags = 1;
        node = add_node(table, IORT_SMMU);
        node->base = 0x2000;
        node->flags = 2;
        node = add_node(table, IORT_SMMU_V3);
        node->base = 0x3000;
        add_unit(snapshot, "a", UNIT_ARM_SMMU_V3)->address = number(0x1000);
        add_unit(snapshot, "b", UNIT_ARM_SMMU_V2)->address = number(0x2000);
        add_unit(snapshot, "c", UNIT_ARM_SMMU_V3)->address = number(0x3000);
        add_unit(snapshot, "d", UNIT_ARM_SMMU_V3)->address = number(0x2000);
        add_unit(snapshot, "e", UNIT_ARM_SMMU_V3);
        add_unit(snapshot, "f", UNIT_INTEL_VTD)->address = number(0x1000);
        add_group(snapshot, 0);
        add_device(snapshot, "0001:00:00.0", "a");
        add_device(snapshot, "0002:00:00.0", "a");
        add_device(snapshot, "0003:00:00.0", "a");
        add_device(snapshot, "0004:00:00.0", "a");
        add_device(snapshot, "platform", "a");
        add_group(snapshot, 1);
        assert_int_equal(snapshot_link(snapshot), 0);
        return snapshot;
}

static void test_devices(void **state) {
        static const struct {
                Truth coherent;
                bool is_there;
                Number bits;
        } rows[] = {
                { TRUTH_YES, true, { true, 40 } }, { TRUTH_NO, true, { false, 0 } },
                { TRUTH_UNKNOWN, true, { true, 64 } }, { TRUTH_UNKNOWN, false, { false, 0 } },
                { TRUTH_UNKNOWN, false, { false, 0 } },
        };
        _cleanup_snapshot_ Snapshot *snapshot = build();

        (void) state;
        assert_int_equal(snapshot->n_devices, ARRAY_SIZE(rows));
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const char *row = snapshot->devices[i].name;
                Number bits = firmware_device_address_bits(snapshot, i);

                assert_row(row, firmware_device_coherent(snapshot, i) == rows[i].coherent);
                assert_row(row, (firmware_find_memory(snapshot, i) != NULL) == rows[i].is_there);
                assert_row(row, bits.known == rows[i].bits.known && bits.value == rows[i].bits.value);
        }
        assert_int_equal(firmware_group_address_bits(snapshot, 0).value, 40);
        assert_false(firmware_group_address_bits(snapshot, 1).known);
}

static void test_units(void **state) {
        static const Truth expected[] = {
                TRUTH_YES, TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_UNKNOWN,
        };
        _cleanup_snapshot_ Snapshot *snapshot = build();

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
                assert_row(snapshot->units[i].name,
                                firmware_smmu_coherent_override(snapshot, i) == expected[i]);
}

static void test_refused_table_says_nothing(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = build();

        (void) state;
        firmware_notes_add(&snapshot->tables[0].notes, SEVERITY_WARNING, 0, "bad");
        assert_non_null(firmware_find_table(snapshot, FIRMWARE_IORT));
        firmware_notes_add(&snapshot->tables[0].notes, SEVERITY_CRITICAL, 0, "worse");
        assert_null(firmware_find_table(snapshot, FIRMWARE_IORT));
        assert_null(firmware_find_memory(snapshot, 0));
        assert_int_equal(firmware_smmu_coherent_override(snapshot, 0), TRUTH_UNKNOWN);
}

static void test_virtual_bits(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        Ivrs *ivrs;

        (void) state;
        assert_non_null(snapshot);
        assert_false(firmware_amd_virtual_bits(snapshot).known);
        ivrs = &add_table(snapshot, FIRMWARE_IVRS)->ivrs;
        assert_int_equal(firmware_amd_virtual_bits(snapshot).value, 64);
        ivrs->info = 48 << 15 | 0x3043;
        assert_int_equal(firmware_amd_virtual_bits(snapshot).value, 48);
        add_block(snapshot->tables, IVRS_UNIT_10, 2)->features = 1;
        assert_true(firmware_amd_virtual_bits(snapshot).known);
        ivrs->blocks[0].type = IVRS_UNIT_40;
        assert_false(firmware_amd_virtual_bits(snapshot).known);
}

TEST_MAIN(cmocka_unit_test(test_devices), cmocka_unit_test(test_units),
          cmocka_unit_test(test_refused_table_says_nothing), cmocka_unit_test(test_virtual_bits))

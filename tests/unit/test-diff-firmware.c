/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Firmware tables compared: one structure more or less is one line, wherever it stands. */

#include "model/diff-firmware.h"

#include "model/snapshot-diff.h"
#include "model/snapshot-link.h"
#include "tests/unit/build.h"

#define NODES 3

/* How many lines of one list the other one doesn't have. */
static size_t count_missing(const Names *lines, const Names *others) {
        size_t n = 0;

        for (size_t i = 0; i < lines->count; i++) {
                bool is_there = false;

                for (size_t j = 0; j < others->count; j++)
                        is_there = is_there || strcmp(lines->items[i], others->items[j]) == 0;
                n += !is_there;
        }
        return n;
}

static void check_counts(const FirmwareTable *a, const FirmwareTable *b, size_t missing, size_t more) {
        _cleanup_names_ Names lines = { 0 }, others = { 0 };

        assert_int_equal(diff_firmware_list(a, &lines), 0);
        assert_int_equal(diff_firmware_list(b, &others), 0);
        assert_int_equal(count_missing(&lines, &others), missing);
        assert_int_equal(count_missing(&others, &lines), more);
}

static void test_dmar(void **state) {
        ScopeStep path[] = { { 0x1c, 0 }, { 0, 1 } };
        DeviceScope scope = { .type = SCOPE_ENDPOINT, .path = path, .n_steps = 2 };
        DmarStructure before[] = {
                { .type = DMAR_DRHD, .base = 0xfed90000, .scopes = &scope, .n_scopes = 1 },
                { .type = DMAR_RMRR, .base = 0x1000, .limit = 0x1fff },
                { .type = 99 },
        };
        DmarStructure after[ARRAY_SIZE(before)];
        FirmwareTable a = { .kind = FIRMWARE_DMAR, .dmar = { .structures = before, .n_structures = 3 } };
        FirmwareTable b = { .kind = FIRMWARE_DMAR, .dmar = { .structures = after, .n_structures = 3 } };
        _cleanup_names_ Names lines = { 0 };

        (void) state;
        memcpy(after, before, sizeof(after));
        after[1].offset = 0x70;
        check_counts(&a, &b, 0, 0);
        after[1].limit = 0x2fff;
        check_counts(&a, &b, 1, 1);
        b.dmar.n_structures = 1;
        check_counts(&a, &b, 2, 0);
        b.dmar.flags = DMAR_INTERRUPT_REMAPPING;
        b.oem_revision = 2;
        check_counts(&a, &b, 4, 2);
        assert_int_equal(diff_firmware_list(&a, &lines), 0);
        assert_string_equal(lines.items[2], "drhd segment 0000 flags 0x00 0x00000000fed90000, endpoint 00:1c.0/00.1");
        assert_string_equal(lines.items[4], "type 99 segment 0000 flags 0x00");
}

static void test_ivrs(void **state) {
        IvrsEntry entries[] = { { .type = IVRS_ENTRY_RANGE, .first = 8, .last = 0xffff }, { .type = IVRS_ENTRY_SPECIAL } };
        IvrsBlock blocks[] = {
                { .type = IVRS_UNIT_10, .entries = entries, .n_entries = 2 },
                { .type = IVRS_MEMORY_ALL, .start = 0x1000, .bytes = 0x1000 },
        };
        FirmwareTable a = { .kind = FIRMWARE_IVRS, .ivrs = { .blocks = blocks, .n_blocks = 2 } };
        FirmwareTable b = { .kind = FIRMWARE_IVRS, .ivrs = { .blocks = blocks, .n_blocks = 1 } };

        (void) state;
        check_counts(&a, &a, 0, 0);
        check_counts(&a, &b, 1, 0);
        b.ivrs.info = 1;
        check_counts(&a, &b, 2, 1);
}

/* A node in front moves the offsets of all behind it, and what refers to them. */
static void test_iort(void **state) {
        IortMap maps[] = { { .count = 0x10000, .reference = 0x30 }, { .count = 0x10000, .reference = 0x90 } };
        IortNode before[] = {
                { .offset = 0x30, .type = IORT_SMMU_V3, .base = 0x9050000 },
                { .offset = 0x60, .type = IORT_ROOT_COMPLEX, .maps = maps, .n_maps = 1 },
        };
        IortNode after[NODES] = {
                { .offset = 0x30, .type = IORT_ITS_GROUP },
                { .offset = 0x90, .type = IORT_SMMU_V3, .base = 0x9050000 },
                { .offset = 0xc0, .type = IORT_ROOT_COMPLEX, .maps = maps + 1, .n_maps = 1 },
        };
        FirmwareTable a = { .kind = FIRMWARE_IORT, .iort = { .nodes = before, .n_nodes = 2 } };
        FirmwareTable b = { .kind = FIRMWARE_IORT, .iort = { .nodes = after, .n_nodes = NODES } };

        (void) state;
        check_counts(&a, &b, 0, 1);
        maps[1].reference = 0x31;
        check_counts(&a, &b, 1, 2);
        maps[1].reference = 0x90;
        after[1].base++;
        check_counts(&a, &b, 2, 3); /* the map goes to another one now */
}

static void test_viot(void **state) {
        ViotNode before[] = { { .offset = 0x30, .type = VIOT_UNIT_PCI }, { .offset = 0x40, .output = 0x30 } };
        ViotNode after[] = { { .offset = 0x50, .type = VIOT_UNIT_PCI }, { .offset = 0x70, .output = 0x50 } };
        FirmwareTable a = { .kind = FIRMWARE_VIOT, .viot = { .nodes = before, .n_nodes = 2 } };
        FirmwareTable b = { .kind = FIRMWARE_VIOT, .viot = { .nodes = after, .n_nodes = 2 } };

        (void) state;
        check_counts(&a, &b, 0, 0);
        after[1].output = 1;
        check_counts(&a, &b, 1, 1);
}

static Snapshot *make_with_table(uint8_t revision, Assessment **ret) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        FirmwareTable table = { .kind = FIRMWARE_DMAR, .revision = revision };

        assert_non_null(snapshot);
        assert_int_equal(snapshot_add_table(snapshot, &table), 0);
        assert_int_equal(snapshot_link(snapshot), 0);
        *ret = assessment_new(snapshot);
        assert_non_null(*ret);
        return snapshot;
}

/* A table that one side could not decode is no change. */
static void test_in_a_snapshot(void **state) {
        _cleanup_assessment_ Assessment *first = NULL, *second = NULL;
        _cleanup_snapshot_ Snapshot *before = make_with_table(1, &first), *after = make_with_table(2, &second);
        _cleanup_changes_ Changes changes = CHANGES_INIT, none = CHANGES_INIT;

        (void) state;
        assert_int_equal(compute_snapshot_diff((DiffSide) { before, first }, (DiffSide) { after, second }, &changes), 0);
        assert_int_equal(changes.count, 2);
        for (size_t i = 0; i < changes.count; i++) {
                assert_string_equal(changes.items[i].field, "DMAR");
                assert_int_equal(changes.items[i].scope, CHANGE_OF_HOST);
        }
        after->n_tables = 0;
        assert_int_equal(compute_snapshot_diff((DiffSide) { before, first }, (DiffSide) { after, second }, &none), 0);
        assert_int_equal(none.count, 0);
}

TEST_MAIN(cmocka_unit_test(test_dmar), cmocka_unit_test(test_ivrs), cmocka_unit_test(test_iort),
                cmocka_unit_test(test_viot), cmocka_unit_test(test_in_a_snapshot))

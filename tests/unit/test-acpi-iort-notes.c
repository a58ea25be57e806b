/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IORT table: what is noted as wrong. */

#include "sources/acpi-iort.h"

#include "tests/unit/iort-bytes.h"
#include "tests/unit/test.h"

static void test_counts_and_offset(void **state) {
        static const struct {
                uint32_t count, first;
                size_t n_nodes, notes, offset;
                const char *note;
        } rows[] = {
                { 2, 48, 2, 0, 0, "" },
                { 1, 48, 1, 1, 72, "24 bytes follow the last node" },
                { 1, 72, 1, 0, 0, "" },
                { 3, 48, 2, 1, 36, "3 nodes; there are 2" },
                { UINT32_MAX, 48, 2, 1, 36, "there are 2" },
                { 2, 47, 0, 2, 40, "begin at offset 0x2f" },
                { 2, 97, 0, 2, 40, "begin at offset 0x61" },
                { 2, UINT32_MAX, 0, 2, 40, "begin at offset 0xffffffff" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_iort(0, rows[i].count);
                FirmwareTable decoded;

                set(&table, 40, rows[i].first, 4);
                put_its(&table);
                put_its(&table);
                decoded = finish_table(&table);
                assert_int_equal(decoded.iort.n_nodes, rows[i].n_nodes);
                check_notes(&decoded, rows[i].notes, rows[i].offset, rows[i].note);
                firmware_table_done(&decoded);
        }
}

static void test_unknown_and_short(void **state) {
        static const uint16_t least[_IORT_TYPE_MAX] = { 20, 30, 32, 60, 60, 32, 28, 27 };

        (void) state;
        for (uint8_t type = 0; type <= _IORT_TYPE_MAX; type++) {
                TableBytes table = begin_iort(5, 2);
                FirmwareTable decoded;

                put_node(&table, type, 0, (type < _IORT_TYPE_MAX ? least[type] : 30U) - 17U, 0);
                put(&table, 0, (type < _IORT_TYPE_MAX ? least[type] : 30U) - 17U);
                put_its(&table);
                decoded = finish_table(&table);
                check_notes(&decoded, 1, 48, type < _IORT_TYPE_MAX ? "are the least" : "unknown type 8 is skipped");
                assert_int_equal(decoded.iort.n_nodes, 1);
                firmware_table_done(&decoded);
        }
}

static void test_lengths_that_lie(void **state) {
        static const struct {
                uint16_t length;
                const char *note;
        } rows[] = { { 0, "it has 0 bytes" }, { 15, "it has 15 bytes" }, { 25, "25 bytes, of 24" } };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_iort(0, 2);
                FirmwareTable decoded;

                put_its(&table);
                put_its(&table);
                set(&table, 73, rows[i].length, 2);
                decoded = finish_table(&table);
                assert_int_equal(decoded.iort.n_nodes, 1);
                check_notes(&decoded, 2, 72, rows[i].note);
                firmware_table_done(&decoded);
        }
}

/* A root complex with maps, of which something is wrong. */
static void test_maps(void **state) {
        static const struct {
                uint32_t count, at; /* 0: as it should be */
                uint32_t input, n_ids, reference, flags;
                size_t n_maps, offset;
                const char *note;
        } rows[] = {
                { 0, 0, 0x100, 0x100, 48, 0, 2, 0, NULL },
                { 3, 0, 0x100, 0x100, 48, 0, 0, 72, "3 id maps at offset 32 are not inside the node of 72 bytes" },
                { UINT32_MAX, 0, 0x100, 0x100, 48, 0, 0, 72, "id maps at offset 32 are not inside" },
                { 2, 33, 0x100, 0x100, 48, 0, 0, 72, "2 id maps at offset 33" },
                { 2, UINT32_MAX, 0x100, 0x100, 48, 0, 0, 72, "2 id maps at offset 4294967295" },
                { 2, 15, 0x100, 0x100, 48, 0, 0, 72, "2 id maps at offset 15" },
                { 0, 0, 0xff, 0x100, 48, 0, 2, 124, "map of ids from 0xff overlaps the one at offset 0x68" },
                { 0, 0, 0xff, 0x100, 48, IORT_MAP_SINGLE, 2, 0, NULL },
                { 0, 0, 0x100, 0x100, 72, 0, 2, 72, "refers to itself" },
                { 0, 0, 0x100, 0x100, 50, 0, 2, 72, "refers to offset 0x32, where no node is" },
                { 0, 0, 0x100, 0x100, UINT32_MAX, 0, 2, 72, "refers to offset 0xffffffff, where no node is" },
                { 0, 0, UINT32_MAX, 0, 48, 0, 2, 0, NULL }, /* beyond 32 bits, but no overlap */
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_iort(0, 2);
                const char *name = rows[i].note ? rows[i].note : "good";
                FirmwareTable decoded;

                put_its(&table);
                put_node(&table, IORT_ROOT_COMPLEX, 0, 16, 2);
                put(&table, 0, 16);
                put_map(&table, 0, 0x100, 0, 48, 0);
                put_map(&table, rows[i].input, rows[i].n_ids, 0, rows[i].reference, rows[i].flags);
                if (rows[i].count > 0)
                        set(&table, 72 + 8, rows[i].count, 4);
                if (rows[i].at > 0)
                        set(&table, 72 + 12, rows[i].at, 4);
                decoded = finish_table(&table);
                assert_row(name, decoded.iort.nodes[1].n_maps == rows[i].n_maps);
                check_notes(&decoded, rows[i].note ? 1 : 0, rows[i].offset, name);
                if (rows[i].n_ids == 0)
                        assert_true(decoded.iort.nodes[1].maps[1].count == 1ULL << 32);
                firmware_table_done(&decoded);
        }
}

static void test_root_complex_revisions(void **state) {
        static const struct {
                uint8_t revision;
                size_t bytes;
                uint8_t limit;
                bool limit_known, pasid_known;
                size_t notes;
        } rows[] = {
                { 0, 20, 0, false, true, 0 },  { 1, 20, 0, true, true, 1 },  { 1, 20, 64, true, true, 0 },
                { 1, 16, 0, false, false, 0 }, { 3, 19, 64, true, true, 0 }, { 3, 18, 64, true, false, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_iort(0, 1);
                FirmwareTable decoded;

                put_node(&table, IORT_ROOT_COMPLEX, rows[i].revision, rows[i].bytes, 0);
                put(&table, 0, rows[i].bytes);
                if (rows[i].bytes > 16)
                        set(&table, 48 + 32, rows[i].limit, 1);
                decoded = finish_table(&table);
                assert_int_equal(decoded.iort.nodes[0].device.address_limit_bits.known, rows[i].limit_known);
                assert_int_equal(decoded.iort.nodes[0].device.pasid.known, rows[i].pasid_known);
                check_notes(&decoded, rows[i].notes, 48, "the node has no address limit");
                firmware_table_done(&decoded);
        }
}

static void test_component_notes(void **state) {
        TableBytes table = begin_iort(0, 1);
        FirmwareTable decoded;

        (void) state;
        put_node(&table, IORT_COMPONENT, 0, 16, 0);
        put(&table, 0, 4);
        put(&table, 2, 4); /* coherency */
        put(&table, 0, 5); /* address limit 0 */
        put_text(&table, "ABC", 3);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 48, "the cache coherency is 2"));
        assert_non_null(find_note(&decoded, 48, "the node has no address limit"));
        check_notes(&decoded, 3, 77, "the name in a named component has no end");
        assert_string_equal(decoded.iort.nodes[0].name, "ABC");
        firmware_table_done(&decoded);
}

static void test_smmu_notes(void **state) {
        TableBytes table = begin_iort(0, 4);
        FirmwareTable decoded;

        (void) state;
        put_node(&table, IORT_SMMU, 0, 52, 0); /* at 48 */
        put(&table, 0, 52);
        set(&table, 48 + 44, 2, 4);
        set(&table, 48 + 48, 60, 4); /* one fits */
        set(&table, 48 + 52, 1, 4);
        set(&table, 48 + 56, UINT32_MAX, 4);
        put_node(&table, IORT_SMMU_V3, 0, 44, 0); /* at 116 */
        put(&table, 0, 44);
        put_node(&table, IORT_SMMU_V3, 4, 48, 0); /* at 176 */
        put(&table, 0, 48);
        set(&table, 176 + 24, IORT_V3_DEVICE_ID, 4);
        put_node(&table, IORT_SMMU_V3, 4, 52, 0); /* at 240, its map 0 of none */
        put(&table, 0, 52);
        set(&table, 240 + 24, IORT_V3_DEVICE_ID, 4);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 48, "2 context interrupts at offset 60"));
        assert_non_null(find_note(&decoded, 48, "1 PMU interrupts at offset 4294967295"));
        assert_non_null(find_note(&decoded, 176, "the map of the SMMU's own id is missing"));
        check_notes(&decoded, 4, 240, "the map of the SMMU's own id is missing");
        assert_false(decoded.iort.nodes[1].smmu_v3.proximity_domain.known);
        assert_false(decoded.iort.nodes[1].smmu_v3.device_id_map.known);
        assert_true(decoded.iort.nodes[2].smmu_v3.proximity_domain.known);
        assert_false(decoded.iort.nodes[2].smmu_v3.device_id_map.known);
        firmware_table_done(&decoded);
}

static void test_pmcg(void **state) {
        TableBytes table = begin_iort(0, 2);
        FirmwareTable decoded;

        (void) state;
        for (uint32_t reference = 0; reference <= 0x31; reference += 0x31) {
                put_node(&table, IORT_PMCG, 0, 16, 0);
                put(&table, 0, 12);
                put(&table, reference, 4);
        }
        decoded = finish_table(&table);
        check_notes(&decoded, 1, 80, "refers to offset 0x31, where no node is");
        assert_false(decoded.iort.nodes[0].pmcg.page1.known);
        firmware_table_done(&decoded);
}

static void test_rmr(void **state) {
        TableBytes table = begin_iort(4, 1);
        FirmwareTable decoded;

        (void) state;
        put_node(&table, IORT_RMR, 1, 12 + 5 * 20, 0);
        put(&table, 0, 4);
        put(&table, 5, 4);
        put(&table, 28, 4);
        put_region(&table, 0x10000, 0x20000);
        put_region(&table, 0x20000, 0x10000);
        put_region(&table, 0, 0);
        put_region(&table, 0x60000, 0x1000);
        put_region(&table, 0xffffffffffff0000, 0x20000);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 48, "from revision 5 of the table on; this is 4"));
        assert_non_null(find_note(&decoded, 96, "overlaps the one at offset 0x4c"));
        assert_non_null(find_note(&decoded, 116, "has 0x0 bytes"));
        assert_non_null(find_note(&decoded, 136, "not aligned to 64 KiB"));
        check_notes(&decoded, 5, 156, "has 0x20000 bytes");
        assert_int_equal(decoded.iort.nodes[0].rmr.n_regions, 5);
        firmware_table_done(&decoded);
        set(&table, 48 + 20, 6, 4);
        decoded = finish_table(&table);
        check_notes(&decoded, 2, 48, "6 regions at offset 28 are not inside");
        firmware_table_done(&decoded);
}

TEST_MAIN(cmocka_unit_test(test_counts_and_offset), cmocka_unit_test(test_unknown_and_short),
                cmocka_unit_test(test_lengths_that_lie), cmocka_unit_test(test_maps),
                cmocka_unit_test(test_root_complex_revisions), cmocka_unit_test(test_component_notes),
                cmocka_unit_test(test_smmu_notes), cmocka_unit_test(test_pmcg),
                cmocka_unit_test(test_rmr))

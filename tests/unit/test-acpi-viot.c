/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The VIOT table: every node, what is noted as wrong, and any damage. */

#include "sources/acpi-viot.h"

#include "tests/unit/table-bytes.h"
#include "tests/unit/test.h"

static TableBytes begin_viot(uint16_t count, uint16_t first) {
        TableBytes table = begin_table("VIOT", 0);

        put(&table, count, 2);
        put(&table, first, 2);
        put(&table, 0, 8);
        return table;
}

static void put_range(TableBytes *table, uint16_t segment_last, uint16_t first, uint16_t last, uint16_t output) {
        put(table, VIOT_PCI_RANGE, 2);
        put(table, 24, 2);
        put(table, 0x00013000, 4);
        put(table, 1, 2);
        put(table, segment_last, 2);
        put(table, first, 2);
        put(table, last, 2);
        put(table, output, 2);
        put(table, 0, 6);
}

static void put_pci_unit(TableBytes *table) {
        put(table, VIOT_UNIT_PCI, 2);
        put(table, 16, 2);
        put(table, 5, 2);
        put(table, 0x0010, 2);
        put(table, 0, 8);
}

/* One of everything, and nothing wrong with it. */
static TableBytes make_full(void) {
        TableBytes table = begin_viot(4, 52);

        put(&table, 0, 4);
        put_pci_unit(&table);                          /* at 52 */
        put_range(&table, 2, 0x3000, 0x30ff, 52);      /* at 68 */
        put(&table, VIOT_MMIO_ENDPOINT, 2);            /* at 92 */
        put(&table, 24, 2);
        put(&table, 0x99, 4);
        put(&table, 0x10000abc000, 8);
        put(&table, 116, 2);
        put(&table, 0, 6);
        put(&table, VIOT_UNIT_MMIO, 2); /* at 116 */
        put(&table, 16, 2);
        put(&table, 0, 4);
        put(&table, 0xa000000, 8);
        end_table(&table);
        return table;
}

static void test_full(void **state) {
        TableBytes table = make_full();
        FirmwareTable decoded = decode_table(&table);
        const ViotNode *all = decoded.viot.nodes;

        (void) state;
        check_notes(&decoded, 0, 0, "");
        assert_int_equal(decoded.viot.node_count, 4);
        assert_int_equal(decoded.viot.n_nodes, 4);
        assert_true(all[0].offset == 52 && all[0].type == VIOT_UNIT_PCI && all[0].length == 16);
        assert_true(all[0].segment_first == 5 && all[0].function_first == 0x10);
        assert_true(all[1].offset == 68 && all[1].type == VIOT_PCI_RANGE && all[1].length == 24);
        assert_true(all[1].endpoint == 0x13000 && all[1].output == 52);
        assert_true(all[1].segment_first == 1 && all[1].segment_last == 2);
        assert_true(all[1].function_first == 0x3000 && all[1].function_last == 0x30ff);
        assert_true(all[2].offset == 92 && all[2].type == VIOT_MMIO_ENDPOINT && all[2].output == 116);
        assert_true(all[2].endpoint == 0x99 && all[2].base == 0x10000abc000);
        assert_true(all[3].offset == 116 && all[3].type == VIOT_UNIT_MMIO && all[3].base == 0xa000000);
        firmware_table_done(&decoded);
}

static void test_cuts(void **state) {
        (void) state;
        check_every_cut(make_full());
}

static void test_any_byte(void **state) {
        (void) state;
        check_every_byte(make_full());
}

static void test_counts(void **state) {
        TableBytes few = begin_viot(1, 48), many = begin_viot(3, 48);
        FirmwareTable decoded;

        (void) state;
        put_pci_unit(&few);
        put_pci_unit(&few);
        decoded = finish_table(&few);
        assert_int_equal(decoded.viot.n_nodes, 1);
        check_notes(&decoded, 1, 64, "16 bytes follow the last node");
        firmware_table_done(&decoded);
        put_pci_unit(&many);
        decoded = finish_table(&many);
        check_notes(&decoded, 1, 36, "3 nodes; there are 1");
        firmware_table_done(&decoded);
}

static void test_first_offset(void **state) {
        static const uint16_t wrong[] = { 0, 47, 65, 0xffff };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                TableBytes table = begin_viot(1, wrong[i]);
                FirmwareTable decoded;

                put_pci_unit(&table);
                decoded = finish_table(&table);
                assert_int_equal(decoded.viot.n_nodes, 0);
                check_notes(&decoded, 2, 38, "begin at offset");
                firmware_table_done(&decoded);
        }
}

static void test_nodes_that_lie(void **state) {
        static const struct {
                uint8_t type;
                uint16_t length;
                size_t n_nodes;
                const char *note;
        } rows[] = {
                { 0, 16, 1, "unknown type 0 is skipped" }, { 5, 16, 1, "unknown type 5 is skipped" },
                { 1, 16, 1, "16 bytes; 24 are the least" }, { 2, 16, 1, "16 bytes; 24 are the least" },
                { 3, 12, 0, "12 bytes; 16 are the least" }, { 4, 12, 0, "12 bytes; 16 are the least" },
                { 3, 0, 0, "says that it has 0 bytes" }, { 3, 33, 0, "33 bytes, of 32" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_viot(2, 48);
                FirmwareTable decoded;

                put_pci_unit(&table);
                put_pci_unit(&table);
                set(&table, 48, rows[i].type, 1);
                set(&table, 50, rows[i].length, 2);
                decoded = finish_table(&table);
                assert_row(rows[i].note, decoded.viot.n_nodes == rows[i].n_nodes);
                assert_row(rows[i].note, find_note(&decoded, 48, rows[i].note));
                firmware_table_done(&decoded);
        }
}

static void test_references_and_ranges(void **state) {
        TableBytes table = begin_viot(5, 48);
        FirmwareTable decoded;

        (void) state;
        put_pci_unit(&table);
        put_range(&table, 1, 0, 0xff, 49);  /* nothing begins there */
        put_range(&table, 1, 0, 0xff, 64);  /* a range, no unit */
        put_range(&table, 0, 0, 0xff, 48);  /* segments backwards */
        put_range(&table, 1, 9, 8, 48);     /* functions backwards */
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 64, "refers to offset 0x31, where no unit is"));
        assert_non_null(find_note(&decoded, 88, "refers to offset 0x40, where no unit is"));
        assert_non_null(find_note(&decoded, 112, "ends before it begins"));
        check_notes(&decoded, 4, 136, "ends before it begins");
        firmware_table_done(&decoded);
}

TEST_MAIN(cmocka_unit_test(test_full), cmocka_unit_test(test_cuts), cmocka_unit_test(test_any_byte),
                cmocka_unit_test(test_counts), cmocka_unit_test(test_first_offset),
                cmocka_unit_test(test_nodes_that_lie), cmocka_unit_test(test_references_and_ranges))

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IVRS table: blocks for units and memory, entries for devices, and any damage. */

#include "sources/acpi-ivrs.h"

#include "tests/unit/table-bytes.h"
#include "tests/unit/test.h"

static TableBytes begin_ivrs(uint32_t info) {
        TableBytes table = begin_table("IVRS", 2);

        put(&table, info, 4);
        put(&table, 0, 8);
        return table;
}

/* A unit whose entries have so many bytes. */
static void put_unit(TableBytes *table, uint8_t type, size_t entries_bytes) {
        put(table, type, 1);
        put(table, 0xb1, 1);
        put(table, (type == IVRS_UNIT_10 ? 24U : 40U) + entries_bytes, 2);
        put(table, 0x0002, 2);
        put(table, 0x0040, 2);
        put(table, 0xfeb80000, 8);
        put(table, 0x0001, 2);
        put(table, 0x1300, 2);
        put(table, 0x80048f6e, 4);
        if (type != IVRS_UNIT_10) {
                put(table, 0x206d73ef22254ade, 8);
                put(table, 0x00000000000000e1, 8);
        }
}

static void put_entry(TableBytes *table, uint8_t type, uint16_t device, uint8_t settings) {
        put(table, type, 1);
        put(table, device, 2);
        put(table, settings, 1);
}

static void put_alias(TableBytes *table, uint8_t type, uint16_t device, uint16_t alias) {
        put_entry(table, type, device, 0);
        put(table, 0, 1);
        put(table, alias, 2);
        put(table, 0, 1);
}

static void put_named(TableBytes *table, const char *hid, uint8_t format, const char *uid, uint8_t uid_bytes) {
        put_entry(table, IVRS_ENTRY_ACPI, 0x00a5, 0x40);
        put_text(table, hid, 8);
        put_text(table, "PNP0D40", 8);
        put(table, format, 1);
        put(table, uid_bytes, 1);
        put_text(table, uid, uid_bytes);
}

static void put_memory(TableBytes *table, uint8_t type, uint16_t first, uint16_t last, uint64_t start,
                uint64_t bytes) {
        put(table, type, 1);
        put(table, 0x07, 1);
        put(table, 32, 2);
        put(table, first, 2);
        put(table, last, 2);
        put(table, 0x0002, 8);
        put(table, start, 8);
        put(table, bytes, 8);
}

/* One of everything, and nothing wrong with it. */
static TableBytes make_full(void) {
        TableBytes table = begin_ivrs(0x00203043);

        put_unit(&table, IVRS_UNIT_10, 4); /* at 0x30 */
        put_entry(&table, IVRS_ENTRY_ALL, 0x1234, 0xd7);
        put_unit(&table, IVRS_UNIT_11, 52); /* at 0x4c, entries from 0x74 */
        put_entry(&table, IVRS_ENTRY_PAD, 0, 0);
        put_entry(&table, IVRS_ENTRY_SELECT, 0x0010, 0);
        put_entry(&table, IVRS_ENTRY_RANGE, 0x0100, 0);
        put_entry(&table, IVRS_ENTRY_RANGE_END, 0x01ff, 0);
        put_alias(&table, IVRS_ENTRY_ALIAS, 0x0300, 0x0020);
        put_alias(&table, IVRS_ENTRY_ALIAS_RANGE, 0xff00, 0x00a5);
        put_entry(&table, IVRS_ENTRY_PAD, 0, 0);
        put_entry(&table, IVRS_ENTRY_RANGE_END, 0xffff, 0);
        put_entry(&table, IVRS_ENTRY_EXTENDED, 0x0400, 0);
        put(&table, 0x80000000, 4);
        put_entry(&table, IVRS_ENTRY_PAD, 0, 0);
        put_unit(&table, IVRS_UNIT_40, 8 + 22 + 9 + 22 + 8 + 22 + 12); /* at 0xa8, entries from 0xd0 */
        put_entry(&table, IVRS_ENTRY_SPECIAL, 0, 0xd7);
        put(&table, 0x0100a021, 4);
        put_named(&table, "AMDI0020", 2, "\\_SB.FUR0", 9);
        put_named(&table, "AMDI0040", 1, "\1\2\3\4\5\6\7\10", 8);
        put_named(&table, "AMDI0", 0, "", 0);
        put_entry(&table, IVRS_ENTRY_EXTENDED_RANGE, 0x0500, 0);
        put(&table, 0, 4);
        put_entry(&table, IVRS_ENTRY_RANGE_END, 0x05ff, 0);
        put_memory(&table, IVRS_MEMORY_ALL, 7, 7, 0x1000, 0x1000); /* at 0x137 */
        put_memory(&table, IVRS_MEMORY_ONE, 0x0300, 0, 0x3bc95000, 0x26000);
        put_memory(&table, IVRS_MEMORY_RANGE, 0x0300, 0x03ff, 0xfffffffffffff000, 0x1000);
        end_table(&table);
        return table;
}

static void check_entry(const IvrsEntry *entry, size_t offset, uint8_t type, uint16_t first, uint16_t last) {
        assert_int_equal(entry->offset, offset);
        assert_int_equal(entry->type, type);
        assert_int_equal(entry->first, first);
        assert_int_equal(entry->last, last);
}

static void test_units(void **state) {
        TableBytes table = make_full();
        FirmwareTable decoded = decode_table(&table);
        const IvrsBlock *all = decoded.ivrs.blocks;

        (void) state;
        check_notes(&decoded, 0, 0, "");
        assert_int_equal(decoded.ivrs.info, 0x00203043);
        assert_int_equal(IVRS_PHYSICAL_BITS(decoded.ivrs.info), 48);
        assert_int_equal(IVRS_VIRTUAL_BITS(decoded.ivrs.info), 64);
        assert_int_equal(decoded.ivrs.n_blocks, 6);
        for (size_t i = 0; i < 3; i++) {
                assert_true(ivrs_is_unit(all + i) && !ivrs_is_memory(all + i));
                assert_int_equal(all[i].flags, 0xb1);
                assert_int_equal(all[i].device_id, 0x0002);
                assert_int_equal(all[i].capability, 0x0040);
                assert_true(all[i].base == 0xfeb80000);
                assert_int_equal(all[i].segment, 1);
                assert_int_equal(all[i].info, 0x1300);
                assert_int_equal(all[i].features, 0x80048f6e);
                assert_true(all[i].efr == (i > 0 ? 0x206d73ef22254ade : 0));
                assert_true(all[i].efr2 == (i > 0 ? 0xe1 : 0));
        }
        assert_true(all[0].offset == 0x30 && all[0].type == IVRS_UNIT_10 && all[0].length == 28);
        assert_true(all[1].offset == 0x4c && all[1].type == IVRS_UNIT_11 && all[1].length == 92);
        assert_true(all[2].offset == 0xa8 && all[2].type == IVRS_UNIT_40 && all[2].length == 143);
        firmware_table_done(&decoded);
}

static void test_entries(void **state) {
        TableBytes table = make_full();
        FirmwareTable decoded = decode_table(&table);
        const IvrsEntry *entry;

        (void) state;
        assert_int_equal(decoded.ivrs.blocks[0].n_entries, 1);
        check_entry(decoded.ivrs.blocks[0].entries, 0x48, IVRS_ENTRY_ALL, 0, 0xffff);
        assert_int_equal(decoded.ivrs.blocks[0].entries[0].settings, 0xd7);

        entry = decoded.ivrs.blocks[1].entries;
        assert_int_equal(decoded.ivrs.blocks[1].n_entries, 5);
        check_entry(entry, 0x78, IVRS_ENTRY_SELECT, 0x10, 0x10);
        check_entry(entry + 1, 0x7c, IVRS_ENTRY_RANGE, 0x100, 0x1ff);
        check_entry(entry + 2, 0x84, IVRS_ENTRY_ALIAS, 0x300, 0x300);
        assert_int_equal(entry[2].alias, 0x20);
        check_entry(entry + 3, 0x8c, IVRS_ENTRY_ALIAS_RANGE, 0xff00, 0xffff);
        assert_int_equal(entry[3].alias, 0xa5);
        check_entry(entry + 4, 0x9c, IVRS_ENTRY_EXTENDED, 0x400, 0x400);
        assert_int_equal(entry[4].extended, 0x80000000);

        entry = decoded.ivrs.blocks[2].entries;
        assert_int_equal(decoded.ivrs.blocks[2].n_entries, 5);
        check_entry(entry, 0xd0, IVRS_ENTRY_SPECIAL, 0, 0);
        assert_true(entry->handle == 0x21 && entry->alias == 0xa0 && entry->variety == IVRS_VARIETY_IOAPIC);
        check_entry(entry + 1, 0xd8, IVRS_ENTRY_ACPI, 0xa5, 0xa5);
        assert_string_equal(entry[1].hid, "AMDI0020");
        assert_string_equal(entry[1].cid, "PNP0D40");
        assert_string_equal(entry[1].uid_text, "\\_SB.FUR0");
        assert_true(entry[2].uid_format == 1 && entry[2].uid_number == 0x0807060504030201 && !entry[2].uid_text);
        assert_string_equal(entry[3].hid, "AMDI0");
        assert_true(entry[3].uid_format == 0 && !entry[3].uid_text);
        check_entry(entry + 4, 0x12b, IVRS_ENTRY_EXTENDED_RANGE, 0x500, 0x5ff);
        firmware_table_done(&decoded);
}

static void test_memory(void **state) {
        TableBytes table = make_full();
        FirmwareTable decoded = decode_table(&table);
        const IvrsBlock *all = decoded.ivrs.blocks + 3;

        (void) state;
        assert_true(ivrs_is_memory(all) && !ivrs_is_unit(all) && all->offset == 0x137);
        assert_true(all[0].device_id == 0 && all[0].last_id == 0xffff);
        assert_true(all[1].device_id == 0x300 && all[1].last_id == 0x300);
        assert_true(all[1].start == 0x3bc95000 && all[1].bytes == 0x26000);
        assert_true(all[2].device_id == 0x300 && all[2].last_id == 0x3ff && all[2].segment == 2);
        assert_int_equal(all[2].flags, 7);
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

static void test_unknown_block(void **state) {
        TableBytes table = begin_ivrs(0);
        FirmwareTable decoded;

        (void) state;
        put(&table, 0x51, 2);
        put(&table, 6, 2);
        put(&table, 0xffff, 2);
        put_memory(&table, IVRS_MEMORY_ONE, 0, 0, 0x1000, 0x1000);
        decoded = finish_table(&table);
        check_notes(&decoded, 1, 48, "unknown type 51h is skipped");
        assert_int_equal(decoded.ivrs.n_blocks, 1);
        firmware_table_done(&decoded);
}

static void test_too_short(void **state) {
        static const struct {
                uint8_t type;
                uint16_t least;
        } rows[] = {
                { IVRS_UNIT_10, 24 }, { IVRS_UNIT_11, 40 }, { IVRS_UNIT_40, 40 }, { IVRS_MEMORY_ALL, 32 },
                { IVRS_MEMORY_ONE, 32 }, { IVRS_MEMORY_RANGE, 32 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_ivrs(0);
                FirmwareTable decoded;

                put(&table, rows[i].type, 2);
                put(&table, rows[i].least - 1U, 2);
                put(&table, 0, rows[i].least - 5U);
                decoded = finish_table(&table);
                check_notes(&decoded, 1, 48, "are the least");
                assert_int_equal(decoded.ivrs.n_blocks, 0);
                firmware_table_done(&decoded);
        }
}

/* Entries in a block of type 11h: how many are kept, and what is noted of the first one. */
static void test_entries_that_lie(void **state) {
        static const struct {
                uint8_t bytes[12];
                size_t length, n_entries;
                const char *note;
        } rows[] = {
                { { 2, 1, 0, 0 }, 4, 1, NULL },
                { { 2, 1, 0 }, 3, 0, "needs 4 bytes, of 3" },
                { { 0x42, 1, 0, 0, 0, 1, 0 }, 7, 0, "needs 8 bytes, of 7" },
                { { 0x80, 0, 0, 0, 2, 1, 0, 0 }, 8, 0, "type 0x80 needs 0 bytes" },
                { { 0xff, 0, 0, 0 }, 4, 0, "type 0xff needs 0 bytes" },
                { { 0xf0, 0, 0, 0 }, 4, 0, "type 0xf0 needs 22 bytes, of 4" },
                { { 5, 0, 0, 0, 2, 1, 0, 0 }, 8, 1, "unknown type 0x05 is skipped" },
                { { 0x44, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0 }, 12, 1, "unknown type 0x44 is skipped" },
                { { 0x40, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0 }, 12, 1, NULL },
                { { 4, 1, 0, 0 }, 4, 0, "a range ends that never began" },
                { { 3, 1, 0, 0 }, 4, 1, "a range begins that never ends" },
                { { 3, 1, 0, 0, 2, 2, 0, 0, 4, 3, 0, 0 }, 12, 2, "a range begins that never ends" },
                { { 0x48, 0, 0, 0, 1, 0, 0, 3 }, 8, 1, "unknown variety 3" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_ivrs(0);
                const char *name = rows[i].note ? rows[i].note : "good";
                FirmwareTable decoded;

                put_unit(&table, IVRS_UNIT_11, rows[i].length);
                for (size_t j = 0; j < rows[i].length; j++)
                        put(&table, rows[i].bytes[j], 1);
                put_memory(&table, IVRS_MEMORY_ONE, 0, 0, 0x1000, 0x1000);
                decoded = finish_table(&table);
                assert_row(name, decoded.ivrs.n_blocks == 2);
                assert_row(name, decoded.ivrs.blocks[0].n_entries == rows[i].n_entries);
                if (rows[i].note)
                        assert_row(name, find_note(&decoded, 88, rows[i].note));
                else
                        check_notes(&decoded, 0, 0, "");
                firmware_table_done(&decoded);
        }
}

static void test_backward_range(void **state) {
        TableBytes table = begin_ivrs(0);
        FirmwareTable decoded;

        (void) state;
        put_unit(&table, IVRS_UNIT_10, 16);
        put_entry(&table, IVRS_ENTRY_RANGE, 0x0200, 0);
        put_entry(&table, IVRS_ENTRY_RANGE_END, 0x01ff, 0);
        put_entry(&table, IVRS_ENTRY_RANGE, 0x0300, 0); /* of one */
        put_entry(&table, IVRS_ENTRY_RANGE_END, 0x0300, 0);
        decoded = finish_table(&table);
        check_notes(&decoded, 1, 76, "ends at 0x01ff, below its start 0x0200");
        check_entry(decoded.ivrs.blocks[0].entries, 72, IVRS_ENTRY_RANGE, 0x200, 0x200);
        firmware_table_done(&decoded);
}

static void test_names(void **state) {
        static const struct {
                uint8_t type;
                const char *hid;
                uint8_t format, uid_bytes;
                const char *note;
        } rows[] = {
                { IVRS_UNIT_40, "A", 0, 0, NULL },
                { IVRS_UNIT_40, "A", 1, 8, NULL },
                { IVRS_UNIT_40, "A", 2, 255, NULL },
                { IVRS_UNIT_11, "A", 0, 0, "in a block of type 11h" },
                { IVRS_UNIT_40, "", 0, 0, "an empty ACPI name" },
                { IVRS_UNIT_40, "A", 0, 1, "format 0 has 1 bytes" },
                { IVRS_UNIT_40, "A", 1, 2, "format 1 has 2 bytes" },
                { IVRS_UNIT_40, "A", 3, 0, "format 3 has 0 bytes" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_ivrs(0);
                FirmwareTable decoded;

                put_unit(&table, rows[i].type, 22U + rows[i].uid_bytes);
                put_named(&table, rows[i].hid, rows[i].format, "", rows[i].uid_bytes);
                decoded = finish_table(&table);
                assert_int_equal(decoded.ivrs.blocks[0].n_entries, 1);
                check_notes(&decoded, rows[i].note ? 1 : 0, 88, rows[i].note ? rows[i].note : "");
                firmware_table_done(&decoded);
        }
}

static void test_memory_that_lies(void **state) {
        static const struct {
                uint16_t first, last;
                uint64_t start, bytes;
                const char *note;
        } rows[] = {
                { 1, 1, 0, 0x1000, NULL },
                { 2, 1, 0, 0x1000, "from 0x0002 to 0x0001" },
                { 1, 1, 0x1000, 0, "has 0x0 bytes" },
                { 1, 1, 0, 0, "at 0x0 has 0x0 bytes" },
                { 1, 1, 0xfffffffffffff000, 0x2000, "0xfffffffffffff000 has 0x2000 bytes" },
                { 1, 1, 0x800, 0x1000, "not made of whole 4 KiB pages" },
                { 1, 1, 0x1000, 1, "not made of whole 4 KiB pages" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_ivrs(0);
                FirmwareTable decoded;

                put_memory(&table, IVRS_MEMORY_RANGE, rows[i].first, rows[i].last, rows[i].start, rows[i].bytes);
                decoded = finish_table(&table);
                check_notes(&decoded, rows[i].note ? 1 : 0, 48, rows[i].note ? rows[i].note : "");
                firmware_table_done(&decoded);
        }
}

static void test_odd_blocks(void **state) {
        TableBytes table = begin_ivrs(0);
        FirmwareTable decoded;

        (void) state;
        put_unit(&table, IVRS_UNIT_10, 0);
        set(&table, 56, 0, 8);
        put_unit(&table, IVRS_UNIT_10, 0);
        set(&table, 80, 0xfeb80800, 8);
        put_memory(&table, IVRS_MEMORY_ONE, 1, 1, 0, 0x1000);
        set(&table, 98, 36, 2);
        put(&table, 0, 4);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 48, "registers at 0x0"));
        assert_non_null(find_note(&decoded, 72, "registers at 0xfeb80800"));
        check_notes(&decoded, 3, 96, "36 bytes, not 32");
        firmware_table_done(&decoded);
}

TEST_MAIN(cmocka_unit_test(test_units), cmocka_unit_test(test_entries), cmocka_unit_test(test_memory),
                cmocka_unit_test(test_cuts), cmocka_unit_test(test_any_byte),
                cmocka_unit_test(test_unknown_block), cmocka_unit_test(test_too_short),
                cmocka_unit_test(test_entries_that_lie), cmocka_unit_test(test_backward_range),
                cmocka_unit_test(test_names), cmocka_unit_test(test_memory_that_lies),
                cmocka_unit_test(test_odd_blocks))

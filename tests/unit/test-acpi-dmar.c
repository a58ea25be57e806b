/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The DMAR table: every structure and device scope, what is noted as wrong, and any damage. */

#include "sources/acpi-dmar.h"

#include "tests/unit/table-bytes.h"
#include "tests/unit/test.h"

static TableBytes begin_dmar(uint8_t width, uint8_t flags) {
        TableBytes table = begin_table("DMAR", 1);

        put(&table, width, 1);
        put(&table, flags, 1);
        put(&table, 0, 10);
        return table;
}

static void put_drhd(TableBytes *table, uint8_t flags, uint16_t segment, uint64_t base, uint16_t more) {
        put(table, DMAR_DRHD, 2);
        put(table, 16U + more, 2);
        put(table, flags, 1);
        put(table, 0, 1);
        put(table, segment, 2);
        put(table, base, 8);
}

static void put_rmrr(TableBytes *table, uint16_t segment, uint64_t base, uint64_t limit, uint16_t more) {
        put(table, DMAR_RMRR, 2);
        put(table, 24U + more, 2);
        put(table, 0, 2);
        put(table, segment, 2);
        put(table, base, 8);
        put(table, limit, 8);
}

static void put_scope(TableBytes *table, uint8_t type, uint8_t id, uint8_t bus, uint8_t device, uint8_t function) {
        put(table, type, 1);
        put(table, 8, 1);
        put(table, 0, 2);
        put(table, id, 1);
        put(table, bus, 1);
        put(table, device, 1);
        put(table, function, 1);
}

static void put_andd(TableBytes *table, uint8_t number, const char *name, size_t bytes) {
        put(table, DMAR_ANDD, 2);
        put(table, 8 + bytes, 2);
        put(table, 0, 3);
        put(table, number, 1);
        put_text(table, name, bytes);
}

/* One of everything, and nothing wrong with it. */
static TableBytes make_full(void) {
        TableBytes table = begin_dmar(38, 0x0f);

        put_drhd(&table, 0, 0, 0xfed90000, 8); /* at 0x30 */
        set(&table, table.length - 11, 0x01, 1); /* size: 8 KiB */
        put_scope(&table, SCOPE_ENDPOINT, 0, 0, 2, 0);
        put_drhd(&table, DRHD_INCLUDE_PCI_ALL, 0, 0xfed92000, 26); /* at 0x48 */
        put_scope(&table, SCOPE_IOAPIC, 2, 0xf0, 0x1f, 7);
        put_scope(&table, SCOPE_HPET, 1, 0, 0x1e, 6);
        put(&table, SCOPE_NAMESPACE, 1); /* a path of two steps */
        put(&table, 10, 1);
        put(&table, 0x5a, 1);
        put(&table, 0, 1);
        put(&table, 3, 1);
        put(&table, 0x80, 1);
        put(&table, 0x001c, 2);
        put(&table, 0x0700, 2);
        put_rmrr(&table, 0, 0x7b800000, 0x7fffffff, 8); /* at 0x72 */
        put_scope(&table, SCOPE_BRIDGE, 0, 0, 0x1c, 4);
        put(&table, DMAR_ATSR, 2); /* at 0x92 */
        put(&table, 16, 2);
        put(&table, ATSR_ALL_PORTS, 1);
        put(&table, 0, 1);
        put(&table, 0x1234, 2);
        put_scope(&table, SCOPE_BRIDGE, 0, 0, 1, 0);
        put(&table, DMAR_RHSA, 2); /* at 0xa2 */
        put(&table, 20, 2);
        put(&table, 0, 4);
        put(&table, 0xfed92000, 8);
        put(&table, 0x01020304, 4);
        put_andd(&table, 3, "\\_SB.PCI0.I2C0", 16); /* at 0xb6 */
        put(&table, DMAR_SATC, 2); /* at 0xce */
        put(&table, 16, 2);
        put(&table, SATC_ATC_REQUIRED, 1);
        put(&table, 0, 1);
        put(&table, 2, 2);
        put_scope(&table, SCOPE_ENDPOINT, 0, 0, 2, 0);
        put(&table, DMAR_SIDP, 2); /* at 0xde */
        put(&table, 16, 2);
        put(&table, 0, 2);
        put(&table, 3, 2);
        put_scope(&table, SCOPE_ENDPOINT, 0, 0, 3, 1);
        end_table(&table);
        return table;
}

static void check_scope(const DeviceScope *scope, uint8_t type, uint8_t id, uint8_t bus, size_t steps,
                uint8_t device, uint8_t function) {
        assert_int_equal(scope->type, type);
        assert_int_equal(scope->enumeration_id, id);
        assert_int_equal(scope->start_bus, bus);
        assert_int_equal(scope->n_steps, steps);
        assert_int_equal(scope->path[steps - 1].device, device);
        assert_int_equal(scope->path[steps - 1].function, function);
}

static void test_full(void **state) {
        TableBytes table = make_full();
        FirmwareTable decoded = decode_table(&table);
        const DmarStructure *all = decoded.dmar.structures;
        static const size_t offsets[] = { 0x30, 0x48, 0x72, 0x92, 0xa2, 0xb6, 0xce, 0xde };
        static const uint16_t types[] = { DMAR_DRHD, DMAR_DRHD, DMAR_RMRR, DMAR_ATSR, DMAR_RHSA, DMAR_ANDD,
                DMAR_SATC, DMAR_SIDP };
        static const uint16_t lengths[] = { 24, 42, 32, 16, 20, 24, 16, 16 };

        (void) state;
        check_notes(&decoded, 0, 0, "");
        assert_int_equal(decoded.dmar.host_address_bits, 39);
        assert_int_equal(decoded.dmar.flags, 0x0f);
        assert_int_equal(decoded.dmar.n_structures, ARRAY_SIZE(offsets));
        for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
                assert_int_equal(all[i].offset, offsets[i]);
                assert_int_equal(all[i].type, types[i]);
                assert_int_equal(all[i].length, lengths[i]);
        }
        assert_true(all[0].base == 0xfed90000 && drhd_bytes(all) == 8192 && all[0].flags == 0);
        check_scope(all[0].scopes, SCOPE_ENDPOINT, 0, 0, 1, 2, 0);
        assert_true(all[1].base == 0xfed92000 && drhd_bytes(all + 1) == 4096);
        assert_int_equal(all[1].flags, DRHD_INCLUDE_PCI_ALL);
        assert_int_equal(all[1].n_scopes, 3);
        check_scope(all[1].scopes, SCOPE_IOAPIC, 2, 0xf0, 1, 0x1f, 7);
        check_scope(all[1].scopes + 1, SCOPE_HPET, 1, 0, 1, 0x1e, 6);
        check_scope(all[1].scopes + 2, SCOPE_NAMESPACE, 3, 0x80, 2, 0, 7);
        assert_int_equal(all[1].scopes[2].flags, 0x5a);
        assert_int_equal(all[1].scopes[2].path[0].device, 0x1c);
        assert_true(all[2].base == 0x7b800000 && all[2].limit == 0x7fffffff);
        check_scope(all[2].scopes, SCOPE_BRIDGE, 0, 0, 1, 0x1c, 4);
        assert_true(all[3].flags == ATSR_ALL_PORTS && all[3].segment == 0x1234 && all[3].n_scopes == 1);
        assert_true(all[4].base == 0xfed92000 && all[4].proximity_domain == 0x01020304);
        assert_int_equal(all[5].device_number, 3);
        assert_string_equal(all[5].name, "\\_SB.PCI0.I2C0");
        assert_true(all[6].flags == SATC_ATC_REQUIRED && all[6].segment == 2 && all[6].n_scopes == 1);
        assert_true(all[7].flags == 0 && all[7].segment == 3 && all[7].n_scopes == 1);
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

static void test_host_width(void **state) {
        TableBytes narrow = begin_dmar(10, 0), enough = begin_dmar(11, 0), widest = begin_dmar(255, 0);
        FirmwareTable decoded = finish_table(&narrow);

        (void) state;
        check_notes(&decoded, 1, 36, "11 bits is below 12");
        firmware_table_done(&decoded);
        decoded = finish_table(&enough);
        check_notes(&decoded, 0, 0, "");
        firmware_table_done(&decoded);
        decoded = finish_table(&widest);
        assert_int_equal(decoded.dmar.host_address_bits, 256);
        firmware_table_done(&decoded);
}

/* Each type one byte shorter than it may be is left out, and what follows is found. */
static void test_too_short(void **state) {
        static const uint16_t least[_DMAR_TYPE_MAX] = { 16, 24, 8, 20, 9, 8, 8 };

        (void) state;
        for (uint16_t type = 0; type < _DMAR_TYPE_MAX; type++) {
                TableBytes table = begin_dmar(38, 0);
                FirmwareTable decoded;

                put(&table, type, 2);
                put(&table, least[type] - 1U, 2);
                put(&table, 0, least[type] - 5U > 8 ? 8 : least[type] - 5U);
                while (table.length < 48U + least[type] - 1U)
                        put(&table, 0, 1);
                put_drhd(&table, 0, 0, 0x1000, 0);
                decoded = finish_table(&table);
                check_notes(&decoded, 1, 48, "are the least");
                assert_int_equal(decoded.dmar.n_structures, 1);
                assert_true(decoded.dmar.structures[0].base == 0x1000);
                firmware_table_done(&decoded);
        }
}

static void test_unknown_type(void **state) {
        TableBytes table = begin_dmar(38, 0);
        FirmwareTable decoded;

        (void) state;
        put(&table, 7, 2);
        put(&table, 5, 2);
        put(&table, 0xff, 1);
        put_drhd(&table, 0, 0, 0x1000, 0);
        decoded = finish_table(&table);
        check_notes(&decoded, 1, 48, "unknown type 7 is skipped");
        assert_int_equal(find_note(&decoded, 48, "")->severity, SEVERITY_INFO);
        assert_int_equal(decoded.dmar.n_structures, 1);
        firmware_table_done(&decoded);
}

static void test_lengths_that_lie(void **state) {
        static const struct {
                uint16_t length;
                const char *note;
        } rows[] = { { 0, "it has 0 bytes" }, { 3, "it has 3 bytes" }, { 17, "17 bytes, of 16" },
                { 0xffff, "65535 bytes, of 16" } };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_dmar(38, 0);
                FirmwareTable decoded;

                put_drhd(&table, 0, 0, 0x1000, 0);
                put_drhd(&table, 0, 0, 0x2000, 0);
                set(&table, 66, rows[i].length, 2);
                decoded = finish_table(&table);
                check_notes(&decoded, 1, 64, rows[i].note);
                assert_int_equal(decoded.dmar.n_structures, 1);
                firmware_table_done(&decoded);
        }
}

static void test_scopes_that_lie(void **state) {
        static const struct {
                uint8_t type, length, device, function;
                size_t n_scopes;
                const char *note;
        } rows[] = {
                { 1, 8, 31, 7, 1, NULL },
                { 1, 0, 0, 0, 0, "a device scope says that it has 0 bytes" },
                { 1, 5, 0, 0, 0, "a device scope says that it has 5 bytes" },
                { 1, 9, 0, 0, 0, "9 bytes, of 8" },
                { 1, 6, 0, 0, 1, "2 bytes are left" },
                { 0, 8, 0, 0, 1, "unknown type 0" },
                { 6, 8, 0, 0, 1, "unknown type 6" },
                { 1, 8, 32, 0, 1, "20.0, which can't be" },
                { 1, 8, 0, 8, 1, "00.8, which can't be" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_dmar(38, 0);
                FirmwareTable decoded;

                put_drhd(&table, 0, 0, 0x1000, 8);
                put_scope(&table, rows[i].type, 0, 0, rows[i].device, rows[i].function);
                set(&table, 65, rows[i].length, 1);
                decoded = finish_table(&table);
                assert_int_equal(decoded.dmar.structures[0].n_scopes, rows[i].n_scopes);
                if (rows[i].note)
                        assert_row(rows[i].note, find_note(&decoded, rows[i].length == 6 ? 70 : 64, rows[i].note));
                else
                        check_notes(&decoded, 0, 0, "");
                firmware_table_done(&decoded);
        }
}

static void test_scope_without_path(void **state) {
        TableBytes table = begin_dmar(38, 0);
        FirmwareTable decoded;

        (void) state;
        put_drhd(&table, 0, 0, 0x1000, 6 + 7);
        put(&table, 0x0601, 6);
        put(&table, 0x0701, 7);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 64, "no path"));
        assert_non_null(find_note(&decoded, 70, "no path"));
        check_notes(&decoded, 3, 70, "odd length, 7 bytes");
        firmware_table_done(&decoded);
}

static void test_rmrr(void **state) {
        static const struct {
                uint64_t base, limit;
                size_t notes;
                const char *note;
        } rows[] = {
                { 0x1000, 0x1fff, 0, "" },
                { 0, UINT64_MAX, 0, "" },
                { 0x1000, 0x0fff, 1, "ends at 0xfff, below its base 0x1000" },
                { 0x5000, 0x1fff, 1, "ends at 0x1fff, below its base 0x5000" },
                { 0x1800, 0x1fff, 1, "not made of whole 4 KiB pages" },
                { 0x1000, 0x1ffe, 1, "not made of whole 4 KiB pages" },
                { 0, 0, 1, "not made of whole 4 KiB pages" },
                { 0x1800, 0x17ff, 2, "below its base" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_dmar(38, 0);
                FirmwareTable decoded;

                put_rmrr(&table, 0, rows[i].base, rows[i].limit, 8);
                put_scope(&table, 1, 0, 0, 0x14, 0);
                decoded = finish_table(&table);
                check_notes(&decoded, rows[i].notes, 48, rows[i].note);
                assert_true(decoded.dmar.structures[0].base == rows[i].base);
                assert_true(decoded.dmar.structures[0].limit == rows[i].limit);
                firmware_table_done(&decoded);
        }
}

static void test_rmrr_overlap_and_no_device(void **state) {
        TableBytes table = begin_dmar(38, 0);
        FirmwareTable decoded;

        (void) state;
        put_rmrr(&table, 0, 0x1000, 0x2fff, 0);
        put_rmrr(&table, 0, 0x2000, 0x3fff, 0);
        put_rmrr(&table, 0, 0x4000, 0x4fff, 0);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 48, "an RMRR is for no device"));
        check_notes(&decoded, 4, 72, "overlaps the one at offset 0x30");
        firmware_table_done(&decoded);
}

static void test_units(void **state) {
        TableBytes table = begin_dmar(38, 0);
        FirmwareTable decoded;

        (void) state;
        put_drhd(&table, 0, 0, 0, 0);
        put_drhd(&table, 0, 0, 0x10800, 0);
        put_drhd(&table, 0, 0, 0x20000, 0);
        put_drhd(&table, 0, 0, 0x20000, 0);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 48, "registers at 0"));
        assert_non_null(find_note(&decoded, 64, "0x10800 are not aligned"));
        check_notes(&decoded, 3, 96, "the register block from 0x20000 overlaps the one at offset 0x50");
        firmware_table_done(&decoded);
}

/* For each segment of its own. */
static void test_order(void **state) {
        TableBytes table = begin_dmar(38, 0);
        FirmwareTable decoded;

        (void) state;
        put_drhd(&table, DRHD_INCLUDE_PCI_ALL, 0, 0x1000, 0);
        put_drhd(&table, 0, 1, 0x2000, 0);
        put_drhd(&table, DRHD_INCLUDE_PCI_ALL, 1, 0x3000, 0);
        put_drhd(&table, 0, 0, 0x4000, 0);
        put_drhd(&table, DRHD_INCLUDE_PCI_ALL, 1, 0x5000, 0);
        put_drhd(&table, DRHD_INCLUDE_PCI_ALL, 0xffff, 0x6000, 0);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 96, "a unit comes behind the unit for all other devices of segment 0000"));
        check_notes(&decoded, 2, 112,
                        "a second unit for them comes behind the unit for all other devices of segment 0001");
        firmware_table_done(&decoded);
}

static void test_references(void **state) {
        TableBytes table = begin_dmar(38, 0);
        FirmwareTable decoded;

        (void) state;
        put_drhd(&table, 0, 0, 0x1000, 16);
        put_scope(&table, SCOPE_NAMESPACE, 1, 0, 0, 0);
        put_scope(&table, SCOPE_HPET, 2, 0, 0, 0); /* another kind of number */
        put_andd(&table, 1, "\\A", 4);
        put_andd(&table, 2, "\\B", 2); /* without an end, and nobody's */
        put(&table, DMAR_RHSA, 2);
        put(&table, 20, 2);
        put(&table, 0, 4);
        put(&table, 0x2000, 8);
        put(&table, 0, 4);
        decoded = finish_table(&table);
        assert_non_null(find_note(&decoded, 100, "the name in an ANDD structure has no end"));
        assert_non_null(find_note(&decoded, 92, "no unit has the ANDD device 2"));
        check_notes(&decoded, 3, 102, "about a unit at 0x2000, which there is not");
        assert_string_equal(decoded.dmar.structures[2].name, "\\B");
        firmware_table_done(&decoded);
}

TEST_MAIN(cmocka_unit_test(test_full), cmocka_unit_test(test_cuts), cmocka_unit_test(test_any_byte),
                cmocka_unit_test(test_host_width), cmocka_unit_test(test_too_short),
                cmocka_unit_test(test_unknown_type), cmocka_unit_test(test_lengths_that_lie),
                cmocka_unit_test(test_scopes_that_lie), cmocka_unit_test(test_scope_without_path),
                cmocka_unit_test(test_rmrr), cmocka_unit_test(test_rmrr_overlap_and_no_device),
                cmocka_unit_test(test_units), cmocka_unit_test(test_order), cmocka_unit_test(test_references))

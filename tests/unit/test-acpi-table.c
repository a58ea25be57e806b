/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The header of ACPI tables, its checksum, and the walk over lists of parts. */

#include "sources/acpi-table.h"

#include "sources/acpi-part.h"
#include "tests/unit/table-bytes.h"
#include "tests/unit/test.h"

/* A VIOT without nodes: the smallest sound table. */
static TableBytes begin_viot(unsigned nodes) {
        TableBytes table = begin_table("VIOT", 7);

        put(&table, nodes, 2);
        put(&table, 48, 2);
        put(&table, 0, 8);
        return table;
}

static void test_header(void **state) {
        TableBytes table = begin_viot(0);
        FirmwareTable decoded = finish_table(&table);

        (void) state;
        assert_int_equal(decoded.kind, FIRMWARE_VIOT);
        assert_int_equal(decoded.length, 48);
        assert_int_equal(decoded.revision, 7);
        assert_int_equal(decoded.checksum_ok, TRUTH_YES);
        assert_string_equal(decoded.oem_id, "MAKER");
        assert_string_equal(decoded.oem_table_id, "BOARD123");
        assert_int_equal(decoded.oem_revision, 0x01020304);
        assert_string_equal(decoded.creator_id, "TOOL");
        assert_int_equal(decoded.creator_revision, 0xa0b0c0d0);
        check_notes(&decoded, 0, 0, "");
        firmware_table_done(&decoded);
}

static void test_kinds(void **state) {
        static const struct {
                const char *signature;
                int r;
                FirmwareKind kind;
        } rows[] = {
                { "DMAR", 0, FIRMWARE_DMAR }, { "IVRS", 0, FIRMWARE_IVRS }, { "IORT", 0, FIRMWARE_IORT },
                { "VIOT", 0, FIRMWARE_VIOT }, { "dmar", -EBADMSG, 0 }, { "DMA", -EBADMSG, 0 },
                { "FACP", -EBADMSG, 0 }, { "", -EBADMSG, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_table(rows[i].signature, 1);
                FirmwareTable decoded = { .length = 12345 };

                put(&table, 0, 12);
                end_table(&table);
                assert_row(rows[i].signature, decode_exactly(&table, table.length, &decoded) == rows[i].r);
                if (rows[i].r == 0) {
                        assert_row(rows[i].signature, decoded.kind == rows[i].kind);
                        assert_string_equal(firmware_kind_to_string(decoded.kind), rows[i].signature);
                        firmware_table_done(&decoded);
                } else {
                        assert_int_equal(decoded.length, 12345);
                }
        }
}

static void test_checksum(void **state) {
        static const struct {
                const char *signature;
                Severity severity;
        } rows[] = { { "IVRS", SEVERITY_CRITICAL }, { "VIOT", SEVERITY_NOTICE } };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_table(rows[i].signature, 1);
                FirmwareTable decoded;
                const FirmwareNote *note;

                put(&table, 48ULL << 16, 4);
                put(&table, 0, 8);
                end_table(&table);
                set(&table, 9, table.data[9] + 1U, 1);
                decoded = decode_table(&table);
                assert_int_equal(decoded.checksum_ok, TRUTH_NO);
                check_notes(&decoded, 1, 9, "checksum");
                note = find_note(&decoded, 9, "checksum");
                assert_int_equal(note->severity, rows[i].severity);
                firmware_table_done(&decoded);
        }
}

static void test_length(void **state) {
        static const struct {
                uint32_t length;
                size_t offset;
                const char *note;
                Truth checksum_ok;
        } rows[] = {
                { 0, 4, "0 bytes; 48 are the least", TRUTH_UNKNOWN },
                { 35, 4, "35 bytes; 48 are the least", TRUTH_UNKNOWN },
                { 47, 4, "47 bytes; 48 are the least", TRUTH_NO },
                { 49, 4, "49 bytes, but there are 48", TRUTH_UNKNOWN },
                { UINT32_MAX, 4, "but there are 48", TRUTH_UNKNOWN },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                TableBytes table = begin_viot(0);
                FirmwareTable decoded;

                end_table(&table);
                set(&table, 4, rows[i].length, 4);
                decoded = decode_table(&table);
                assert_row(rows[i].note, find_note(&decoded, rows[i].offset, rows[i].note));
                assert_row(rows[i].note, decoded.checksum_ok == rows[i].checksum_ok);
                assert_row(rows[i].note, decoded.length == rows[i].length);
                firmware_table_done(&decoded);
        }
}

/* What follows the table is no part of it, not even for the checksum. */
static void test_more_bytes(void **state) {
        TableBytes table = begin_viot(0);
        FirmwareTable decoded;

        (void) state;
        end_table(&table);
        put(&table, 0xffffff, 3);
        decoded = decode_table(&table);
        assert_int_equal(decoded.checksum_ok, TRUTH_YES);
        check_notes(&decoded, 1, 48, "3 bytes follow the table");
        firmware_table_done(&decoded);
}

static void test_cuts(void **state) {
        (void) state;
        check_every_cut(begin_viot(0));
}

static void test_part_reads_inside(void **state) {
        static const uint8_t data[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
        AcpiPart part = { .bytes = { data, sizeof(data) }, .offset = 100 }, cut;
        char field[5];

        (void) state;
        assert_int_equal(acpi_part_u8(part, 8), 9);
        assert_int_equal(acpi_part_u8(part, 9), 0);
        assert_int_equal(acpi_part_u16(part, 1), 0x0302);
        assert_int_equal(acpi_part_u16(part, 8), 0);
        assert_int_equal(acpi_part_u32(part, 5), 0x09080706);
        assert_int_equal(acpi_part_u32(part, 6), 0);
        assert_true(acpi_part_u64(part, 1) == 0x0908070605040302);
        assert_true(acpi_part_u64(part, 2) == 0);
        assert_int_equal(acpi_part_u8(part, SIZE_MAX), 0);

        cut = acpi_part_cut(part, 3, 6);
        assert_int_equal(cut.offset, 103);
        assert_int_equal(cut.bytes.length, 3);
        assert_int_equal(acpi_part_u8(cut, 0), 4);
        cut = acpi_part_cut(part, 7, SIZE_MAX);
        assert_int_equal(cut.bytes.length, 2);
        cut = acpi_part_cut(part, 20, 10);
        assert_int_equal(cut.bytes.length, 0);
        acpi_part_field(part, 6, 4, field);
        assert_string_equal(field, "\7\10\11");
}

static const AcpiForm form = { "thing", 4, 2, 2 };

static void check_walk(const uint8_t *data, size_t length, size_t count, size_t offset, const char *note) {
        uint8_t *copy = malloc(MAX(length, (size_t) 1));
        FirmwareTable table = { .kind = FIRMWARE_VIOT };
        AcpiWalk walk = { .form = &form, .notes = &table.notes };
        AcpiPart part;

        assert_non_null(copy);
        memcpy(copy, data, length);
        walk.list = (AcpiPart) { .bytes = { copy, length }, .offset = 48 };
        while (acpi_part_next(&walk, &part))
                assert_true(part.bytes.length >= form.header_bytes && part.bytes.data >= copy &&
                                part.bytes.data + part.bytes.length <= copy + length);
        assert_int_equal(walk.count, count);
        assert_int_equal(walk.at, length);
        check_notes(&table, note ? 1 : 0, offset, note ? note : "");
        firmware_table_done(&table);
        free(copy);
}

static void test_walk(void **state) {
        static const uint8_t good[] = { 1, 0, 6, 0, 9, 9, 2, 0, 4, 0 };
        static const uint8_t zero[] = { 1, 0, 4, 0, 2, 0, 0, 0 };
        static const uint8_t shorter[] = { 1, 0, 3, 0 };
        static const uint8_t longer[] = { 1, 0, 4, 0, 2, 0, 5, 0 };
        static const uint8_t rest[] = { 1, 0, 4, 0, 7, 7, 7 };

        (void) state;
        check_walk(good, 0, 0, 0, NULL);
        check_walk(good, sizeof(good), 2, 0, NULL);
        check_walk(zero, sizeof(zero), 1, 52, "says that it has 0 bytes");
        check_walk(shorter, sizeof(shorter), 0, 48, "says that it has 3 bytes");
        check_walk(longer, sizeof(longer), 1, 52, "5 bytes, of 4 that are left");
        check_walk(rest, sizeof(rest), 1, 52, "3 bytes are left, too few for a thing");
}

static void test_walk_is_bounded(void **state) {
        const size_t length = 4 * (ACPI_PARTS_MAX + 1);
        uint8_t *data = calloc(1, length);

        (void) state;
        assert_non_null(data);
        for (size_t i = 2; i < length; i += 4)
                data[i] = 4;
        check_walk(data, length - 4, ACPI_PARTS_MAX, 0, NULL);
        check_walk(data, length, ACPI_PARTS_MAX, 48 + length - 4, "more than 16384 things");
        free(data);
}

static void test_notes_are_bounded(void **state) {
        FirmwareNotes notes = { 0 };

        (void) state;
        for (unsigned i = 0; i < FIRMWARE_NOTES_MAX + 10; i++)
                firmware_notes_add(&notes, SEVERITY_INFO, i, "note %u", i);
        assert_int_equal(notes.count, FIRMWARE_NOTES_MAX);
        assert_int_equal(notes.n_dropped, 10);
        assert_string_equal(notes.items[FIRMWARE_NOTES_MAX - 1].text, "note 255");
        firmware_notes_done(&notes);
        assert_int_equal(notes.count, 0);
}

static void test_overlaps(void **state) {
        FirmwareTable table = { .kind = FIRMWARE_VIOT };
        AcpiRange ranges[] = {
                { 300, 400, 0, 3 }, { 0, 99, 0, 1 }, { 100, 250, 0, 2 }, { 120, 130, 0, 4 }, { 200, 210, 0, 5 },
                { 0, UINT64_MAX, 1, 6 }, { 401, UINT64_MAX, 0, 7 }, { UINT64_MAX, UINT64_MAX, 0, 8 },
        };

        (void) state;
        acpi_part_note_overlaps(ranges, ARRAY_SIZE(ranges), "it", &table.notes);
        assert_non_null(find_note(&table, 4, "it from 0x78 overlaps the one at offset 0x2"));
        assert_non_null(find_note(&table, 5, "overlaps the one at offset 0x2"));
        check_notes(&table, 3, 8, "overlaps the one at offset 0x7");
        acpi_part_note_overlaps(ranges, 0, "it", &table.notes);
        firmware_table_done(&table);
}

static void test_text(void **state) {
        static const uint8_t data[] = { 'a', 'b', 0, 'c', 'd' };
        AcpiPart part = { .bytes = { data, sizeof(data) }, .offset = 10 };
        FirmwareTable table = { .kind = FIRMWARE_VIOT };
        char *text;

        (void) state;
        text = acpi_part_text(part, 0, "it", &table.notes);
        assert_string_equal(text, "ab");
        free(text);
        check_notes(&table, 0, 0, "");
        text = acpi_part_text(part, 3, "it", &table.notes);
        assert_string_equal(text, "cd");
        free(text);
        check_notes(&table, 1, 13, "the name in it has no end");
        text = acpi_part_text(part, 9, "it", &table.notes);
        assert_string_equal(text, "");
        free(text);
        firmware_table_done(&table);
}

TEST_MAIN(cmocka_unit_test(test_header), cmocka_unit_test(test_kinds), cmocka_unit_test(test_checksum),
                cmocka_unit_test(test_length), cmocka_unit_test(test_more_bytes), cmocka_unit_test(test_cuts),
                cmocka_unit_test(test_part_reads_inside), cmocka_unit_test(test_walk),
                cmocka_unit_test(test_walk_is_bounded), cmocka_unit_test(test_notes_are_bounded),
                cmocka_unit_test(test_overlaps), cmocka_unit_test(test_text))

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * ACPI tables made by hand, byte by byte, and what every decoder of them must keep to on
 * any damage.
 */

#include "sources/acpi-table.h"
#include "tests/unit/test.h"

typedef struct TableBytes {
        uint8_t data[4096];
        size_t length;
} TableBytes;

_unused_ static void put(TableBytes *table, uint64_t value, size_t bytes) {
        assert_true(table->length + bytes <= sizeof(table->data));
        for (size_t i = 0; i < bytes; i++)
                table->data[table->length++] = i < 8 ? (uint8_t) (value >> 8 * i) : 0;
}

_unused_ static void put_text(TableBytes *table, const char *text, size_t bytes) {
        assert_true(table->length + bytes <= sizeof(table->data) && strlen(text) <= bytes);
        memset(table->data + table->length, 0, bytes);
        memcpy(table->data + table->length, text, strlen(text));
        table->length += bytes;
}

_unused_ static void set(TableBytes *table, size_t at, uint64_t value, size_t bytes) {
        assert_true(at + bytes <= table->length);
        for (size_t i = 0; i < bytes; i++)
                table->data[at + i] = (uint8_t) (value >> 8 * i);
}

/* The 36 bytes of the header. */
_unused_ static TableBytes begin_table(const char *signature, uint8_t revision) {
        TableBytes table = { .length = 0 };

        put_text(&table, signature, 4);
        put(&table, 0, 4);
        put(&table, revision, 1);
        put(&table, 0, 1);
        put_text(&table, "MAKER", 6);
        put_text(&table, "BOARD123", 8);
        put(&table, 0x01020304, 4);
        put_text(&table, "TOOL", 4);
        put(&table, 0xa0b0c0d0, 4);
        return table;
}

/* Length and checksum. */
_unused_ static void end_table(TableBytes *table) {
        uint8_t sum = 0;

        set(table, 4, table->length, 4);
        set(table, 9, 0, 1);
        for (size_t i = 0; i < table->length; i++)
                sum = (uint8_t) (sum + table->data[i]);
        set(table, 9, (uint8_t) -sum, 1);
}

/* Decodes the first so many bytes in a block of exactly that size, so that AddressSanitizer and
 * valgrind see a byte too far. */
_unused_ static int decode_exactly(const TableBytes *table, size_t length, FirmwareTable *ret) {
        uint8_t *copy = malloc(MAX(length, (size_t) 1));
        int r;

        assert_non_null(copy);
        memcpy(copy, table->data, length);
        r = decode_acpi_table((Bytes) { copy, length }, ret);
        free(copy); /* nothing in the result may point into it */
        return r;
}

_unused_ static FirmwareTable decode_table(const TableBytes *table) {
        FirmwareTable decoded;

        assert_int_equal(decode_exactly(table, table->length, &decoded), 0);
        return decoded;
}

/* Ends and decodes. */
_unused_ static FirmwareTable finish_table(TableBytes *table) {
        end_table(table);
        return decode_table(table);
}

_unused_ static const FirmwareNote *find_note(const FirmwareTable *table, size_t offset, const char *part) {
        for (size_t i = 0; i < table->notes.count; i++)
                if (table->notes.items[i].offset == offset && strstr(table->notes.items[i].text, part))
                        return table->notes.items + i;
        return NULL;
}

/* That these are all notes: so many, and one of them says this at this place. */
_unused_ static void check_notes(const FirmwareTable *table, size_t count, size_t offset, const char *part) {
        if (table->notes.count != count || (count > 0 && !find_note(table, offset, part))) {
                print_error("expected %zu notes, \"%s\" at 0x%zx; there are:\n", count, part, offset);
                for (size_t i = 0; i < table->notes.count; i++)
                        print_error("  0x%zx %s\n", table->notes.items[i].offset, table->notes.items[i].text);
                fail();
        }
}

_unused_ static void check_and_free(FirmwareTable *table) {
        assert_false(table->notes.failed);
        assert_true(table->notes.count <= FIRMWARE_NOTES_MAX);
        firmware_table_done(table);
}

/* Cut off at every byte, with the length as it was and with one that fits. */
_unused_ static void check_every_cut(TableBytes table) {
        for (size_t length = 0; length < table.length; length++) {
                TableBytes fitting = table;
                FirmwareTable decoded;

                if (length < ACPI_TABLE_HEADER_BYTES) {
                        assert_int_equal(decode_exactly(&table, length, &decoded), -EBADMSG);
                        continue;
                }
                assert_int_equal(decode_exactly(&table, length, &decoded), 0);
                assert_true(decoded.notes.count > 0);
                assert_int_equal(decoded.checksum_ok, TRUTH_UNKNOWN);
                check_and_free(&decoded);

                fitting.length = length;
                end_table(&fitting);
                assert_int_equal(decode_exactly(&fitting, length, &decoded), 0);
                assert_int_equal(decoded.checksum_ok, TRUTH_YES);
                check_and_free(&decoded);
        }
}

/* Every byte with other values, and every pair of bytes as a length that lies. */
_unused_ static void check_every_byte(TableBytes table) {
        static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xf0, 0xff };

        for (size_t at = 4; at < table.length; at++)
                for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
                        TableBytes damaged = table;
                        FirmwareTable decoded;

                        set(&damaged, at, values[i], 1);
                        assert_int_equal(decode_exactly(&damaged, damaged.length, &decoded), 0);
                        check_and_free(&decoded);
                        set(&damaged, at, i % 2 ? 0xffff : 0, MIN((size_t) 2, table.length - at));
                        assert_int_equal(decode_exactly(&damaged, damaged.length, &decoded), 0);
                        check_and_free(&decoded);
                }
}

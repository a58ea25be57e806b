/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * ACPI tables: any bytes are decoded and described, notes stay few, and what is kept is
 * inside the table and of a known type.
 *
 * An input that begins with a '#' is text, so that seeds can be read: bytes in hex, blanks and
 * line breaks anywhere, a comment from each '#' to the end of its line, and the letters DMAR, IVRS,
 * IORT or VIOT for a signature. Length and checksum of such a table are put right. Any other
 * input is the table itself.
 */

#include <json-c/json.h>

#include "report/describe-firmware.h"
#include "report/text-firmware.h"
#include "sources/acpi-table.h"
#include "tests/fuzz/fuzz.h"

#define INPUT_MAX_BYTES 65536

static int hex_digit(char c) {
        if (c >= '0' && c <= '9')
                return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t read_text(const uint8_t *data, size_t size, uint8_t *table) {
        static const char *const signatures[] = { "DMAR", "IVRS", "IORT", "VIOT" };
        size_t length = 0;

        for (size_t i = 0; i < size; i++) {
                if (data[i] == '#')
                        while (i + 1 < size && data[i + 1] != '\n')
                                i++;
                for (size_t j = 0; j < ARRAY_SIZE(signatures); j++)
                        if (size - i >= 4 && memcmp(data + i, signatures[j], 4) == 0) {
                                memcpy(table + length, signatures[j], 4);
                                length += 4;
                                i += 3;
                        }
                if (size - i >= 2 && hex_digit((char) data[i]) >= 0 && hex_digit((char) data[i + 1]) >= 0) {
                        table[length++] = (uint8_t) (hex_digit((char) data[i]) << 4 | hex_digit((char) data[i + 1]));
                        i++;
                }
        }
        return length;
}

static void put_right(uint8_t *table, size_t length) {
        uint8_t sum = 0;

        if (length < ACPI_TABLE_HEADER_BYTES)
                return;
        for (size_t i = 0; i < 4; i++)
                table[4 + i] = (uint8_t) (length >> 8 * i);
        for (size_t i = 0; i < length; i++)
                sum = (uint8_t) (sum + (i == 9 ? 0 : table[i]));
        table[9] = (uint8_t) -sum;
}

static void check_dmar(const Dmar *dmar, size_t length) {
        for (size_t i = 0; i < dmar->n_structures; i++) {
                const DmarStructure *structure = dmar->structures + i;

                FUZZ_CHECK(structure->type < _DMAR_TYPE_MAX);
                FUZZ_CHECK(structure->offset >= 48 && structure->offset + structure->length <= length);
                FUZZ_CHECK((structure->type == DMAR_ANDD) == (structure->name != NULL));
                for (size_t j = 0; j < structure->n_scopes; j++)
                        FUZZ_CHECK(structure->scopes[j].path && structure->scopes[j].n_steps <= 124);
        }
}

static void check_ivrs(const Ivrs *ivrs, size_t length) {
        for (size_t i = 0; i < ivrs->n_blocks; i++) {
                const IvrsBlock *block = ivrs->blocks + i;

                FUZZ_CHECK(ivrs_is_unit(block) != ivrs_is_memory(block));
                FUZZ_CHECK(block->offset >= 48 && block->offset + block->length <= length);
                for (size_t j = 0; j < block->n_entries; j++) {
                        FUZZ_CHECK(block->entries[j].first <= block->entries[j].last);
                        FUZZ_CHECK(block->entries[j].offset < block->offset + block->length);
                        FUZZ_CHECK(firmware_word_find(ivrs_entry_words, block->entries[j].type));
                }
        }
}

static void check_iort(const Iort *iort, size_t length) {
        FUZZ_CHECK(iort->n_nodes <= iort->node_count);
        for (size_t i = 0; i < iort->n_nodes; i++) {
                const IortNode *node = iort->nodes + i;

                FUZZ_CHECK(node->type < _IORT_TYPE_MAX);
                FUZZ_CHECK(node->offset >= 48 && node->offset + node->length <= length);
                FUZZ_CHECK((size_t) 20 * node->n_maps <= node->length);
                for (size_t j = 0; j < node->n_maps; j++)
                        FUZZ_CHECK(node->maps[j].count >= 1 && node->maps[j].offset < node->offset + node->length);
        }
}

static void check_viot(const Viot *viot, size_t length) {
        FUZZ_CHECK(viot->n_nodes <= viot->node_count);
        for (size_t i = 0; i < viot->n_nodes; i++)
                FUZZ_CHECK(viot->nodes[i].offset >= 48 && viot->nodes[i].offset + viot->nodes[i].length <= length &&
                                firmware_word_find(viot_type_words, viot->nodes[i].type));
}

static void check_text(const FirmwareTable *table) {
        char *text = NULL;
        size_t length = 0;
        Terminal terminal = { .file = open_memstream(&text, &length), .columns = 80 };

        FUZZ_CHECK(terminal.file);
        FUZZ_CHECK(text_firmware_print(&terminal, table, "fuzz") == 0);
        FUZZ_CHECK(fclose(terminal.file) == 0);
        FUZZ_CHECK(fuzz_is_safe(text, "\n"));
        free(text);
}

static void check_table(const FirmwareTable *table, size_t length) {
        struct json_object *json = describe_firmware_table(table, "fuzz");

        FUZZ_CHECK(json && json_object_to_json_string(json));
        json_object_put(json);
        FUZZ_CHECK(!table->notes.failed && table->notes.count <= FIRMWARE_NOTES_MAX);
        FUZZ_CHECK(table->notes.n_dropped == 0 || table->notes.count == FIRMWARE_NOTES_MAX);
        FUZZ_CHECK(table->length == length || table->notes.count > 0);
        for (size_t i = 0; i < table->notes.count; i++)
                FUZZ_CHECK(table->notes.items[i].offset <= length && fuzz_is_safe(table->notes.items[i].text, ""));
        if (table->kind == FIRMWARE_DMAR)
                check_dmar(&table->dmar, length);
        else if (table->kind == FIRMWARE_IVRS)
                check_ivrs(&table->ivrs, length);
        else if (table->kind == FIRMWARE_IORT)
                check_iort(&table->iort, length);
        else
                check_viot(&table->viot, length);
        check_text(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        bool is_text = size > 0 && data[0] == '#';
        FirmwareTable table;
        uint8_t *bytes, *exact;
        size_t length = size;

        if (size > INPUT_MAX_BYTES)
                return 0;
        bytes = malloc(size + 4);
        FUZZ_CHECK(bytes);
        if (is_text) {
                length = read_text(data, size, bytes);
                put_right(bytes, length);
        } else if (size > 0) {
                memcpy(bytes, data, size);
        }
        exact = malloc(MAX(length, (size_t) 1));
        FUZZ_CHECK(exact);
        if (length > 0)
                memcpy(exact, bytes, length);
        if (decode_acpi_table((Bytes) { exact, length }, &table) == 0) {
                free(exact);
                check_table(&table, length);
                firmware_table_done(&table);
        } else {
                free(exact);
        }
        free(bytes);
        return 0;
}

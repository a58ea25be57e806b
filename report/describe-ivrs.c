/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IVRS table as JSON. */

#include <json-c/json.h>

#include "report/describe-firmware.h"

static void add_acpi_device(JsonBuilder *object, const IvrsEntry *entry) {
        json_builder_add_text(object, "hid", entry->hid);
        json_builder_add_text(object, "cid", entry->cid);
        if (entry->uid_format == 1)
                describe_number(object, "uid", entry->uid_number);
        else
                json_builder_add_text(object, "uid", entry->uid_text);
}

static void add_entries(JsonBuilder *object, const IvrsBlock *block) {
        struct json_object *array = json_builder_add_array(object, "entries", block->n_entries);

        for (size_t i = 0; array && i < block->n_entries; i++) {
                const IvrsEntry *entry = block->entries + i;
                JsonBuilder element = json_builder_new();

                json_builder_add_word(&element, "type", firmware_word_find(ivrs_entry_words, entry->type));
                describe_number(&element, "offset", entry->offset);
                describe_firmware_function(&element, "first", entry->first);
                describe_firmware_function(&element, "last", entry->last);
                json_builder_add_hex(&element, "settings", number(entry->settings), 2);
                if (entry->type == IVRS_ENTRY_ALIAS || entry->type == IVRS_ENTRY_ALIAS_RANGE ||
                                entry->type == IVRS_ENTRY_SPECIAL)
                        describe_firmware_function(&element, "alias", entry->alias);
                if (entry->type == IVRS_ENTRY_EXTENDED || entry->type == IVRS_ENTRY_EXTENDED_RANGE)
                        json_builder_add_hex(&element, "extended", number(entry->extended), 8);
                if (entry->type == IVRS_ENTRY_SPECIAL) {
                        json_builder_add_text(&element, "variety",
                                        firmware_word_find(ivrs_variety_words, entry->variety));
                        describe_number(&element, "handle", entry->handle);
                }
                if (entry->type == IVRS_ENTRY_ACPI)
                        add_acpi_device(&element, entry);
                describe_firmware_append(object, array, &element);
        }
}

static void add_unit(JsonBuilder *object, const IvrsBlock *block) {
        bool has_efr = block->type != IVRS_UNIT_10;

        describe_firmware_function(object, "unit", block->device_id);
        json_builder_add_hex(object, "capability_offset", number(block->capability), 4);
        describe_address(object, "address", block->base);
        json_builder_add_hex(object, "info", number(block->info), 4);
        json_builder_add_hex(object, has_efr ? "attributes" : "features", number(block->features), 8);
        json_builder_add_hex(object, "efr", (Number) { has_efr, block->efr }, 16);
        json_builder_add_hex(object, "efr2", (Number) { has_efr, block->efr2 }, 16);
        add_entries(object, block);
}

static void add_memory(JsonBuilder *object, const IvrsBlock *block) {
        Number last = { .known = block->bytes > 0 };

        last.known = last.known && !__builtin_add_overflow(block->start, block->bytes - 1, &last.value);
        describe_firmware_function(object, "device_first", block->device_id);
        describe_firmware_function(object, "device_last", block->last_id);
        describe_address(object, "first", block->start);
        json_builder_add_hex(object, "last", last, 16);
}

void describe_ivrs(JsonBuilder *object, const Ivrs *ivrs) {
        struct json_object *array;

        json_builder_add_hex(object, "info", number(ivrs->info), 8);
        describe_firmware_bits(object, "flags", ivrs_flag_words,
                        ivrs->info & (IVRS_EFR_SUPPORTED | IVRS_PREBOOT_REMAP | IVRS_HT_ATS_RESERVED));
        describe_number(object, "physical_address_bits", IVRS_PHYSICAL_BITS(ivrs->info));
        describe_number(object, "virtual_address_bits", IVRS_VIRTUAL_BITS(ivrs->info));
        array = json_builder_add_array(object, "blocks", ivrs->n_blocks);
        for (size_t i = 0; array && i < ivrs->n_blocks; i++) {
                const IvrsBlock *block = ivrs->blocks + i;
                JsonBuilder element = json_builder_new();

                json_builder_add_word(&element, "type", firmware_word_find(ivrs_block_words, block->type));
                describe_number(&element, "offset", block->offset);
                describe_number(&element, "length", block->length);
                describe_number(&element, "segment", block->segment);
                describe_firmware_bits(&element, "flags", firmware_words_of_ivrs(block), block->flags);
                if (ivrs_is_unit(block))
                        add_unit(&element, block);
                else
                        add_memory(&element, block);
                describe_firmware_append(object, array, &element);
        }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-firmware.h"

#include <json-c/json.h>

void describe_firmware_bits(JsonBuilder *object, const char *key, const FirmwareWord *words, uint32_t bits) {
        struct json_object *array = json_builder_add_array(object, key, (size_t) __builtin_popcount(bits));

        for (; array && bits != 0; bits &= bits - 1) {
                _cleanup_text_ Text text = TEXT_INIT;

                firmware_words_add(&text, words, bits & -bits);
                json_builder_append(object, array,
                                text_error(&text) < 0 ? NULL : json_object_new_string(text_get(&text)));
        }
}

void describe_firmware_function(JsonBuilder *object, const char *key, uint16_t function) {
        _cleanup_text_ Text text = TEXT_INIT;

        firmware_words_function(&text, function);
        if (text_error(&text) < 0)
                object->failed = true;
        else
                json_builder_add_word(object, key, text_get(&text));
}

void describe_firmware_append(JsonBuilder *parent, struct json_object *array, JsonBuilder *element) {
        struct json_object *json = json_builder_finish(element);

        if (array)
                json_builder_append(parent, array, json);
        else
                json_object_put(json);
}

static void add_notes(JsonBuilder *object, const FirmwareNotes *notes) {
        struct json_object *array = json_builder_add_array(object, "notes", notes->count);

        for (size_t i = 0; array && i < notes->count; i++) {
                const FirmwareNote *note = notes->items + i;
                JsonBuilder element = json_builder_new();

                describe_number(&element, "offset", note->offset);
                json_builder_add_word(&element, "severity", severity_to_string(note->severity));
                json_builder_add_text(&element, "text", note->text);
                describe_firmware_append(object, array, &element);
        }
        describe_number(object, "notes_left_out", notes->n_dropped);
}

struct json_object *describe_firmware_table(const FirmwareTable *table, const char *file) {
        JsonBuilder object = json_builder_new();

        json_builder_add_text(&object, "file", file);
        json_builder_add_word(&object, "signature", firmware_kind_to_string(table->kind));
        describe_number(&object, "length", table->length);
        describe_number(&object, "revision", table->revision);
        json_builder_add_truth(&object, "checksum_ok", table->checksum_ok);
        json_builder_add_text(&object, "oem_id", table->oem_id);
        json_builder_add_text(&object, "oem_table_id", table->oem_table_id);
        json_builder_add_hex(&object, "oem_revision", number(table->oem_revision), 8);
        json_builder_add_text(&object, "creator_id", table->creator_id);
        json_builder_add_hex(&object, "creator_revision", number(table->creator_revision), 8);
        switch (table->kind) {
        case FIRMWARE_DMAR:
                describe_dmar(&object, &table->dmar);
                break;
        case FIRMWARE_IVRS:
                describe_ivrs(&object, &table->ivrs);
                break;
        case FIRMWARE_IORT:
                describe_iort(&object, &table->iort);
                break;
        case FIRMWARE_VIOT:
        case _FIRMWARE_KIND_MAX:
                describe_viot(&object, &table->viot);
                break;
        }
        add_notes(&object, &table->notes);
        return json_builder_finish(&object);
}

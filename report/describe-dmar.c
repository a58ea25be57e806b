/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The DMAR table as JSON. */

#include <json-c/json.h>

#include "report/describe-firmware.h"

static void add_scopes(JsonBuilder *object, const DmarStructure *structure) {
        struct json_object *array = json_builder_add_array(object, "scopes", structure->n_scopes);

        for (size_t i = 0; array && i < structure->n_scopes; i++) {
                const DeviceScope *scope = structure->scopes + i;
                JsonBuilder element = json_builder_new();
                _cleanup_text_ Text path = TEXT_INIT;

                firmware_words_path(&path, scope);
                json_builder_add_text(&element, "type", firmware_word_find(scope_type_words, scope->type));
                describe_number(&element, "type_code", scope->type);
                json_builder_add_hex(&element, "flags", number(scope->flags), 2);
                describe_number(&element, "enumeration_id", scope->enumeration_id);
                json_builder_add_word(&element, "path", text_get(&path));
                element.failed = element.failed || text_error(&path) < 0;
                describe_firmware_append(object, array, &element);
        }
}

static void add_fields(JsonBuilder *object, const DmarStructure *structure) {
        switch (structure->type) {
        case DMAR_DRHD:
                describe_address(object, "address", structure->base);
                describe_number(object, "register_bytes", drhd_bytes(structure));
                break;
        case DMAR_RMRR:
                describe_address(object, "first", structure->base);
                describe_address(object, "last", structure->limit);
                break;
        case DMAR_RHSA:
                describe_address(object, "address", structure->base);
                describe_number(object, "proximity_domain", structure->proximity_domain);
                break;
        case DMAR_ANDD:
                describe_number(object, "device_number", structure->device_number);
                json_builder_add_text(object, "name", structure->name);
                break;
        default:
                break;
        }
}

static bool has_scopes(const DmarStructure *structure) {
        return structure->type != DMAR_RHSA && structure->type != DMAR_ANDD;
}

void describe_dmar(JsonBuilder *object, const Dmar *dmar) {
        struct json_object *array;

        describe_number(object, "host_address_bits", dmar->host_address_bits);
        describe_firmware_bits(object, "flags", dmar_flag_words, dmar->flags);
        array = json_builder_add_array(object, "structures", dmar->n_structures);
        for (size_t i = 0; array && i < dmar->n_structures; i++) {
                const DmarStructure *structure = dmar->structures + i;
                JsonBuilder element = json_builder_new();

                json_builder_add_word(&element, "type", firmware_word_find(dmar_type_words, structure->type));
                describe_number(&element, "offset", structure->offset);
                describe_number(&element, "length", structure->length);
                if (has_scopes(structure)) {
                        describe_number(&element, "segment", structure->segment);
                        describe_firmware_bits(&element, "flags", firmware_words_of_dmar(structure),
                                        structure->flags);
                }
                add_fields(&element, structure);
                if (has_scopes(structure))
                        add_scopes(&element, structure);
                describe_firmware_append(object, array, &element);
        }
}

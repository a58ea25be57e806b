/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IORT table as JSON. */

#include <json-c/json.h>

#include "report/describe-firmware.h"

static void add_maps(JsonBuilder *object, const IortNode *node) {
        struct json_object *array = json_builder_add_array(object, "maps", node->n_maps);

        for (size_t i = 0; array && i < node->n_maps; i++) {
                const IortMap *map = node->maps + i;
                JsonBuilder element = json_builder_new();

                describe_number(&element, "offset", map->offset);
                json_builder_add_hex(&element, "input", number(map->input), 8);
                describe_number(&element, "count", map->count);
                json_builder_add_hex(&element, "output", number(map->output), 8);
                describe_number(&element, "reference", map->reference);
                describe_firmware_bits(&element, "flags", iort_map_flag_words, map->flags);
                describe_firmware_append(object, array, &element);
        }
}

static void add_memory(JsonBuilder *object, const IortMemory *memory) {
        describe_number(object, "cache_coherency", memory->coherency);
        describe_firmware_bits(object, "hints", iort_hint_words, memory->hints);
        describe_firmware_bits(object, "access", iort_access_words, memory->access);
}

static void add_device(JsonBuilder *object, const IortNode *node) {
        add_memory(object, &node->device.memory);
        json_builder_add_number(object, "address_limit_bits", node->device.address_limit_bits);
        if (node->type == IORT_COMPONENT) {
                json_builder_add_text(object, "name", node->name);
                describe_number(object, "pasid_bits", node->flags >> 1 & 0x1f);
                return;
        }
        describe_number(object, "segment", node->device.segment);
        describe_firmware_bits(object, "ats", iort_ats_words, node->device.ats);
        json_builder_add_hex(object, "pasid_capabilities", node->device.pasid, 4);
}

static void add_smmu(JsonBuilder *object, const IortNode *node) {
        describe_address(object, "address", node->base);
        describe_number(object, "register_bytes", node->smmu.span);
        json_builder_add_text(object, "model", firmware_word_find(iort_smmu_model_words, node->model));
        describe_number(object, "model_code", node->model);
        describe_number(object, "context_interrupts", node->smmu.n_context_interrupts);
        describe_number(object, "pmu_interrupts", node->smmu.n_pmu_interrupts);
}

static void add_smmu_v3(JsonBuilder *object, const IortNode *node) {
        describe_address(object, "address", node->base);
        json_builder_add_text(object, "model", firmware_word_find(iort_smmu_v3_model_words, node->model));
        describe_number(object, "model_code", node->model);
        describe_number(object, "httu_override", node->flags >> 1 & 3);
        describe_address(object, "vatos", node->smmu_v3.vatos);
        describe_number(object, "event_interrupt", node->smmu_v3.event);
        describe_number(object, "pri_interrupt", node->smmu_v3.pri);
        describe_number(object, "error_interrupt", node->smmu_v3.error);
        describe_number(object, "sync_interrupt", node->smmu_v3.sync);
        json_builder_add_number(object, "proximity_domain", node->smmu_v3.proximity_domain);
        json_builder_add_number(object, "device_id_map", node->smmu_v3.device_id_map);
}

static void add_regions(JsonBuilder *object, const IortNode *node) {
        struct json_object *array = json_builder_add_array(object, "regions", node->rmr.n_regions);

        for (size_t i = 0; array && i < node->rmr.n_regions; i++) {
                const IortRegion *region = node->rmr.regions + i;
                JsonBuilder element = json_builder_new();
                Number last = { .known = region->bytes > 0 };

                last.known = last.known &&
                                !__builtin_add_overflow(region->base, region->bytes - 1, &last.value);
                describe_number(&element, "offset", region->offset);
                describe_address(&element, "first", region->base);
                json_builder_add_hex(&element, "last", last, 16);
                describe_firmware_append(object, array, &element);
        }
}

static void add_its(JsonBuilder *object, const IortNode *node) {
        struct json_object *array = json_builder_add_array(object, "its", node->its.n_ids);

        for (size_t i = 0; array && i < node->its.n_ids; i++)
                json_builder_append(object, array, json_object_new_uint64(node->its.ids[i]));
}

static void add_fields(JsonBuilder *object, const IortNode *node) {
        switch (node->type) {
        case IORT_ITS_GROUP:
                add_its(object, node);
                break;
        case IORT_COMPONENT:
        case IORT_ROOT_COMPLEX:
                add_device(object, node);
                break;
        case IORT_SMMU:
                add_smmu(object, node);
                break;
        case IORT_SMMU_V3:
                add_smmu_v3(object, node);
                break;
        case IORT_PMCG:
                describe_address(object, "address", node->base);
                json_builder_add_hex(object, "address1", node->pmcg.page1, 16);
                describe_number(object, "interrupt", node->pmcg.interrupt);
                describe_number(object, "reference", node->pmcg.reference);
                break;
        case IORT_RMR:
                describe_number(object, "attributes", node->flags >> 2 & 0xff);
                add_regions(object, node);
                break;
        default: /* IWB */
                describe_address(object, "address", node->base);
                describe_number(object, "index", node->iwb_index);
                json_builder_add_text(object, "name", node->name);
                break;
        }
}

void describe_iort(JsonBuilder *object, const Iort *iort) {
        struct json_object *array;

        describe_number(object, "node_count", iort->node_count);
        array = json_builder_add_array(object, "nodes", iort->n_nodes);
        for (size_t i = 0; array && i < iort->n_nodes; i++) {
                const IortNode *node = iort->nodes + i;
                JsonBuilder element = json_builder_new();

                json_builder_add_word(&element, "type", firmware_word_find(iort_type_words, node->type));
                describe_number(&element, "offset", node->offset);
                describe_number(&element, "length", node->length);
                describe_number(&element, "revision", node->revision);
                describe_number(&element, "id", node->id);
                describe_firmware_bits(&element, "flags", firmware_words_of_iort(node),
                                firmware_word_bits(node));
                add_fields(&element, node);
                add_maps(&element, node);
                describe_firmware_append(object, array, &element);
        }
}

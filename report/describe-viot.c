/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The VIOT table as JSON. */

#include <json-c/json.h>

#include "report/describe-firmware.h"

static void add_fields(JsonBuilder *object, const ViotNode *node) {
        switch (node->type) {
        case VIOT_PCI_RANGE:
                describe_number(object, "endpoint", node->endpoint);
                describe_number(object, "segment_first", node->segment_first);
                describe_number(object, "segment_last", node->segment_last);
                describe_firmware_function(object, "function_first", node->function_first);
                describe_firmware_function(object, "function_last", node->function_last);
                describe_number(object, "reference", node->output);
                break;
        case VIOT_MMIO_ENDPOINT:
                describe_number(object, "endpoint", node->endpoint);
                describe_address(object, "address", node->base);
                describe_number(object, "reference", node->output);
                break;
        case VIOT_UNIT_PCI:
                describe_number(object, "segment", node->segment_first);
                describe_firmware_function(object, "function", node->function_first);
                break;
        default: /* virtio-iommu of a platform */
                describe_address(object, "address", node->base);
                break;
        }
}

void describe_viot(JsonBuilder *object, const Viot *viot) {
        struct json_object *array;

        describe_number(object, "node_count", viot->node_count);
        array = json_builder_add_array(object, "nodes", viot->n_nodes);
        for (size_t i = 0; array && i < viot->n_nodes; i++) {
                const ViotNode *node = viot->nodes + i;
                JsonBuilder element = json_builder_new();

                json_builder_add_word(&element, "type", firmware_word_find(viot_type_words, node->type));
                describe_number(&element, "offset", node->offset);
                describe_number(&element, "length", node->length);
                add_fields(&element, node);
                describe_firmware_append(object, array, &element);
        }
}

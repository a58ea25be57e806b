/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/acpi-viot.h"

#include <errno.h>

#include "sources/acpi-part.h"

#define NODE_COUNT  36
#define NODE_OFFSET 38
#define FIXED_BYTES 48

static const AcpiForm node_form = { "node", 4, 2, 2 };
static const uint8_t min_bytes[_VIOT_TYPE_MAX] = {
        [VIOT_PCI_RANGE] = 24, [VIOT_MMIO_ENDPOINT] = 24, [VIOT_UNIT_PCI] = 16, [VIOT_UNIT_MMIO] = 16,
};

/* False for what can't be kept. */
static bool decode_node(AcpiPart part, ViotNode *node, FirmwareNotes *notes) {
        node->offset = part.offset;
        node->type = acpi_part_u8(part, 0);
        node->length = acpi_part_u16(part, 2);
        if (node->type < VIOT_PCI_RANGE || node->type >= _VIOT_TYPE_MAX) {
                firmware_notes_add(notes, SEVERITY_INFO, part.offset,
                                "a node of the unknown type %u is skipped", node->type);
                return false;
        }
        if (part.bytes.length < min_bytes[node->type]) {
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset,
                                "a node of type %u has %zu bytes; %u are the least", node->type,
                                part.bytes.length, min_bytes[node->type]);
                return false;
        }
        if (node->type == VIOT_PCI_RANGE || node->type == VIOT_MMIO_ENDPOINT) {
                node->endpoint = acpi_part_u32(part, 4);
                node->output = acpi_part_u16(part, 16);
        }
        if (node->type == VIOT_PCI_RANGE) {
                node->segment_first = acpi_part_u16(part, 8);
                node->segment_last = acpi_part_u16(part, 10);
                node->function_first = acpi_part_u16(part, 12);
                node->function_last = acpi_part_u16(part, 14);
        } else if (node->type == VIOT_UNIT_PCI) {
                node->segment_first = node->segment_last = acpi_part_u16(part, 4);
                node->function_first = node->function_last = acpi_part_u16(part, 6);
        } else {
                node->base = acpi_part_u64(part, 8);
        }
        return true;
}

static bool is_unit_at(const Viot *viot, size_t offset) {
        for (size_t i = 0; i < viot->n_nodes; i++)
                if (viot->nodes[i].offset == offset)
                        return viot->nodes[i].type == VIOT_UNIT_PCI || viot->nodes[i].type == VIOT_UNIT_MMIO;
        return false;
}

static void note_node(const Viot *viot, const ViotNode *node, FirmwareNotes *notes) {
        if (node->type == VIOT_UNIT_PCI || node->type == VIOT_UNIT_MMIO)
                return;
        if (!is_unit_at(viot, node->output))
                firmware_notes_add(notes, SEVERITY_WARNING, node->offset,
                                "the node refers to offset 0x%x, where no unit is", node->output);
        if (node->segment_last < node->segment_first || node->function_last < node->function_first)
                firmware_notes_add(notes, SEVERITY_WARNING, node->offset,
                                "a range of functions ends before it begins");
}

static void note_table(const Viot *viot, const AcpiWalk *walk, FirmwareNotes *notes) {
        if (walk->count < viot->node_count)
                firmware_notes_add(notes, SEVERITY_WARNING, NODE_COUNT,
                                "the table says that it has %u nodes; there are %zu", viot->node_count,
                                walk->count);
        else if (walk->at < walk->list.bytes.length)
                firmware_notes_add(notes, SEVERITY_INFO, walk->list.offset + walk->at,
                                "%zu bytes follow the last node", walk->list.bytes.length - walk->at);
        for (size_t i = 0; i < viot->n_nodes; i++)
                note_node(viot, viot->nodes + i, notes);
}

int decode_viot(Bytes bytes, FirmwareNotes *notes, Viot *ret) {
        AcpiPart table = { .bytes = bytes }, part;
        AcpiWalk walk = { .form = &node_form, .notes = notes };
        Viot viot = { 0 };
        size_t first;

        if (bytes.length >= FIXED_BYTES) {
                viot.node_count = acpi_part_u16(table, NODE_COUNT);
                first = acpi_part_u16(table, NODE_OFFSET);
                /* viot_check_bounds() */
                if (first < FIXED_BYTES || first > bytes.length) {
                        firmware_notes_add(notes, SEVERITY_CRITICAL, NODE_OFFSET,
                                        "the nodes are said to begin at offset 0x%zx", first);
                        first = bytes.length;
                }
                walk.list = acpi_part_cut(table, first, bytes.length);
                while (walk.count < viot.node_count && acpi_part_next(&walk, &part)) {
                        if (!array_grow(&viot.nodes, &viot.capacity, viot.n_nodes, sizeof(*viot.nodes))) {
                                notes->failed = true;
                                break;
                        }
                        if (decode_node(part, viot.nodes + viot.n_nodes, notes))
                                viot.n_nodes++;
                }
                note_table(&viot, &walk, notes);
        }
        if (notes->failed) {
                firmware_viot_done(&viot);
                return -ENOMEM;
        }
        *ret = viot;
        return 0;
}

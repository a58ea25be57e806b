/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/acpi-iort.h"

#include <errno.h>
#include <inttypes.h>

#include "sources/acpi-part.h"

#define NODE_COUNT   36
#define NODE_OFFSET  40
#define FIXED_BYTES  48
#define MAP_BYTES    20
#define REGION_BYTES 20
#define RMR_REVISION 5 /* of the table */

static const AcpiForm node_form = { "node", 16, 1, 2 };

static const uint8_t min_bytes[_IORT_TYPE_MAX] = {
        [IORT_ITS_GROUP] = 20, [IORT_COMPONENT] = 30, [IORT_ROOT_COMPLEX] = 32, [IORT_SMMU] = 60,
        [IORT_SMMU_V3] = 60,   [IORT_PMCG] = 32,      [IORT_RMR] = 28,          [IORT_IWB] = 27,
};

/* An array in a node; empty, with a note, unless all of it is inside. */
static AcpiPart find_array(AcpiPart node, uint32_t at, uint32_t count, size_t element_bytes, const char *what,
                FirmwareNotes *notes) {
        size_t bytes = (size_t) count * element_bytes; /* 2^32 times at most 20 */

        if (count == 0)
                return acpi_part_cut(node, 0, 0);
        if (at < 16 || at > node.bytes.length || bytes > node.bytes.length - at) {
                firmware_notes_add(notes, SEVERITY_WARNING, node.offset,
                                "%u %s at offset %u are not inside the node of %zu bytes", count, what, at,
                                node.bytes.length);
                return acpi_part_cut(node, 0, 0);
        }
        return acpi_part_cut(node, at, at + bytes);
}

static void note_map_overlaps(const IortNode *node, FirmwareNotes *notes) {
        _cleanup_free_ AcpiRange *ranges = calloc(node->n_maps + 1, sizeof(*ranges));
        size_t count = 0;

        if (!ranges) {
                notes->failed = true;
                return;
        }
        for (size_t i = 0; i < node->n_maps; i++)
                if (!(node->maps[i].flags & IORT_MAP_SINGLE))
                        ranges[count++] = (AcpiRange) { node->maps[i].input,
                                node->maps[i].input + node->maps[i].count - 1, 0, node->maps[i].offset };
        acpi_part_note_overlaps(ranges, count, "the map of ids", notes);
}

static void decode_maps(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        AcpiPart list = find_array(part, acpi_part_u32(part, 12), acpi_part_u32(part, 8), MAP_BYTES,
                        "id maps", notes);

        for (size_t at = 0; at < list.bytes.length; at += MAP_BYTES) {
                if (!array_grow(&node->maps, &node->maps_capacity, node->n_maps, sizeof(*node->maps))) {
                        notes->failed = true;
                        return;
                }
                node->maps[node->n_maps++] = (IortMap) {
                        .offset = list.offset + at,
                        .input = acpi_part_u32(list, at),
                        .count = (uint64_t) acpi_part_u32(list, at + 4) + 1,
                        .output = acpi_part_u32(list, at + 8),
                        .reference = acpi_part_u32(list, at + 12),
                        .flags = acpi_part_u32(list, at + 16),
                };
        }
        note_map_overlaps(node, notes);
}

static void decode_its(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        AcpiPart list = find_array(part, 20, acpi_part_u32(part, 16), 4, "ITS ids", notes);

        for (size_t at = 0; at < list.bytes.length; at += 4) {
                if (!array_grow(&node->its.ids, &node->its.capacity, node->its.n_ids, sizeof(*node->its.ids))) {
                        notes->failed = true;
                        return;
                }
                node->its.ids[node->its.n_ids++] = acpi_part_u32(list, at);
        }
}

static IortMemory decode_memory(AcpiPart part, size_t at, FirmwareNotes *notes) {
        IortMemory memory = {
                .coherency = acpi_part_u32(part, at),
                .hints = acpi_part_u8(part, at + 4),
                .access = acpi_part_u8(part, at + 7),
        };

        if (memory.coherency > 1)
                firmware_notes_add(notes, SEVERITY_NOTICE, part.offset,
                                "the cache coherency is %u; 0 and 1 mean something", memory.coherency);
        return memory;
}

static void note_limit(const IortNode *node, FirmwareNotes *notes) {
        Number limit = node->device.address_limit_bits;

        /* nc_dma_get_range(), rc_dma_get_range(): "missing memory address limit" */
        if (limit.known && limit.value == 0)
                firmware_notes_add(notes, SEVERITY_WARNING, node->offset, "the node has no address limit");
}

static void decode_component(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        node->flags = acpi_part_u32(part, 16);
        node->device.memory = decode_memory(part, 20, notes);
        node->device.address_limit_bits = number(acpi_part_u8(part, 28));
        node->name = acpi_part_text(part, 29, "a named component", notes);
        note_limit(node, notes);
}

static void decode_root_complex(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        node->device.memory = decode_memory(part, 16, notes);
        node->device.ats = acpi_part_u32(part, 24);
        node->device.segment = acpi_part_u32(part, 28);
        /* Linux doesn't look at the limit before revision 1: rc_dma_get_range(). */
        if (node->revision >= 1 && part.bytes.length > 32)
                node->device.address_limit_bits = number(acpi_part_u8(part, 32));
        if (part.bytes.length >= 35)
                node->device.pasid = number(acpi_part_u16(part, 33));
        note_limit(node, notes);
}

static void decode_smmu(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        node->base = acpi_part_u64(part, 16);
        node->smmu.span = acpi_part_u64(part, 24);
        node->model = acpi_part_u32(part, 32);
        node->flags = acpi_part_u32(part, 36);
        node->smmu.n_context_interrupts = acpi_part_u32(part, 44);
        node->smmu.n_pmu_interrupts = acpi_part_u32(part, 52);
        (void) find_array(part, acpi_part_u32(part, 48), acpi_part_u32(part, 44), 8, "context interrupts", notes);
        (void) find_array(part, acpi_part_u32(part, 56), acpi_part_u32(part, 52), 8, "PMU interrupts", notes);
}

static void decode_smmu_v3(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        node->base = acpi_part_u64(part, 16);
        node->flags = acpi_part_u32(part, 24);
        node->smmu_v3.vatos = acpi_part_u64(part, 32);
        node->model = acpi_part_u32(part, 40);
        node->smmu_v3.event = acpi_part_u32(part, 44);
        node->smmu_v3.pri = acpi_part_u32(part, 48);
        node->smmu_v3.error = acpi_part_u32(part, 52);
        node->smmu_v3.sync = acpi_part_u32(part, 56);
        if (part.bytes.length >= 64)
                node->smmu_v3.proximity_domain = number(acpi_part_u32(part, 60));
        if (part.bytes.length >= 68)
                node->smmu_v3.device_id_map = number(acpi_part_u32(part, 64));
        if ((node->flags & IORT_V3_DEVICE_ID) && (!node->smmu_v3.device_id_map.known ||
                        node->smmu_v3.device_id_map.value >= node->n_maps))
                firmware_notes_add(notes, SEVERITY_WARNING, node->offset, "the map of the SMMU's own id is missing");
}

static void note_regions(const IortNode *node, FirmwareNotes *notes) {
        _cleanup_free_ AcpiRange *ranges = calloc(node->rmr.n_regions + 1, sizeof(*ranges));
        size_t count = 0;

        if (!ranges) {
                notes->failed = true;
                return;
        }
        for (size_t i = 0; i < node->rmr.n_regions; i++) {
                const IortRegion *region = node->rmr.regions + i;
                uint64_t last;

                if (region->bytes == 0 || __builtin_add_overflow(region->base, region->bytes - 1, &last)) {
                        firmware_notes_add(notes, SEVERITY_WARNING, region->offset,
                                        "a region at 0x%" PRIx64 " has 0x%" PRIx64 " bytes", region->base,
                                        region->bytes);
                        continue;
                }
                /* iort_rmr_alloc(): "not aligned to 64K" */
                if (((region->base | region->bytes) & 0xffff) != 0)
                        firmware_notes_add(notes, SEVERITY_WARNING, region->offset,
                                        "a region from 0x%" PRIx64 " to 0x%" PRIx64 " is not aligned to 64 KiB",
                                        region->base, last);
                ranges[count++] = (AcpiRange) { region->base, last, 0, region->offset };
        }
        acpi_part_note_overlaps(ranges, count, "the region", notes);
}

static void decode_rmr(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        AcpiPart list = find_array(part, acpi_part_u32(part, 24), acpi_part_u32(part, 20), REGION_BYTES,
                        "regions", notes);

        node->flags = acpi_part_u32(part, 16);
        for (size_t at = 0; at < list.bytes.length; at += REGION_BYTES) {
                if (!array_grow(&node->rmr.regions, &node->rmr.capacity, node->rmr.n_regions,
                                    sizeof(*node->rmr.regions))) {
                        notes->failed = true;
                        return;
                }
                node->rmr.regions[node->rmr.n_regions++] =
                                (IortRegion) { list.offset + at, acpi_part_u64(list, at), acpi_part_u64(list, at + 8) };
        }
        note_regions(node, notes);
}

static void decode_data(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        switch (node->type) {
        case IORT_ITS_GROUP:
                decode_its(part, node, notes);
                break;
        case IORT_COMPONENT:
                decode_component(part, node, notes);
                break;
        case IORT_ROOT_COMPLEX:
                decode_root_complex(part, node, notes);
                break;
        case IORT_SMMU:
                decode_smmu(part, node, notes);
                break;
        case IORT_SMMU_V3:
                decode_smmu_v3(part, node, notes);
                break;
        case IORT_PMCG:
                node->base = acpi_part_u64(part, 16);
                node->pmcg.interrupt = acpi_part_u32(part, 24);
                node->pmcg.reference = acpi_part_u32(part, 28);
                if (part.bytes.length >= 40)
                        node->pmcg.page1 = number(acpi_part_u64(part, 32));
                break;
        case IORT_RMR:
                decode_rmr(part, node, notes);
                break;
        default: /* IWB */
                node->base = acpi_part_u64(part, 16);
                node->iwb_index = acpi_part_u16(part, 24);
                node->name = acpi_part_text(part, 26, "an IWB node", notes);
                break;
        }
}

/* False for what can't be kept. */
static bool decode_node(AcpiPart part, IortNode *node, FirmwareNotes *notes) {
        node->offset = part.offset;
        node->type = acpi_part_u8(part, 0);
        node->length = acpi_part_u16(part, 1);
        node->revision = acpi_part_u8(part, 3);
        node->id = acpi_part_u32(part, 4);
        if (node->type >= _IORT_TYPE_MAX) {
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
        decode_maps(part, node, notes);
        decode_data(part, node, notes);
        return true;
}

/* Nodes are in the order of their offsets. */
static bool has_node_at(const Iort *iort, size_t offset) {
        size_t low = 0, high = iort->n_nodes;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (iort->nodes[middle].offset == offset)
                        return true;
                if (iort->nodes[middle].offset < offset)
                        low = middle + 1;
                else
                        high = middle;
        }
        return false;
}

static void note_reference(const Iort *iort, const IortNode *node, uint32_t reference, FirmwareNotes *notes) {
        if (reference == node->offset)
                firmware_notes_add(notes, SEVERITY_WARNING, node->offset, "the node refers to itself");
        else if (!has_node_at(iort, reference))
                firmware_notes_add(notes, SEVERITY_WARNING, node->offset,
                                "the node refers to offset 0x%x, where no node is", reference);
}

static void note_table(const Iort *iort, uint8_t revision, const AcpiWalk *walk, FirmwareNotes *notes) {
        if (walk->count < iort->node_count)
                firmware_notes_add(notes, SEVERITY_WARNING, NODE_COUNT,
                                "the table says that it has %u nodes; there are %zu", iort->node_count,
                                walk->count);
        else if (walk->at < walk->list.bytes.length)
                firmware_notes_add(notes, SEVERITY_INFO, walk->list.offset + walk->at,
                                "%zu bytes follow the last node", walk->list.bytes.length - walk->at);
        for (size_t i = 0; i < iort->n_nodes; i++) {
                const IortNode *node = iort->nodes + i;

                for (size_t j = 0; j < node->n_maps; j++)
                        note_reference(iort, node, node->maps[j].reference, notes);
                if (node->type == IORT_PMCG && node->pmcg.reference != 0)
                        note_reference(iort, node, node->pmcg.reference, notes);
                if (node->type == IORT_RMR && revision < RMR_REVISION)
                        firmware_notes_add(notes, SEVERITY_NOTICE, node->offset,
                                        "Linux reads RMR nodes from revision %d of the table on; this is %u",
                                        RMR_REVISION, revision);
        }
}

static void decode_nodes(AcpiWalk *walk, Iort *iort, FirmwareNotes *notes) {
        AcpiPart part;

        while (walk->count < iort->node_count && acpi_part_next(walk, &part)) {
                if (!array_grow(&iort->nodes, &iort->capacity, iort->n_nodes, sizeof(*iort->nodes))) {
                        notes->failed = true;
                        return;
                }
                if (decode_node(part, iort->nodes + iort->n_nodes, notes))
                        iort->n_nodes++;
        }
}

int decode_iort(Bytes bytes, FirmwareNotes *notes, Iort *ret) {
        AcpiPart table = { .bytes = bytes };
        AcpiWalk walk = { .form = &node_form, .notes = notes };
        Iort iort = { 0 };
        size_t first;

        if (bytes.length >= FIXED_BYTES) {
                iort.node_count = acpi_part_u32(table, NODE_COUNT);
                first = acpi_part_u32(table, NODE_OFFSET);
                if (first < FIXED_BYTES || first > bytes.length) {
                        firmware_notes_add(notes, SEVERITY_CRITICAL, NODE_OFFSET,
                                        "the nodes are said to begin at offset 0x%zx", first);
                        first = bytes.length;
                }
                walk.list = acpi_part_cut(table, first, bytes.length);
                decode_nodes(&walk, &iort, notes);
                note_table(&iort, acpi_part_u8(table, 8), &walk, notes);
        }
        if (notes->failed) {
                firmware_iort_done(&iort);
                return -ENOMEM;
        }
        *ret = iort;
        return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Tables of a snapshot made by hand. Beside build.h.
 */

#include "tests/unit/build.h"

_unused_ static FirmwareTable *add_table(Snapshot *snapshot, FirmwareKind kind) {
        FirmwareTable table = { .kind = kind, .revision = 5 };

        assert_int_equal(snapshot_add_table(snapshot, &table), 0);
        return snapshot->tables + snapshot->n_tables - 1;
}

/* Offsets are those of a table whose entries have 256 bytes each. */
#define OFFSET_OF(i) (256 * ((i) + 1))

_unused_ static DmarStructure *add_structure(FirmwareTable *table, uint16_t type, uint64_t base, uint16_t segment) {
        Dmar *dmar = &table->dmar;
        DmarStructure *structure;

        assert_true(array_grow(&dmar->structures, &dmar->capacity, dmar->n_structures, sizeof(*dmar->structures)));
        structure = dmar->structures + dmar->n_structures;
        structure->offset = OFFSET_OF(dmar->n_structures++);
        structure->type = type;
        structure->base = base;
        structure->segment = segment;
        return structure;
}

/* steps: pairs of device and function. */
_unused_ static void add_scope(DmarStructure *structure, uint8_t type, uint8_t bus, size_t n_steps, const ScopeStep *steps) {
        DeviceScope *scope;

        assert_true(array_grow(&structure->scopes, &structure->scopes_capacity, structure->n_scopes,
                        sizeof(*structure->scopes)));
        scope = structure->scopes + structure->n_scopes++;
        scope->type = type;
        scope->start_bus = bus;
        scope->n_steps = n_steps;
        scope->path = calloc(n_steps + 1, sizeof(*scope->path));
        assert_non_null(scope->path);
        for (size_t i = 0; i < n_steps; i++)
                scope->path[i] = steps[i];
}

#define ADD_SCOPE(structure, type, bus, ...)                                                       \
        add_scope(structure, type, bus, ARRAY_SIZE(((const ScopeStep[]) { __VA_ARGS__ })),         \
                        (const ScopeStep[]) { __VA_ARGS__ })

_unused_ static IvrsBlock *add_block(FirmwareTable *table, uint8_t type, uint16_t device_id) {
        Ivrs *ivrs = &table->ivrs;
        IvrsBlock *block;

        assert_true(array_grow(&ivrs->blocks, &ivrs->capacity, ivrs->n_blocks, sizeof(*ivrs->blocks)));
        block = ivrs->blocks + ivrs->n_blocks;
        block->offset = OFFSET_OF(ivrs->n_blocks++);
        block->type = type;
        block->device_id = block->last_id = device_id;
        return block;
}

_unused_ static void add_entry(IvrsBlock *block, uint8_t type, uint16_t first, uint16_t last) {
        assert_true(array_grow(&block->entries, &block->entries_capacity, block->n_entries,
                        sizeof(*block->entries)));
        block->entries[block->n_entries++] = (IvrsEntry) { .type = type, .first = first, .last = last };
}

_unused_ static IortNode *add_node(FirmwareTable *table, uint8_t type) {
        Iort *iort = &table->iort;
        IortNode *node;

        assert_true(array_grow(&iort->nodes, &iort->capacity, iort->n_nodes, sizeof(*iort->nodes)));
        node = iort->nodes + iort->n_nodes;
        node->offset = OFFSET_OF(iort->n_nodes++);
        node->type = type;
        return node;
}

_unused_ static void add_map(IortNode *node, uint32_t input, uint64_t count, uint32_t output, uint32_t reference) {
        assert_true(array_grow(&node->maps, &node->maps_capacity, node->n_maps, sizeof(*node->maps)));
        node->maps[node->n_maps++] = (IortMap) {
                .input = input, .count = count, .output = output, .reference = reference,
        };
}

_unused_ static ViotNode *add_viot(FirmwareTable *table, uint8_t type, uint16_t first, uint16_t last) {
        Viot *viot = &table->viot;
        ViotNode *node;

        assert_true(array_grow(&viot->nodes, &viot->capacity, viot->n_nodes, sizeof(*viot->nodes)));
        node = viot->nodes + viot->n_nodes;
        node->offset = OFFSET_OF(viot->n_nodes++);
        node->type = type;
        node->function_first = first;
        node->function_last = last;
        return node;
}

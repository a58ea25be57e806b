/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Pieces of an IORT table.
 */

#include "tests/unit/table-bytes.h"

_unused_ static TableBytes begin_iort(uint8_t revision, uint32_t count) {
        TableBytes table = begin_table("IORT", revision);

        put(&table, count, 4);
        put(&table, 48, 4);
        put(&table, 0, 4);
        return table;
}

/* A header; maps follow the data of the node. */
_unused_ static void put_node(TableBytes *table, uint8_t type, uint8_t revision, size_t data_bytes, uint32_t n_maps) {
        put(table, type, 1);
        put(table, 16 + data_bytes + 20 * (size_t) n_maps, 2);
        put(table, revision, 1);
        put(table, 0x10U + type, 4);
        put(table, n_maps, 4);
        put(table, n_maps > 0 ? 16 + data_bytes : 0, 4);
}

_unused_ static void put_map(TableBytes *table, uint32_t input, uint32_t count, uint32_t output, uint32_t reference,
                uint32_t flags) {
        put(table, input, 4);
        put(table, count - 1, 4);
        put(table, output, 4);
        put(table, reference, 4);
        put(table, flags, 4);
}

_unused_ static void put_its(TableBytes *table) {
        put_node(table, IORT_ITS_GROUP, 0, 8, 0);
        put(table, 1, 4);
        put(table, 0, 4);
}

_unused_ static void put_region(TableBytes *table, uint64_t base, uint64_t bytes) {
        put(table, base, 8);
        put(table, bytes, 8);
        put(table, 0, 4);
}

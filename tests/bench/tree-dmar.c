/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Layout: Intel Virtualization Technology for Directed I/O, chapter 8. */

#include "tests/bench/tree-dmar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 48u
#define DRHD_BYTES   16u
#define RMRR_BYTES   24u
#define SCOPE_BYTES  8u /* with a path of one step */

enum { SCOPE_ENDPOINT = 1, SCOPE_BRIDGE = 2 };

/* Little-endian, as the table wants it on every host. */
static void put(uint8_t *to, uint64_t value, unsigned n_bytes) {
        for (unsigned i = 0; i < n_bytes; i++)
                to[i] = (value >> (8 * i)) & 0xff;
}

bool tree_dmar_has_region(const TreeDevice *device) {
        uint32_t base_and_sub = device->kind->class_code >> 8;

        return device->parent < 0 ? base_and_sub == 0x0c03 : base_and_sub == 0x0107;
}

static size_t put_scope(uint8_t *to, const TreeDevice *device) {
        put(to, device->kind->bridge ? SCOPE_BRIDGE : SCOPE_ENDPOINT, 1);
        put(to + 1, SCOPE_BYTES, 1);
        put(to + 5, device->bus, 1);
        put(to + 6, device->slot, 1);
        put(to + 7, device->function, 1);
        return SCOPE_BYTES;
}

static size_t put_unit(uint8_t *to, const TreePlan *plan, size_t unit) {
        size_t used = DRHD_BYTES;

        put(to, 0, 2);
        put(to + 6, plan->units[unit].segment, 2);
        put(to + 8, plan->units[unit].address, 8);
        for (size_t i = 0; i < plan->n_devices; i++)
                if (plan->devices[i].unit == unit && plan->devices[i].parent < 0)
                        used += put_scope(to + used, &plan->devices[i]);
        put(to + 2, used, 2);
        return used;
}

/* Paths of one step only: the USB controllers of the root buses. */
static size_t put_region(uint8_t *to, const TreePlan *plan) {
        size_t used = RMRR_BYTES;

        put(to, 1, 2);
        put(to + 8, TREE_DMAR_REGION_FIRST, 8);
        put(to + 16, TREE_DMAR_REGION_LAST, 8);
        for (size_t i = 0; i < plan->n_devices; i++)
                if (plan->devices[i].parent < 0 && tree_dmar_has_region(&plan->devices[i]))
                        used += put_scope(to + used, &plan->devices[i]);
        put(to + 2, used, 2);
        return used;
}

static void put_header(uint8_t *table, size_t size) {
        uint8_t sum = 0;

        memcpy(table, "DMAR", 4);
        put(table + 4, size, 4);
        put(table + 8, 1, 1);
        memcpy(table + 10, "SYNTH TREE    ", 14);
        put(table + 24, 1, 4);
        memcpy(table + 28, "TREE", 4);
        put(table + 36, 45, 1); /* 46-bit addresses */
        put(table + 37, 1, 1);  /* interrupt remapping */

        for (size_t i = 0; i < size; i++)
                sum += table[i];
        table[9] = -sum;
}

int tree_dmar_new(const TreePlan *plan, uint8_t **ret_table, size_t *ret_size) {
        size_t room = HEADER_BYTES + plan->n_units * DRHD_BYTES + RMRR_BYTES +
                      2 * plan->n_devices * SCOPE_BYTES;
        size_t used = HEADER_BYTES;
        uint8_t *table;

        table = calloc(1, room);
        if (!table)
                return -ENOMEM;
        for (size_t unit = 0; unit < plan->n_units; unit++)
                used += put_unit(table + used, plan, unit);
        used += put_region(table + used, plan);
        put_header(table, used);

        *ret_table = table;
        *ret_size = used;
        return 0;
}

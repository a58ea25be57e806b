/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Viot: the Virtual I/O Translation table (ACPI 6.5, 5.2.34; drivers/acpi/viot.c, Linux 7.2).
 */

#include <stddef.h>
#include <stdint.h>

typedef struct Viot Viot;
typedef struct ViotNode ViotNode;

enum {
        VIOT_PCI_RANGE = 1,
        VIOT_MMIO_ENDPOINT,
        VIOT_UNIT_PCI, /* a virtio-iommu */
        VIOT_UNIT_MMIO,
        _VIOT_TYPE_MAX,
};

/* What a type doesn't have is 0. Functions are bus, device and function in 16 bits. */
struct ViotNode {
        size_t offset;
        uint8_t type;
        uint16_t length;   /* in bytes */
        uint32_t endpoint; /* id of the (first) endpoint */
        uint16_t segment_first, segment_last;
        uint16_t function_first, function_last;
        uint64_t base;
        uint16_t output; /* offset of the unit's node */
};

struct Viot {
        uint16_t node_count; /* as the table claims */
        ViotNode *nodes;
        size_t n_nodes, capacity;
};

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Offsets and ids: PCI Local Bus 3.0 chapter 6, PCI Express Base 5.0 chapter 7. */

#include "tests/bench/tree-config.h"

#include <string.h>

#include "tests/bench/tree-kinds.h"

static void put16(uint8_t *config, unsigned offset, uint16_t value) {
        config[offset] = value & 0xff;
        config[offset + 1] = value >> 8;
}

static void put32(uint8_t *config, unsigned offset, uint32_t value) {
        put16(config, offset, value & 0xffff);
        put16(config, offset + 2, value >> 16);
}

uint64_t tree_config_bar_address(const TreePlan *plan, const TreeDevice *device) {
        if (device->kind->bridge)
                return 0;
        /* one window each, above 4 GiB so that 65536 of them fit */
        return 0x380000000000u + (uint64_t) (device - plan->devices) * 0x10000;
}

unsigned tree_config_irq(const TreePlan *plan, const TreeDevice *device) {
        return device->physfn >= 0 ? 0 : 24 + (unsigned) (device - plan->devices) % 1000;
}

static void fill_identity(uint8_t *config, const TreeDevice *device) {
        const TreeKind *kind = device->kind;
        bool vf = device->physfn >= 0;

        /* SR-IOV 3.4.1: a VF answers all-ones, its ids stand in the physical function */
        put16(config, 0x00, vf ? 0xffff : kind->vendor);
        put16(config, 0x02, vf ? 0xffff : kind->device);
        put16(config, 0x04, vf ? 0x0004 : device->kind->driver ? 0x0406 : 0x0000);
        put16(config, 0x06, 0x0010); /* has a capability list */
        put32(config, 0x08, kind->class_code << 8 | kind->revision);
        config[0x0c] = 0x10;
        config[0x0e] = (kind->bridge ? 1 : 0) | (device->multifunction ? 0x80 : 0);
        config[0x34] = 0x40;
}

static void fill_endpoint(uint8_t *config, const TreePlan *plan, const TreeDevice *device) {
        uint64_t bar = tree_config_bar_address(plan, device);

        if (device->physfn < 0) {
                put32(config, 0x10, (uint32_t) bar | 0x0c); /* 64 bit, prefetchable */
                put32(config, 0x14, (uint32_t) (bar >> 32));
                config[0x3c] = tree_config_irq(plan, device) & 0xff;
                config[0x3d] = 1;
        }
        put16(config, 0x2c, device->kind->subvendor);
        put16(config, 0x2e, device->kind->subdevice);
}

static void fill_bridge(uint8_t *config, const TreeDevice *device) {
        config[0x18] = device->bus;
        config[0x19] = config[0x1a] = device->secondary_bus;
        put16(config, 0x1c, 0x00f0); /* no I/O window: base above limit */
        put32(config, 0x20, 0x0000fff0);
        put32(config, 0x24, 0x0001fff1);
        put16(config, 0x3e, 0x0002);
}

/* Power management, message interrupts, PCI Express. */
static void fill_capabilities(uint8_t *config, const TreeDevice *device) {
        unsigned port_type = device->kind->bridge ? (device->parent < 0 ? 4 : 7) : 0;

        put16(config, 0x40, device->kind->pcie ? 0x5001 : 0x0001);
        put16(config, 0x42, 0x0003);
        put16(config, 0x44, device->suspended ? 0x0003 : 0x0008);
        if (!device->kind->pcie)
                return;

        put16(config, 0x50, 0x7005); /* MSI, 64-bit address, off */
        put16(config, 0x52, 0x0080);
        put16(config, 0x70, device->kind->bridge ? 0x0010 : 0xb010);
        put16(config, 0x72, 0x0002 | port_type << 4);
        put32(config, 0x74, 0x10008fc2); /* resets itself (FLR), 512-byte payload */
        put16(config, 0x78,
                        device->physfn >= 0 ? 0 : 0x2810); /* no-snoop and relaxed ordering on */
        put32(config, 0x7c, 0x00437c83);                   /* 8 GT/s, 8 lanes */
        put16(config, 0x82, 0x0083);
        if (device->kind->bridge)
                return;

        put16(config, 0xb0, 0x0011); /* MSI-X, 32 vectors in BAR 0 */
        put16(config, 0xb2, 0x801f);
        put32(config, 0xb4, 0x00002000);
        put32(config, 0xb8, 0x00003000);
}

/* Appends to the list that ends at @last; returns the offset of the new end. */
static unsigned add_extended(
                uint8_t *config, unsigned last, unsigned offset, uint16_t id, unsigned version) {
        put32(config, offset, id | version << 16);
        if (last != offset)
                put16(config, last + 2, (config[last + 2] & 0x0f) | offset << 4);
        return offset;
}

static void fill_extended(uint8_t *config, const TreeDevice *device) {
        unsigned last = add_extended(config, 0x100, 0x100, 0x0001, 2); /* error reporting */
        bool is_port = device->kind->bridge && device->parent < 0;

        if (is_port) {
                last = add_extended(config, last, 0x150, 0x000d, 1); /* access control */
                put16(config, 0x154, 0x001f);
                put16(config, 0x156, 0x001d);
        }
        if (device->vf_count > 0 || device->physfn >= 0) {
                last = add_extended(config, last, 0x160, 0x000e, 1); /* alternative routing ids */
                last = add_extended(config, last, 0x1b0, 0x000f, 1); /* address translation */
                put16(config, 0x1b6, 0x8000);
        }
        if (device->vf_count > 0) {
                add_extended(config, last, 0x170, 0x0010, 1); /* SR-IOV */
                put16(config, 0x178, 0x0009);
                put16(config, 0x17c, 64);
                put16(config, 0x17e, 64);
                put16(config, 0x180, device->vf_count);
                put16(config, 0x184, 2);
                put16(config, 0x186, 1);
                put16(config, 0x18a, tree_kinds_virtual[device->kind - tree_kinds_physical].device);
                put32(config, 0x18c, 0x00000553);
                put32(config, 0x190, 1);
        }
}

size_t tree_config_fill(const TreePlan *plan, const TreeDevice *device,
                uint8_t ret_config[static TREE_CONFIG_MAX]) {
        memset(ret_config, 0, TREE_CONFIG_MAX);
        fill_identity(ret_config, device);
        if (device->kind->bridge)
                fill_bridge(ret_config, device);
        else
                fill_endpoint(ret_config, plan, device);
        fill_capabilities(ret_config, device);
        if (!device->kind->pcie)
                return 256;
        fill_extended(ret_config, device);
        return TREE_CONFIG_MAX;
}

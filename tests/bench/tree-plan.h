/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * tree-plan: which PCI functions a synthetic machine has, and how they hang together.
 *
 * The plan is data only; tree-device.c and make-tree.c write it out as sysfs. The same number
 * of devices always gives the same plan.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TREE_DEVICES_MAX 65536u
#define TREE_REGIONS_MAX 80u /* what fits a page of 4 KiB */
#define TREE_PATH_MAX    128u /* four levels of "ssss:bb:dd.f/" and "pcissss:bb/" fit well */

typedef struct TreeKind {
        uint32_t class_code; /* base, sub, programming interface */
        uint16_t vendor, device, subvendor, subdevice;
        uint8_t revision;
        uint8_t dma_mask_bits;
        bool pcie;                 /* else conventional: 256 bytes of configuration space */
        bool bridge;               /* header type 1 */
        const char *driver;        /* NULL = nobody takes it */
        const char *reset_methods; /* NULL = cannot be reset */
} TreeKind;

typedef struct TreeDevice {
        const TreeKind *kind;
        int parent;         /* index of the bridge above, -1 on a root bus */
        int physfn;         /* index of the physical function, -1 for all but VFs */
        unsigned vf_number; /* position among its VFs */
        unsigned vf_count;  /* VFs that this function has */
        unsigned group;
        unsigned unit;
        uint16_t segment;
        uint8_t root_bus, bus, slot, function;
        uint8_t secondary_bus; /* bridges: the bus below */
        bool multifunction;
        bool suspended;
        bool vfio; /* bound to vfio-pci */
} TreeDevice;

typedef struct TreeUnit {
        uint64_t address; /* of the register window */
        uint16_t segment;
        uint8_t root_bus;
        bool snoop_control;
} TreeUnit;

typedef struct TreePlan {
        size_t n_devices, n_groups, n_units, n_wanted;
        size_t n_regions; /* reserved regions of each group besides those that it has by nature */
        TreeDevice *devices;
        TreeUnit *units;
        uint32_t random;
} TreePlan;

/* n_devices from 1 to TREE_DEVICES_MAX. Returns 0 or a negative errno. */
int tree_plan_init(TreePlan *plan, size_t n_devices);
void tree_plan_done(TreePlan *plan);

/* Returns a number below @limit; the sequence is part of the plan's determinism. */
uint32_t tree_plan_random(TreePlan *plan, uint32_t limit);

/* "ssss:bb:dd.f" */
void tree_plan_format_address(const TreeDevice *device, char ret_text[static 16]);

/* The path below sys/devices: "pci0000:00/0000:00:1c.0/0000:01:00.0". */
void tree_plan_format_path(const TreePlan *plan, const TreeDevice *device,
                char ret_path[static TREE_PATH_MAX]);

/* How many bridges stand above @device. */
unsigned tree_plan_depth(const TreePlan *plan, const TreeDevice *device);

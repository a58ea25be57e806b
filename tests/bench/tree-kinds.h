/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * tree-kinds: PCI functions that are common in real machines, with their public ids.
 */

#include "tests/bench/tree-plan.h"

/* What is soldered down on a root bus, at fixed places. */
typedef struct TreeOnboard {
        uint8_t slot, function;
        bool shares_group; /* with the entry before: functions of one slot without ACS */
        TreeKind kind;
} TreeOnboard;

extern const TreeOnboard tree_kinds_chipset[]; /* first root complex */
extern const size_t tree_kinds_chipset_count;
extern const TreeOnboard tree_kinds_uncore[]; /* the other ones */
extern const size_t tree_kinds_uncore_count;

extern const TreeKind tree_kinds_root_port[4];
extern const TreeKind tree_kinds_nvme[3];
extern const TreeKind tree_kinds_storage[2];
extern const TreeKind tree_kinds_network[3];
extern const TreeKind tree_kinds_physical[2]; /* has VFs of the kind with the same index */
extern const TreeKind tree_kinds_virtual[2];
extern const TreeKind tree_kinds_graphics[4]; /* functions 0 to 3 of one card */
extern const TreeKind tree_kinds_pci_bridge;
extern const TreeKind tree_kinds_conventional[4];

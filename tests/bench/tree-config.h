/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * tree-config: a configuration space that lspci and a capability walk take for real.
 */

#include "tests/bench/tree-plan.h"

#define TREE_CONFIG_MAX 4096u

/* Returns how many bytes the function has: 256, or 4096 for PCI Express. */
size_t tree_config_fill(const TreePlan *plan, const TreeDevice *device,
                uint8_t ret_config[static TREE_CONFIG_MAX]);

/* One memory BAR per endpoint; 0 for bridges. */
uint64_t tree_config_bar_address(const TreePlan *plan, const TreeDevice *device);
#define TREE_CONFIG_BAR_BYTES 0x4000u

/* Interrupt line number as the kernel would give it out; VFs have none. */
unsigned tree_config_irq(const TreePlan *plan, const TreeDevice *device);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * tree-dmar: the ACPI table that goes with a plan.
 */

#include "tests/bench/tree-plan.h"

/* Which devices have a firmware region: USB controllers (kernel: direct-relaxable) and storage
 * adapters (direct). One window for all of them: regions of firmware may be shared. */
bool tree_dmar_has_region(const TreeDevice *device);
#define TREE_DMAR_REGION_FIRST 0x7b800000u
#define TREE_DMAR_REGION_LAST  0x7bffffffu

/* Makes a table with a checksum: one DRHD per unit that names the functions of its root bus, and
 * one RMRR. Caller frees *ret_table. Returns 0 or -ENOMEM. */
int tree_dmar_new(const TreePlan *plan, uint8_t **ret_table, size_t *ret_size);

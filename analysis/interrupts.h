/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Interrupts: are those of the devices behind a unit remapped, as things stand?
 */

#include "base/macros.h"
#include "model/snapshot.h"

/*
 * What the unit can do, and what keeps it from it: a boot option, the flag in the DMAR table, or another
 * VT-d unit that can't, since the kernel wants all of them or none (drivers/iommu/intel, Linux 5.10 to
 * 7.2). ret_reason: why not; NULL unless the answer is no.
 */
Truth compute_interrupt_remapping(const Snapshot *snapshot, const Unit *unit, const char **ret_reason);

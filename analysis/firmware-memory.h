/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the IORT says on memory and coherency.
 */

#include "base/macros.h"
#include "model/snapshot.h"

/* Memory properties of the root complex that a PCI device is below; NULL if not known. */
const IortMemory *firmware_find_memory(const Snapshot *snapshot, size_t device);

/* Whether the table calls an SMMU's own accesses coherent. */
Truth firmware_smmu_coherent_override(const Snapshot *snapshot, size_t unit);

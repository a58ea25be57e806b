/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/firmware-memory.h"

const IortMemory *firmware_find_memory(const Snapshot *snapshot _unused_, size_t device _unused_) {
        return NULL;
}

Truth firmware_smmu_coherent_override(const Snapshot *snapshot _unused_, size_t unit _unused_) {
        return TRUTH_UNKNOWN;
}

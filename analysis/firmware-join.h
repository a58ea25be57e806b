/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The join of the ACPI tables on IOMMUs with what sysfs shows (model/firmware-facts.h).
 *
 * DRHDs and SMMUs are known by the address of their registers, AMD's units and a virtio-iommu by
 * their PCI function. At worst O(n log n) in devices and entries, whatever the tables say.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* 0 or -ENOMEM. */
_warn_unused_ int compute_firmware(const Snapshot *snapshot, FirmwareFacts *ret);

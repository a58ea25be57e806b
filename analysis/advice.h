/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Advice on windows: limits that VFIO and iommufd don't know and a user of a device should.
 */

#include "model/snapshot.h"
#include "model/window-advice.h"

/* A kernel driver's DMA mask is a hint at what the device can address. The kernel begins with 32 bits
 * for each function and keeps what the last driver has set (drivers/pci, Linux 5.10 to 7.2), so on a
 * device that is bound to none, or to VFIO, it says nothing. */
void compute_advice(const Snapshot *snapshot, const Group *group, WindowAdvice *ret);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What configuration space says about a function's DMA, as model/pci-capabilities.h has it.
 */

#include "base/bytes.h"
#include "model/pci-capabilities.h"

/*
 * From the first bytes of configuration space, however many there are. The header alone, 64 bytes,
 * gives the bus master bit and a bridge's buses and windows; capabilities are known from 256 on, which
 * is what the kernel shows whoever may see more than the header (of a CardBus bridge, 128 bytes).
 * A function that is gone or asleep reads as ones all over, and nothing is known of it then.
 * Of several capabilities of a kind the first counts, as in the kernel.
 */
void decode_pci_capabilities(Bytes config, PciCapabilities *ret);

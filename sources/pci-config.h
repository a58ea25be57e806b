/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * PCI configuration space as bytes (PCI Express Base Specification 5.0, 7.5 to
 * 7.9; offsets and limits as in include/uapi/linux/pci_regs.h).
 */

#include <stddef.h>

#include "base/macros.h"

#define PCI_CONFIG_MAX_BYTES 4096

/*
 * Zeroes what identifies one piece of hardware: the Device Serial Number
 * capability, often made from a MAC address, and the data register of Vital
 * Product Data. Whatever the bytes say, nothing outside them is touched. A RootScrub.
 */
size_t scrub_pci_config(char *data, size_t length);

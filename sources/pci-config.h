/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * PCI configuration space as bytes (PCI Express Base Specification 5.0, 7.5 to
 * 7.9; offsets and limits as in include/uapi/linux/pci_regs.h).
 */

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macros.h"

typedef struct PciConfigWalk PciConfigWalk;

#define PCI_CONFIG_MAX_BYTES    4096
#define PCI_CONFIG_HEADER_BYTES 64 /* all that an ordinary user gets */
#define PCI_CONFIG_EXTENDED     0x100

/* Header types (7.5.1.1.9) without the multifunction bit. */
#define PCI_CONFIG_HEADER_TYPE    0x0e
#define PCI_CONFIG_MULTIFUNCTION  0x80
#define PCI_CONFIG_TYPE_BRIDGE    1
#define PCI_CONFIG_TYPE_CARDBUS   2

/* A walk along a list of capabilities. It ends after as many steps as there is room for entries,
 * so a list that loops ends too; it may visit the same entry many times. */
struct PciConfigWalk {
        Bytes config;
        unsigned steps_left;
        size_t next; /* offset; 0 ends it */
};

/* The list in the first 256 bytes, and the one of extended capabilities behind them. */
PciConfigWalk pci_config_walk(Bytes config);
PciConfigWalk pci_config_walk_extended(Bytes config);

/* Steps to the next entry: false at the end. The pointer to the one behind has been read then, so the
 * bytes may be changed. */
_warn_unused_ bool pci_config_next(PciConfigWalk *walk, size_t *ret_at, uint16_t *ret_id);

/*
 * Zeroes what identifies one piece of hardware: the Device Serial Number
 * capability, often made from a MAC address, and the data register of Vital
 * Product Data. Whatever the bytes say, nothing outside them is touched. A RootScrub.
 */
size_t scrub_pci_config(char *data, size_t length);

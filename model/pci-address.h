/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * PciAddress: where a function sits, as sysfs names it: "0000:3b:00.2".
 *
 * A segment is at least 4 hex digits; Intel VMD makes up segments from 0x10000
 * on, which sysfs prints with 5 (drivers/pci/controller/vmd.c, Linux 6.1).
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

typedef struct PciAddress PciAddress;

struct PciAddress {
        uint32_t segment;
        uint8_t bus;
        uint8_t device;   /* 0 to 31 */
        uint8_t function; /* 0 to 7 */
};

#define PCI_ADDRESS_TEXT_MAX 24

/* Takes exactly what sysfs prints: lower or upper case, no blanks. 0 or -EINVAL. */
_warn_unused_ int parse_pci_address(const char *string, PciAddress *ret);

/* As above, and also the short form "3b:00.2", which means segment 0. */
_warn_unused_ int parse_pci_address_lenient(const char *string, PciAddress *ret);

void pci_address_format(PciAddress address, char buffer[static PCI_ADDRESS_TEXT_MAX]);

int pci_address_compare(PciAddress a, PciAddress b);

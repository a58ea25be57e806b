/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * PciCapabilities: what a PCI function's configuration space says about its DMA (PCI Express
 * Base Specification 5.0, 7.5 to 7.9; offsets as in include/uapi/linux/pci_regs.h).
 *
 * Zeroed, all of it is unknown. Bridges have a public part, `bridge`; everything else
 * stands past byte 63, which only root may read, and is known only with `is_known`.
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/iova-set.h"

typedef struct BridgeFacts BridgeFacts;
typedef struct PciCapabilities PciCapabilities;

/* Port types of the PCI Express capability (7.5.3.2). */
enum {
        PCIE_ENDPOINT = 0x0,
        PCIE_LEGACY_ENDPOINT = 0x1,
        PCIE_ROOT_PORT = 0x4,
        PCIE_UPSTREAM_PORT = 0x5,
        PCIE_DOWNSTREAM_PORT = 0x6,
        PCIE_TO_PCI_BRIDGE = 0x7,
        PCI_TO_PCIE_BRIDGE = 0x8,
        PCIE_INTEGRATED_ENDPOINT = 0x9,
        PCIE_EVENT_COLLECTOR = 0xa,
};

/* Bits of ACS, in its capability and its control register (7.7.8). */
#define ACS_SOURCE_VALIDATION    0x01
#define ACS_TRANSLATION_BLOCKING 0x02
#define ACS_REQUEST_REDIRECT     0x04
#define ACS_COMPLETION_REDIRECT  0x08
#define ACS_UPSTREAM_FORWARDING  0x10
#define ACS_EGRESS_CONTROL       0x20
#define ACS_DIRECT_TRANSLATED    0x40
#define ACS_BITS                 7

/* What Linux asks of each port on the way up before it gives a device a group of its own
 * (REQ_ACS_FLAGS, drivers/iommu/iommu.c, Linux 7.2). */
#define ACS_ISOLATION (ACS_SOURCE_VALIDATION | ACS_REQUEST_REDIRECT | ACS_COMPLETION_REDIRECT | \
                       ACS_UPSTREAM_FORWARDING)

/* The windows are bus addresses that a bridge takes for the devices behind it. */
struct BridgeFacts {
        bool is_known;
        uint8_t secondary_bus, subordinate_bus;
        bool has_memory, has_prefetchable;
        IovaRange memory, prefetchable;
};

struct PciCapabilities {
        bool is_known;
        bool is_multifunction;
        bool is_pcie;
        uint8_t port_type;   /* if is_pcie */
        bool extended_known; /* what follows from ACS on; else it isn't there or could not be seen */
        Truth bus_master;
        Truth no_snoop;         /* it may set No Snoop in its requests; unknown if not PCIe */
        Truth relaxed_ordering; /* likewise */
        Truth function_reset;   /* FLR */

        bool has_acs;
        uint8_t acs_capability, acs_control;

        bool has_ats;
        bool ats_enabled;
        uint8_t ats_page_bits; /* smallest translation unit; 0: unknown, as of a virtual function */

        bool has_sriov; /* it is a physical function */

        bool has_pri;
        bool pri_enabled;

        bool has_pasid;
        bool pasid_enabled;
        uint8_t pasid_bits;

        BridgeFacts bridge;
};

/* Ports whose ACS decides on what is below them. */
static inline bool pci_is_port_above(const PciCapabilities *capabilities) {
        return capabilities->is_pcie && (capabilities->port_type == PCIE_ROOT_PORT ||
                                         capabilities->port_type == PCIE_DOWNSTREAM_PORT);
}

/* The bits of ACS_ISOLATION that are offered but not enabled. A bit that isn't offered counts as
 * wired to the safe side (pci_acs_flags_enabled(), drivers/pci/pci.c, Linux 7.2). */
static inline uint8_t pci_acs_missing(const PciCapabilities *capabilities) {
        return (uint8_t) (ACS_ISOLATION & capabilities->acs_capability & ~capabilities->acs_control);
}

/* "SV", "TB" ... of bit 0 and up, as lspci(8) and the specification abbreviate them. */
_const_ const char *pci_capabilities_bit_name(unsigned bit);

/* "root-port", "endpoint" ...; NULL for a type that isn't known. */
_const_ const char *pci_capabilities_port_name(uint8_t port_type);

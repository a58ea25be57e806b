/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/pci-capabilities.h"

const char *pci_capabilities_bit_name(unsigned bit) {
        static const char *const names[ACS_BITS] = { "SV", "TB", "RR", "CR", "UF", "EC", "DT" };

        return bit < ARRAY_SIZE(names) ? names[bit] : NULL;
}

const char *pci_capabilities_port_name(uint8_t port_type) {
        static const char *const names[] = {
                [PCIE_ENDPOINT] = "endpoint",
                [PCIE_LEGACY_ENDPOINT] = "legacy-endpoint",
                [PCIE_ROOT_PORT] = "root-port",
                [PCIE_UPSTREAM_PORT] = "upstream-port",
                [PCIE_DOWNSTREAM_PORT] = "downstream-port",
                [PCIE_TO_PCI_BRIDGE] = "pcie-to-pci-bridge",
                [PCI_TO_PCIE_BRIDGE] = "pci-to-pcie-bridge",
                [PCIE_INTEGRATED_ENDPOINT] = "integrated-endpoint",
                [PCIE_EVENT_COLLECTOR] = "event-collector",
        };

        return port_type < ARRAY_SIZE(names) ? names[port_type] : NULL;
}

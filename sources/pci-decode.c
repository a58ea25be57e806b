/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/pci-decode.h"

#include "sources/pci-config.h"

#define VENDOR             0x00
#define VENDOR_INTEL       0x8086
#define DEVICE             0x02
#define COMMAND            0x04
#define COMMAND_BUS_MASTER 0x0004

/* Of a bridge (7.5.1.3). */
#define SECONDARY_BUS           0x19
#define SUBORDINATE_BUS         0x1a
#define MEMORY_BASE             0x20
#define MEMORY_LIMIT            0x22
#define PREFETCHABLE_BASE       0x24
#define PREFETCHABLE_LIMIT      0x26
#define PREFETCHABLE_BASE_HIGH  0x28
#define PREFETCHABLE_LIMIT_HIGH 0x2c
#define PREFETCHABLE_IS_64_BITS 0x0001

#define CAP_ID_PCIE     0x10 /* PCI Express (7.5.3) */
#define PCIE_FLAGS      0x02
#define PCIE_DEVCAP     0x04
#define DEVCAP_FLR      0x10000000
#define PCIE_DEVCTL     0x08
#define DEVCTL_RELAXED  0x0010
#define DEVCTL_NO_SNOOP 0x0800

#define CAP_ID_AF 0x13 /* Advanced Features for conventional PCI */
#define AF_CAP    0x03
#define AF_FLR    0x02

/* Extended capabilities: ids, and where capability and control registers stand in each. */
#define EXT_CAP_ID_ACS   0x000d
#define ACS_CAP          0x04
#define ACS_CTRL         0x06
#define ACS_WIDE_CTRL    0x08 /* where both registers have 32 bits */
#define EXT_CAP_ID_ATS   0x000f
#define ATS_CTRL         0x06
#define ATS_UNIT_MASK    0x001f
#define ATS_UNIT_BITS    12 /* of a unit of 0 */
#define ATS_ENABLE       0x8000
#define EXT_CAP_ID_SRIOV 0x0010
#define EXT_CAP_ID_PRI   0x0013
#define PRI_CTRL         0x04
#define PRI_ENABLE       0x0001
#define EXT_CAP_ID_PASID 0x001b
#define PASID_CAP        0x04
#define PASID_CTRL       0x06
#define PASID_ENABLE     0x0001

static Truth truth_of(bool value) {
        return value ? TRUTH_YES : TRUTH_NO;
}

static bool is_all_ones(Bytes config) {
        for (size_t i = 0; i < PCI_CONFIG_HEADER_BYTES; i++)
                if (config.data[i] != 0xff)
                        return false;
        return true;
}

/* Base and limit of a window: bits 15:4 are bits 31:20 of an address, and a limit is to be filled up
 * with ones. A window that is closed has its base above its limit; one of a bridge that doesn't
 * have it, or that nobody has set up, reads as zeroes. */
static bool decode_window(uint64_t base, uint64_t limit, IovaRange *ret) {
        if (base > limit || limit == 0)
                return false;
        *ret = (IovaRange) { base, limit | 0xfffff };
        return true;
}

static bool decode_memory_window(Bytes config, IovaRange *ret) {
        uint16_t base, limit;

        return bytes_get_u16(config, MEMORY_BASE, &base) && bytes_get_u16(config, MEMORY_LIMIT, &limit) &&
                        decode_window((uint64_t) (base & 0xfff0) << 16, (uint64_t) (limit & 0xfff0) << 16, ret);
}

static bool decode_prefetchable_window(Bytes config, IovaRange *ret) {
        uint32_t base_high = 0, limit_high = 0;
        uint16_t base, limit;

        if (!bytes_get_u16(config, PREFETCHABLE_BASE, &base) ||
                        !bytes_get_u16(config, PREFETCHABLE_LIMIT, &limit))
                return false;
        if ((base & PREFETCHABLE_IS_64_BITS) &&
                        (!bytes_get_u32(config, PREFETCHABLE_BASE_HIGH, &base_high) ||
                                        !bytes_get_u32(config, PREFETCHABLE_LIMIT_HIGH, &limit_high)))
                return false;
        return decode_window((uint64_t) base_high << 32 | (uint64_t) (base & 0xfff0) << 16,
                        (uint64_t) limit_high << 32 | (uint64_t) (limit & 0xfff0) << 16, ret);
}

/* CardBus bridges have other registers there, and nothing behind them that matters today. */
static void decode_bridge(Bytes config, BridgeFacts *ret) {
        ret->is_known = bytes_get_u8(config, SECONDARY_BUS, &ret->secondary_bus) &&
                        bytes_get_u8(config, SUBORDINATE_BUS, &ret->subordinate_bus);
        ret->has_memory = decode_memory_window(config, &ret->memory);
        ret->has_prefetchable = decode_prefetchable_window(config, &ret->prefetchable);
}

static void decode_pcie(Bytes config, size_t at, PciCapabilities *ret) {
        uint16_t flags, control;
        uint32_t abilities;

        if (ret->is_pcie || !bytes_get_u16(config, at + PCIE_FLAGS, &flags) ||
                        !bytes_get_u32(config, at + PCIE_DEVCAP, &abilities) ||
                        !bytes_get_u16(config, at + PCIE_DEVCTL, &control))
                return;
        ret->is_pcie = true;
        ret->port_type = flags >> 4 & 0xf;
        ret->function_reset = truth_of(abilities & DEVCAP_FLR);
        ret->relaxed_ordering = truth_of(control & DEVCTL_RELAXED);
        ret->no_snoop = truth_of(control & DEVCTL_NO_SNOOP);
}

static void decode_list(Bytes config, PciCapabilities *ret) {
        PciConfigWalk walk = pci_config_walk(config);
        bool has_af_reset = false;
        uint8_t af;
        uint16_t id;
        size_t at;

        while (pci_config_next(&walk, &at, &id))
                if (id == CAP_ID_PCIE)
                        decode_pcie(config, at, ret);
                else if (id == CAP_ID_AF && bytes_get_u8(config, at + AF_CAP, &af))
                        has_af_reset = has_af_reset || (af & AF_FLR);
        if (ret->function_reset != TRUTH_YES)
                ret->function_reset = truth_of(has_af_reset);
}

/* Root ports of Intel's 100 and 200 series chipsets and of the mobile ones of that time have ACS
 * registers of twice the width (their specification updates; drivers/pci/quirks.c, Linux 7.2). */
static bool has_wide_acs(Bytes config) {
        static const struct {
                uint16_t first, last;
        } devices[] = {
                { 0x9d10, 0x9d1b }, { 0xa110, 0xa11f }, { 0xa167, 0xa16a },
                { 0xa290, 0xa29f }, { 0xa2e7, 0xa2ee },
        };
        uint16_t vendor, device;

        if (!bytes_get_u16(config, VENDOR, &vendor) || !bytes_get_u16(config, DEVICE, &device) ||
                        vendor != VENDOR_INTEL)
                return false;
        for (size_t i = 0; i < ARRAY_SIZE(devices); i++)
                if (device >= devices[i].first && device <= devices[i].last)
                        return true;
        return false;
}

static void decode_acs(Bytes config, size_t at, PciCapabilities *ret) {
        bool is_wide = ret->is_pcie && ret->port_type == PCIE_ROOT_PORT && has_wide_acs(config);
        uint16_t offered, control;

        if (ret->has_acs || !bytes_get_u16(config, at + ACS_CAP, &offered) ||
                        !bytes_get_u16(config, at + (is_wide ? ACS_WIDE_CTRL : ACS_CTRL), &control))
                return;
        ret->has_acs = true;
        ret->acs_capability = offered & 0x7f;
        ret->acs_control = control & 0x7f;
}

static void decode_ats(Bytes config, size_t at, PciCapabilities *ret) {
        uint16_t control;

        if (ret->has_ats || !bytes_get_u16(config, at + ATS_CTRL, &control))
                return;
        ret->has_ats = true;
        ret->ats_enabled = control & ATS_ENABLE;
        ret->ats_page_bits = (uint8_t) (ATS_UNIT_BITS + (control & ATS_UNIT_MASK));
}

static void decode_pri(Bytes config, size_t at, PciCapabilities *ret) {
        uint16_t control;

        if (ret->has_pri || !bytes_get_u16(config, at + PRI_CTRL, &control))
                return;
        ret->has_pri = true;
        ret->pri_enabled = control & PRI_ENABLE;
}

static void decode_pasid(Bytes config, size_t at, PciCapabilities *ret) {
        uint16_t offered, control;

        if (ret->has_pasid || !bytes_get_u16(config, at + PASID_CAP, &offered) ||
                        !bytes_get_u16(config, at + PASID_CTRL, &control))
                return;
        ret->has_pasid = true;
        ret->pasid_enabled = control & PASID_ENABLE;
        ret->pasid_bits = offered >> 8 & 0x1f;
}

/* Conventional PCI has no such space; where it can't be reached, it reads as ones. */
static void decode_extended_list(Bytes config, PciCapabilities *ret) {
        PciConfigWalk walk = pci_config_walk_extended(config);
        uint32_t first;
        uint16_t id;
        size_t at;

        ret->extended_known = !ret->is_pcie ||
                        (bytes_get_u32(config, PCI_CONFIG_EXTENDED, &first) && first != UINT32_MAX);
        while (pci_config_next(&walk, &at, &id))
                if (id == EXT_CAP_ID_ACS)
                        decode_acs(config, at, ret);
                else if (id == EXT_CAP_ID_ATS)
                        decode_ats(config, at, ret);
                else if (id == EXT_CAP_ID_SRIOV)
                        ret->has_sriov = true;
                else if (id == EXT_CAP_ID_PRI)
                        decode_pri(config, at, ret);
                else if (id == EXT_CAP_ID_PASID)
                        decode_pasid(config, at, ret);
}

void decode_pci_capabilities(Bytes config, PciCapabilities *ret) {
        uint8_t type;
        uint16_t command;

        *ret = (PciCapabilities) { 0 };
        if (config.length < PCI_CONFIG_HEADER_BYTES || is_all_ones(config) ||
                        !bytes_get_u16(config, COMMAND, &command) ||
                        !bytes_get_u8(config, PCI_CONFIG_HEADER_TYPE, &type))
                return;
        ret->bus_master = truth_of(command & COMMAND_BUS_MASTER);
        ret->is_multifunction = type & PCI_CONFIG_MULTIFUNCTION;
        type &= (uint8_t) ~PCI_CONFIG_MULTIFUNCTION;
        if (type == PCI_CONFIG_TYPE_BRIDGE)
                decode_bridge(config, &ret->bridge);

        ret->is_known = config.length >= PCI_CONFIG_EXTENDED;
        if (!ret->is_known)
                return;
        decode_list(config, ret);
        decode_extended_list(config, ret);
}

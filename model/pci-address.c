/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/pci-address.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"

/* One field of `digits` hex digits, followed by `end`. */
static int take_field(const char **cursor, size_t min_digits, size_t max_digits, char end, uint64_t max,
                uint64_t *ret) {
        char field[9];
        size_t n = strcspn(*cursor, ":.");
        int r;

        if (n < min_digits || n > max_digits || (*cursor)[n] != end)
                return -EINVAL;
        memcpy(field, *cursor, n);
        field[n] = '\0';
        r = parse_unsigned(field, 16, max, ret);
        if (r < 0)
                return -EINVAL;
        *cursor += n + (end != '\0');
        return 0;
}

static int parse_bus_device_function(const char *string, uint32_t segment, PciAddress *ret) {
        uint64_t bus, device, function;

        if (take_field(&string, 2, 2, ':', 0xff, &bus) < 0 ||
                        take_field(&string, 2, 2, '.', 0x1f, &device) < 0 ||
                        take_field(&string, 1, 1, '\0', 7, &function) < 0)
                return -EINVAL;
        *ret = (PciAddress) {
                .segment = segment,
                .bus = (uint8_t) bus,
                .device = (uint8_t) device,
                .function = (uint8_t) function,
        };
        return 0;
}

int parse_pci_address(const char *string, PciAddress *ret) {
        uint64_t segment;

        if (take_field(&string, 4, 8, ':', UINT32_MAX, &segment) < 0)
                return -EINVAL;
        return parse_bus_device_function(string, (uint32_t) segment, ret);
}

int parse_pci_address_lenient(const char *string, PciAddress *ret) {
        if (parse_pci_address(string, ret) == 0)
                return 0;
        return parse_bus_device_function(string, 0, ret);
}

void pci_address_format(PciAddress address, char buffer[static PCI_ADDRESS_TEXT_MAX]) {
        (void) snprintf(buffer, PCI_ADDRESS_TEXT_MAX, "%04x:%02x:%02x.%x", address.segment,
                        address.bus, address.device, address.function);
}

int pci_address_compare(PciAddress a, PciAddress b) {
        uint64_t left = (uint64_t) a.segment << 24 | (uint64_t) a.bus << 16 |
                        (uint64_t) a.device << 8 | a.function;
        uint64_t right = (uint64_t) b.segment << 24 | (uint64_t) b.bus << 16 |
                        (uint64_t) b.device << 8 | b.function;

        return left < right ? -1 : left > right;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/device.h"

#include <string.h>

bool device_is_bridge(const Device *device) {
        uint64_t class = device->class.value >> 8;

        return device->class.known && (class == 0x0604 || class == 0x0607 || class == 0x0609);
}

bool device_is_bound_to_vfio(const Device *device) {
        return device->driver && strstr(device->driver, "vfio");
}

bool device_has_host_driver(const Device *device) {
        return device->driver && !device_is_bound_to_vfio(device) && strcmp(device->driver, "pci-stub") != 0 &&
                        strcmp(device->driver, "pcieport") != 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/device.h"

bool device_is_bridge(const Device *device) {
        uint64_t class = device->class.value >> 8;

        return device->class.known && (class == 0x0604 || class == 0x0607 || class == 0x0609);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/device.h"

bool device_is_bridge(const Device *device) {
        return device->class.known && device->class.value >> 16 == 0x06;
}

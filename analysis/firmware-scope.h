/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Device scopes of a DMAR, looked up among the devices that are there (VT-d specification, 8.3.1).
 */

#include "analysis/firmware-work.h"
#include "base/macros.h"

typedef struct ScopeDevices ScopeDevices;

struct ScopeDevices {
        FirmwareSpan self, below; /* the device, and for the scope of a bridge all behind it */
        bool is_known; /* else a bridge on the path, or the one it ends at, keeps its buses to itself */
};

/* Scopes of interrupt controllers, timers and devices without a PCI address have no devices, and are
 * known to have none. */
ScopeDevices firmware_scope_find(const FirmwareWork *work, uint32_t segment, const DeviceScope *scope);

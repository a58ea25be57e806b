/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Names of vendors, devices and classes from the udev hardware database
 * (systemd.hwdb(7)), looked up once for each kind of device.
 *
 * A capture brings its own names, so that it reads the same on a machine with
 * another database. Without a database there are no names, and that is all.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

typedef struct HardwareNames HardwareNames;

_warn_unused_ int hardware_names_new(Root *root, HardwareNames **ret);
HardwareNames *hardware_names_free(HardwareNames *names);
static inline void hardware_names_freep(HardwareNames **names) {
        *names = hardware_names_free(*names);
}
#define _cleanup_hardware_names_ _cleanup_(hardware_names_freep)

/* Fills the three names of a PCI device; they live in the snapshot's pool. 0 or -ENOMEM. */
_warn_unused_ int hardware_names_look_up(HardwareNames *names, Device *device, Snapshot *snapshot);

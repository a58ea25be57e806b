/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Devices: all PCI functions, and every other device that is in a group
 * (drivers/pci/pci-sysfs.c, iov.c; Documentation/ABI/testing/sysfs-bus-pci).
 *
 * Nothing here opens a `config` file: reading one wakes a suspended device.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/hardware-names.h"
#include "sources/root.h"

/* Appends all devices, after the units and groups. 0 or -ENOMEM; all else is a note. */
_warn_unused_ int read_devices(Root *root, HardwareNames *names, Snapshot *snapshot);

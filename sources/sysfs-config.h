/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A PCI function's place among the bridges, and its configuration space, read once and only
 * while the function is awake: the kernel resumes whatever `config` is read of
 * (drivers/pci/pci-sysfs.c, pci_config_pm_runtime_get(), Linux 7.2).
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* Fills runtime_status, of any device. Awake: active, without runtime power management, and not in
 * D3cold, which power_state must say before. 0 or -ENOMEM; all else is a note. */
_warn_unused_ int read_runtime_status(
                RootDir *dir, Device *device, Snapshot *snapshot, bool *ret_is_awake);

/* Fills parent_link and parent_known, from the function's link in the directory of all, bus/devices. 0 or -ENOMEM. */
_warn_unused_ int read_pci_parent(RootDir *bus, RootDir *dir, Device *device);

/* One that was read before, while the snapshot's devices are in the order of their names; or NULL. */
const Device *find_listed_function(const Snapshot *snapshot, const char *name);

/*
 * Fills the capabilities of a function that is awake, unless the bridge above it sleeps. On this
 * machine an ordinary user reads that of bridges alone: the start of others' has nothing that
 * sysfs doesn't say elsewhere. class and parent_link must be there. The snapshot's
 * devices must be in the order of their names. 0 or -ENOMEM; all else is a note.
 */
_warn_unused_ int read_pci_config(RootDir *dir, Device *device, Snapshot *snapshot);

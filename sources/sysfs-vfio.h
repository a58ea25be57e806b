/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * /sys/class/vfio-dev: the VFIO devices, by one list and a link for each (Linux 6.1 or
 * newer; drivers/vfio/vfio_main.c). Looking into each device's own directory would
 * take four system calls instead of one.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* After snapshot_link(): fills vfio_device. 0 or -ENOMEM; all else is a note. */
_warn_unused_ int read_vfio_devices(Root *root, Snapshot *snapshot);

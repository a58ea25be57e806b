/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Physical and virtual functions, with as few questions as can be: there are machines with ten
 * thousand virtual functions, and others with none.
 *
 * Virtual functions have higher addresses than their physical function, and in sysfs they lie beside it
 * even if they are on a bus of their own (drivers/pci/iov.c, pci_iov_add_virtfn(), Linux 7.2). So
 * functions must come in the order of their addresses.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

typedef struct SriovReader SriovReader;

/* What has been seen of physical functions that have virtual ones. Zeroed: none. */
struct SriovReader {
        bool has_any, has_on_root_bus;
        const char *above;  /* the bridge above the last of them, borrowed */
        PciAddress last;    /* if has_any */
        bool physfn_asked;  /* of the device at hand */
};

/* Fills parent_link and parent_known of a PCI function and, where that makes it cheaper, physical_function.
 * bus: sys/bus/pci. 0 or -ENOMEM; all else is a note. */
_warn_unused_ int read_place(
                SriovReader *reader, RootDir *bus, RootDir *dir, Device *device, Snapshot *snapshot);

/* Fills physical_function or the numbers of virtual functions, after read_place() and
 * read_pci_config(). 0 or -ENOMEM; all else is a note. */
_warn_unused_ int read_sriov(SriovReader *reader, RootDir *dir, Device *device, Snapshot *snapshot);

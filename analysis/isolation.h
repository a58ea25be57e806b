/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Isolation: why the members of a group are together.
 *
 * Groups are the kernel's; they are explained here, never computed anew. Linux walks from a
 * device up to the root bus and puts it together with the highest port or bridge on the
 * way whose access control (ACS) doesn't send everything up, and then with the other functions
 * of its slot unless ACS parts them (pci_device_group(), drivers/iommu/iommu.c, Linux 7.2).
 * Some root ports without ACS count as isolating by a quirk (drivers/pci/quirks.c), which shows
 * only in that they are in a group of their own.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* A path up has no more bridges than a segment has buses; one that seems to is a circle. */
#define PATH_STEPS_MAX 256

typedef enum PortState {
        PORT_UNKNOWN,
        PORT_ISOLATES,
        PORT_WITHOUT_ACS,
        PORT_LACKS_BITS,   /* offers ACS bits that are off */
        PORT_CONVENTIONAL, /* a bridge to, from or within conventional PCI, which has no ACS */
} PortState;

/* What its registers say of a bridge or port, quirks left out (pci_acs_enabled(), drivers/pci/pci.c,
 * Linux 7.2). */
PortState compute_port_state(const Device *port);

/* Fills isolation, isolation_reason and isolation_port of the group at this index. 0 or -ENOMEM. */
_warn_unused_ int compute_isolation(const Snapshot *snapshot, size_t group, GroupFacts *facts);

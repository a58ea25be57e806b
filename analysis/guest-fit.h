/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Guest fit: can the memory of a virtual machine be mapped for a group? VFIO maps it at the
 * guest's own physical addresses, unless the guest has an IOMMU of its own.
 *
 * The layouts are those of QEMU 7.1 and newer (hw/i386/pc_q35.c, pc_piix.c, pc.c and
 * hw/arm/virt.c) without memory hotplug.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/fit.h"
#include "model/snapshot.h"

/* "q35", "pc" or "virt"; NULL if there is no such machine. */
const GuestMachine *find_guest_machine(const char *name);

/* What runs on such a host as a rule. */
const GuestMachine *find_host_guest_machine(const Snapshot *snapshot);
/* The guest's processor is of the host's make as a rule, which the kind of its units tells. */
bool has_amd_guests(const Snapshot *snapshot);

/* The pieces of RAM, of which at most two. Returns their number; the verdicts are unknown. */
size_t compute_guest_layout(const GuestRequest *request, GuestPart ret_parts[GUEST_PARTS_MAX]);

/* After compute_windows(). */
GuestFit compute_guest_fit(const Group *group, const GroupFacts *facts, const GuestRequest *request);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Assignable: could VFIO hand this group to a user as things stand now?
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* Does this kernel, with these units, keep a device with a `direct` region from users? */
bool is_direct_refused(const Snapshot *snapshot, const Group *group);

/*
 * yes: every member is bound to a VFIO driver, to one that VFIO tolerates or to none
 * (drivers/vfio/group.c, "viable"), at least one of them can be assigned at all, no
 * `direct` region makes the kernel refuse, and interrupts are isolated or the
 * administrator has allowed that they are not. Otherwise the reason says what is in
 * the way. After compute_windows(). 0 or -ENOMEM.
 */
_warn_unused_ int compute_assignable(const Snapshot *snapshot, const Group *group, GroupFacts *facts);

/* Is a member bound to a VFIO driver, so that VFIO shows the group at all? */
bool has_vfio_driver(const Snapshot *snapshot, const Group *group);

/* Can the members raise no interrupts but their own, or has the administrator allowed that they can? The
 * reason is NULL where there is nothing to add. */
Truth compute_interrupt_isolation(const Snapshot *snapshot, const Group *group, const char **ret_reason);

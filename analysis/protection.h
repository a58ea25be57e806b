/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Protection: what the kernel's own domain of a group keeps its devices from, and why it is
 * that one; and what the host as a whole allows.
 *
 * sysfs shows the default domain (drivers/iommu/iommu.c): while VFIO or iommufd has the
 * group, a domain of theirs is in force, which is always strict towards its user.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* Fills `protection` and its reason of each group, and `protection` of the host. */
void compute_protection(const Snapshot *snapshot, Assessment *assessment);

/* The boot option that asks for passthrough, the last one counting, as long as none takes it back; or NULL. */
const char *find_passthrough_option(const Host *host);

/* The boot option that asks for strict (or lazy) invalidation; or NULL. */
const char *find_strict_option(const Host *host);
const char *find_lazy_option(const Host *host);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The host around the IOMMUs: kernel, machine, its page size, boot options, parameters of the
 * modules involved, firmware tables (which ones, not what they say) and whether
 * all of it is a virtual machine.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* x86: reduces /proc/cpuinfo to "hypervisor" or nothing; the rest names the CPU. A RootScrub. */
size_t scrub_cpuinfo(char *data, size_t length);

/* Fills snapshot->host. Before the units, whose registers print differently by kernel. 0 or
 * -ENOMEM; all else is a note. */
_warn_unused_ int read_host(Root *root, Snapshot *snapshot);

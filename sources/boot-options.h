/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The kernel command line, cut down to the words that concern IOMMUs and VFIO
 * (Documentation/admin-guide/kernel-parameters.txt, Linux 7.2).
 *
 * The rest may hold host names, addresses and identifiers, so it is dropped as
 * it is read and reaches neither a report nor a capture.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* Keeps the words of interest, in their order, separated by single blanks. A RootScrub. */
size_t scrub_boot_options(char *data, size_t length);

/* Splits what the scrub has left. 0 or -ENOMEM. */
_warn_unused_ int parse_boot_options(char *text, Names *ret);

/* Fills host.boot_options. 0 or -ENOMEM; all else is a note. */
_warn_unused_ int read_boot_options(RootDir *proc, Snapshot *snapshot);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a capture holds beyond what a scan reads: the configuration space of the
 * devices that are awake. It needs root, and a report has no use for it yet; the
 * bug report that a capture becomes has.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* With a recorder attached. What can't be read is recorded as such. 0 or -ENOMEM. */
_warn_unused_ int read_capture_extras(Root *root, const Snapshot *snapshot);

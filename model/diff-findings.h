/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Findings compared: by id and by the object that they are about, whatever its name is now.
 */

#include "base/macros.h"
#include "model/change.h"
#include "model/snapshot-diff.h"
#include "model/snapshot-match.h"

/* Appends what appeared, went away or has another severity. 0 or -ENOMEM. */
_warn_unused_ int diff_findings_add(
                Changes *changes, DiffSide before, DiffSide after, const SnapshotMatch *match);

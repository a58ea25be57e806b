/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Scan: the readers in their order, into one Snapshot.
 *
 * A source that is missing, unreadable or malformed becomes a note; the scan
 * fails only when memory runs out.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

_warn_unused_ int scan(Root *root, Snapshot **ret);

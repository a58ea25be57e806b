/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Firmware tables: what the ACPI tables on IOMMUs hold, of those that are there.
 *
 * Only root may read them. That an ordinary user can't is no note: it is so on every machine,
 * and the facts stay unknown. A part of read_host(), which lists the tables.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* dir: where they are. Reads those of host.firmware_tables. 0 or -ENOMEM. */
_warn_unused_ int read_firmware_tables(RootDir *dir, Snapshot *snapshot);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Which devices a unit of an ACPI table is for, in the words of the table.
 */

#include "base/text.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* "00:02.0, ioapic 00:1e.7, all others of segment 0000". The first few, and how many more. */
void firmware_scope_words_add(Text *text, const Snapshot *snapshot, const FirmwareUnit *unit);

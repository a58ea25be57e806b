/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Which fields of a unit's capability register differ, for a change between two snapshots.
 */

#include "base/macros.h"
#include "base/text.h"
#include "model/change.h"

/* Appends a line for each field that differs, "SC 7: 1 -> 0, no-snoop ...", separated by line
 * breaks; nothing for changes of anything else. 0 or -ENOMEM. */
_warn_unused_ int diff_registers_explain(const Change *change, Text *ret);

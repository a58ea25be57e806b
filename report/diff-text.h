/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The changes between two snapshots for people: a line for each, or for many objects alike.
 */

#include "base/macros.h"
#include "model/change.h"
#include "model/snapshot-diff.h"
#include "report/terminal.h"

/* What more there is to say about a change, as lines; nothing as a rule. 0 or -ENOMEM. */
typedef int (*ExplainChange)(const Change *change, Text *ret);

/* sides: before and after. explain may be NULL. 0, -ENOMEM, or the error of the file. */
_warn_unused_ int diff_text_print(const Terminal *terminal, const DiffSide sides[static 2],
                const Changes *changes, ExplainChange explain);

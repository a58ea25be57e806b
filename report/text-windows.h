/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A group's windows for people: a bar, then each window with its size and bounds.
 */

#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/terminal.h"

/* The group at index i, which may stand for count folded ones. */
void text_windows_print(const Terminal *terminal, const Snapshot *snapshot,
                const Assessment *assessment, size_t i, size_t count);

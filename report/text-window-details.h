/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The lines below a group's windows: the other end that is possible, advice, and user addresses.
 */

#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/terminal.h"

void text_window_details_print(
                const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment, size_t i);

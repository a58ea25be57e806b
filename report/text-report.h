/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The report for people: verdict, findings, units, groups with their address space
 * and members, notes. In that order, because most readers stop after the first.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/terminal.h"

/* 0, -ENOMEM, or the error of the file. */
_warn_unused_ int text_report_print(
                const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment);

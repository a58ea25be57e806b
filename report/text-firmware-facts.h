/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The report's section on firmware: memory that it wants mapped one to one for devices that
 * are there, and whether it keeps DMA out while it runs. Nothing is printed where there is
 * nothing of this.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/terminal.h"

/* 0 or -ENOMEM. */
_warn_unused_ int text_firmware_facts_print(
                const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment);

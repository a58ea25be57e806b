/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What must hold of firmware tables joined with sysfs, whatever the tables say.
 */

#include "model/assessment.h"
#include "model/snapshot.h"

void check_joined(const Snapshot *snapshot, const Assessment *assessment);

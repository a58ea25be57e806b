/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Analyze: the computations, then the table of checks, then the verdict.
 * Pure and deterministic: the same Snapshot gives the same Assessment.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* The assessment must not outlive the snapshot. 0 or -ENOMEM. */
_warn_unused_ int analyze(const Snapshot *snapshot, Assessment **ret);

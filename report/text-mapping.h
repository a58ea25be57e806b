/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What is predicted of a mapping, as text.
 */

#include "base/macros.h"
#include "model/mapping.h"
#include "model/snapshot.h"
#include "report/terminal.h"

/* 0 or -ENOMEM. */
_warn_unused_ int text_mapping_print(const Terminal *terminal, const Snapshot *snapshot, const Group *group,
                const MapRequest *request, const MapPrediction *prediction);

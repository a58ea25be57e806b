/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Details: what `show` has beyond the report, topic by topic. A report on ten thousand
 * devices goes without.
 */

#include "report/json-builder.h"
#include "model/assessment.h"
#include "model/snapshot.h"

void describe_unit_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);
void describe_group_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);
void describe_device_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);

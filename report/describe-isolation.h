/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What isolates a device, and why a group is one, as members of its JSON object.
 */

#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/json-builder.h"

/* parent, path, capabilities */
void describe_device_capabilities(JsonBuilder *object, const Snapshot *snapshot, size_t i);

/* isolation, isolation_reason, risky_ranges */
void describe_group_isolation(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);

/* risky_ranges alone, of the group at index i */
void describe_risky_ranges(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What `show` tells of an object beyond what the report tells of all: one line for each topic.
 */

#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/json-builder.h"

void describe_unit_details(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);
void describe_group_details(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);
void describe_device_details(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);

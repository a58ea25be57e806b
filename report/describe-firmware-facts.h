/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the ACPI tables on IOMMUs say, joined with sysfs, as JSON.
 */

#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/json-builder.h"

struct json_object;

/* How many names a list of devices or groups shows; a count stands beside it. */
#define FIRMWARE_NAMES_MAX 16

/* The report's `firmware`. False if that is null: no table could be read. ret_json is NULL when
 * memory runs out. */
_warn_unused_ bool describe_firmware_facts(
                const Snapshot *snapshot, const Assessment *assessment, struct json_object **ret_json);

/* A unit's `firmware`, and a device's `firmware_unit` and `firmware_regions`, for `show`. */
void describe_firmware_of_unit(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);
void describe_firmware_of_device(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);

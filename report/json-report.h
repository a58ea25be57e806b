/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The JSON documents: the whole report, and lists of one kind of object.
 */

#include <stdio.h>

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

struct json_object;

typedef struct json_object *(*DescribeObject)(
                const Snapshot *snapshot, const Assessment *assessment, size_t i);

/* generated: RFC 3339, UTC. 0, -ENOMEM, or the error of the file. */
_warn_unused_ int json_report_write(const Snapshot *snapshot, const Assessment *assessment,
                const char *generated, bool is_pretty, FILE *file);

/* {"schema": "iommu-diag/KEY/1", "KEY": [...]} of the objects at the indices. */
_warn_unused_ int json_list_write(const Snapshot *snapshot, const Assessment *assessment,
                const char *key, DescribeObject describe, const size_t *indices, size_t count,
                bool is_pretty, FILE *file);

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The changes between two snapshots as a JSON document, "iommu-diag/diff/1".
 */

#include <stdio.h>

#include "base/macros.h"
#include "model/change.h"
#include "model/snapshot-diff.h"

struct json_object;

/* A new object, NULL when memory runs out. */
struct json_object *describe_change(const Change *change);

/* sides: before and after. 0, -ENOMEM, or the error of the file. */
_warn_unused_ int diff_json_write(
                const DiffSide sides[static 2], const Changes *changes, bool is_pretty, FILE *file);

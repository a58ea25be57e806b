/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The document iommu-diag/explain/1 of kind "map": what is predicted of a mapping.
 */

#include <stdio.h>

#include "base/macros.h"
#include "model/mapping.h"
#include "model/snapshot.h"

/* 0, -ENOMEM, or the error of the file. */
_warn_unused_ int describe_mapping_write(const Group *group, const MapRequest *request,
                const MapPrediction *prediction, bool is_pretty, FILE *file);

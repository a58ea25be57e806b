/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The columns that lists of units, groups and devices can have.
 */

#include <stddef.h>

#include "report/table.h"

#define COLUMNS_MAX 32

extern const Column unit_columns[];
extern const size_t n_unit_columns;

extern const Column group_columns[];
extern const size_t n_group_columns;

extern const Column device_columns[];
extern const size_t n_device_columns;

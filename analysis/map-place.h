/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Where else a mapping would fit.
 */

#include "model/assessment.h"

/*
 * The multiple of page_bytes (a power of two) nearest to `near` at which so many bytes, rounded up to
 * pages, lie inside one window, and in its certain part where its end is unknown. Of two equally near
 * ones the lower. Unknown: there is none.
 */
Number find_map_place(const GroupFacts *facts, uint64_t size_bytes, uint64_t page_bytes, Iova near);
